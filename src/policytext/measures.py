"""The measure of a number: the words that say what is counted or measured.

The noun behind the classifier where one stands (185项 → 省级一类赛事), what people do behind a head count
(14347人 → 参加决赛), else the indicator or object before the number (实施率达 → 实施率); a number that has
none of its own takes that of the number before it (…，同比增长5.2%).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache
from typing import NamedTuple

from .cues import forms_of
from .frames import REACH, Frame
from .holders import leading_group, named
from .lexicon import shipped
from .records import Quantity, Span

RATIOS = frozenset(("%", "‰", "个百分点", "倍", "番", "成", "℃", "位"))
PEOPLE = frozenset(("人", "人次"))
DURATIONS = frozenset(["年", "个月", "月", "天", "日", "周", "小时", "分钟", "秒", "周年", "季度", "个季度"])
AGES = frozenset(("岁", "周岁"))

FILLERS = "uwlydtpkbs$FxmDzij><,E"
# A noun phrase that ends the words before a number, maybe led by a clause tied by 的 (用于“三农”的支出).
# A verb inside stands between two nouns or before an indicator (机票预订量); 占 joins a part to its whole.
_BEFORE = re.compile(
    r"(?:^v|(?<=[dtx$])v)?(?:(?<![^,qheldtD])[p+uwAvg]+[^,.qtDl]{0,9}D(?=[ngeIa+A]))?"
    r"(?:[ngeNhBrIma+UWfo]|E(?=[ngehNIa])|c(?=[ngeNhaBI+vA])|(?<=[a-zNIB])D(?=[ngeNIa]|v[ngeI])"
    r"|[uw](?=I)|(?<=[ngNaBvDIc+])v{1,2}(?=[ngNeIa])|v(?=I)|(?<=[ngNIvA])A(?=I)|d(?=\+)|[><](?=[ngI]))+$"
)
_ACTION = re.compile(r"(?:[ngN+]*[ngN])?[vA]+$")
_REMARK = re.compile("B+c?")  # brackets behind the number before
_RANKED = re.compile("[ki]")
_NUMERATOR = re.compile(r"(?:[ngeNhBrIma+Uf]|[Ec](?=[ngehN]))+$")
_PART = re.compile(r"(.*?)[lAvsd]+[nghNeaIBcmtrf+]+D$")  # 到位资金｜不足需求的三分之一
# The holder that leads a noun phrase: all up to its last 的 behind a holder, or its last run of holders. What
# is counted in pieces keeps the holders that are part of its name (医药生产企业12家).
_OF_HOLDER = re.compile(r"[^vA]*[ehNrfqB]D(?=.)")
_HOLDER = re.compile(r"(?:(?:[ngNramcoBfEI]|[he](?=[cE]))*[he]+(?![cDEf]|$))+")
_GIVER = re.compile("[nghNeIaB]+(?=p[^,]{1,9}D)")
_NAMED = re.compile("N+(?=[ng]*I$)")  # “爱心信用卡”发卡量, but “西电东送”能力
_ENDS = frozenset("量额率值数")
_COUNTED = re.compile("[ngaI]*[he]+(?:D[vng]{0,3}[he])?(?=[DvAngaI])")
_REGION = re.compile(r"(?:[hnNrcBE]*[he]*h(?![cDEf]|$))+")
# A noun phrase behind a number: with 的 before it, a clause that 的 ties to a later noun, attributes, lists.
_BEHIND = re.compile(
    r"(?:c?q)*D?[dof]?(?:a[ngI]D(?=[ngeNa]))?(?:[vA](?=[ngeNI])|p(?=[ngI][neI]))?"
    r"(?:(?:[ngNBarI+UW]|[he](?!D)|[he]$|[md><](?=[ngeaI])|c(?=[ngeNhaBI]|v[ngeI]+(?![ngeIq]))|(?<=[cN])v(?=[ngeI])"
    r"|v(?=d?I)|(?<=[ng])v(?=(?:d[ng]+)?(?:[,.]|$))|(?<!I)[vApi][^,.qtl]{0,6}D(?=[ngeNa]))+[he]?|[he])"
)
_PREDICATE = re.compile(r"(?:i[^,.q]{1,8}?)?[dpx]*[vAguwa+lk][^,.q]{0,14}")
_OBJECT = re.compile(r"[dx]*[vA](?P<of>[ngNeIhaBc+v]+)|(?P<as>v)(?=[,.]|$)")
_DEADLINE = re.compile(r",?(?:p[^,.q]*?)?[dpx]*([vA][^,.q]{0,8})")
_LOOSE_END = "amcDofpidx+"
_SHARE_HEADS = frozenset(("比重", "比例", "份额", "占比", "比率"))

INDICATOR, ACTION = "indicator-before", "action-before"
DUE, FINE, EXTENT, SIZE = "due-behind", "fine-behind", "extent-before", "size-before"
NOUN, PREDICATE = "noun-behind", "predicate-behind"


class Found(NamedTuple):
    """Words ``[first, behind)`` of the measure, the rule, and where words that may name its holder begin."""

    first: int
    behind: int
    how: str
    head: int


class Place(NamedTuple):
    """A quantity in its sentence: the words ``[left, core)`` before it that may say what it measures, its own
    ``[at, behind)``, and the end of the sentence."""

    frame: Frame
    unit: str | None
    left: int
    core: int
    at: int
    behind: int
    end: int

    @property
    def gap(self) -> str:
        return self.frame.shape[self.left : self.at]


def find_measure(frame: Frame, index: int, start: int, end: int) -> Found | None:
    """The measure of the quantity ``index`` in the sentence ``[start, end)`` of words; ``None`` where it has
    no measure of its own."""
    quantity, shape = frame.quantities[index], frame.shape
    at, behind, unit = frame.at[index], frame.behind[index], quantity.unit
    near = max(start, at - REACH)
    left = max(shape.rfind(",", near, at), shape.rfind("q", near, at), at - REACH, start - 1) + 1
    if left > start and shape[left - 1] == "q" and (remark := _REMARK.match(shape, left, at)):
        left = remark.end()
    if left > start and shape[left - 1] == "q" and (counted := _COUNTED.match(shape, left, at)):
        left = counted.end()  # 35个重点商圈的｜线下客流总量
    place = Place(frame, unit, left, _core_end(shape, left, at, unit), at, behind, end)
    following = shape[behind : min(behind + 1, end)]
    ratio = unit in RATIOS or (unit is None and quantity.value is not None and quantity.value < 1)
    counted_by = ratio and following in ("v", "A") and _BY_SHARE.fullmatch(place.gap)
    if counted_by and (found := _clause_behind(place)):
        return found
    if ratio and shape[at - 1 : at] == "D" and (part := _PART.match(place.gap)):
        return _before(place._replace(core=left + len(part[1].rstrip(FILLERS))))
    if (said := frame.words(at - 1, at)) and (trait := _trait(place, said, following)):
        return trait
    bare = not shape[left : place.core].strip("he")  # 推广面积，达到…；自然增长率，四川省由…
    if bare and left > start + 1 and shape[left - 1] == "," and (found := _said_before(place, start)):
        return found
    if quantity.text[-1] == "内" and quantity.text[-2:] != "以内" and (due := _deadline(place)):
        return due
    ended = following in ",.B" or (following == "c" and shape[behind + 1 : behind + 2] != "q")
    for rule in (_before,) if ended else _order(place, quantity, ratio, following):
        if found := rule(place):
            return found
    if (
        left > start and shape[left - 1] == "q" and _counts_on(frame, frame.quantities[index - 1])
    ):  # 吞吐量｜连续15年保持第一
        lasts = frame.at[index - 1]
        left = max(shape.rfind(",", start, lasts), shape.rfind("q", start, lasts), start - 1) + 1
        return _before(place._replace(left=left, core=_core_end(shape, left, lasts, unit)))
    return None


def _said_before(place: Place, start: int) -> Found | None:
    """The indicator of the clause before, where the number's own has only its verb: 面积，去年达到18亿亩."""
    shape, stop = place.frame.shape, place.left - 1
    left = max(shape.rfind(",", start, stop), shape.rfind("q", start, stop), stop - REACH, start - 1) + 1
    if not _VERBAL.fullmatch(place.gap) or shape[left - 1 : left] == "q":
        return None
    found = _before(place._replace(left=left, core=_core_end(shape, left, stop, place.unit)))
    return found if found and shape[found.behind - 1] in "IUW" else None


