"""find_quotes: what stands in quotation marks and in title marks, nested and ASCII quotes included."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from operator import attrgetter

_MARK = re.compile('[“”‘’「」『』《》"＂]')
_CLOSES = {"”": "“", "’": "‘", "」": "「", "』": "『", "》": "《"}
_STRAIGHT = frozenset('"＂')
LONGEST = 120  # a longer stretch is speech or a mark without its partner


class Quote:
    """The words between two marks (``start``, ``end`` leave the marks out); ``titled`` for 《》."""

    __slots__ = ("end", "start", "titled")

    def __init__(self, start: int, end: int, titled: bool) -> None:
        self.start, self.end, self.titled = start, end, titled


class Stretches:
    """Stretches of a text that do not overlap, kept in order, asked in logarithmic time."""

    def __init__(self, stretches: Iterable[tuple[int, int]] = ()) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(stretches):
            if self._ends and start < self._ends[-1]:
                self._ends[-1] = max(end, self._ends[-1])
            else:
                self._starts.append(start)
                self._ends.append(end)

    def add(self, start: int, end: int) -> bool:
        """Take a stretch in; ``False`` if it meets one that is there.

        >>> taken = Stretches([(3, 5)])
        >>> taken.add(0, 3), taken.add(4, 6), taken.holds(3, 4)
        (True, False, True)
        """
        at = bisect_right(self._ends, start)
        if at < len(self._starts) and self._starts[at] < end:
            return False
        self._starts.insert(at, start)
        self._ends.insert(at, end)
        return True

    def touches(self, start: int, end: int) -> bool:
        """Whether any stretch shares a place with another."""
        at = bisect_right(self._ends, start)
        return at < len(self._starts) and self._starts[at] < end

    def holds(self, start: int, end: int) -> bool:
        """Whether one stretch holds the whole of another."""
        at = bisect_left(self._ends, end)
        return at < len(self._starts) and self._starts[at] <= start


def find_quotes(text: str) -> list[Quote]:
    """Every pair of quotation or title marks on a line, by where it starts; marks without a partner are left.

    >>> text = '落实“十四五”规划，印发《“跨越”行动计划》，"三保"'
    >>> [text[q.start : q.end] for q in find_quotes(text)]
    ['十四五', '“跨越”行动计划', '跨越', '三保']
    """
    opened: list[tuple[str, int]] = []
    found = []
    for match in _MARK.finditer(text):
        mark, at = match[0], match.start()
        partner = _CLOSES.get(mark)
        if partner is None:
            if mark in _STRAIGHT:
                mark = '"'
                if opened and opened[-1][0] == mark and text.find("\n", opened[-1][1], at) < 0:
                    partner = mark
            if partner is None:
                opened.append((mark, at))
                continue
        depth = len(opened) - 1
        while depth >= 0 and opened[depth][0] != partner:
            depth -= 1
            if len(opened) - depth > 4:  # keeps the search for a partner short
                depth = -1
        if depth < 0:
            continue
        start, end = opened[depth][1] + 1, at
        del opened[depth:]
        while start < end and text[start].isspace():
            start += 1
        while start < end and text[end - 1].isspace():
            end -= 1
        if start < end <= start + LONGEST and text.find("\n", start, end) < 0:
            found.append(Quote(start, end, mark == "》"))
    return sorted(found, key=attrgetter("start"))
