"""Claims of one article that cannot all be right: contradictions, and arithmetic that does not hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from .records import Article, Claim
from .units import interval

CONTRADICTS, SUM_DIFFERS, PART_EXCEEDS = "contradicts", "sum-differs", "part-exceeds-whole"
_TELLING = 4  # characters of a measure that names one thing only
_NEAR = 2  # amounts farther apart than this factor are of different things
_LOOSE = Decimal("0.02")  # figures rounded differently agree to within this share


@dataclass(frozen=True, slots=True)
class Conflict:
    """Claims that do not fit together: ``kind`` is contradicts, sum-differs or part-exceeds-whole, ``claims``
    are their places in ``article.claims``."""

    kind: str
    claims: tuple[int, ...]


def find_conflicts(article: Article) -> list[Conflict]:
    """The conflicts among the claims of an article, in order.

    >>> from policytext.quantities import find_quantities
    >>> from policytext.claims import link_claims
    >>> text = "覆盖率由60%提高到70%，提高了15个百分点。"
    >>> find_conflicts(Article(text, claims=tuple(link_claims(text, find_quantities(text)))))
    [Conflict(kind='sum-differs', claims=(0, 1, 2))]
    """
    return sorted(_conflicts(article.text, article.claims), key=lambda conflict: conflict.claims)


def with_flags(text: str, claims: Sequence[Claim]) -> list[Claim]:
    """The claims, those in a conflict with its kind among their ``flags``."""
    flags: dict[int, list[str]] = defaultdict(list)
    for conflict in _conflicts(text, claims):
        for place in conflict.claims:
            if conflict.kind not in flags[place]:
                flags[place].append(conflict.kind)
    if not flags:
        return list(claims)
    return [replace(claim, flags=tuple(flags[i])) if i in flags else claim for i, claim in enumerate(claims)]


def _conflicts(text: str, claims: Sequence[Claim]) -> Iterator[Conflict]:
    yield from _contradictions(claims)
    if "其中" in text:
        for i, (whole, part) in enumerate(pairwise(claims)):
            if "其中" in text[whole.end : min(part.start, whole.end + 11)] and _exceeds(whole, part):
                yield Conflict(PART_EXCEEDS, (i, i + 1))
    if "由" in text or "从" in text:
        for i, (first, second, third) in enumerate(zip(claims, claims[1:], claims[2:], strict=False)):
            told = second.direction and text[max(0, first.start - 1) : first.start] in ("由", "从")
            if told and _sum_differs(first, second, third, text[second.end : third.start]):
                yield Conflict(SUM_DIFFERS, (i, i + 1, i + 2))


def _contradictions(claims: Sequence[Claim]) -> Iterator[Conflict]:
    """Pairs that say different amounts of the same measure, holder and time, each in its own words."""
    said: dict[tuple[object, ...], int] = {}
    for i, claim in enumerate(claims):
        if claim.evidence.get("measure") != "indicator-before" or claim.status != "actual":
            continue
        if claim.measure is None or claim.subject is None or claim.time is None:
            continue
        if len(claim.measure.text) < _TELLING:
            continue
        told = claim.measure.text, claim.subject.text, claim.time_start, claim.time_end
        key = (*told, claim.quantity.unit, claim.direction, claim.baseline)
        first = said.setdefault(key, i)
        if first != i and _apart(claims[first], claim):
            yield Conflict(CONTRADICTS, (first, i))


def _apart(one: Claim, other: Claim) -> bool:
    """Whether no value fits both amounts, however they were rounded, though they are of one size."""
    values = [abs(claim.quantity.value or Decimal(0)) for claim in (one, other)]
    if not 0 < max(values) < _NEAR * min(values):
        return False
    low, high, *_ = interval(one.quantity)
    other_low, other_high, *_ = interval(other.quantity)
    above = low is not None and other_high is not None and low - abs(low) * _LOOSE > other_high
    below = high is not None and other_low is not None and high + abs(high) * _LOOSE < other_low
    return above or below


def _exceeds(whole: Claim, part: Claim) -> bool:
    """Whether a part is larger than its whole: 12家，其中规模以上企业19家."""
    unit = whole.quantity.unit
    if unit in (None, "%") or unit != part.quantity.unit or whole.direction or part.direction:
        return False
    high, low = interval(whole.quantity)[1], interval(part.quantity)[0]
    return high is not None and low is not None and low > high * (1 + _LOOSE)


def _sum_differs(first: Claim, second: Claim, third: Claim, between: str) -> bool:
    """Whether 由A提高到B, 提高了C does not come out."""
    a, b, c = (claim.quantity.value for claim in (first, second, third))
    if a is None or b is None or c is None or third.direction is None or third.baseline:
        return False
    if len(between) > 6 or "年均" in between or third.evidence.get("measure") != "measure-before":
        return False
    units = first.quantity.unit, second.quantity.unit, third.quantity.unit
    change = abs(b - a)
    if units[2] == units[1] != "%" or units[1:] == ("%", "个百分点"):
        expected = change
    elif units[2] == "%" != units[1] and a:
        expected = change / a * 100
    else:
        return False
    digits = min(0, *(int(n.as_tuple().exponent) for n in (a, b, c)))
    return abs(expected - c) > max(expected * _LOOSE, 2 * Decimal(10) ** digits)
