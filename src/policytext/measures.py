"""The measure of a number: the words that say what is counted or measured.

The noun behind the classifier where one stands (185项 → 省级一类赛事), what people do behind a head count
(14347人 → 参加决赛), else the indicator or object before the number (实施率达 → 实施率), past the words between; a
number that has none of its own takes that of the number before it (…，同比增长5.2%).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import NamedTuple

from .cues import forms_of
from .frames import REACH, Frame

RATIOS = frozenset(("%", "‰", "个百分点", "倍", "番", "成", "℃", "位"))
PEOPLE = frozenset(("人", "人次"))
SPANS_OF_TIME = frozenset(
    ("年", "个月", "月", "天", "日", "周", "小时", "分钟", "秒", "岁", "周年", "季度", "周岁")
)

FILLERS = "uwlydtpkbs$FxmDzij><,"
# A noun phrase that ends the words before a number, maybe led by a clause that 的 ties to it (用于“三农”的支出). A
# verb inside stands between two nouns or before an indicator (机票预订量); 占 joins a part to its whole.
_BEFORE = re.compile(
    r"(?:(?<![^,qhe])[p+uwAvg]+[^,.qtDl]{0,9}D(?=[ngeIa+A]))?"
    r"(?:[ngeNhBrIma+UWfo]|E(?=[ngehNIa])|c(?=[ngeNhaBI+vA])|(?<=[a-zNIB])D(?=[ngeNIa]|v[ngeI])|(?<=[ngNaBvDI])v{1,2}(?=[ngNeI])|[vA](?=I)|d(?=\+)|[><](?=[ngI]))+$"
)
_SHARED = re.compile(r"[ngeNhBrIma+Uf]*(?=s)")
_ACTION = re.compile(r"(?:[ngN+]*[ngN])?d?[vA]+$")
# A noun phrase behind a number: with 的 before it, a clause that 的 ties to a later noun, attributes, lists.
_BEHIND = re.compile(
    r"D?d?(?:[vA](?=[ngeNI])|p(?=[ngI][neI]))?(?:(?:[ngNBarI+UW]|[he](?!D)|[he]$|[md><](?=[ngeaI])|c(?=[ngeNhaB])|D(?=[ngehNBa])|v(?=I)"
    r"|[vApi][^,.qtl]{0,6}D(?=[ngeNa]))+[he]?|[he])"
)
_PREDICATE = re.compile(r"[dpx]*[vAguwa+][^,.q]{0,14}")
_DEADLINE = re.compile(r",?(?:p[^,.q]*?)?[dpx]*([vA][^,.q]{0,8})")
_LOOSE_END = "amcDofpidx+"


_SHARE_HEADS = ("比重", "比例", "份额", "占比", "比率")


ACTION = "action before the number"


class Found(NamedTuple):
    """Words ``[first, behind)`` of the measure, the rule, and where the words begin that may name the holder."""

    first: int
    behind: int
    how: str
    head: int


def find_measure(frame: Frame, index: int, start: int, end: int) -> Found | None:
    """The measure of the quantity ``index`` in the sentence ``[start, end)`` of words, or ``None`` where it has
    none of its own."""
    quantity, shape = frame.quantities[index], frame.shape
    at, behind = frame.at[index], frame.behind[index]
    left = max(shape.rfind(",", start, at), shape.rfind("q", start, at), at - REACH, start - 1) + 1
    core = core_end(shape, left, at)
    unit = quantity.unit
    following = shape[behind : min(behind + 1, end)]
    if following in ",.cB":  # also at the end of the sentence
        return _before(frame, left, core, unit)
    if following == "D" and (found := _before(frame, left, core, unit)) and found.how != ACTION:
        return found
    if (fine := frame.words(behind, min(behind + 12, end)).find("罚款")) >= 0:
        return _fine(frame, behind, end, fine)
    if unit in RATIOS or (unit is None and quantity.value is not None and quantity.value < 1):
        order = (_before, _noun_behind, _predicate)
    elif unit in SPANS_OF_TIME:
        order = (
            (_deadline, _before, _predicate, _noun_behind)
            if quantity.text[-1] == "内"
            else (_before, _predicate, _noun_behind)
        )
    elif unit in PEOPLE and following in "vAguwdxp" and (core == left or shape[at - 1] in "AvulFhe"):
        order = (_predicate, _noun_behind, _before)
    elif unit == "次" and following in "vApd":
        order = (_predicate, _before)
    else:
        order = (_noun_behind, _before, _predicate)
    for rule in order:
        if found := rule(frame, left, core, unit) if rule is _before else rule(frame, behind, end):
            return found
    return None


def core_end(shape: str, left: int, at: int) -> int:
    """Where the words before a number end once what says nothing of the indicator is dropped:
    粮食产量｜比上年增长5.2%, 服务业增速｜高于全国平均水平8个百分点."""
    core = len(shape[left:at].rstrip(FILLERS))
    cut = shape.find("b", left, left + core)
    if cut >= 0:
        core = len(shape[left:cut].rstrip(FILLERS))
    return left + core


def _before(frame: Frame, left: int, core: int, unit: str | None) -> Found | None:
    if core <= left:
        return None
    said = frame.shape[left:core]
    if (share := said.find("s")) >= 0 and frame.words(core - 1, core)[-2:] not in _SHARE_HEADS:
        core = left + share
        said = said[:share]
        if not said.strip("dtco"):
            return None
    if match := _ACTION.search(said):
        return Found(left + match.start(), core, ACTION, left + match.start())
    match = _BEFORE.search(said)
    if not match:
        return None
    first, how = left + match.start(), "indicator before the number"
    if share >= 0 and core > left + share:
        if whole := _NUMERATOR.search(said, 0, share):
            first = left + whole.start()
        else:
            first = left + share
    if not frame.shape[first:core].strip("amofhdcDE") or frame.shape[core - 1] == "f":
        return None
    return _without_holder(frame, first, core, how, unit)


# The holder that leads a noun phrase: all up to its last 的 behind a holder, or its last run of holders. What is
# counted in pieces keeps the holders that are part of its name (医药生产企业12家).
_OF_HOLDER = re.compile(r".*[ehNrfqB]D(?=.)")
_HOLDER = re.compile(r"(?:[ngNramcoBfE]*[he]+(?![cDEf]|$))+")
_REGION = re.compile(r"(?:[nNrcBE]*[he]*h(?![cDEf]|$))+")
_NUMERATOR = re.compile(r"[ngeNhBrIma+Uf]+$")


def _without_holder(frame: Frame, first: int, behind: int, how: str, unit: str | None) -> Found:
    said = frame.shape[first:behind]
    if said[0] in "pvAs":  # a clause that 的 ties to the noun
        return Found(first, behind, how, first)
    wide = unit in RATIOS or unit == "元" or said[-1] == "I"
    pattern = _HOLDER if wide and frame.text[frame.ends[behind - 1] - 1] != "率" else _REGION
    if match := _OF_HOLDER.match(said) or pattern.match(said):
        if match.end() < len(said) and said[match.end() :].strip(_LOOSE_END):
            return Found(first + match.end(), behind, how, first)
    return Found(first, behind, how, first)


def _noun_behind(frame: Frame, behind: int, end: int) -> Found | None:
    match = _BEHIND.match(frame.shape, behind, min(end, behind + REACH))
    if not match:
        return None
    stop = behind + len(match[0].rstrip(_LOOSE_END))
    if stop <= behind or (stop - behind < 3 and frame.words(stop - 1, stop) in forms_of("aim")):
        return None
    behind += frame.shape[behind] == "D"
    return Found(behind, stop, "counted noun behind the number", behind)


def _predicate(frame: Frame, behind: int, end: int) -> Found | None:
    behind += frame.shape[behind : behind + 1] == "D"
    match = _PREDICATE.match(frame.shape, behind, min(end, behind + REACH))
    return Found(behind, match.end(), "predicate behind the number", behind) if match else None


def _deadline(frame: Frame, behind: int, end: int) -> Found | None:
    match = _DEADLINE.match(frame.shape, behind, min(end, behind + REACH))
    return Found(match.start(1), match.end(1), "what is due behind the term", behind) if match else None


def _fine(frame: Frame, behind: int, end: int, offset: int) -> Found:
    first = bisect_left(frame.starts, frame.starts[behind] + offset)
    return Found(first, first + 1, "fine behind the number", behind)
