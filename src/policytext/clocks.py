"""ISO 8601 forms: a time with its hours as an interval, 每年 as a recurrence, 三年 as a duration."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from .calendars import number
from .folding import fold
from .records import Quantity, TimeExpression

_N = "[0-9零〇一二三四五六七八九十两]{1,3}"
_CLOCK = re.compile(
    r"(?P<part>凌晨|清晨|早晨|早上|早间|上午|中午|午间|午后|下午|傍晚|晚上|晚间|夜间|深夜|夜里|午夜|[早晚])?"
    rf" ?(?P<hour>{_N})(?:[时点]整?(?:(?P<half>半)|(?P<minute>{_N})分?)?|[:：](?P<minute2>[0-9]{{2}})(?:[:：]"
    rf"(?P<second2>[0-9]{{2}}))?时?)(?:(?P<second>{_N})秒)?许?"
)
_JOINT = re.compile(" ?(?:[-—–―~～─]{1,2}|至|到) ?")
_COUNTED = re.compile("最近|近|过去|未来|今后|往后|接下来|此前")
_LATE = ("午后", "下午", "傍晚", "晚上", "晚间", "夜间", "深夜", "夜里", "晚")
# Parts of a day as duckling counts their hours.
_PARTS = {
    **dict.fromkeys(("凌晨",), (0, 6)),
    **dict.fromkeys(("清晨", "早晨", "早上", "早间", "上午"), (4, 12)),
    **dict.fromkeys(("中午", "午间"), (12, 14)),
    **dict.fromkeys(("下午", "午后"), (12, 19)),
    **dict.fromkeys(("傍晚", "晚上", "晚间", "夜间", "深夜", "夜里"), (18, 24)),
}
_PART = re.compile("|".join(_PARTS))
_EVERY = re.compile(
    "每隔?(?:一)?(?P<n>[0-9一二三四五六七八九十两半])?个?(?P<unit>年|季度?|月|周|星期|天|日|小时|晚)"
)
_CODES = {
    "年": (1, "Y"),
    "季": (3, "M"),
    "月": (1, "M"),
    "周": (1, "W"),
    "星": (1, "W"),
    "天": (1, "D"),
    "日": (1, "D"),
    "晚": (1, "D"),
    "小": (1, "TH"),
}
_DURATIONS = {
    "年": (1, "Y"),
    "个季度": (3, "M"),
    "个月": (1, "M"),
    "周": (1, "W"),
    "天": (1, "D"),
    "小时": (1, "TH"),
    "分钟": (1, "TM"),
    "秒": (1, "TS"),
}


def _clocks(text: str) -> list[tuple[time, timedelta]]:
    """The hours that a text names, each with how finely it is said; 下午 reaches over 下午1点到3点."""
    found: list[tuple[time, timedelta]] = []
    part, last = "", 0
    for match in _CLOCK.finditer(text):
        if match["part"] or not _JOINT.fullmatch(text, last, match.start()):
            part = match["part"] or ""
        last = match.end()
        hour = number(match["hour"]) or 0
        minute = (
            30 if match["half"] else number((match["minute"] or match["minute2"] or "0").lstrip("零〇")) or 0
        )
        second = number(match["second"] or match["second2"] or "0") or 0
        if hour < 12 and part in _LATE:
            hour += 12
        if hour > 24 or minute > 59 or second > 59:
            continue
        seconds = match["second"] or match["second2"]
        minutes = match["half"] or match["minute"] or match["minute2"]
        step = timedelta(seconds=1) if seconds else timedelta(minutes=1) if minutes else timedelta(hours=1)
        found.append((time(hour % 24, minute, second), step))
    return found


def iso_time(expression: TimeExpression) -> str | None:
    """The ISO 8601 interval that an expression denotes, its end exclusive and ".." for an open side.

    Hours are read where the words say them, 每年 is ``R/P1Y``; ``None`` where nothing is denoted.

    >>> from policytext.times import parse_time
    >>> iso_time(parse_time("今天下午1点到3点半", "2024-03-05"))
    '2024-03-05T13:00:00/2024-03-05T15:30:00'
    >>> iso_time(parse_time("2021年8月底")), iso_time(parse_time("每两年"))
    ('2021-08-31/2021-09-01', 'R/P2Y')
    """
    text = fold(expression.text)
    if match := _EVERY.fullmatch(text):
        count, code = _CODES[match["unit"][0]]
        return "R/" + _period(
            Decimal("0.5") if match["n"] == "半" else (number(match["n"] or "1") or 1), count, code
        )
    start = date.fromisoformat(expression.time_start) if expression.time_start else None
    end = date.fromisoformat(expression.time_end) if expression.time_end else None
    clocks = _clocks(text)
    parts = [_PARTS[part] for part in _PART.findall(text)]
    if not clocks and parts and start and end and end < date.max:
        until = datetime.combine(end, time()) + timedelta(hours=parts[-1][1])
        return f"{datetime.combine(start, time(parts[0][0])).isoformat()}/{until.isoformat()}"
    if not clocks:
        if not start and not end:
            return None
        if end and end < date.max and not (start and _COUNTED.match(text)):
            end += timedelta(days=1)
        return f"{start or '..'}/{end or '..'}"
    first, step = clocks[0]
    if not start and not end:
        return "T" + first.isoformat() + (f"/T{clocks[-1][0].isoformat()}" if len(clocks) > 1 else "")
    if not start or not end:
        at = datetime.combine(start or end or date.min, first).isoformat()
        return f"{at}/.." if start else f"../{at}"
    begin = datetime.combine(start, first)
    if len(clocks) == 1:
        until = begin + step if start == end else datetime.combine(end, time()) + timedelta(days=1)
    else:
        until = datetime.combine(end, clocks[-1][0])
        until += timedelta(days=1) if until < begin else timedelta()
    return f"{begin.isoformat()}/{until.isoformat()}"


def iso_duration(quantity: Quantity) -> str | None:
    """The ISO 8601 duration of an amount of time, ``None`` for any other amount and for a range.

    >>> from policytext.quantities import parse_quantity
    >>> iso_duration(parse_quantity("三年半")), iso_duration(parse_quantity("70多分钟"))
    ('P3.5Y', 'PT70M')
    """
    if quantity.value is None or quantity.unit not in _DURATIONS:
        return None
    return _period(quantity.value, *_DURATIONS[quantity.unit])


def _period(count: Decimal | int, times: int, code: str) -> str:
    amount = f"{Decimal(count) * times:f}"
    amount = amount.rstrip("0").rstrip(".") if "." in amount else amount
    return f"P{code[:-1]}{amount}{code[-1]}"
