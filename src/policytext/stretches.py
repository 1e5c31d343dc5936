"""The paragraphs within which time and holder carry on, the headings among them, and figures on display."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from . import modality
from .records import Claim, Quantity

# Start, end, first quantity, the one behind the last, whether the report looks ahead, the heading above.
Stretch = tuple[int, int, int, int, bool, tuple[int, int] | None]

_HEADING_LENGTH = 30
_ENDS = ("。", "；", "！", "？")


def stretches_of(
    text: str, paragraphs: Sequence[tuple[int, int]], quantities: Sequence[Quantity], genre: str
) -> list[Stretch]:
    """The paragraphs with quantities: start, end, their first quantity and the one behind their last, whether
    the report looks ahead there, and the heading above them."""
    found: list[Stretch] = []
    heading: tuple[int, int] | None = None
    index, count, ahead = 0, len(quantities), False
    for start, end in paragraphs:
        while index < count and quantities[index].start < start:
            index += 1
        first = index
        while index < count and quantities[index].end <= end:
            index += 1
        if genre == "report":
            ahead = modality.turns(text[start : min(end, start + 40)], ahead)
        if first < index:
            found.append((start, end, first, index, ahead, heading))
        if is_heading(text, start, end):
            heading = start, end
    return found


def is_heading(text: str, start: int, end: int) -> bool:
    """Whether a paragraph is short, no sentence and not figures alone (a cell of a table)."""
    short = end - start <= _HEADING_LENGTH and not text.endswith(_ENDS, start, end)
    return short and any(character >= "\u4e00" for character in text[start:end])


def explain_displayed(claims: list[Claim], stretches: Sequence[Stretch]) -> None:
    """A figure that is a paragraph of its own says what the paragraph below says of the same amount, one that
    a paragraph begins with what the rest of it does: “5%”——去年产值增长5%."""
    place = 0
    places: list[tuple[int, int]] = []
    for *_, first, behind, _, _ in stretches:
        places.append((place, place + behind - first))
        place += behind - first
    for (start, end, *_), (at, behind), (_, stop) in zip(
        stretches, places, [*places[1:], (0, 0)], strict=True
    ):
        if behind - at == 1 and end - start <= len(claims[at].text) + 2:
            _explain(claims, at, behind, stop)
        while at < behind and claims[at].measure is None:
            at += 1
            _explain(claims, at - 1, at, behind)


_NEAR = 60  # claims that are looked through, so that a paragraph of figures alone takes linear time


def _explain(claims: list[Claim], at: int, first: int, behind: int) -> None:
    """The claim at a place takes all but its amount from the first in ``[first, behind)`` of the same one."""
    shown = claims[at].quantity
    for said in claims[first : min(behind, first + _NEAR)]:
        if (
            said.measure
            and said.quantity.value == shown.value is not None
            and said.quantity.unit == shown.unit
        ):
            claims[at] = replace(said, quantity=shown)
            return


def lines_of(text: str) -> list[tuple[int, int]]:
    """Start and end of every line."""
    lines, start = [], 0
    for line in text.split("\n"):
        lines.append((start, start + len(line)))
        start += len(line) + 1
    return lines