_VERBAL = re.compile("[dtcxEp]*h*e*[dtx$]*[lFuwkb][^nNIheA]*")


def _counts_on(frame: Frame, quantity: Quantity) -> bool:
    """Whether a number says how long or how much earlier: 连续15年, 提前一年."""
    return frame.text[max(0, quantity.start - 2) : quantity.start] in _COUNTED_ON


def _order(place: Place, quantity: Quantity, ratio: bool, following: str):
    """The rules to try, in order."""
    unit, alone = place.unit, place.core == place.left
    if "罚款" in place.frame.words(place.behind, min(place.behind + 12, place.end)):
        return (_fine,)
    if ratio:
        if not set("uwUWb").isdisjoint(place.gap):
            return (_before,)
        shared = (
            _SHARING.match(place.frame.shape, place.behind) and place.frame.shape[place.core - 1] not in "IUW"
        )
        return (_clause_behind,) if shared else (_phrase_before, _noun_behind, _predicate, _before)
    if quantity.text.endswith("周年"):
        return _before, _noun_behind
    if following == "D":
        return _phrase_before, _noun_behind, _before, _predicate
    if unit in AGES:
        return _noun_behind, _before, _predicate
    if unit in DURATIONS:
        if _counts_on(place.frame, quantity):
            return _predicate, _before
        return _phrase_before, _noun_behind, _predicate, _before
    if (
        unit in PEOPLE
        and following in "vAguwdxpi"
        and (alone or place.gap.rstrip("xd")[-1:] in tuple("AvulFhe"))
    ):
        return _predicate, _noun_behind, _before
    if unit == "次" and following in "vApd":
        return _predicate, _before
    if following in "vA" and not alone and unit not in _counters():
        return _phrase_before, (_object if unit == "元" else _noun_behind), _before, _predicate
    return _noun_behind, _before, _predicate


