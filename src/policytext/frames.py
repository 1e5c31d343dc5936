"""A sentence with its numbers: clauses, words, times and cues, ready for the rules that read claims."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from .cues import Cues
from .records import Quantity, Span, TimeExpression, Token

_CLAUSE_BREAK = re.compile("[，,；;：:。！？!?\n]")
_OPENING, _CLOSING = "“‘「『（(《〈【", "”’」』）)》〉】"
NOUNS = ("n", "j", "l", "i", "b", "a", "vn", "an", "eng", "nz", "ns", "nr", "nt", "s", "h", "k", "g", "z", "f")


@dataclass(slots=True)
class Frame:
    """One sentence: ``start``/``end`` in the text, its quantities and times, and where its clauses break."""

    text: str
    start: int
    end: int
    quantities: list[Quantity]
    times: list[TimeExpression]
    tokens: Sequence[Token]
    cues: Cues
    breaks: list[int]

    def clause(self, position: int) -> tuple[int, int]:
        """The clause around a position: from behind the last break to the next one."""
        i = bisect_right(self.breaks, position)
        left = self.breaks[i - 1] + 1 if i else self.start
        right = self.breaks[i] if i < len(self.breaks) else self.end
        return max(left, self.start), min(right, self.end)

    def words(self, start: int, end: int) -> list[Token]:
        """The tokens that lie wholly in ``[start, end)``."""
        i = bisect_left(self.tokens, start, key=lambda token: token.start)
        inside = []
        for token in self.tokens[i:]:
            if token.end > end:
                break
            inside.append(token)
        return inside

    def span(self, start: int, end: int) -> Span | None:
        """A span stripped of white space and of loose punctuation at its ends; ``None`` if nothing is left."""
        text = self.text
        while start < end and (text[start].isspace() or text[start] in "、，,：:；;。·—-”’）)的之"):
            start += 1
        while start < end and (text[end - 1].isspace() or text[end - 1] in "、，,：:；;。·—-“‘（(的"):
            end -= 1
        return Span(start, end, text[start:end]) if start < end else None


def clause_breaks(text: str, start: int, end: int, taken: Sequence[tuple[int, int]]) -> list[int]:
    """Positions of the marks that part clauses: not inside brackets, quotes, numbers or times."""
    breaks = []
    depth = 0
    covered = iter([*taken, (end + 1, end + 1)])
    low, high = next(covered, (end + 1, end + 1))
    for match in re.finditer("[，,；;：:。！？!?\n“‘「『（(《〈【”’」』）)》〉】]", text[start:end]):
        at, mark = match.start() + start, match.group()
        while high <= at:
            low, high = next(covered)
        if low <= at < high:
            continue
        if mark in _OPENING:
            depth += 1
        elif mark in _CLOSING:
            depth = max(0, depth - 1)
        elif depth == 0 or mark == "\n":
            depth = 0
            breaks.append(at)
    if depth:  # an unpaired bracket hides nothing
        return [m.start() + start for m in _CLAUSE_BREAK.finditer(text[start:end])]
    return breaks
