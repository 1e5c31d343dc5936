"""The ledger: claims of many articles grouped by indicator, holder and period, targets beside results.

What is compared: the same measure (its words brought to one form by ``indicators.tsv``), the same region and
holder, the same kind of number (a level, a change, a yearly average) in the same unit, the same period.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from heapq import nlargest, nsmallest
from pathlib import Path
from typing import Any, NamedTuple

from .lexicon import in_use, per_lexicon
from .loading import Source, read_output
from .records import Article, Claim, Quantity
from .regions import region_of, region_of_claim
from .tables import write_table
from .units import interval, match_unit

MET, MISSED, OPEN = "met", "missed", "not reported"
_REACHED = re.compile(r"(?:[到至达为]|稳定在|保持在|控制在)$")
_BEGUN = re.compile(r"(?:由|从|自)$")
_NAMED = re.compile(r".{4}|..[量额值]$")  # 企业, 出口, 时间 say too little to be set beside others


class Key(NamedTuple):
    """What a number must share with another to be set beside it."""

    measure: str
    region: str
    holder: str
    kind: str  # level, change, average
    unit: str
    baseline: str


@dataclass(frozen=True, slots=True)
class Cited:
    """A claim with its article and what it allows, in the unit of its series; ``None`` is open.

    A fall is a negative change.
    """

    article: Article
    claim: Claim
    value: Fraction | None
    low: Fraction | None
    high: Fraction | None

    @property
    def published(self) -> str:
        return self.article.published or ""


@dataclass(slots=True)
class Row:
    """One indicator of one holder in one period: its targets, its results, and how they compare.

    ``verdict`` is met, missed, not reported, or ``None`` where no target stands; ``decided_by`` the result it
    rests on; ``later`` the next result of the same series where none settles the target. ``conflict`` says
    that two articles give values that cannot both be right.
    """

    key: Key
    label: str
    period: str
    start: str | None
    end: str | None
    targets: list[Cited] = field(default_factory=list)
    results: list[Cited] = field(default_factory=list)
    verdict: str | None = None
    decided_by: Cited | None = None
    later: Cited | None = None
    conflict: bool = False


def make_ledger(source: Source) -> list[Row]:
    """The ledger of articles, of an output folder or of a ``.jsonl`` of records; reposts count once.

    Rows are ordered by region, indicator and period. Raises :class:`~policytext.ReadError` where the source
    holds no output.

    >>> from policytext import extract
    >>> plan = extract("2023年，全省粮食产量510亿斤以上是目标。", title="江海省2023年政府工作报告")
    >>> make_ledger([plan])[0].period
    '2023'
    """
    rows: dict[tuple[Key, str], Row] = {}
    labels: dict[Key, Counter[str]] = {}
    for article in read_output(source):
        if "repost_of" in article.metadata:
            continue
        for key, label, cited in _cited(article):
            period, start, end = _period(cited.claim, key.kind)
            row = rows.setdefault((key, period), Row(key, label, period, start, end))
            (row.targets if cited.claim.status == "target" else row.results).append(cited)
            labels.setdefault(key, Counter())[label] += 1
    series: dict[Key, list[Row]] = {}
    for row in sorted(rows.values(), key=_order):
        row.label = labels[row.key].most_common(1)[0][0]
        for side in (row.targets, row.results):
            side[:] = sorted(_sharpest(side), key=lambda cited: (cited.published, cited.claim.start))
            row.conflict |= _differ(side)
        series.setdefault(row.key, []).append(row)
    for of_one in series.values():
        for row in of_one:
            if row.targets:
                _judge(row, of_one)
    return [row for of_one in series.values() for row in of_one]


def _sharpest(side: list[Cited]) -> list[Cited]:
    """Without what an article says again less exactly: 3.02%，突破3% leaves the first."""
    exact: dict[int, list[Fraction]] = {}
    for cited in side:
        if cited.value is not None and cited.low == cited.high:
            exact.setdefault(id(cited.article), []).append(cited.value)

    def repeats(one: Cited) -> bool:
        return one.low != one.high and any(
            (one.low is None or one.low <= value) and (one.high is None or value <= one.high)
            for value in exact.get(id(one.article), ())
        )

    return [one for one in side if not repeats(one)]


def _order(row: Row) -> tuple[str, ...]:
    return row.key.region, row.key.measure, row.key.holder, row.key.kind, row.end or "9999", row.start or ""


def _cited(article: Article) -> Iterator[tuple[Key, str, Cited]]:
    home = region_of(article)
    for claim in article.claims:
        unit = claim.quantity.unit
        if claim.status not in ("actual", "target") or not claim.measure or not unit:
            continue
        if not (claim.time_start or claim.time_end) or _BEGUN.search(article.text[: claim.start][-1:]):
            continue  # 由482亿斤增加: the number a change began from belongs to another period
        label, measure, rate = normal_measure(claim.measure.text)
        region, holder = region_of_claim(claim, home)
        if not _NAMED.match(measure) or not (region or holder):
            continue
        before = article.text[: claim.start][-8:]
        kind = _kind(claim, before, rate)
        key = Key(measure, region or "", holder, kind, *_unit(unit), _baseline(claim, kind))
        yield key, label, _read(article, claim, kind)


@per_lexicon
def _words() -> dict[str, dict[str, str | None]]:
    words: dict[str, dict[str, str | None]] = {}
    for row in in_use().rows("indicators"):
        words.setdefault(row["kind"], {})[row["form"]] = row["name"]
    return words


def normal_measure(text: str) -> tuple[str, str, bool]:
    """The words of a measure without what varies, the name it is grouped under, and whether it is a rate.

    >>> normal_measure("全省的地区生产总值同比"), normal_measure("居民消费价格涨幅")
    (('地区生产总值', '地区生产总值', False), ('居民消费价格', '居民消费价格', True))
    """
    words = _words()
    label, rate, before = "".join(text.split()), False, ""
    while label != before:
        before = label
        for cut in sorted(words["before"], key=len, reverse=True):
            label = label.removeprefix(cut).lstrip("的") or label
        for cut in sorted(words["after"], key=len, reverse=True):
            label = label.removesuffix(cut) or label
        for cut in sorted(words["rate"], key=len, reverse=True):
            if label.endswith(cut) and len(label) > len(cut) + 1:
                label, rate = label[: -len(cut)], True
    return label, words["alias"].get(label) or label, rate


def _kind(claim: Claim, before: str, rate: bool) -> str:
    """Whether a number is a level, a change, or the yearly average of a change."""
    if "年均" in before or "平均每年" in before:
        return "average"
    if rate or claim.quantity.unit == "个百分点":
        return "change"
    reached = _REACHED.search(before) or "新增" in claim.measure.text if claim.measure else False
    return "change" if claim.direction and not reached else "level"


def _unit(unit: str) -> tuple[str]:
    row = match_unit(unit, 0) if unit != "个百分点" else None  # a point is no percent of anything
    return (row.dimension,) if row and row.name == unit and row.base is not None else (unit,)


def _baseline(claim: Claim, kind: str) -> str:
    """Yearly changes are said with and without 同比; all other comparisons are kept apart."""
    return claim.baseline if kind == "change" and claim.baseline in ("mom", "other") else ""


def _read(article: Article, claim: Claim, kind: str) -> Cited:
    quantity = claim.quantity
    row = match_unit(quantity.unit or "", 0)
    scale = Fraction(row.base if row and row.name == quantity.unit and row.base is not None else 1)
    if kind != "level" and claim.direction == "down":
        scale = -scale
    said = (quantity.value, *interval(quantity)[:2])
    value, low, high = (None if number is None else Fraction(number) * scale for number in said)
    if scale < 0:
        low, high = high, low
    return Cited(article, claim, value, low, high)


def _period(claim: Claim, kind: str) -> tuple[str, str | None, str | None]:
    """A name for the period of a claim and its dates; a level reached counts for the year of its end."""
    start, end = claim.time_start, claim.time_end
    if end is None:
        return f"{start}–", start, end
    whole_month = (date.fromisoformat(end) + timedelta(days=1)).day == 1
    reached = kind == "level" and claim.direction
    if end[5:] == "12-31" and (start is None or start == end or reached):
        return end[:4], f"{end[:4]}-01-01", end
    if start and start[5:] == "01-01" and end[5:] == "12-31":
        return end[:4] if start[:4] == end[:4] else f"{start[:4]}–{end[:4]}", start, end
    if whole_month and kind == "level" and (start is None or start == end):
        return end[:7], f"{end[:7]}-01", end
    if whole_month and start and start.endswith("-01"):
        return end[:7] if start[:7] == end[:7] else f"{start[:7]}–{end[:7]}", start, end
    return (end if start == end else f"{start or ''}–{end}"), start, end


# --- comparing ---


def _is_cap(row: Row) -> bool:
    quantity = row.targets[-1].claim.quantity
    if quantity.bound in ("below", "above"):
        return quantity.bound == "below"
    return any(word in row.label for word in _words()["cap"]) and row.targets[-1].claim.direction != "down"


def _judge(row: Row, series: list[Row]) -> None:
    """Set verdict, deciding result and the next result of the series."""
    target = row.targets[-1]
    cap = _is_cap(row)
    same = [result for result in row.results if _follows(result, target)]
    if same:
        row.decided_by = same[-1]
        row.verdict = MET if _keeps(same[-1], target, cap) else MISSED
        return
    ends = [other.end or "9999" for other in series]
    at = bisect_left(ends, row.end or "9999")
    early = [result for other in series[:at] for result in other.results if _within(other, row, target)]
    if not cap and row.key.kind == "level":
        reached = [result for result in early if _keeps(result, target, cap)]
        if reached:
            row.verdict, row.decided_by = MET, reached[0]
            return
    row.verdict = OPEN
    after = [other for other in series[at:] if other is not row and other.results]
    alike = [other for other in after if len(other.period) == len(row.period)]  # a year after a year
    row.later = next((result for other in alike or after for result in other.results), None)
    row.later = row.later or (early[-1] if early else None)


def _follows(result: Cited, target: Cited) -> bool:
    """Whether a result is told by another article, and no earlier than its target."""
    return result.article is not target.article and result.published >= target.published


def _within(other: Row, row: Row, target: Cited) -> bool:
    """Whether a result of another period was reached between the pledge and its end."""
    return bool(other.end and other.end > target.published and (not row.end or other.end <= row.end))


def _keeps(result: Cited, target: Cited, cap: bool) -> bool:
    """Whether a result keeps a target: a ceiling from below, all others from above.

    A fall that is aimed at is kept by a larger fall.
    """
    down = target.claim.direction == "down" and (target.value or 0) < 0
    if down:
        return _at_most(result, target.high)
    return _at_most(result, target.high) if cap else _at_least(result, target.low)


def _at_most(result: Cited, limit: Fraction | None) -> bool:
    reached = result.value if result.value is not None else result.high
    return limit is None or (reached is not None and reached <= limit)


def _at_least(result: Cited, limit: Fraction | None) -> bool:
    reached = result.value if result.value is not None else result.low
    return limit is None or (reached is not None and reached >= limit)


def _differ(side: list[Cited]) -> bool:
    """Whether two articles give values that no rounding and no bound reconciles."""
    tops: dict[int, Fraction] = {}  # article → the least that it allows at most
    floors: dict[int, Fraction] = {}
    for cited in side:
        slack, at = _half_step(cited.claim.quantity, cited), id(cited.article)
        if cited.high is not None:
            tops[at] = min(tops.get(at, cited.high + slack), cited.high + slack)
        if cited.low is not None:
            floors[at] = max(floors.get(at, cited.low - slack), cited.low - slack)
    lowest = nsmallest(2, tops, key=tops.__getitem__)
    highest = nlargest(2, floors, key=floors.__getitem__)
    return any(a != b and tops[a] < floors[b] for a in lowest for b in highest)


def _half_step(quantity: Quantity, cited: Cited) -> Fraction:
    """Half a unit of the last written digit of an amount, in the unit of its series (2.86万亿 → 50亿)."""
    if not quantity.value or cited.value is None:
        return Fraction(0)
    digits = quantity.value.normalize()
    exponent = digits.as_tuple().exponent
    step = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    return abs(Fraction(step) * cited.value / Fraction(quantity.value)) / 2


# --- tables ---

COLUMNS = (
    *("region", "holder", "indicator", "kind", "period", "target", "target_date", "target_article"),
    *("result", "result_date", "result_article", "verdict", "next_result", "next_period", "conflict"),
)


def notable(rows: Iterable[Row]) -> list[Row]:
    """The rows that say something: those with a target, and those where articles disagree."""
    return [row for row in rows if row.targets or row.conflict]


def to_rows(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """The ledger as flat rows (:data:`COLUMNS`), amounts in the words of the articles.

    Where articles disagree, all values stand in the cell, parted by ``|``, as do the articles' ids.
    """
    flat = []
    for row in rows:
        target, result = row.targets[-1:], [row.decided_by] if row.decided_by else row.results[-1:]
        targets = row.targets if row.conflict else target
        results = row.results if row.conflict else result
        cells = (row.key.region, row.key.holder, row.label, row.key.kind, row.period)
        later = (row.later.claim.text, _when(row.later)) if row.later else (None, None)
        flat.append((*cells, *_side(targets), *_side(results), row.verdict, *later, row.conflict))
    return [dict(zip(COLUMNS, cells, strict=True)) for cells in flat]


def _side(cited: list[Cited]) -> tuple[str | None, str | None, str | None]:
    texts, days, ids = (
        [c.claim.text for c in cited],
        [c.published for c in cited],
        [c.article.id for c in cited],
    )
    return "|".join(texts) or None, "|".join(days) or None, "|".join(ids) or None


def _when(cited: Cited) -> str:
    return cited.claim.time.text if cited.claim.time else cited.claim.time_end or ""


def write_ledger(rows: Iterable[Row], path: str | Path, *, bom: bool = True) -> None:
    """The ledger as a CSV file that a spreadsheet opens; no cell of it can act as a formula."""
    import pyarrow as pa

    schema = pa.schema([(name, pa.bool_() if name == "conflict" else pa.string()) for name in COLUMNS])
    batches = pa.Table.from_pylist(to_rows(rows), schema).to_batches()
    write_table(batches, schema, Path(path), "csv", bom=bom)
