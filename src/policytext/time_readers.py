"""Readers of the kinds of time expressions: each says what begins at a place of the text, or ``None``."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from . import time_patterns as shapes
from .calendars import (
    UNDATED,
    Period,
    century,
    count_of,
    day_of,
    holiday_near,
    months,
    moved,
    number,
    plan,
    years,
)
from .lexicon import in_use, per_lexicon
from .time_context import Context, Found
from .time_points import read_point

CLAUSE_START = frozenset('，。；：、！？,;:（(“"\n 　')

_ISO_MARKS = frozenset("-/.")
# What makes another word with a time: 到期日前, 同时下, 体现在.
_JOINED = {"日前": tuple("请之期假节当布满起工"), "时下": ("同",), "现在": tuple("体表出展呈实")}
_HOLIDAY = re.compile("假期(?:期间|里|首日)?|假日期间|节日(?:期间|里)")
_HOLIDAY_PART = re.compile("[前后]([一二两三四五六1-6])天")

Reader = Callable[[str, int, Context], Found | None]


def read_time(text: str, at: int, context: Context) -> Found | None:
    """The expression that begins at ``at``, without the words around it that widen it."""
    for reader in _readers(text[at]):
        if one := reader(text, at, context):
            return one
    return None


@per_lexicon
def _neighbours(group: str) -> tuple[str, ...]:
    """The words of a group that tell what stands beside a time."""
    return tuple(row["pattern"] for row in in_use().rows("neighbours") if row["group"] == group)


@per_lexicon
def _readers(first: str) -> tuple[Reader, ...]:
    """The kinds that can begin with a character, in the order in which they are asked."""
    forms = [(form, kind) for form, (kind, _) in shapes.words().items() if form[0] == first]
    kinds = {kind for _, kind in forms}
    if first in "0123456789":
        return iso_date, age, point, _offset
    numeral = first in "零〇一二三四五六七八九十两几数多半"
    order: list[tuple[bool, Reader]] = [
        (bool(kinds & {"now", "undated"}) or first in "现假节同", _word),
        (numeral or first in '“"「‘第', _plan),
        ("event" in kinds, _event),
        (numeral or first in "本上新", age),
        (first == "每", _every),
        (numeral or first in "最近刚过此未今往接连短这前", _offset),
        (first not in '每“"「‘' or bool(kinds), point),
    ]
    return tuple(reader for wanted, reader in order if wanted)


def iso_date(text: str, at: int, context: Context, joined: bool = False) -> Found | None:
    if (
        text[at + 4 : at + 5] not in _ISO_MARKS
        or (text[at - 1 : at] == "-" and not joined)
        or not (match := shapes.ISO.match(text, at))
    ):
        return None
    year, month = int(match["y"]), int(match["m"])
    if match["d"]:
        day = day_of(year, month, int(match["d"]))
        return Found(at, match.end(), (day, day), True, True, year, day) if day else None
    if (
        match["sep"] == "."
        or len(match["m"]) < 2
        or text[match.end() : match.end() + 1] in tuple("年名个家户项号月期万亿元人")
    ):
        return None
    return Found(at, match.end(), months(year, month, month), True, True, year)


def _word(text: str, at: int, context: Context) -> Found | None:
    today = context.reference
    if match := shapes.fixed().match(text, at):
        word = match["word"] or match["now"]
        if text[at - 1 : at] in _JOINED.get(word, ()):
            return None
        if word[0] == "到" and not until_here(text, at):
            return None
        kind = "now" if match["now"] else shapes.words()[word][0]
        return Found(at, match.end(), (None, today) if kind == "now" else UNDATED)
    if (off := _HOLIDAY.match(text, at)) and text[at - 1 : at] not in tuple("暑寒产婚休病事公春放长"):
        return _days_off(text, at, off, context)
    if text.startswith("同期", at) and text[at + 2 : at + 3] != "声":
        return Found(at, at + 2, context.last)
    return None


def _days_off(text: str, at: int, off: re.Match[str], context: Context) -> Found | None:
    """假期 is the holiday spoken of or the one nearest to the article; 假期前三天 is a part of it."""
    today = context.reference
    first, last = context.holiday if any(context.holiday) else holiday_near(today) if today else UNDATED
    if off[0].endswith("首日"):
        return None
    part = _HOLIDAY_PART.match(text, off.end())
    if part and first and last:
        count = timedelta(count_of(part[1]) - 1)
        first, last = (first, first + count) if part[0][0] == "前" else (last - count, last)
    return Found(at, part.end() if part else off.end(), (first, last))


def _plan(text: str, at: int, context: Context) -> Found | None:
    if "五" not in text[at : at + 6] or not (match := shapes.PLAN.match(text, at)):
        return None
    if match["nth"]:
        count, tail = count_of(match["nth"]), match["tail2"]
    else:
        count = count_of(match["plan"][:-1])
        tail = match["tail"] or ""
        if not tail and (not match["open"] or shapes.PLAN_NAME.match(text, match.end())):
            return None
        if tail == "五年" and not match["open"]:
            return None
    first, last = plan(count)
    if not first or not last:
        return None
    period: Period = (first, last)
    if tail.endswith("以来"):
        period = (first, None)
    elif "之年" in tail or tail.startswith("第") or (tail.endswith("年") and tail[0] in "开起收"):
        year = (
            last.year
            if tail[0] == "收"
            else first.year + ("一二三四五".find(tail[1]) if tail[0] == "第" else 0)
        )
        period = years(year, year)
    elif tail and tail[0] in "前头":
        period = years(first.year, first.year + count_of(tail[1]) - 1)
    elif tail.endswith("末"):
        period = (last, last)
    found = Found(at, match.end(), period, point=not tail.endswith("以来"))
    return found


def _event(text: str, at: int, context: Context) -> Found | None:
    if not (match := shapes.event().match(text, at)):
        return None
    since = date.fromisoformat(shapes.words()[match["event"]][1] or "")
    start = at - 1 if text[at - 1 : at] in ("自", "从") else at
    to_now = match["n"] or match["suf"] == "至今"
    return Found(start, match.end(), (since, context.reference if to_now else None))


def age(text: str, at: int, context: Context) -> Found | None:
    """Centuries and decades: 20世纪90年代, 上世纪80年代初, 本世纪中叶."""
    if text.find("世纪", at, at + 7) < 0 and text.find("年代", at, at + 7) < 0:
        return None
    here = (context.reference.year - 1) // 100 + 1 if context.reference else 21
    if match := shapes.CENTURY.match(text, at):
        count = {"上": -1, "本": 0, "新": 0}.get(match["word"])
        count = count_of(match["count"]) if count is None else here + count
        if not count:
            return None
        period = century(count)
        if match["ten"]:
            first = 100 * (count - 1) + count_of(match["ten"])
            period = years(first, first + 9)
        elif match["edge"] == "中叶":
            period = years(100 * count - 50, 100 * count - 50)
    elif match := shapes.DECADE.match(text, at):
        first = count_of(match["ten"])
        first += 0 if first > 99 else 1900 if first >= 30 else 2000
        period = years(first, first + 9)
    else:
        return None
    if match["edge"] == "末":
        period = (period[1], period[1])
    elif match["edge"] in ("初", "前期") and period[0]:
        period = years(period[0].year, period[0].year + (2 if match["ten"] else 9))
    return Found(at, match.end(), period, point=True)


def _every(text: str, at: int, context: Context) -> Found | None:
    if text[at] != "每" or not (match := shapes.EVERY.match(text, at)):
        return None
    end = match.end() - match[0].endswith("的")
    # 每年500元 is one amount: the rate belongs to the quantity
    if len(match[0]) <= 2 and shapes.AMOUNT_AHEAD.match(text, end):
        return None
    return Found(at, end, UNDATED)


def _offset(text: str, at: int, context: Context) -> Found | None:
    """Stretches counted from the article's date: 近三年, 五年来, 未来五年, 三年前; 连续三年 has no dates."""
    if not (match := shapes.OFFSET.match(text, at)):
        return None
    pre, suffix, unit = match["pre"] or "", match["suf"] or "", match["u"]
    if not (pre or suffix) and (at == 0 or text[at - 1] in CLAUSE_START):
        bare = shapes.BARE_YEARS.match(text, at)
        if not bare:
            return None
        past = text.startswith(("共", "累计"), bare.end())  # 五年共培养…
        told = number(match["n"]) if past else None
        return Found(at, bare.end(), _stretch(told, unit, pre, suffix, context, False) if told else UNDATED)
    if pre == "前" or not (pre or suffix):
        return None
    if not pre and text[at - 1 : at] in tuple("第0123456789.个前每满约超逾近达"):
        return None
    said = match["n"]
    count = 0.5 if said == "半" else number(said)
    if (
        count == 0
        or (count and count >= 1000 and unit == "年")
        or (count is None and match["n"] == "多" and not suffix)
    ):
        return None
    end = match.end()
    if pre and suffix in ("累计", "合计", "前", "后"):
        end, suffix = match.start("suf"), ""
    if text[end - 1] == "的" and not suffix:
        end -= 1
    if pre == "近" and not suffix.endswith("来"):
        tail = text[end : end + 3].lstrip("的")
        if (
            unit in ("个小时", "小时")
            or shapes.AMOUNT_LEFT.search(text[max(0, at - 4) : at])
            or match["loc"] == "间"
        ):
            return None
        if tail.startswith(_neighbours("effort")):
            return None
    if unit.endswith("小时") and suffix and not pre:
        return None
    if pre == "这" and (unit != "年" or count == 1) and match["n"] + unit not in ("两天", "几天"):
        return None
    if suffix.endswith("前") and not pre and (unit in ("日",) or match["loc"]):
        return None
    fresh = not context.year and (at == 0 or text[at - 1] in CLAUSE_START)
    today, begins = context.reference, at == 0 or text[at - 1] in CLAUSE_START
    up_to_now = begins and count and context.year and today and context.year + count == today.year
    story = (
        suffix.endswith("间") and not fresh and not up_to_now
    )  # 在一九五八年一年中间: from the story's time
    period = (
        UNDATED if pre in ("连续", "短短") or story else _stretch(count, unit, pre, suffix, context, fresh)
    )
    if match["half"] == "半" and count and any(period):
        period = _stretch(count * 12 + 6, "个月", pre, suffix, context, fresh) if unit == "年" else period
    return Found(at, end, period)


