"""The subject of a claim: who or what holds, does or bears it.

The nearest explicit holder before the number: the one that leads its measure, the one that acts in its clause, in the
clauses and sentences before it in the paragraph, last the one that the heading or the title begins with.
"""

from __future__ import annotations

import re

from .cues import forms_of
from .frames import REACH, Frame

Words = tuple[int, int]

# The noun phrase that a clause begins with, before a predicate or the end of the clause.
_LEADING = re.compile(
    r"[dtcfx$moBEa]*([nghNre](?:[nghNraeBmcDfoI]|v(?=[ngeDI]))*?)(?=[vAulwUW+s$dkxbpzFitj><q,.]|$)"
)
_PLACED = re.compile(r"[dtcx]*i([nghNraeBmcf]*[heNf])")
_HOLDER_END = re.compile(r".*[heNr]")
_PIVOT = re.compile(r"[vA]([nghNraBcm]*[he])[dx]*[vA]")
_CLAUSES_BACK = 40


class Topics:
    """The holders of one paragraph, clause by clause, found when asked for."""

    __slots__ = ("fallback", "frame", "known", "start")

    def __init__(self, frame: Frame, start: int, fallback: Words | None) -> None:
        self.frame = frame
        self.start = start
        self.fallback = fallback
        self.known: dict[int, tuple[Words | None, str]] = {}

    def find(self, left: int, before: int) -> tuple[Words | None, str]:
        """The holder in force at the word ``before`` in the clause that begins at ``left``."""
        shape = self.frame.shape
        weak: tuple[Words | None, str] | None = None
        for _ in range(_CLAUSES_BACK):
            found, how = self._clause(left, before)
            if found:
                if how[0] == "h":
                    return found, how
                weak = weak or (found, how)
            if left <= self.start:
                break
            before = left - 1
            left = (
                max(
                    shape.rfind(",", self.start, before), shape.rfind(".", self.start, before), self.start - 1
                )
                + 1
            )
        if weak:
            return weak
        return (self.fallback, "title") if self.fallback else (None, "none stated")

    def _clause(self, left: int, before: int) -> tuple[Words | None, str]:
        key = left << 24 | before
        known = self.known.get(key)
        if known is None:
            known = self.known[key] = acting(self.frame, left, before)
        return known


def acting(frame: Frame, left: int, before: int) -> tuple[Words | None, str]:
    """Who acts in the words ``[left, before)`` of a clause, and how it was told."""
    shape = frame.shape
    before = min(before, left + REACH)
    for match in _PIVOT.finditer(shape, left, before):
        if frame.words(match.start(), match.start() + 1) in forms_of("pivot"):
            return (match.start(1), match.end(1)), "holder made to act"
    if match := _LEADING.match(shape, left, before):
        if found := named(frame, match.start(1), match.end(1)):
            if "j" in shape[found[1] : before]:
                return found, "reporting agent"
            return found, "holder at the head of a clause"
    if match := _PLACED.match(shape, left, before):
        return (match.start(1), match.end(1)), "place"
    return None, ""


def named(frame: Frame, first: int, behind: int) -> Words | None:
    """The holder in a noun phrase: up to its last word that can end one's name."""
    said = frame.shape[first:behind]
    first += len(said) - len(said.lstrip("cDEmoadfxBt"))
    said = frame.shape[first:behind].rstrip("cDEmoadf")
    cut = said.rfind("D")
    if cut >= 0 and not _HOLDER_END.match(said, cut + 1):
        said = said[:cut]
    match = _HOLDER_END.match(said)
    return (first, first + match.end()) if match else None


def title_holder(frame: Frame, title: str | None) -> Words | None:
    """The region or organisation that the title of the article begins with, where it stands in the text."""
    if not title or not frame.starts:
        return None
    at = frame.text.find(title)
    if at < 0 or _DOCUMENT.search(title):
        return None
    from bisect import bisect_left

    first, behind = bisect_left(frame.starts, at), bisect_left(frame.starts, at + len(title))
    match = re.compile("[nN]*h").match(frame.shape, first, behind)
    return (first, match.end()) if match else None


_DOCUMENT = re.compile("报告|法$|条例|办法|规定|决定|通知|意见|细则")
