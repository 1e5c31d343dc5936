"""Which times govern figures, and for how long."""

from __future__ import annotations

import re
from functools import cache

from .cues import forms_of, wording
from .frames import Frame
from .records import TimeExpression

_RECENT = frozenset(("近日", "日前", "近期", "最近", "这几天"))
_OF_ONE_NUMBER = re.compile(r"t\$?Dq")  # 由今年的44%提高到45%
_BASES = ("的基础上", "基础上")
_CAUSES = ("因", "由于", "针对", "鉴于")  # 因去年秋汛晚播
_AIMS = ("目标", "任务", "计划", "预算")
_DAYS = re.compile("[日号天晚晨]")
_SPEECH = 200  # characters of a speech that are looked through for its beginning
_DATE_OF_EVENT = re.compile("(?<![将拟已定])于$")  # 成立于1998年5月


def governs(frame: Frame, index: int, stop: int) -> bool:
    """Whether a time can govern figures: not one in a name, one that only serves a comparison, the date of a
    founding or the day of an announcement."""
    time, at, shape = frame.times[index], frame.times_at[index], frame.shape
    if at >= len(shape) or shape[at] != "t":
        return False
    before = frame.text[max(0, time.start - 2) : time.start]
    if time.text in "现現" and frame.text.startswith(("有", "存"), time.end):
        return False  # 现有企业12家: what there is, whenever
    if _OF_ONE_NUMBER.match(shape, at) and shape[at - 1 : at] == "F":
        return False
    if frame.text.startswith(_BASES, time.end):
        return False
    if before.endswith(_CAUSES):
        return False
    if shape[at - 1 : at] == "A" and frame.text.startswith(_AIMS, time.end):
        return False  # 完成全年目标的75%
    if shape[at - 1 : at] == "b" or before.endswith(("与", "同", "为")) or _DATE_OF_EVENT.search(before):
        return False
    if before.endswith(("是", "创")) and "最" in frame.text[time.end : time.end + 12]:
        return False  # 是近年来增幅最高的一年
    behind = at + 1
    attribute = shape[behind : behind + 1] == "D"
    if attribute and before.endswith(("是", "至", "到")):
        return False
    clause = shape.find(",", behind, stop)
    clause = min(stop if clause < 0 else clause, behind + 40)
    if clause - behind < 4 and frame.words(clause - 1, clause) in forms_of("event"):
        return False
    if not of_one_day(time):
        return True
    if attribute and time.text in _RECENT:
        return False
    return not wording("announcing").search(frame.words(behind, clause))


def stays(frame: Frame, time: TimeExpression, index: int, report: bool) -> bool:
    """Whether a time told in a sentence before still governs a number: no day does, in a report no end of a
    year, as it goes on to other matters, and none a speech that has begun since."""
    if of_one_day(time) or (report and time.text[-1] in "末底"):
        return False
    text, start = frame.text, frame.quantities[index].start
    since = max(time.end, start - _SPEECH)
    return text.rfind("“", since, start) <= text.rfind("”", since, start)


def stands(measure: str) -> bool:
    """Whether a measure names a standing property, which events do not date: 占地面积, 注册资本, 海拔."""
    return measure.endswith(_standing())


@cache
def _standing() -> tuple[str, ...]:
    return tuple(sorted(forms_of("standing")))


def has(frame: Frame, first: int, behind: int) -> bool:
    """Whether words say what somebody has: 拥有企业, 现有员工."""
    return any(frame.words(i, i + 1) in forms_of("having") for i in range(first, behind))


def is_event(frame: Frame, at: int, behind: int) -> bool:
    """Whether the time at the word ``at`` dates an event of its own in a clause that ends before ``behind``:
    1991年获批成为国家级开发区，…"""
    stop = frame.shape.find(",", at, behind)
    return any(frame.words(i, i + 1) in forms_of("event") for i in range(at, stop))


def is_stock(time: TimeExpression) -> bool:
    """Whether a time is one at which a level holds: 截至6月底, 目前, 年末."""
    return time.time_start is None or time.text[0] == "截" or time.text[-1] in "末底"


def of_one_day(time: TimeExpression) -> bool:
    """Whether a time is a day, or begins with one: it holds for its sentence only."""
    if time.text in _RECENT:
        return True
    if time.text[0] == "截" or time.text[-1] in "末底":
        return False
    if time.time_start is None:
        return False
    return time.time_start == time.time_end or (time.time_end is None and bool(_DAYS.search(time.text)))