@cache
def _counters() -> frozenset[str | None]:
    return frozenset(row["unit"] for row in shipped().rows("units") if row["dimension"] == "count")


_BY_SHARE = re.compile("[dtcxo$]*p[^,qp]{1,12}D")  # 按面积的20%｜计入绿地面积
_SHARING = re.compile("D?[nghNeBac]*[dx]*[vAi]")  # 有一半在张江设立中心, 2/3的央企引进资本
_COUNTED_ON = frozenset(("连续", "提前", "时隔", "推迟", "延后"))


def _core_end(shape: str, left: int, at: int, unit: str | None) -> int:
    """Where the words before a number end once what says nothing of the indicator is dropped:
    粮食产量｜比上年增长5.2%, 服务业增速｜高于全国平均水平8个百分点, 经济总量｜居全国第11位."""
    core = len(shape[left:at].rstrip(FILLERS))
    if shape[left + core - 1 : left + core] == "+":  # 市场主体｜每天新增4万户
        core = len(shape[left : left + core - 1].rstrip(FILLERS)) or core
    if unit == "位":
        found = _RANKED.search(shape, left, left + core)
        cut = found.start() if found else -1
    else:
        cut = shape.find("b", left, left + core)
    if cut >= 0:
        core = len(shape[left:cut].rstrip(FILLERS))
    return left + core


def _before(place: Place) -> Found | None:
    """The indicator, object or action before the number."""
    frame, _, left, core = place[:4]
    if core <= left:
        return None
    said = frame.shape[left:core]
    share = said.find("s")
    if share >= 0 and frame.words(core - 1, core) not in _SHARE_HEADS:
        core = left + share
        said = said[:share]
    if match := _ACTION.search(said):
        return Found(left + match.start(), core, ACTION, left + match.start())
    match = _BEFORE.search(said)
    if not match:
        return None
    phrase = match[0].lstrip("cDE")
    first = core - len(phrase)
    if first > left and frame.words(first - 1, first) in forms_of("apart"):  # 距｜县城5公里
        return Found(first - 1, core, ACTION, first - 1)
    if share >= 0 and core > left + share:  # 非化石能源占能源消费比重
        whole = _NUMERATOR.search(said, 0, share)
        head = whole.start() if whole else share
        holder = _HOLDER.match(said, head, share)
        return Found(left + (holder.end() if holder else head), core, INDICATOR, left + head)
    if not said[match.start() :].strip("amofhdcDE") or said[-1] == "f":
        return None
    by = first - 1 - (frame.shape[first - 1 : first] in ("v", "a"))
    if (
        "D" not in phrase
        and (frame.words(first, first + 1) in _BY or (by >= left and frame.words(by, by + 1) in _BY))
        and not set("uw").isdisjoint(place.gap)
    ):
        return None  # 按可比口径增长, 扣除价格因素实际增长
    if frame.words(first, core) in forms_of("scope") or (
        place.unit == "位" and frame.words(core - 1, core) in forms_of("scope")
    ):
        return None
    return _without_holder(place, first, core)