def _stretch(count: float | None, unit: str, pre: str, suffix: str, context: Context, fresh: bool) -> Period:
    today = context.reference
    if today is None:
        return UNDATED
    ahead = pre in ("未来", "今后", "往后", "接下来") or suffix.endswith("后")
    if count is None:
        return (today, None) if ahead else (None, today)
    sign = 1 if ahead else -1
    kind = "年" if unit == "年" else "月" if "月" in unit or "季" in unit else "日"
    times = 3 if "季" in unit else 7 if unit[-1] in "周期" else 1
    if count == 0.5 and kind != "日":  # half a year, half a month
        count, kind = (6, "月") if kind == "年" else (15, "日")
    steps = sign * int(count) * times
    if kind == "年":
        there = moved(today, years=steps)
    elif kind == "月":
        there = moved(today, months=steps)
    else:
        there = moved(today, days=sign * int(count // 24) if unit.endswith("小时") else steps)
    if not suffix or suffix[-1] not in "前后" or pre:
        return (today, there) if ahead else (there, today)
    if (suffix[-1] == "后" and not fresh) or there is None:
        return UNDATED  # 三年后 in a story counts from the story's time
    first: date | None = there
    last: date | None = there  # as finely as it is said: a year, a month, a week or a day
    if kind == "年":
        first, last = years(there.year, there.year)
    elif kind == "月":
        first, last = months(there.year, there.month, there.month)
    elif times == 7:
        first = moved(there, days=-there.weekday())
        last = moved(there, days=6 - there.weekday())
    if suffix[0] in "以之":  # 三年以前 and before, 半年之后 and after
        return (None, last) if suffix[-1] == "前" else (first, None)
    return first, last


def point(text: str, at: int, context: Context) -> Found | None:
    match = shapes.point().match(text, at)
    if not match or match.end() == at:
        return None
    return read_point(text, match, context)


def until_here(text: str, at: int) -> bool:
    """Whether 到 stands for “by” (at a clause's head or behind an aim) and not for “reach” (提高到, 达到)."""
    return (
        at == 0
        or text[at - 1] in CLAUSE_START
        or text[max(0, at - 2) : at] in _neighbours("aim")
        or text[at - 1] in "即将拟要并为"
    )
