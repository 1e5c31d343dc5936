"""Which times govern figures, and for how long."""

from __future__ import annotations

import re
from functools import cache

from .cues import forms_of, wording
from .frames import REACH, Frame
from .records import TimeExpression

_RECENT = frozenset(("近日", "日前", "近期", "最近", "这几天", "不久前", "前不久", "此前不久", "不久以前"))
_HELD = re.compile("t[vAl]?(?:[nheNgracEBImo]+q[c,]?)*[nheNgracEBImo]*")
_OF_ONE_NUMBER = re.compile(r"t\$?[Duwdxlvkh]{0,3}q")  # 由今年的44%提高到45%
_CLAUSE_END = re.compile("[,.]")
_BASES = ("的基础上", "基础上")
_CAUSES = re.compile(
    r"(?:因|由于|针对|鉴于|应对|迎接|备战|[像象距]|(?<![撤远脱])离|(?<![接享])受)“?\Z"
)  # 因去年秋汛晚播, 像去年那样, 为应对“五一”期间的高峰
_AIMS = ("目标", "任务", "计划", "预算")
_DAYS = re.compile("[日号天晚晨]")
_TWO_DAYS = re.compile("[日号天晚晨六][和及与、]")  # 8日和10日
_RECORD = re.compile("的?(?:历史|同期)?(?:最|新高|新低|高点|低点|峰值)")
_ASIDE = 60  # characters in which brackets close
_DEFINED = re.compile("是[^，。；：]{0,5}$")
_BY_CLAUSE = re.compile("[^，。；：]{1,14}的(?:第一|首[个座条批艘例]|唯一)")
_SPEECH = 200  # characters of a speech that are looked through for its beginning
_DEFINING = re.compile("t([^,.qtD]{0,4}[vAng])x?D[nghNraecoEIB]{1,16}[vAp$j,]")
_FINISHED = ("建设完成", "投入使用", "投入运营", "投入生产")
_BASE = re.compile("的[0-9.一二三四五六七八九十百两半]+多?(?:倍|%|成)|的百分之")
_WITHIN = re.compile("[nghNeaIdvA]+")
_DATE_OF_EVENT = re.compile("(?<![将拟已定])于$")  # 成立于1998年5月


def governs(frame: Frame, index: int, stop: int) -> bool:
    """Whether a time can govern figures: not one in a name, one that only serves a comparison, the date of a
    founding or the day of an announcement."""
    time, at, shape = frame.times[index], frame.times_at[index], frame.shape
    if at >= len(shape) or shape[at] != "t":
        return False
    before = frame.text[max(0, time.start - 3) : time.start]
    if is_whenever(frame, time):
        return False
    if _OF_ONE_NUMBER.match(shape, at) and shape[at - 1 : at] == "F":
        return False
    if frame.text.startswith(_BASES, time.end):
        return False
    if _CAUSES.search(before):
        return False
    if shape[at - 1 : at] == "A" and frame.text.startswith(_AIMS, time.end) and shape[at + 1 : at + 2] != "$":
        return False  # 完成全年目标的75%
    if (
        shape[at - 1 : at] == "b"
        or before.endswith(("与", "同", "为", "比"))
        or _DATE_OF_EVENT.search(before)
    ):
        return False
    if shape[at - 1 : at] == "l" and _BASE.match(frame.text, time.end):
        return False  # 等于1950年的两倍
    compared = shape.rfind("b", max(0, at - 6), at)
    if compared >= 0 and shape[at + 1 : at + 2] == "q" and _WITHIN.fullmatch(shape, compared + 1, at):
        return False  # 比计划原定1957年900亿斤的水平
    if _RECORD.match(frame.text, time.end) or (
        before.endswith(("是", "创")) and "最" in frame.text[time.end : time.end + 12]
    ):
        return False  # 近五年来的最高水平, 近6年来新高, 是近年来增幅最高的一年
    defined = _DEFINED.search(frame.text, max(0, time.start - 8), time.start)
    if defined and _BY_CLAUSE.match(frame.text, time.end):
        return False  # 是我国迄今探明的第一个蓝洞
    if frame.text.startswith("相比", time.end):  # 同完成恢复的1952年相比
        return False
    behind = at + 1
    defining = _DEFINING.match(shape, at)
    done = frame.words(*defining.span(1)) if defining else ""
    if done and (time.text in _RECENT or done[-2:] in forms_of("event") or done.lstrip("已经") in _FINISHED):
        return False  # 去年建成的水库让20万人受益, 不久前闭幕的会议提出…
    attribute = shape[behind : behind + 1] == "D"
    if attribute and (before.endswith(("是", "至", "到")) or frame.text.startswith("的水平", time.end)):
        return False
    clause = _clause_end(shape, behind, stop)
    if clause - behind < 4 and frame.words(clause - 1, clause) in forms_of("event"):
        return False
    if not of_one_day(time) or frame.text.startswith("是", time.end):
        return True
    if attribute and time.text in _RECENT:
        return False
    return not wording("announcing").search(frame.words(behind, clause))


