"""The time expressions of a text, in one scan: each is read where it begins, then takes in its neighbours."""

from __future__ import annotations

from bisect import bisect_left
from datetime import date
from functools import lru_cache

from . import time_patterns as shapes
from .calendars import day_of, moved
from .records import TimeExpression
from .time_context import Context, Found
from .time_readers import CLAUSE_START, age, iso_date, point, read_time, until_here

_HEADS = CLAUSE_START | {""}
_JOINTS = frozenset(" -—–―~～─至到与和")
_SUFFIXES = frozenset("以之后起开及或至到迄前期时间内")
_COMPARING = ("比", "较", "同", "与")
_YEAR_BEFORE = ("上年", "上一年")  # nothing goes on to be told of it
_ORIGINS = frozenset("自从")
_UNTILS = frozenset("至止到")


@lru_cache(maxsize=4096)
def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def scan_times(text: str, folded: str, reference: date | None) -> list[TimeExpression]:
    """Every time expression of a text, given folded too; relative words are counted from ``reference``."""
    context = Context(reference)
    found: list[TimeExpression] = []
    traps = shapes.not_time_heads()
    search = shapes.trigger().search
    at = last = 0
    while match := search(folded, at):
        start = match.start()
        if "\n" in folded[last:start]:
            day = context.day or context.day_before
            context = Context(context.reference, holiday=context.holiday, day_before=day)
        last = start
        if folded[start] in traps and (trap := shapes.not_times().match(folded, start)):
            at = trap.end()
            continue
        one = read_time(folded, start, context)
        if one is None:
            at = start + 1
            continue
        compared = folded[start - 1 : start] in _COMPARING or folded.startswith("同期", one.end - 2)
        compared = compared or folded.startswith(_YEAR_BEFORE, start)
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
    if "以来" not in folded and "期间，" not in folded:
        return found
    more: list[TimeExpression] = []
    starts: list[int] = []
    for match in shapes.CLAUSE_END.finditer(folded):
        begin = shapes.CLAUSE.search(folded, max(0, match.start() - 16), match.start())
        starts = starts or [one.start for one in found]
        before = bisect_left(starts, match.end()) - 1
        if begin and (before < 0 or found[before].end <= begin.start()):
            more.append(TimeExpression(begin.start(), match.end(), text[begin.start() : match.end()]))
    return sorted([*found, *more], key=lambda one: one.start) if more else found


def _remember(one: Found, context: Context) -> None:
    if one.carries and one.year:
        context.year = one.year
    if one.day:
        context.day = one.day
    if one.period[0] and one.period[1]:
        context.last = one.period


def _range(text: str, one: Found, context: Context) -> Found:
    """2021年5月—2023年8月, 10日至15日: the second point inherits what it leaves unsaid."""
    if text[one.end : one.end + 1] not in _JOINTS or not (joint := shapes.CONNECT.match(text, one.end)):
        return one
    at = joint.end()
    year, day = one.year or context.year, one.day or context.day
    inner = Context(context.reference, year, day, context.last, context.holiday)
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
    year = second.year or one.year
    return Found(one.start, second.end, (first, last), one.carries, one.point, year, second.day)


def _before(text: str, at: int, context: Context) -> Found | None:
    """The 2020年以前 that may close 2010年以后."""
    two = point(text, at + (text[at : at + 1] in "、，"), context)
    suffix = two and shapes.SUFFIX.match(text, two.end)
    if not two or not suffix or not suffix["by"]:
        return None
    two.end = suffix.end()
    return two


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
