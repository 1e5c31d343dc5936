"""The words before a number that say what it measures: its indicator, object or action."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from .cues import forms_of
from .frames import REACH, Frame
from .holder_names import is_people, leading_group, named
from .lexicon import shipped
from .records import Span

RATIOS = frozenset(("%", "‰", "个百分点", "倍", "番", "成", "℃", "位"))

DURATIONS = frozenset(
    ["年", "个月", "月", "天", "个工作日", "日", "周", "小时", "分钟", "秒", "周年", "季度", "个季度"]
)

FILLERS = "uwlydtpkbs$FxmDzij><,E"
# A noun phrase that ends the words before a number, maybe led by a clause tied by 的 (用于“三农”的支出).
# A verb inside stands between two nouns or before an indicator (机票预订量); 占 joins a part to its whole.
PHRASE = re.compile(
    r"(?:^v|(?<=[dtx$])v)?(?:(?<![^,qheldtD])(?:[ngNeIa]{1,4}(?=p)|(?=[p+uwAvg]))[p+uwAvg]+[^,.qtDl]{0,9}D(?=[ngeIa+A]))?"
    r"(?:[ngeNhBrIma+UWfo]|E(?=[ngehNIa])|c(?=[ngeNhaBI+vA])|(?<=[a-zNIB])D(?=[ngeNIa]|v[ngeI]|AI)"
    r"|[uw](?=\$?I)|(?<=[uw])\$(?=I)|(?<=[ngeI]D)d(?=[ng])|(?<=[ngNaBvDIc+])v{1,2}(?=[ngNeIa])|v(?=I)|(?<=[ngNIvAD])A(?=I)|(?<=a)[vA](?=[nI]|$)|(?<=[vA])[vA](?=n$)|d(?=\+)|(?<=[In])d(?=[UW])|(?<=n)d(?=I)|[><](?=[ngI]))+$"
)
_ACTION = re.compile(r"(?:a?[ngN+]*[ngN])?(?<!a)[vA]+$")
_DONE = re.compile("[ngN]{1,3}d[vA]$")
_SCOPED = re.compile("(?:i[^,.qvAip]{1,8}f|p[^,.qvAip]{1,8})D$")  # 在工业上的｜投入
_RECEIVED = re.compile("[In](?=[dx$]*$)")
_CHANGED = frozenset("uw")
_FROM = re.compile("(?<=[nI])(?:F(?:[^vA,qp]+|[^,qp]+D)|t?i(?:[oh]{1,2}f?|m)[dul$]*)$")
_RANKED = re.compile("[ki]")
_AMONG = re.compile("(?:i[ngheIaNrvd]+f?)?c$")  # 工业｜在总产值中所占的比重
_NUMERATOR = re.compile(r"(?:[ngeNhBrIma+Uf]|[Ec](?=[ngehN]))+$")
# The holder that leads a noun phrase: all up to its last 的 behind a holder, or its last run of holders. What
# is counted in pieces keeps the holders that are part of its name (医药生产企业12家).
_OF_LIST = re.compile(".*c[^D]*D(?=[ngavmA]*I$)")  # 造纸工业、卷烟工业的｜投资限额
_OF_HOLDER = re.compile(r"[^vA]*(?:[ehNrfqB]|o[ng]{1,2})D(?=.)")
_HOLDER = re.compile(r"(?:(?:[ngNramcoBfEI]|[he](?=[cE]))*[he]+(?![cDEf]|$))+")
_ACHIEVER = re.compile("[ngaIf]*nA(?=[ngI]*I$)")  # 住宿业完成｜营业额
_POINTED = re.compile("o[ne][namI]*[nI]$")
_GIVER = re.compile("[nghNeIaB]+(?=p[^,]{1,9}D)")
_NAMED = re.compile("N+(?=[ng]*I$)")  # “爱心信用卡”发卡量, but “西电东送”能力
QUANTIFIED = frozenset("量额率值数差")
REGION = re.compile(r"(?:[hnNrcBE]*[he]*h(?![cDEf]|$))+")
LOOSE_END = "amcDofpidx+"
_IN_WHOLE = re.compile("([nghaNeg]*I)i[^,.qvAi]{1,12}DI$")  # 网上零售额｜在零售总额中的比重
_NUMBERED = re.compile("m?B+(?=.)")
_SHARE_HEADS = ("比重", "比例", "份额", "占比", "比率")

INDICATOR, ACTION, PREDICATE = "indicator-before", "action-before", "predicate-behind"


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


@cache
def counters() -> frozenset[str | None]:
    return frozenset(row["unit"] for row in shipped().rows("units") if row["dimension"] == "count")


@cache
def works() -> tuple[str, ...]:
    """What names of works end with."""
    return ("项目", *forms_of("work"))


@cache
def traits_of_works() -> tuple[str, ...]:
    """What indicators end with that describe works: 总投资, 总装机容量."""
    return ("投资", "投资额", "投资总额", *forms_of("extent"))


_QUALIFIED = re.compile("l[adgnv]{1,3}D$")


def core_end(shape: str, left: int, at: int, unit: str | None) -> int:
    """Where the words before a number end once what says nothing of the indicator is dropped:
    粮食产量｜比上年增长5.2%, 服务业增速｜高于全国平均水平8个百分点, 经济总量｜居全国第11位."""
    if shape[at - 1] == "D" and (qualified := _QUALIFIED.search(shape, left, at)):
        at = qualified.start()  # 顺差｜达创纪录的7亿元
    core = len(shape[left:at].rstrip(FILLERS))
    if core and shape[left + core - 1] == "B":  # 工资总额（含奖金）｜比上年增长5%
        core = len(shape[left : left + core].rstrip("B").rstrip(FILLERS)) or core
    if from_level := _FROM.search(shape[left:at]):  # 起征点｜从月销售额3万元
        core = min(core, from_level.start())
    if core > 1 and shape[left + core - 1] == "a" and not _CHANGED.isdisjoint(shape[left + core : at]):
        core = len(shape[left : left + core - 1].rstrip(FILLERS)) or core  # 投入｜年均增长6%
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


_GROWN = frozenset(("发展到", "发展至", "发展为", "发展成"))
_ALREADY = frozenset(("已", "已经"))
_UP_TO = frozenset("至到为成在")


def before(place: Place) -> Found | None:
    """The indicator, object or action before the number."""
    frame, _, left, core = place[:4]
    if left < core and frame.words(left, left + 1) in _BY and not set("uw").isdisjoint(place.gap):
        left = _past_basis(frame, left, core)
    if core - 1 > left and frame.words(core - 1, place.at)[:3] in _GROWN:  # 企业｜已发展到550家
        core = left + len(frame.shape[left : core - 1].rstrip(FILLERS))
    if core <= left:
        return None
    said = frame.shape[left:core]
    tied = frame.shape[left - 1 : left + 1] == "qD" and said[-1] == "I"
    if tied and (joined := said.rfind("c")) > 0:
        left += joined + 1  # 长度1.4万公里的河流、｜面积700平方公里的湖泊
        said = said[joined + 1 :]
    share = said.find("s")
    if said[share + 1 :] == "I" and place.unit not in RATIOS:  # 占｜面积3万平方米
        share = -1
    if share >= 0 and frame.words(core - 1, core) not in _SHARE_HEADS:
        core = left + share
        said = said[:share]
    match = _ACTION.search(said)
    received = _RECEIVED.search(said, 0, match.start()) if match and place.unit not in DURATIONS else None
    if received and _measures(frame, left + received.end()):  # 税收｜共收到5亿元
        said = said[: received.start() + 1]
        core = left + len(said)
    elif match:
        reached = match.start() == len(said) - 1 and frame.words(place.at - 1, place.at)[-1] in _UP_TO
        if (
            reached
            and (frame.words(place.at - 1, place.at) == "在" or len(frame.words(core - 1, core)) == 1)
            and (match.start() or frame.shape[left - 1] == "q")
        ):
            return before(place._replace(core=core - 1))  # 作业时间从6小时｜压至1小时
        first = left + match.start()
        done = _DONE.search(said) if frame.shape[place.at - 1] != "D" else None
        if (
            done
            and frame.words(first - 1, first) in _ALREADY
            and not is_people(frame.words(first - 2, first - 1))
        ):
            first = left + done.start()  # 秋粮已收过八成, not 人员已逮捕11人
        if match[0] in ("v", "A") and (scoped := _SCOPED.search(said, 0, match.start())):
            return Found(left + scoped.start(), core, INDICATOR, left + scoped.start())
        return Found(first, core, ACTION, first)
    if said[-1:] == "I" and frame.words(core - 1, core) in _SHARE_HEADS and (part := _IN_WHOLE.search(said)):
        region = REGION.match(said, *part.span(1))
        first = left + (region.end() if region else part.start(1))
        return Found(first, core, INDICATOR, left + part.start(1))
    match = PHRASE.search(said)
    if not match:
        return None
    phrase = match[0].lstrip("cDE")
    if numbered := _NUMBERED.match(phrase):  # （四）养育标准, 1.错评率
        phrase = phrase[numbered.end() :]
    first = core - len(phrase)
    if first > left and len(frame.words(first, core)) == 1 and frame.shape[first - 1] in "vg":
        first -= 1  # 示范｜社
    if phrase[0] == "e" and frame.words(first - 1, first + 1) == "建成区":
        first -= 1  # two words to the tagger
    if first > left and frame.words(first - 1, first) in forms_of("apart"):  # 距｜县城5公里
        return Found(first - 1, core, ACTION, first - 1)
    if frame.words(left, left + 1) in forms_of("apart"):  # 距｜通梅公路5公里
        return Found(left, core, ACTION, left)
    if len(phrase) == 1 and phrase != "I" and first > left and frame.words(first - 1, first) == "每":
        return None  # 每生5000元
    if share >= 0 and core > left + share:  # 非化石能源占能源消费比重
        among = _AMONG.search(said, 0, share)
        whole = _NUMERATOR.search(said, 0, among.start() if among else share)
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
    if place.unit == "位" and frame.words(core - 1, core) in forms_of("scope"):
        ranked = place.left + len(frame.shape[left : core - 1].rstrip(FILLERS))  # 造林规模｜世界第一
        found = (
            before(place._replace(core=ranked)) if frame.shape[ranked - 1] in "IU" and ranked > left else None
        )
        return found if found and found.how == INDICATOR else None
    if frame.words(first, core) in forms_of("scope"):
        return None
    if place.unit == "位" and phrase[-1] in "her" and "k" in place.gap:
        return None  # 杭州｜位列第6
    if frame.shape[first - 1] == "p" and "D" not in phrase and (deed := _DEED.search(phrase)):
        first += deed.start()  # 围绕民生等领域｜查摆问题
    return _without_holder(place, first, core)


_DEED = re.compile("(?<=[ngeI])v[ngNI]+$")


def _past_basis(frame: Frame, left: int, core: int) -> int:
    """Where words end that say how a change is reckoned: 按可比价格计算｜增长9%, 扣除物价上升因素｜增长5%."""
    ends = (at for at in range(core - 1, left, -1) if frame.words(at, at + 1) in _BASIS)
    return next(ends, left - 1) + 1


_BY = frozenset(("按", "按照", "扣除", "剔除"))
_BASIS = frozenset(("计算", "因素", "口径", "影响"))


_LOAD = re.compile("[en][gvA]n")
_CARRYING = frozenset(("运输", "发送", "运送", "发运", "装载", "搭载"))
DONE = frozenset(("实现", "完成"))


def _without_holder(place: Place, first: int, behind: int) -> Found:
    frame, unit = place.frame, place.unit
    said = frame.shape[first:behind]
    whole = Found(first, behind, INDICATOR, first)
    if (match := _ACHIEVER.match(said)) and frame.text[frame.ends[first + match.end() - 2] - 1] == "业":
        return Found(first + match.end(), behind, INDICATOR, first + match.end())
    if len(said) > 1 and frame.words(first, first + 1) == "当地":
        return Found(first + 1, behind, INDICATOR, first)
    pointed = said[0] == "o" and _POINTED.match(said) and not frame.shape[place.left : first].strip("tdcx")
    if pointed and frame.words(first, first + 1) in forms_of("pointer"):  # 该船｜总长
        return Found(first + 2, behind, INDICATOR, first)
    if match := _GIVER.match(said):  # 消费支出｜对经济增长的贡献率
        return Found(first + match.end(), behind, INDICATOR, first)
    served = _OF_BODY.match(said)
    if served and frame.words(first + served.end(1) - 1, first + served.end(1))[-2:] == "企业":
        return Found(first + served.start(1), behind, INDICATOR, first)  # 商业银行｜小微企业贷款
    if unit in RATIOS and (split := leading_group(frame, first, behind)):
        return Found(split, behind, INDICATOR, first)
    for at in range(first + 1, behind - 1):
        word = frame.words(at, at + 1)
        if word in DONE:  # 规上工业实现｜利润
            return Found(at + 1, behind, INDICATOR, first)
        if word in _CARRYING and at > first + 1 and _LOAD.fullmatch(frame.shape, at - 1, behind):
            return Found(at, behind, INDICATOR, first)  # 中欧班列｜运输货物
    if said[0] in "pvA":  # a clause that 的 ties to the noun
        return whole
    reached = first > place.left and frame.shape[first - 1] in "vA" and not said.strip("ehf")
    if reached and (said[-1] == "h" or frame.words(behind - 1, behind)[-1] == "区"):  # 运抵灾区
        return Found(first - 1, behind, ACTION, first - 1)
    wide = unit not in counters()
    if not wide and frame.shape[place.left - 1 : first] == "qc":  # 4A级景区1家、全国重点文物保护单位2处
        return whole
    pattern = _HOLDER if wide and frame.words(behind - 1, behind)[-1] != "率" else REGION
    if listed := _OF_LIST.match(said):
        return Found(first + listed.end(), behind, INDICATOR, first)
    if (
        (thing := _OF_THING.match(said))
        and frame.shape[first - 1 : first] not in ("D", "v", "A")
        and not frame.words(first, behind).endswith(_FOR)
        and not frame.words(first, first + thing.end() - 1).endswith(_ASPECTS)
    ):
        return Found(first + thing.end(), behind, INDICATOR, first)
    match = _OF_HOLDER.match(said) or pattern.match(said)
    if match and "a" in match[0]:
        heads = (
            i for i in range(match.end()) if said[i] == "a" and frame.text[frame.ends[first + i] - 1] == "均"
        )
        if each := next(heads, 0):  # 城市人均公园绿地面积
            match = _ALL.match(said, 0, each)
    if match and frame.words(first + match.end(), behind) == "占比":  # 企业占比, not 占比
        match = REGION.match(said)
    if not match and frame.words(behind - 1, behind)[-1] in QUANTIFIED:
        match = _NAMED.match(said)
    if not match or match.end() == len(said) or not said[match.end() :].strip(LOOSE_END):
        return whole
    trait = frame.words(first + 1, behind)
    works = match[0] == "e" and frame.words(first, first + 1) in _WORKS and unit not in RATIOS
    if works and trait.endswith(traits_of_works()):  # 项目｜总投资3亿元
        return Found(first + 1, behind, INDICATOR, first)
    name = len(frame.words(first, first + 1)) > 3  # 中老铁路｜货物运输量
    bare = match[0] == "e" and not name and trait not in forms_of("standing")  # 工会经费
    if bare or frame.words(first, behind) in _BUDGET or named(frame, first, first + match.end()) is None:
        return whole
    stop = len(said) - len(said[match.end() :].lstrip("B"))  # 各镇（街）｜职能机构, but 中欧（中亚）班列
    if stop > match.end() and stop + 1 == len(said):
        return whole
    return Found(first + (stop if stop < len(said) else match.end()), behind, INDICATOR, first)


_ALL = re.compile(".*")
_OF_BODY = re.compile("[ngh]*e([ng]{1,3}e)(?=[ngI]+$)")
_OF_THING = re.compile("[aofmh]*[ngI]*[ng]D(?=[nga]*I$)")  # 部分地区的｜气温
_FOR = (*_SHARE_HEADS, "支出", "投入")  # 教育的支出 is for it, not its own
_ASPECTS = ("方面", "领域", "中", "上", "计划")
_BUDGET = frozenset(("城乡社区支出", "定期及其他存款"))  # headings of a budget, of a bank's books
_WORKS = frozenset(("项目", "工程", "园区", "基地", "工厂"))


def noun_before(frame: Frame, index: int, start: int) -> Span | None:
    """The noun phrase before a number, with its holder: what lasts or is shared (采购经理指数｜连续3个月);
    the region or organisation alone where it leads an indicator (上海港｜集装箱吞吐量连续15年)."""
    shape, at = frame.shape, frame.at[index]
    if frame.text[frame.starts[at] - 1] in "：:":
        return None  # 民调：八成民众认为…
    left = max(shape.rfind(",", start, at), shape.rfind("q", start, at), at - REACH, start - 1) + 1
    core = core_end(shape, left, at, None)
    match = PHRASE.search(shape[left:core])
    if not match or not match[0].strip("a"):
        return None
    first = left + match.start()
    held = frame.quantities[index].unit in DURATIONS and shape[core - 1] == "I"
    holder = REGION.match(shape, first, core) if held else None
    return frame.span(first, holder.end() if holder else core)


def _measures(frame: Frame, behind: int) -> bool:
    """Whether the word that ends there is an indicator: 税收, 招生数."""
    return frame.shape[behind - 1] == "I" or frame.words(behind - 1, behind)[-1] in QUANTIFIED


def topic_end(frame: Frame, left: int, behind: int) -> int:
    """Where the indicator ends that a clause begins with (粮食产量｜再创新高), ``left`` if none does."""
    topic = _TOPIC.match(frame.shape, left, behind)
    if topic is None or frame.shape[topic.end()] in "pD":  # 进口｜对经济增长的贡献率
        return left
    at, flows = topic.end(), forms_of("flow")
    while at > left and frame.shape[at - 1] != "I":
        if frame.words(at - 1, at) in flows or _measures(frame, at):
            break
        at -= 1
    return at


_TOPIC = re.compile("[tdcx]*[nghNeIaBrmc+]+")


def declared(frame: Frame, holder: Span, at: int) -> Span:
    """The short name that brackets before the word ``at`` declare of a holder, else the holder:
    《江海省药品目录》（以下简称《目录》）."""
    text, stop = frame.text, frame.starts[at]
    if text.find("以下", holder.end, holder.end + 4) < 0:
        return holder
    match = _DECLARED.match(text, holder.end, stop)
    return Span(match.start(1), match.end(1), match[1]) if match else holder


_DECLARED = re.compile("[》”]?[（(]以下(?:统|简)*称为?[《“]?([^》”）)《“（(]{2,20})[》”]?[）)]")
