"""Cue words in a text, found in one pass: what steers how the numbers of a sentence are read."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

from .lexicon import Lexicon, shipped


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue word where it stands, with every kind that its form has."""

    start: int
    end: int
    form: str
    kinds: frozenset[str]


@lru_cache(maxsize=8)
def _matcher(lexicon: Lexicon):
    import ahocorasick_rs

    kinds: dict[str, set[str]] = {}
    for row in lexicon.rows("cues"):
        if row["kind"] != "holder_end":
            kinds.setdefault(row["form"], set()).add(row["kind"])
    forms = sorted(kinds)
    automaton = ahocorasick_rs.AhoCorasick(forms, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)
    return automaton, forms, [frozenset(kinds[form]) for form in forms]


@lru_cache(maxsize=64)
def forms_of(kind: str, lexicon: Lexicon | None = None) -> frozenset[str]:
    """All forms of one kind, e.g. ``forms_of("mom")`` holds 环比.

    >>> "环比" in forms_of("mom")
    True
    """
    return frozenset(row["form"] for row in (lexicon or shipped()).rows("cues") if row["kind"] == kind)


class Cues:
    """The cues of one text, sorted; ``between(a, b)`` gives those that lie inside."""

    __slots__ = ("_starts", "found")

    def __init__(self, text: str, lexicon: Lexicon | None = None) -> None:
        automaton, forms, kinds = _matcher(lexicon or shipped())
        self.found = [
            Cue(start, end, forms[which], kinds[which])
            for which, start, end in automaton.find_matches_as_indexes(text)
        ]
        self._starts = [cue.start for cue in self.found]

    def between(self, start: int, end: int, kind: str | None = None) -> list[Cue]:
        """Cues that lie wholly in ``[start, end)``, of one kind if given."""
        inside = []
        for cue in self.found[bisect_left(self._starts, start) :]:
            if cue.start >= end:
                break
            if cue.end <= end and (kind is None or kind in cue.kinds):
                inside.append(cue)
        return inside
