"""The subject of a claim: who or what holds, does or bears it.

The nearest explicit holder before the number: the one that leads its measure, the one that acts in its clause, in
the clauses and sentences before it in the paragraph, last the one that the title begins with. Names of regions and
organisations, persons and named things count anywhere before; a general noun (行业, 企业) only within its sentence,
and only with an attribute.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from .cues import forms_of
from .frames import REACH, Frame
from .records import Span

Words = tuple[int, int]

# The noun phrase that a clause begins with, before a predicate or the end of the clause; 以…为代表的 before it.
_LEADING = re.compile(
    r"[dtcfx$moBEa]*(?:[pi][^,q]{0,20}D)?([nhNreI](?:[nghNraeBmcDEfoI]|v(?=[ngeDIE]))*?)"
    r"(?=[vAulwUW+s$dkxbpzFitj><q,.]|$)"
)
_PLACED = re.compile(r"[dtcxo]*i([nghNraeBmcf]*h[nghNreBmcf]*)")
_HOLDER = re.compile(r".*(?:[hre]|N$|N(?=D))")
_NAME = re.compile(r".*[hr](?:E[^D]*?e)?e*")
_WITH = re.compile(r"c[ngrehI]+(?=$)")
_GOES_ON = re.compile("[gnI]|v[ngI]")
_PIVOT = re.compile(r"[vA]([nghNrBcm]*[he])[dx]*[vA]")
_PEOPLE = frozenset("员者户民工师们")
_CLAUSES_BACK = 40


class Topics:
    """The holders of one paragraph, clause by clause, found when asked for."""

    __slots__ = ("fallback", "frame", "known", "reserved", "start")

    def __init__(self, frame: Frame, start: int, fallback: Words | None, reserved: bool) -> None:
        self.frame = frame
        self.start = start
        self.fallback = fallback
        self.reserved = reserved
        self.known: dict[int, tuple[Words | None, str]] = {}

    def find(self, left: int, before: int) -> tuple[Words | None, str]:
        """The holder in force at the word ``before`` in the clause that begins at ``left``."""
        shape, start = self.frame.shape, self.start
        weak: tuple[Words | None, str] | None = None
        general: tuple[Words | None, str] | None = None
        near = True
        for _ in range(_CLAUSES_BACK):
            found, how = self._clause(left, before)
            if found and not (self.reserved and frame_wide(self.frame, *found, near)):
                if near or "h" in shape[found[0] : found[1]] or shape[found[1] - 1] in "rN":
                    if how[0] == "h":
                        return found, how
                    weak = weak or (found, how)
                else:
                    general = general or (found, how)
            if left <= start:
                break
            before = left - 1
            if shape[before] == ".":
                near = False
            left = max(shape.rfind(",", start, before), shape.rfind(".", start, before), start - 1) + 1
        if weak:
            return weak
        if general and not self.reserved:
            return general
        return (self.fallback, "title") if self.fallback else (None, "none stated")

    def _clause(self, left: int, before: int) -> tuple[Words | None, str]:
        key = left << 24 | before
        known = self.known.get(key)
        if known is None:
            known = self.known[key] = acting(self.frame, left, before)
        return known


def frame_wide(frame: Frame, first: int, behind: int, near: bool) -> bool:
    """Whether a holder is too general for a report: its figures are the country's, unless it says otherwise in the
    same sentence; those of a province carry on (全省)."""
    return not near and frame.words(first, behind)[:1] != "全" or frame.words(first, behind)[:2] in ("全国", "我国")


def acting(frame: Frame, left: int, before: int) -> tuple[Words | None, str]:
    """Who acts in the words ``[left, before)`` of a clause, and how it was told."""
    shape = frame.shape
    before = min(before, left + REACH)
    for match in _PIVOT.finditer(shape, left, before):
        if frame.words(match.start(), match.start() + 1) in forms_of("pivot"):
            return (match.start(1), match.end(1)), "holder made to act"
    if match := _LEADING.match(shape, left, before):
        first, behind = match.span(1)
        counted = shape[behind : behind + 3].lstrip("dlx")[:1] == "q"
        if found := named(frame, first, behind, counted):
            if "j" not in shape[found[1] : before]:
                return found, "holder at the head of a clause"
            return None, "reporting agent"
    if match := _PLACED.match(shape, left, before):
        return (match.start(1), match.end(1)), "place"
    return None, ""


def named(frame: Frame, first: int, behind: int, counted: bool = False) -> Words | None:
    """The holder in a noun phrase: up to its last word that can end one's name. Where the phrase itself is what
    is counted (山东农业龙头企业达9600家), only a region or organisation in it."""
    said = frame.shape[first:behind]
    first += len(said) - len(said.lstrip("cDEmoadfxBt"))
    said = frame.shape[first:behind].rstrip("cDEmoadf")
    cut = said.rfind("D")
    if cut >= 0 and not _HOLDER.match(said, cut + 1):
        said = said[:cut]
    match = (_NAME if counted else _HOLDER).match(said)
    if not match:  # 采茶工, 志愿者
        people = not counted and said[-1:] in ("n", "I") and frame.words(first, first + len(said))[-1] in _PEOPLE
        return (first, first + len(said)) if people else None
    last = match.end()
    if more := _WITH.match(said, last):
        last = more.end()
    if said[:last] == "e" and frame.words(first, first + 1) in forms_of("generic"):
        return None
    if said[last - 1] == "N" and _GOES_ON.match(frame.shape, first + last):  # “五小”创新成果
        return None
    return first, first + last


def fined(frame: Frame, start: int, at: int) -> Span | None:
    """Who is fined, where the sentence says it (对单位主管人员处…罚款)."""
    fined = None
    for match in _FINED.finditer(frame.shape, max(start, at - REACH), at):
        if frame.words(match.start(), match.start() + 1) == "对":
            fined = frame.span(*match.span(1))
    return fined


_FINED = re.compile("p([nghNreIaBcD]+)")


def title_holder(frame: Frame, title: str | None) -> Words | None:
    """The region or organisation that the title of the article begins with, where it stands in the text."""
    at = frame.text.find(title) if title and not _DOCUMENT.search(title) else -1
    if at < 0:
        return None
    first, behind = bisect_left(frame.starts, at), bisect_left(frame.starts, at + len(title))
    match = _TITLE.match(frame.shape, first, behind)
    if not match or frame.words(match.start(), match.end()) in forms_of("holder"):
        return None
    return match.span()


_TITLE = re.compile("[nN]{0,3}?h+e*")
_DOCUMENT = re.compile("报告|法$|条例|办法|规定|决定|通知|意见|细则")