def announces(frame: Frame, index: int, stop: int) -> bool:
    """Whether a time is the day on which something was said or published: 俄国防部10日称."""
    behind = frame.times_at[index] + 1
    words = frame.words(behind, _clause_end(frame.shape, behind, stop))
    return wording("announcing").search(words) is not None


def _clause_end(shape: str, behind: int, stop: int) -> int:
    if shape[behind : behind + 1] == ",":
        behind += 1  # 今天（5月8日），商务部发布…
    found = _CLAUSE_END.search(shape, behind, min(stop, behind + 40))
    return found.start() if found else min(stop, behind + 40)


def stays(frame: Frame, time: TimeExpression, index: int, report: bool) -> bool:
    """Whether a time told in a sentence before still governs a number: no day does and no 长期以来, in a
    report no end of a year and no next one, as it goes on to other matters, and none a speech begun since."""
    if (
        of_one_day(time)
        or time.text in forms_of("vague")
        or (report and (time.text[-1] in "末底" or time.text == "明年"))
    ):
        return False
    text, start = frame.text, frame.quantities[index].start
    if text.endswith("连续", 0, start):
        return False  # 连续15年保持第一
    since = max(time.end, start - _SPEECH)
    return text.rfind("“", since, start) <= text.rfind("”", since, start)


def is_whenever(frame: Frame, time: TimeExpression) -> bool:
    """Whether a time is the 现 of 现有企业12家: what there is, whenever."""
    return time.text in "现現" and frame.text.startswith(("有", "存"), time.end)


def is_held(frame: Frame, index: int, at: int) -> bool:
    """Whether the number at the word ``at`` is among what there is by a 现 (现有大棚12栋、温室30栋)."""
    told = frame.times_at[index]
    held = is_whenever(frame, frame.times[index]) and at - told < REACH
    return held and _HELD.fullmatch(frame.shape, told, at) is not None


def outlasts(frame: Frame, lead: TimeExpression, time: TimeExpression, at: int) -> bool:
    """Whether a sentence's later time holds beyond it in place of the one that it begins with: not one inside
    a clause, nor the end of the year of which it speaks (2024年，新增5家，年底达到90家)."""
    before = frame.shape[at - 1 : at]
    if frame.text[time.start - 1 : time.start] in ("（", "("):
        return False
    if before != ",":
        return before != "" and before in "heNr"
    return not closes(time, lead)


def both(frame: Frame, first: TimeExpression, second: TimeExpression, joint: str) -> TimeExpression:
    """Two times told together as one (8日和10日; 截至10日，今年以来), the second where they are not."""
    said = frame.text[first.start : second.end]
    if joint == ",":
        since, till = second.time_start, first.time_end
        if first.text[0] != "截" or not since or not till or not since <= till <= (second.time_end or till):
            return second
        return TimeExpression(first.start, second.end, said, since, till)
    begun, over = first.time_start, second.time_end
    if not begun or not over or (first.time_end or over) >= (second.time_start or begun):
        return second
    return TimeExpression(first.start, second.end, said, begun, over)


def is_aside(text: str, end: int, start: int) -> bool:
    """Whether what ends at ``end`` stands in brackets that are closed before ``start``."""
    closed = text.find("）", end, min(start, end + _ASIDE))
    return closed >= 0 and text.find("（", end, closed) < 0


def closes(time: TimeExpression, lead: TimeExpression) -> bool:
    """Whether a time is the end of the year spoken of."""
    begun, over, end = lead.time_start, lead.time_end, time.time_end
    return bool(begun and over and end and time.text[-1] in "末底" and begun <= end <= over)


def stands(measure: str) -> bool:
    """Whether a measure names a standing property, which events do not date: 占地面积, 海拔, 距县城."""
    return measure.endswith(_standing()) or (measure.startswith(_apart()) and measure not in _apart())


@cache
def _apart() -> tuple[str, ...]:
    return tuple(sorted(forms_of("apart")))


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
    if frame.words(at + 1, stop).endswith(_FINISHED):
        return True
    return any(frame.words(i, i + 1) in forms_of("event") for i in range(at, stop))


def is_stock(time: TimeExpression) -> bool:
    """Whether a time is one at which a level holds: 截至6月底, 目前, 年末."""
    return time.time_start is None or time.text[0] == "截" or time.text[-1] in "末底"


def of_one_day(time: TimeExpression) -> bool:
    """Whether a time is a day, begins with one or is two of them: it holds for its sentence only."""
    if time.text in _RECENT:
        return True
    if time.text[0] == "截" or time.text[-1] in "末底":
        return False
    if time.time_start is None:
        return False
    if time.time_start == time.time_end:
        return True
    days = _DAYS if time.time_end is None else _TWO_DAYS
    return days.search(time.text) is not None
