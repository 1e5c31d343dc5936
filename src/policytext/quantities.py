"""find_quantities: every amount of a text with its span, value, bound and unit."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from .folding import fold
from .records import Quantity
from .scanning import scan_amounts

# A line break inside an amount, in prose with hard line ends: a number ends a long line, words follow.
_WRAP = re.compile(
    r"\n(?<=[^\n]{15}[0-9十百千万亿]\n)(?=[\u4e00-\u9fff%])(?![一二三四五六七八九零两])(?=[^\n：]{0,60}[。；，])"
)


def find_quantities(text: str, skip: Sequence[tuple[int, int]] = ()) -> list[Quantity]:
    """The amounts of a text in order; none overlaps the sorted spans ``skip`` (names and calendar times).

    >>> [(q.text, q.value, q.bound, q.unit) for q in find_quantities("培训职工13万余人次，占比超过90%。")]
    [('13万余人次', Decimal('130000'), 'above', '人次'), ('超过90%', Decimal('90'), 'above', '%')]
    """
    folded = fold(text)
    wraps = [match.start() for match in _WRAP.finditer(folded)] if "\n" in folded else []
    if not wraps:
        return [amount.quantity(text) for amount in scan_amounts(folded, skip)]
    return _unwrapped(text, folded, skip, wraps)


def _unwrapped(
    text: str, folded: str, skip: Sequence[tuple[int, int]], wraps: Sequence[int]
) -> list[Quantity]:
    """The amounts of the text without its line breaks ``wraps``, at their places in the text with them."""
    joined = "".join(folded[a + 1 : b] for a, b in zip((-1, *wraps), (*wraps, len(folded)), strict=True))
    passed = [wrap - i for i, wrap in enumerate(wraps)]  # where each break stood in the joined text
    spans = [(a - bisect_right(wraps, a - 1), b - bisect_right(wraps, b - 1)) for a, b in skip]
    found = []
    for amount in scan_amounts(joined, spans):
        amount.start += bisect_right(passed, amount.start)
        amount.end += bisect_right(passed, amount.end - 1)
        found.append(amount.quantity(text))
    return found


def find_numbers(text: str) -> list[Quantity]:
    """Everything that reads as a number, with or without a unit: bare 十, ordinals and years included.

    >>> [q.text for q in find_numbers("共465篇，第二百五十")]
    ['465篇', '二百五十']
    """
    return [amount.quantity(text) for amount in scan_amounts(fold(text), (), every=True)]


def parse_quantity(text: str) -> Quantity:
    """The one amount that a string states; raises ``ValueError`` where it states none.

    >>> parse_quantity("每亩500元").unit
    '元/亩'
    """
    wanted = text.strip()
    for amount in scan_amounts(fold(text), (), every=True):
        quantity = amount.quantity(text)
        if quantity.text == wanted:
            return quantity
    raise ValueError(f"{text[:40]!r} is no single quantity")
