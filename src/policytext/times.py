"""Calendar words: what is said (``find_times``) and what it denotes (``resolve_time``).

A bare month or day takes its year from the one spoken of last in the paragraph, else from the article.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from datetime import date

from . import time_patterns as shapes
from .calendars import day_of, moved
from .folding import fold
from .records import TimeExpression
from .time_context import Context, Found
from .time_readers import CLAUSE_START, age, iso_date, point, read_time, until_here

_HEADS = CLAUSE_START | {""}
_JOINTS = frozenset(" -—–―~～─至到与和")
_SUFFIXES = frozenset("以之后起开及或至到迄前期时间内")
_ORIGINS = frozenset("自从")
_UNTILS = frozenset("至止到")
_ISO_DATE = re.compile(r"\s*(\d{4})-(\d{1,2})-(\d{1,2})")


def _date(value: str | date | None) -> date | None:
    if isinstance(value, date):
        return value if type(value) is date else date(value.year, value.month, value.day)
    match = _ISO_DATE.match(value or "")
    return day_of(*map(int, match.groups())) if match else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def find_times(text: str, published: str | None = None) -> list[TimeExpression]:
    """Every time expression of a text in order; relative words are counted from ``published``.

    >>> [(t.text, t.time_start, t.time_end) for t in find_times("截至今年8月底，近三年累计", "2022-10-27")]
    [('截至今年8月底', None, '2022-08-31'), ('近三年', '2019-10-27', '2022-10-27')]
    """
    folded = fold(text)
    context = Context(_date(published))
    found: list[TimeExpression] = []
    traps = shapes.not_time_heads()
    search = shapes.trigger().search
    at = last = 0
    while match := search(folded, at):
        start = match.start()
        if "\n" in folded[last:start]:
            context = Context(context.reference, holiday=context.holiday)
        last = start
        if folded[start] in traps and (trap := shapes.not_times().match(folded, start)):
            at = trap.end()
            continue
        one = read_time(folded, start, context)
        if one is None:
            at = start + 1
            continue
        compared = folded[start - 1 : start] in ("比", "较") or folded.startswith("同期", one.end - 2)
        if one.point:
            one = _widen(folded, one, context, found[-1].end if found else 0)
        if not compared:
            _remember(one, context)
        found.append(
            TimeExpression(
                one.start, one.end, text[one.start : one.end], _iso(one.period[0]), _iso(one.period[1])
            )
        )
        at = max(one.end, start + 1)
    return _with_clauses(text, folded, found)


def _with_clauses(text: str, folded: str, found: list[TimeExpression]) -> list[TimeExpression]:
    """Adds the clauses that say since when or during what without a date: 通水以来, 自开航以来, 春运期间."""
    more: list[TimeExpression] = []
    starts: list[int] = []
    for match in shapes.CLAUSE_END.finditer(folded):
        begin = shapes.CLAUSE.search(folded, max(0, match.start() - 16), match.start())
        starts = starts or [one.start for one in found]
        before = bisect_left(starts, match.end()) - 1
        if begin and (before < 0 or found[before].end <= begin.start()):
            more.append(TimeExpression(begin.start(), match.end(), text[begin.start() : match.end()]))
    return sorted([*found, *more], key=lambda one: one.start) if more else found


def resolve_time(expression: str, reference: str | date | None = None) -> tuple[str | None, str | None]:
    """The inclusive dates that an expression denotes; both ``None`` where it denotes none.

    >>> resolve_time("“十四五”时期"), resolve_time("今年前三季度", "2024-11-05")
    (('2021-01-01', '2025-12-31'), ('2024-01-01', '2024-09-30'))
    """
    found = find_times(expression, _iso(_date(reference)))
    whole = [t for t in found if len(t.text) == len(expression.strip())]
    return (whole[0].time_start, whole[0].time_end) if whole else (None, None)


def parse_time(text: str, reference_date: str | date | None = None) -> TimeExpression:
    """The one expression that a text is; :class:`ValueError` where it is none as a whole.

    >>> parse_time("2025年底前").time_end
    '2025-12-31'
    """
    for one in find_times(text, _iso(_date(reference_date))):
        if one.text == text.strip():
            return one
    raise ValueError(f"{text[:40]!r} is no time expression as a whole; 2021年8月底, 近三年 or 目前 would be")


def states_amount(time: TimeExpression) -> bool:
    """Whether the expression also states an amount (连续三年), so that a quantity may stand inside it."""
    return time.text.startswith(("连续", "連續", "短短"))


def _remember(one: Found, context: Context) -> None:
    if one.carries and one.year:
        context.year = one.year
    if one.day:
        context.day = one.day
    if all(one.period):
        context.last = one.period


def _range(text: str, one: Found, context: Context) -> Found:
    """2021年5月—2023年8月, 10日至15日: the second point inherits what it leaves unsaid."""
    if text[one.end : one.end + 1] not in _JOINTS or not (joint := shapes.CONNECT.match(text, one.end)):
        return one
    at = joint.end()
    inner = replace(context, year=one.year or context.year, day=one.day or context.day)
    second = iso_date(text, at, inner, joined=True) or age(text, at, inner) or point(text, at, inner)
    if second is None:
        return one
    first, last = one.period[0], second.period[1]
    if first and last and last < first:  # 11月至次年3月, 12月至今年2月, or no range at all
        if second.carries:
            first = None if one.carries else moved(first, years=-1)
        else:
            last = day_of(last.year + 1, last.month, min(last.day, 28))
        if not first or not last or last < first:
            return one
    return replace(one, end=second.end, period=(first, last), day=second.day, year=second.year or one.year)


def _before(text: str, at: int, context: Context) -> Found | None:
    """The 2020年以前 that may close 2010年以后."""
    two = point(text, at + (text[at : at + 1] in "、，"), context)
    suffix = two and shapes.SUFFIX.match(text, two.end)
    return replace(two, end=suffix.end()) if two and suffix and suffix["by"] else None


def _widen(text: str, one: Found, context: Context, floor: int) -> Found:
    """Take in the range, the 以来, 前, 期间 behind and the 截至, 到, 自 before a point."""
    alone = one.end
    one = _range(text, one, context)
    start, end, (first, last) = one.start, one.end, one.period
    zone = text[start - 4 : start] in ("北京时间", "当地时间")
    if zone and shapes.DONE_BY.search(text, max(floor, start - 7), start - 4):
        one.start = start = start - 4
    before = text[max(floor, start - 3) : start]
    origin = before != "" and before[-1] in _ORIGINS
    width = 2 if before.endswith(("自从", "早在")) else 1
    suffix = shapes.SUFFIX.match(text, end) if text[end : end + 1] in _SUFFIXES else None
    far = None
    if (
        not suffix
        and (first or not last)
        and (text.find("以来", end, end + 27) >= 0 or text.find("至今", end, end + 27) >= 0)
    ):
        far = (shapes.FROM_SINCE if origin else shapes.FAR_SINCE).match(text, end)
    if (since := far) or (suffix and (suffix["since"] or suffix["till"]) and (since := suffix)):
        today, bare, one.carries = context.reference, not one.carries, False
        ending = today if since["now"] or (suffix and suffix["till"]) else None
        if today and first and first > today and (ending or since[0].endswith("以来")):
            earlier = moved(first, years=-1) if bare else None  # 8月至今, written in March
            first, ending = (earlier, ending) if earlier and earlier <= today else (first, None)
        closing = _before(text, since.end(), context) if since[0] in ("以后", "之后") else None
        if closing and first and (closing.period[1] or first) > first:
            one.end, one.period = closing.end, (first, closing.period[1])
        else:
            one.start -= width if origin else 0
            one.end, one.period = since.end(), (first, ending)
        return one
    if suffix:
        one.end = suffix.end()
        if suffix["by"]:
            one.carries, one.period, first = False, (None, last), None
    if not before:
        return one
    if before[-1] == "从" and one.end > alone and "至" not in before:
        one.start -= 1
    elif last and before[-1] in _UNTILS and (until := shapes.DONE_BY.search(before)):
        loose = until[0] in ("到", "至")
        if not loose or until_here(text, start - len(until[0])):
            one.start, one.period = start - len(until[0]), (None, last)
            one.carries = one.carries and not loose
    elif (
        origin
        and before.endswith(("自", "自从"))
        and text[max(0, start - width - 1) : start - width] in _HEADS
    ):
        one.start = start - width
        one.period = (first, last if "至" in text[start : one.end] else None)
    return one