_BY = frozenset(("按", "按照", "扣除"))


def _phrase_before(place: Place) -> Found | None:
    found = _before(place)
    return found if found and found.how == INDICATOR else None


def _without_holder(place: Place, first: int, behind: int) -> Found:
    frame, unit = place.frame, place.unit
    said = frame.shape[first:behind]
    whole = Found(first, behind, INDICATOR, first)
    if match := _GIVER.match(said):  # 消费支出｜对经济增长的贡献率
        return Found(first + match.end(), behind, INDICATOR, first)
    if unit in RATIOS and (split := leading_group(frame, first, behind)):
        return Found(split, behind, INDICATOR, first)
    if said[0] in "pvA":  # a clause that 的 ties to the noun
        return whole
    reached = first > place.left and frame.shape[first - 1] in "vA" and not said.strip("ehf")
    if reached and (said[-1] == "h" or frame.words(behind - 1, behind)[-1] == "区"):  # 运抵灾区
        return Found(first - 1, behind, ACTION, first - 1)
    wide = unit not in _counters()
    if not wide and frame.shape[place.left - 1 : first] == "qc":  # 4A级景区1家、全国重点文物保护单位2处
        return whole
    pattern = _HOLDER if wide and frame.words(behind - 1, behind)[-1] != "率" else _REGION
    match = _OF_HOLDER.match(said) or pattern.match(said)
    if not match and frame.words(behind - 1, behind)[-1] in _ENDS:
        match = _NAMED.match(said)
    if not match or match.end() == len(said) or not said[match.end() :].strip(_LOOSE_END):
        return whole
    bare = match[0] == "e" and frame.words(first + 1, behind) not in forms_of("standing")  # 工会经费
    if bare or named(frame, first, first + match.end()) is None:
        return whole
    return Found(first + match.end(), behind, INDICATOR, first)


def _noun_behind(place: Place) -> Found | None:
    frame, behind = place.frame, place.behind
    match = _BEHIND.match(frame.shape, behind, min(place.end, behind + REACH))
    if not match:
        return None
    acted = not _PREDICATES.isdisjoint(place.gap)  # 提供3亿元｜军事支持, 举办3场｜民俗展演活动
    done = match[0][-1] == "v" and acted
    stop = behind + len(match[0].rstrip(_LOOSE_END if done else _LOOSE_END + "v"))
    first = behind + len(match[0]) - len(match[0].lstrip("cqD"))
    if "c" in match[0] and (whole := _WHOLE.match(frame.shape, match.end(), place.end)):
        first, stop = whole.span(1)
    elif acted and (whole := _ACTIVITY.match(frame.shape, match.end() - 1, place.end)):
        stop = whole.end()
    last = frame.words(stop - 1, stop)
    listed = last in forms_of("content") and place.unit in _counters() and frame.shape[behind] != "D"
    if stop <= first or (not listed and stop - behind < 3 and last in forms_of("aim")):  # 5%的目标
        return None
    people = place.unit in _DOERS and stop - first == 1 and frame.shape[first] != "e"
    if people and _DEEDS.isdisjoint(place.gap) and (doing := _DOING.match(frame.shape, stop, place.end)):
        return Found(first, doing.end(), PREDICATE, first)
    return Found(first, stop, NOUN, first)


