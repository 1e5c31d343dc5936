"""Chinese sentences with exact offsets."""

from __future__ import annotations

import re

from .furniture import BLANKS

# A sentence ends after 。！？ or an ellipsis, with all marks that follow closely: 好！！ ……” 。）
# A full stop of Latin script ends one only before a blank or the end; the comma, ； and — never do.
_MARKS = r"(?:[。！？!?｡]|…+|\.{3,})[。！？!?…]*[”’』」）)】》\"']*|\.(?<=[a-z]{2}\.)(?=\s)"
_WRAPPED = re.compile(_MARKS)
_END = re.compile(rf"{_MARKS}|[\n\r\f\v\u2028\u2029]+")
_BRACKET = re.compile(r"[（(《【〔）)》】〕]")
_GOES_ON = "，、,；;：:。）)》】〕的"
_LONGEST_BRACKET = 200  # an opening bracket farther back was never meant to hold the sentence


def split_sentences(
    text: str, start: int = 0, end: int | None = None, *, wrapped: bool = False
) -> list[tuple[int, int]]:
    """The spans of the sentences in ``text[start:end]``, stripped, none empty.

    A closing quote or bracket after the end mark belongs to the sentence; where the text goes on behind it
    with a comma or the like, or the bracket is still open, the mark ends nothing. Inside quotes sentences end
    as elsewhere. New lines end sentences; with ``wrapped`` (the inside of one passage) they do not.

    >>> line = "他说：“好。”增长3.6%（按可比价算。下同），很稳。12:30散会"
    >>> [line[a:b] for a, b in split_sentences(line)]
    ['他说：“好。”', '增长3.6%（按可比价算。下同），很稳。', '12:30散会']
    """
    stop = len(text) if end is None else max(0, min(end, len(text)))
    begin = max(0, start)
    spans: list[tuple[int, int]] = []
    opened: list[int] = []  # places of brackets that wait for their partner
    seen = begin
    for match in (_WRAPPED if wrapped else _END).finditer(text, begin, stop):
        line_break = match[0][0] in "\n\r\f\v\u2028\u2029"
        seen = _track(text, seen, match.end(), opened)
        if not line_break and (_held(opened, match.start()) or not _ends_here(text, match, stop)):
            continue
        opened.clear()
        begin = _add(text, begin, match.end(), spans)
    _add(text, begin, stop, spans)
    return spans


def _track(text: str, start: int, end: int, opened: list[int]) -> int:
    """Push and pop the brackets between two places."""
    for match in _BRACKET.finditer(text, start, end):
        if match[0] in "（(《【〔":
            opened.append(match.start())
        elif opened:
            opened.pop()
    return end


def _held(opened: list[int], place: int) -> bool:
    return bool(opened) and opened[0] < place and place - opened[0] <= _LONGEST_BRACKET


def _ends_here(text: str, match: re.Match[str], stop: int) -> bool:
    following = text[match.end() : min(match.end() + 1, stop)]
    return following == "" or following not in _GOES_ON


def _add(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> int:
    piece = text[start:end]
    left = start + len(piece) - len(piece.lstrip(BLANKS))
    right = start + len(piece.rstrip(BLANKS))
    if left < right:
        spans.append((left, right))
    return end
