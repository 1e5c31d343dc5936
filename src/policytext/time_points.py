"""From the matched parts of a point (2021年, 上半年, 8月, 底, 10日上午) to the days that it denotes."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from itertools import compress

from .calendars import UNDATED, Period, count_of, day_of, feast, months, moved, number, years
from .lunar import lunar_day, lunar_month
from .time_context import Context, Found
from .time_patterns import words

Parts = dict[str, str]  # the named parts of a point that are there

_SEASONS = {"春": (3, 5), "夏": (6, 8), "秋": (9, 11), "冬": (12, 2)}
_HOURS = frozenset(("clock", "tod", "paren"))
_CLAUSE_LEFT = "\n　 。！？；，“"
_COUNTED = frozenset("零一二三四五六七八九十两几0123456789比会第")
_SINGLE = frozenset(("y", "yw", "dw"))
_AGES_AGO = ("距今", "历时", "长达")
_WHOLE = {"whole"}
_YEARS = frozenset(("y1", "ya", "yb", "yw", "pair", "whole"))
_STRETCHES = frozenset(("half", "q", "fq", "fm", "fm1", "season"))
_IN_YEAR = ("half", "q", "fq", "fm", "fm1", "m", "mw", "qw", "season", "lm", "ld", "feast", "d")
_MONTHS = frozenset(("m", "mw", "lm", "d"))  # an edge behind these is theirs, not the year's
_IN_MONTH = ("medge", "edge", "within", "same", "nth", "nth2", "third")
_INSIDE = frozenset((*_IN_YEAR, *_IN_MONTH))
_PARTS = frozenset(("q", "fq", "fm", "fm1", "mw", "qw", "feast", "lm", "ld"))
_NUMERALS = frozenset("零一二三四五六七八九十")
_BEFORE_LATER = frozenset("，。；：、！？\n （(“至到在于和明今计将")
_CLOCK_LEFT = frozenset("\n，。；、 于在至到间日自从：:（(")
_OLD = re.compile(" ?年的?(?:历史|文明|古)")
_ACT_ENDS = frozenset("请期满日贴休束")  # 期满前3个月, 申请前6个月 are reckoned from an act
_NOT_LEFT = frozenset("第满每达共逾超约近")  # 满30日, 第3日 are amounts and ranks


def read_point(text: str, match: re.Match[str], context: Context) -> Found | None:
    """The expression that the parts make, or ``None`` where they make none (一个, 23号文, 上午)."""
    at, end = match.start(), match.end()
    if text[at : at + 2] in ("后年", "后天") and at and text[at - 1] not in _BEFORE_LATER:
        return None  # 入驻后年纳税
    if match.lastgroup in _SINGLE and (lone := _single(text, match, context)):
        return lone
    groups = match.groups()
    part: Parts = dict(zip(compress(match.re.groupindex, groups), filter(None, groups), strict=True))
    if "dw" in part and match.start("dw") > at:
        if words()[part["dw"]][0] == "day":  # 清明假期明天开始 is two expressions
            end = match.start("dw")
        del part["dw"]
    while end > at and text[end - 1] in " 的":
        end -= 1
    left = text[at - 1] if at else "\n"
    if match.lastgroup in _HOURS and part.keys() <= _HOURS:
        day = context.day or context.day_before or context.reference
        return (
            Found(at, end, (day, day), point=True, day=day)
            if _is_hour(part, left, text[end : end + 1])
            else None
        )
    if not _stands(text, at, left, part):
        return None
    year, explicit, period = _year(part, context)
    day = None
    if not _INSIDE.isdisjoint(part):
        year, period, day = _inside(part, year, explicit, period, context)
    if "dw" in part or "w" in part or "wd" in part:
        period, day = _day_word(part, context)
    if period == UNDATED and ("d" in part or "m" in part) and year:
        year = day = None  # 2月30日 is no day
    explicit = explicit or part.keys() == _WHOLE  # 全年…，年底…
    carried = year if explicit and year else (period[0].year if period[0] and "dw" not in part else None)
    return Found(at, end, period, explicit, True, carried, day)


def _single(text: str, match: re.Match[str], context: Context) -> Found | None:
    """The commonest points by the short way: a year or a day word and nothing else."""
    at, end, name = match.start(), match.end(), match.lastgroup or "y"
    said = match[name]
    if match.start(name) != at or end - at != len(said) + (name == "y"):
        return None
    if name == "y":
        if text[at - 2 : at] in _AGES_AGO or _OLD.match(text, at + 4):
            return None
        year = number(said)
        return Found(at, end, years(year, year), True, True, year) if year else None
    kind, steps = _word(said)
    if context.reference is None or kind not in ("year", "day"):
        return None
    if kind == "year":
        year = context.reference.year + steps
        return Found(at, end, years(year, year), True, True, year)
    if not steps and text.startswith("的", end) and _is_nowadays(text, at, end):
        return Found(at, end, (None, context.reference))
    day = moved(context.reference, days=steps)
    return Found(at, end, (day, day), point=True, day=day)


def _is_nowadays(text: str, at: int, end: int) -> bool:
    """Whether 今天的 is the present (今天的江海省，…), not the day (今天的两场比赛)."""
    return (at == 0 or text[at - 1] in _CLAUSE_LEFT) and text[end + 1 : end + 2] not in _COUNTED


def _word(said: str) -> tuple[str, int]:
    """The kind of a word, and how many years, months, weeks or days away what it names is."""
    kind, value = words()[said]
    return kind, int(value or 0)


def _is_hour(part: Parts, left: str, right: str) -> bool:
    """Whether 9时, 下午3点, 8点30分 stand for an hour; 三点 alone does not."""
    clock = part.get("clock", "")
    said = (
        "tod" in part or any(c in clock for c in "分半整许秒") or (clock == "零点" and right not in _NUMERALS)
    )
    said = said or (bool(clock) and any(c in clock for c in ":：") and left in _CLOCK_LEFT)
    if left in "第每.0123456789个" or not clock:
        return False
    return said or ("时" in clock and clock[0].isdigit())


def _stands(text: str, at: int, left: str, part: Parts) -> bool:
    """Whether the parts are a time where they stand: 年底 is one, 三年底 and 满30日 are none."""
    if "y" in part:
        return text[at - 2 : at] not in _AGES_AGO and not _OLD.match(text, at + 4)
    if not _YEARS.isdisjoint(part):
        return True
    if "m" in part:
        return left not in "第个每满.岁蜜"
    if "half" in part:
        return left not in "大小多"
    if "season" in part:
        return left not in "立青" and (
            len(part["season"]) != 2 or part["season"][0] in "今去明" or _clause_end(text, at + 2)
        )
    if not _PARTS.isdisjoint(part):
        return "fm" not in part or left not in _ACT_ENDS
    if "d" in part:
        bare = part["d"].isdigit() and part["du"] == "日"
        sure = bare or "tod" in part or "clock" in part
        return sure and left not in _NOT_LEFT and not (left.isascii() and left.isalnum())
    if "medge" in part:
        return text[at] == "月" and left not in "个每0123456789一二三四五六七八九十两几数"
    if "edge" in part or "within" in part:
        return text[at] == "年" and left not in "大0123456789一二三四五六七八九十百两半几数多当每"
    return "dw" in part or "w" in part or "wd" in part


def _clause_end(text: str, at: int) -> bool:
    return at >= len(text) or text[at] in "，。、；以来\n"


def _year(part: Parts, context: Context) -> tuple[int | None, bool, Period]:
    """The year meant, whether the words name it, and its days."""
    ref = context.reference
    if "y1" in part:
        first, last = count_of(part["y1"]), count_of(part["y2"])
        last += first // 100 * 100 if last < 100 else 0
        return last, True, years(first, last) if last >= first else UNDATED
    if "y" in part:
        year = number(part["y"])
    elif "ya" in part or "yb" in part:
        short = count_of(part.get("ya") or part.get("yb"))
        latest = (ref.year if ref else 2030) + 10
        year = latest - (latest - short) % 100  # the latest such year up to ten years ahead
    elif "pair" in part and ref:
        first = ref.year + {"去": -1, "今": 0, "明": 1}[part["pair"][0]]
        return first, True, years(first, first + 1)
    elif "yw" in part:
        kind, steps = _word(part["yw"])
        base = context.known_year if kind == "year_of" else ref.year if ref else None
        if part["yw"] in ("当年", "同年", "该年") and not context.year:
            base = None
        year = base + steps if base else None
    elif "whole" in part:
        year = context.past_year()
    else:
        return None, False, UNDATED
    return year, "whole" not in part, years(year, year) if year else UNDATED


def _stretch(part: Parts, context: Context, bare: bool) -> tuple[int, int, int | None]:
    """First and last month of a half, a quarter, 前三季度 or a season; the year meant where none is said."""
    late, now, ref = context.past_year(), context.known_year, context.reference
    if "half" in part:
        return (1, 6, now) if part["half"][0] in "上前" else (7, 12, late)
    if "q" in part:
        first, last = count_of(part.get("q1") or part["q"]), count_of(part["q"])
        return 3 * first - 2, 3 * last, late if first > 2 else now
    month = ref.month if ref and not context.year else 12
    if season := part.get("season"):
        first, last = _SEASONS[season[season[0] in "今去明"]]
        gone = bare and season[0] == "冬" and month <= 3
    else:
        first = 1
        last = 3 * (count_of(part["fq"][1]) or 1) if "fq" in part else count_of(part.get("fm", "一"))
        gone = month < last - 3  # 前三季度 in January are last year's
    return first, last, now - 1 if gone and now else now


def _inside(
    part: Parts, year: int | None, explicit: bool, period: Period, context: Context
) -> tuple[int | None, Period, date | None]:
    """Half-years, quarters, months, days and feasts within the year."""
    ref, day = context.reference, None
    here = year if explicit or year else None

    def span(first: int, last: int, guess: int | None) -> Period:
        nonlocal here
        if here is None and not explicit:
            here = guess
        return months(here, first, last) if here else UNDATED

    if not _STRETCHES.isdisjoint(part):
        season = part.get("season")
        if season and ref and season[0] in "今去明":
            here = ref.year + "去今明".index(season[0]) - 1
        period = span(*_stretch(part, context, not explicit))
    elif "m" in part:
        period, day = _month(part, span, context)
    elif "mw" in part or "qw" in part:
        period, day = _month_word(part, year, context)
    elif "lm" in part or "ld" in part:
        period, day = _lunar(part, here, context)
        period = _edge(period, part.get("edge"), False)
        here = None
    elif "feast" in part:
        period = _feast(part, here, context)
    elif "d" in part:
        period, day = _bare_day(part, context)
    elif "medge" in part and ref:
        period, day = _days({**part, "edge": part["medge"]}, months(ref.year, ref.month, ref.month))
    if part.get("of") == "个月" and here:
        period = span(count_of(part["nth"]), count_of(part["nth"]), here)
    elif "nth" in part or "nth2" in part:
        start = period[0] or (day_of(here, 1, 1) if here else None)
        period = _week_of(start, count_of(part.get("nth") or part.get("nth2"))) if start else UNDATED
    here = here or (period[0].year if period[0] else None)
    if "same" in part and "m" not in part:
        period = _same(here, context)
    if ("edge" in part or "within" in part) and _MONTHS.isdisjoint(part):
        period = _edge_of_year(part, period, context)
    return here, period, day


def _edge_of_year(part: Parts, period: Period, context: Context) -> Period:
    """年初, 年底 and 年内, of the year said or spoken of; early in a year 年底 or 年末 is the last one."""
    ref = context.reference
    if not any(period):
        gone = ref is not None and ref.month <= {"底": 2, "末": 6}.get(part.get("edge", ""), 0)
        year = context.year or (ref.year - gone if ref else None)
        period = years(year, year) if year else UNDATED
    first, last = period
    if "y1" in part and last:  # 2017年至2019年底
        return first, _edge(years(last.year, last.year), part.get("edge"), True)[1]
    return _edge(
        period, part.get("edge"), not ("half" in part or "q" in part or "fq" in part or "qw" in part)
    )


def _edge(period: Period, edge: str | None, year: bool) -> Period:
    first, last = period
    if edge in ("底", "末", "终") and last:
        return last, last
    if edge == "初" and first:
        return first, (months(first.year, 1, 3)[1] if year else first + timedelta(9))
    return period


def _month(part: Parts, span: Callable[..., Period], context: Context) -> tuple[Period, date | None]:
    last = count_of(part["m"])
    first = count_of(part.get("m1")) or last
    guess = context.year_of_month(last)
    if guess and last == 2 and count_of(part.get("d")) == 29:
        guess -= guess % 4  # the last leap year
    period = span(first, last, guess)
    return _days(part, period)


def _days(part: Parts, period: Period) -> tuple[Period, date | None]:
    """The day, the ten days or the end within a month."""
    first, last = period
    if not first or not last:
        return UNDATED, None
    if "d" in part:
        end = day_of(first.year, first.month, count_of(part["d"]))
        begin = day_of(first.year, first.month, count_of(part["d1"])) if "d1" in part else end
        if begin and end and end < begin:
            begin = moved(begin, months=-1)  # 28日至2日
        return ((begin, end), end) if begin and end else (UNDATED, None)
    if "third" in part:
        bounds = {"上": (1, 10), "中": (11, 20), "下": (21, last.day)}[part["third"][0]]
        return (first.replace(day=bounds[0]), last.replace(day=bounds[1])), None
    if part.get("edge") in ("底", "末"):
        return (last, last), None
    if part.get("edge") == "初":
        return (first, first.replace(day=10)), None
    return (first, last), None


def _month_word(part: Parts, year: int | None, context: Context) -> tuple[Period, date | None]:
    kind, steps = _word(part.get("mw") or part["qw"])
    base = context.reference
    if kind == "month_of":
        base = context.day or (context.last[0] if all(context.last) else base)
    there = moved(base, months=steps * (3 if kind == "quarter" else 1)) if base else None
    if there is None:
        return UNDATED, None
    if kind == "quarter":
        first = (there.month - 1) // 3 * 3 + 1
        return _edge(months(there.year, first, first + 2), part.get("edge"), False), None
    return _days(part, months(there.year, there.month, there.month))


def _feast(part: Parts, year: int | None, context: Context) -> Period:
    """The day of a feast, its days off with 假期 or 期间; the nearest one where no year is said."""
    key = words()[part["feast"]][1]
    ref, here = context.reference, year or context.known_year
    if key is None or not here:
        return UNDATED
    if not year and not context.year and ref and (day := feast(key, here)[0]):
        here += -1 if (day - ref).days > 182 else 1 if (ref - day).days > 300 else 0
    context.holiday = feast(key, here, True)
    period = feast(key, here, "off" in part)
    if "feast2" in part:
        last = feast(words()[part["feast2"]][1] or "", here, "off" in part)[1]
        both = [day for day in (*period, last) if day]
        period = (min(both), max(both)) if both else UNDATED
    return period


def _lunar(part: Parts, year: int | None, context: Context) -> tuple[Period, date | None]:
    """A month or day of the Chinese calendar; where no year is said, the one nearest to the article."""
    month = count_of(part.get("lm")) or {"冬": 11, "腊": 12}.get(part.get("lm", ""), 1)
    said = part.get("ld", "").lstrip("初").replace("廿", "二十")
    ref, count, leap = context.reference, count_of(said), "lleap" in part

    def period_in(chinese: int) -> Period:
        if not said:
            return lunar_month(chinese, month, leap)
        eve = "lm" not in part and said == "三十"  # 大年三十, whatever its number
        day = lunar_day(chinese, month, 0 if eve else count, leap)
        return day, day

    if year or not ref:
        period = period_in(year) if year else UNDATED
    else:
        around = [period_in(ref.year + step) for step in (-1, 0, 1)]
        near = [(abs((first - ref).days), first, last) for first, last in around if first]
        period = min(near)[1:] if near else UNDATED
    return period, period[0] if said else None


def _week_of(start: date, count: int) -> Period:
    """The count-th week of a month or year; the first is the one that its first Monday opens."""
    monday = moved(start, days=-start.weekday() % 7 + 7 * (count - 1))
    return (monday, moved(monday, days=6)) if monday else UNDATED


def _bare_day(part: Parts, context: Context) -> tuple[Period, date | None]:
    base = context.day or context.reference
    count = count_of(part["d"])
    if base is None:
        return UNDATED, None
    if not context.day and count - base.day > 15:
        base = moved(base.replace(day=1), months=-1) or base
    return _days(part, months(base.year, base.month, base.month))


def _day_word(part: Parts, context: Context) -> tuple[Period, date | None]:
    ref = context.reference
    if "dw" in part:
        kind, steps = _word(part["dw"])
        base = context.day or context.day_before or ref if kind == "day_of" else ref
        day = moved(base, days=steps) if base else None
        return (day, day), day
    if ref is None:
        return UNDATED, None
    weeks = _word(part["w"])[1] if "w" in part else 0
    monday = moved(ref, days=7 * weeks - ref.weekday())
    if monday is None:
        return UNDATED, None
    if name := part.get("wd") or part.get("wd2"):
        day = moved(monday, days=6 if name in "日天" else "一二三四五六".index(name))
        return (day, day), day
    return (moved(monday, days=5 if "weekend" in part else 0), moved(monday, days=6)), None


def _same(year: int | None, context: Context) -> Period:
    """去年同期: the stretch spoken of last, in that year."""
    first, last = context.last
    if not year or not first or not last:
        return years(year, year) if year else UNDATED
    back = last.year - year
    return moved(first, years=-back), moved(last, years=-back)