_PREDICATES = frozenset("vAuwl")
_DEEDS = frozenset("vA")  # 带领10名消防员｜在现场搜救
_WHOLE = re.compile("E([ngNaeI]*[ngNeI])")  # 书房、驿站等｜文化空间
_ACTIVITY = re.compile("[ng]v[ngeI](?=[,.]|$)")
_DOERS = frozenset((*PEOPLE, None))
_DOING = re.compile("[dx]*[vAil][^,.q]{1,10}(?=[,.]|$)")


def _predicate(place: Place) -> Found | None:
    shape = place.frame.shape
    behind = place.behind + (shape[place.behind : place.behind + 1] == "D")
    match = _PREDICATE.match(shape, behind, min(place.end, behind + REACH))
    if not match or (shape[match.end() : match.end() + 1] == "q" and not match[0].strip(_CHANGES)):
        return None  # 由44%｜提高到45%
    aim = behind > place.behind and place.frame.words(behind, match.end()) in forms_of("aim")
    return None if aim else Found(behind, match.end(), PREDICATE, behind)  # 低于5天的要求


_CHANGES = "uwdxl$tDF"


def _clause_behind(place: Place) -> Found | None:
    """What a part of the whole does: 超过2/3｜免费开放."""
    first = place.behind + (place.frame.shape[place.behind] == "D")
    match = _REST.match(place.frame.shape, first, min(place.end, first + 14))
    return Found(first, match.end(), PREDICATE, first) if match else None


_REST = re.compile("[^,.q]+")


def _object(place: Place) -> Found | None:
    """What money that is merely spent goes to, or is: 安排5亿元设立｜科学基金, 提供5亿元｜支持."""
    match = _OBJECT.match(place.frame.shape, place.behind, min(place.end, place.behind + REACH))
    return Found(*match.span(match.lastgroup or 0), "object-behind", place.at) if match else None


def _deadline(place: Place) -> Found | None:
    match = _DEADLINE.match(place.frame.shape, place.behind, min(place.end, place.behind + REACH))
    return Found(*match.span(1), DUE, match.start(1)) if match else None


def _fine(place: Place) -> Found:
    frame = place.frame
    start = frame.text.index("罚款", frame.ends[place.behind - 1])
    first = bisect_left(frame.starts, start)
    return Found(first, first + 1, FINE, first)


def _trait(place: Place, said: str, following: str) -> Found | None:
    """A verb of extent that measures the noun behind: 长达4000公里的西气东输管道."""
    first = place.at - 1
    if following != "D":  # 船体｜长38米，宽9.9米
        if said not in forms_of("size") or "b" in place.gap:
            return None
        if len(said) > 1:  # 赛事｜为期两天
            sized = place.unit in DURATIONS and following in ",."
        else:
            others = (RATIOS, DURATIONS, _counters())
            sized = place.unit is not None and not any(place.unit in units for units in others)
        first -= first > place.left and place.frame.shape[first - 1] == "a"  # 总重
        return Found(first, place.at, SIZE, place.left) if sized else None
    if place.frame.shape[first] not in "lA>vap":
        return None
    if said not in forms_of("trait"):
        first -= 1
        if first < place.left or place.frame.words(first, first + 1) not in forms_of("trait"):
            return None
    return Found(first, first + 1, EXTENT, first)


def noun_before(frame: Frame, index: int, start: int) -> Span | None:
    """The noun phrase before a number, with its holder: what lasts or is shared (采购经理指数｜连续3个月);
    the region or organisation alone where it leads an indicator (上海港｜集装箱吞吐量连续15年)."""
    shape, at = frame.shape, frame.at[index]
    left = max(shape.rfind(",", start, at), shape.rfind("q", start, at), at - REACH, start - 1) + 1
    core = _core_end(shape, left, at, None)
    match = _BEFORE.search(shape[left:core])
    if not match:
        return None
    first = left + match.start()
    held = frame.quantities[index].unit in DURATIONS and shape[core - 1] == "I"
    holder = _REGION.match(shape, first, core) if held else None
    return frame.span(first, holder.end() if holder else core)


def find_noun(frame: Frame, behind: int, end: int) -> Span | None:
    """The noun phrase behind a number, whatever its unit."""
    found = _noun_behind(Place(frame, None, behind, behind, behind, behind, end))
    return frame.span(found.first, found.behind) if found else None
