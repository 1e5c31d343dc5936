"""The measure of a number: the words that say what is counted or measured.

The noun behind the classifier where one stands (185项 → 省级一类赛事), what people do behind a head count
(14347人 → 参加决赛), else the indicator or object before the number (实施率达 → 实施率); a number that has
none of its own takes that of the number before it (…，同比增长5.2%).
"""

from __future__ import annotations

import re

from .anniversaries import remembered
from .cues import forms_of
from .frames import REACH, Frame
from .nouns import PEOPLE, deed_behind, is_by, noun_behind
from .phrases import (
    ACTION,
    DURATIONS,
    FILLERS,
    INDICATOR,
    PREDICATE,
    RATIOS,
    Found,
    Place,
    before,
    core_end,
    counters,
    topic_end,
)
from .predicates import clause_behind, deadline, fine, level_behind, predicate, spent_on
from .records import Quantity
from .verbs import EXTENT, inner, trait

AGES = frozenset(("岁", "周岁"))

_NOUNS = frozenset("ngNeI")
_REMARK = re.compile("B+c?")  # brackets behind the number before
# 到位资金｜不足需求的三分之一, 补贴标准｜按工资的30%
_PART = re.compile(
    r"[dtcx]{0,8}((?:(?!p).{0,40}?[nghNeIB](?:v(?=p))?)??)(?:[lAsd]|(?<=[nghNeIBv])p|(?<=[nghNeIB])v(?!p))"
    r"[lAvsdpxi]{0,4}[nghNeaIBcmtrf+odvlD]{1,20}D$"
)
_PART_OF = re.compile("^[^sl]*?(v[ngI]{1,4})D$")  # 签约时｜支付房款的30%
_SHARE_OF_AMOUNT = re.compile("(?:^|[,.])([^,.qs]*)s[^,.q]*q+[^,.q]*D$")  # 损失｜占100亿元产值的5%
_COUNTED = re.compile("[ngaI]*[he]+(?:B+c[nge]*h)?(?:D[vng]{0,3}[he])?(?=[DvAngaI+]|$)")
RIVALS = re.compile("D?[ngehI]{1,3}f[dhx]*k")  # those among whom a rank is taken
_WITHIN = re.compile("[vA](?=i[^q]*$)")


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
    if unit == "位" and left > start and shape[left - 1] == "q" and RIVALS.match(shape, left, at):
        left = max(shape.rfind(",", near, left), start - 1) + 1  # 在62个城市中｜排名第六位
    following = shape[behind : min(behind + 1, end)]
    if left == at - 1 and _goes_on(frame, index, unit):
        return None  # 超过万亿元、千亿元的国家
    place = Place(frame, unit, left, core_end(shape, left, at, unit), at, behind, end)
    ratio = unit in RATIOS or (unit is None and quantity.value is not None and quantity.value < 1)
    counted_by = ratio and following in ("v", "A") and _BY_SHARE.fullmatch(place.gap)
    if counted_by and (found := clause_behind(place)):
        return found
    if ratio and shape[at - 1 : at] == "D" and (part := _PART.match(place.gap)):
        if not part[1] and following in ",." and (whole := _PART_OF.search(place.gap)):
            return Found(left + whole.start(1), left + whole.end(1), INDICATOR, left + whole.start(1))
        if not part[1] and left > start + 1 and shape[left - 1] == ",":  # 教育支出，共占…
            return _said_before(place, start)
        return before(place._replace(core=left + part.start(1) + len(part[1].rstrip(FILLERS))))
    if ratio and shape[at - 1 : at] == "D" and (share := _SHARE_OF_AMOUNT.search(shape, start, at)):
        if share[1]:
            return before(place._replace(left=share.start(1), core=share.end(1)))
        bearer = index > 1 and frame.at[index - 2] >= start
        return find_measure(frame, index - 2, start, end) if bearer else None
    if (said := frame.words(at - 1, at)) and (extent := trait(place, said, following)):
        return extent
    if (
        unit in DURATIONS
        and shape[at - 1 : at] in ("u", "w")
        and "连续" in frame.words(max(left, at - 4), at)
    ):
        return Found(at - 1, at, PREDICATE, left)  # 价格已连续｜下滑15个月
    if change := inner(place):
        return change
    if said in _PROLONGS and unit in DURATIONS and not shape[left : at - 1].strip("dtcx$"):
        return Found(at - 1, at, ACTION, at - 1)  # 可以延长10日
    if quantity.text.endswith("周年") and (event := remembered(place)):
        return event
    if said == "含" and following == ",":  # 15吨以下（含15吨）
        return None
    # 推广面积，达到…；自然增长率，四川省由…
    setting = frame.words(left, place.core) == "平均" or _SETTING.fullmatch(shape, left, place.core)
    changed = not set("uw").isdisjoint(place.gap)  # 产值不仅没有下降，而且增长3%
    bare = setting or not shape[left : place.core].strip("hec" if changed else "he")
    bare = bare or _SHARES.match(place.gap) is not None  # 出口表现突出，占全省七成
    told = bare and left > start + 1 and shape[left - 1] == ","
    told = told and (unit not in counters() or following not in _NOUNS)
    if told and (found := _said_before(place, start)):
        return found
    before_term = unit in DURATIONS and said == "前" and following == "p"
    if before_term or (quantity.text[-1] == "内" and quantity.text[-2:] != "以内"):
        if within := _WITHIN.search(place.gap):  # 应发生在申请前1个月内
            return Found(left + within.start(), left + within.start() + 1, ACTION, left)
        if due := deadline(place):
            return due
    rated = frame.words(behind, behind + 1) in _RATES
    ended = rated or following in ",.B" or (following == "c" and shape[behind + 1 : behind + 2] != "q")
    for rule in (before,) if ended else _order(place, quantity, ratio, following):
        if found := rule(place):
            return _of_class(place, index, found)
    if unit == "位" and (ranked := _AMONG.search(shape, near, at) or _RANKING.search(shape, left, at)):
        first, stop = ranked.span(1)
        if frame.words(stop - 1, stop) not in forms_of("scope"):
            return Found(first, stop, INDICATOR, first)
    if (
        left > start and shape[left - 1] == "q" and _counts_on(frame, frame.quantities[index - 1])
    ):  # 吞吐量｜连续15年保持第一
        lasts = frame.at[index - 1]
        left = max(shape.rfind(",", start, lasts), shape.rfind("q", start, lasts), start - 1) + 1
        return before(place._replace(left=left, core=core_end(shape, left, lasts, unit)))
    return _topic(place, start)


def ranking(frame: Frame, clause: int, at: int) -> Found | None:
    """The word in the clause of a rank that only says that it is one: 中国｜排名｜跃居全球第31位."""
    for word in range(max(clause, at - REACH), at):
        if frame.words(word, word + 1) in forms_of("ranking"):
            return Found(word, word + 1, INDICATOR, word)
    return None


def _topic(place: Place, start: int) -> Found | None:
    """What the first clause of the sentence names and does nothing else, for its first number, where the
    clauses since tell nothing of it: 中学学生，1952年有300万人; 社会零售总额，由于种种原因，只完成94%."""
    frame, left = place.frame, place.left
    if left <= start or left - start > REACH or "q" in frame.shape[start : place.at]:
        return None
    topic = _TOPIC.match(frame.shape, start, left)
    if topic is None or frame.text[frame.starts[topic.end()]] not in "，,":
        return None
    if frame.words(topic.end(1) - 1, topic.end(1)) == "方面":
        return None
    return Found(*topic.span(1), INDICATOR, topic.start(1))


# The first clause of a sentence, what is only said of time and place before it left out.
_TOPIC = re.compile(
    "(?:[tdcx]+,)?[tdx]*+(?:[^,.qpic]{0,20}[vA][^,.qpi]{0,20}D)?(?!v)((?:[ngNheIraBmc]|D(?=[ngNehI])|v(?=[ngI]))*[ngNeI])(?=,)"
)


def _goes_on(frame: Frame, index: int, unit: str | None) -> bool:
    """Whether a number goes on with the one before: 万亿元、千亿元的国家, 155日元兑1美元."""
    if frame.words(frame.at[index] - 1, frame.at[index]) in _RATES:
        return True
    listed = frame.shape[frame.behind[index] : frame.behind[index] + 1] in ("c", "D")
    listed = listed and frame.shape[frame.at[index] - 2 : frame.at[index]] == "qc"
    return listed and unit not in counters() and unit == frame.quantities[index - 1].unit


_PROLONGS = frozenset(("延长", "顺延", "缩短"))
_RATES = frozenset(("兑", "兑换"))
# 在全市乡镇考核中｜位列第一, 暂列｜票房榜第三位
_AMONG = re.compile("i[^,.]{0,30}?(?<![qnge])((?:[nge]|(?<=[ng])v)*[nge])f,?[dhen]{0,4}k[hdk]*$")
_RANKING = re.compile("k(n[nc]*)$")


def _class(place: Place) -> Found | None:
    """What those named behind reach: 年收入1亿元以上企业."""
    found = _phrase_before(place)
    frame, behind = place.frame, place.behind
    bounded = frame.words(behind - 1, behind)[-2:] in _BOUNDS
    return found._replace(how=EXTENT) if found and bounded and frame.shape[behind] in "ngeN" else found


def _of_class(place: Place, index: int, found: Found) -> Found:
    """A noun that is counted with the amount that says of which class: 年收入1亿元以上企业｜20家."""
    frame, left = place.frame, place.left
    joined = found.how == INDICATOR and found.first - (frame.shape[left] == "D") <= left
    if not index or not joined or frame.behind[index - 1] != left or place.unit not in counters():
        return found
    of, at = frame.quantities[index - 1], frame.at[index - 1]
    if of.text[-2:] not in _BOUNDS or any(of.unit in units for units in (RATIOS, AGES, counters())):
        return found
    near = max(0, at - REACH)
    first = max(near - 1, *(frame.shape.rfind(mark, near, at) for mark in ",q.")) + 1
    said = before(
        Place(frame, of.unit, first, core_end(frame.shape, first, at, of.unit), at, left, place.end)
    )
    return Found(said.first, found.behind, INDICATOR, said.head) if said else found


_BOUNDS = frozenset(("以上", "以下", "以内"))


def _said_before(place: Place, start: int) -> Found | None:
    """The indicator of the clause before, where the number's own has only its verb: 面积，去年达到18亿亩."""
    shape, stop = place.frame.shape, place.left - 1
    left = max(shape.rfind(",", start, stop), shape.rfind("q", start, stop), stop - REACH, start - 1) + 1
    text, starts, gap = place.frame.text, place.frame.starts, place.gap
    bounded = shape[place.at] == "q" and text[starts[place.at]] in _REACHED and not gap.strip("dtxc")
    remark = not gap.strip("d") and text[starts[stop]] in "（("  # 年繁殖小牛（100头）
    verbal = bounded or remark or _VERBAL.fullmatch(gap) or _SHARES.match(gap)
    if not verbal or (shape[left - 1 : left] == "q" and "D" not in shape[left:stop]):
        return None
    found = before(place._replace(left=left, core=core_end(shape, left, stop, place.unit)))
    if found:
        described = found.behind == stop and "D" in shape[found.first : stop]  # 新建的铁路，就有9公里
        alone = described and not shape[left : found.first].strip("tdcx")
        grown = shape[found.first] not in "vA" and _GROWN.fullmatch(shape, found.behind, stop)
        if remark or alone or grown or shape[found.behind - 1] in "IUW":
            return found
    return before(place._replace(left=left, core=topic_end(place.frame, left, stop)))


_REACHED = frozenset("突超破过逾不")  # 规模再创新高，突破5亿元; 有效期，不少于6个月
_GROWN = re.compile("[da]*[uw]+")  # 覆盖面逐步扩大，已达12%
_SHARES = re.compile("[dtcx]*s")
_SETTING = re.compile("[tdcx]*i[nga]{1,3}")  # 比重，在调整初期由30%降到20%
_VERBAL = re.compile("[dtcxEpa]*(?:i[nga]{1,3})?h*e*[dtx$]{0,8}[lFuwkb][^nNIheA]*")


def _counts_on(frame: Frame, quantity: Quantity) -> bool:
    """Whether a number says how long or how much earlier: 连续15年, 提前一年."""
    return frame.text[max(0, quantity.start - 2) : quantity.start] in _COUNTED_ON


def _order(place: Place, quantity: Quantity, ratio: bool, following: str):
    """The rules to try, in order."""
    unit, alone = place.unit, place.core == place.left
    if "罚款" in place.frame.words(place.behind, min(place.behind + 12, place.end)):
        return (fine,)
    apart = unit not in DURATIONS and place.frame.words(place.left, place.left + 1) in forms_of("apart")
    if apart and not alone:
        return before, noun_behind  # 距离宁州60公里海域
    granted = ratio and place.frame.words(place.behind + 1, place.behind + 2) in forms_of("grant")
    deed = unit not in DURATIONS and place.frame.words(place.at - 1, place.at) in forms_of("deed")
    if following == "D" and (granted or deed or is_by(place)):  # 销售价格20%的｜补贴
        return noun_behind, before
    if ratio:
        if (
            place.gap[-1:] == "l"
            and following in "ng"
            and place.frame.text[place.frame.starts[place.at] - 1] in "：:"
        ):
            return clause_behind, noun_behind, before  # 民调：八成民众认为…
        if following == "D" and _SAVED.fullmatch(place.gap):
            return noun_behind, before  # 为企业节约10%的｜成本
        acted = max(place.gap.rfind("v"), place.gap.rfind("A")) + 1 if following == "D" else 0
        if not set("uwUWb").isdisjoint(place.gap[acted:]):  # 支撑了6%的｜经济增速
            return (before,)
        shared = (
            _SHARING.match(place.frame.shape, place.behind) and place.frame.shape[place.core - 1] not in "IUW"
        )
        return (clause_behind,) if shared else (_phrase_before, noun_behind, predicate, before)
    if quantity.text.endswith("周年"):
        return before, noun_behind
    if unit in AGES and place.frame.words(place.core - 1, place.core)[-2:] != "年龄":
        return noun_behind, before, predicate
    if unit not in RATIOS and _describes(place, quantity, following):
        return (
            noun_behind,
            _phrase_before,
            before,
            predicate,
        )  # 以省会为中心的4小时｜经济圈, 安吉县百万亩的｜竹林
    if following == "D" and unit in DURATIONS and _counts_on(place.frame, quantity):
        return noun_behind, before
    if following == "D" or _GOES_ON.match(place.frame.shape, place.behind):
        return _phrase_before, noun_behind, before, predicate
    if unit in DURATIONS:
        if following == "l" and place.gap[-1:] in ("v", "A"):  # 免租｜三年是这里的标配
            return before, predicate
        if _counts_on(place.frame, quantity):
            return level_behind, predicate, deed_behind, before
        if following in tuple("vAd") and place.gap and _STATIC.fullmatch(place.gap):
            return predicate, _phrase_before, before
        return _phrase_before, noun_behind, predicate, before
    if place.gap[-1:] == "I" and unit not in counters():
        return _class, _phrase_before, noun_behind, before, predicate
    toll = unit is None and place.frame.words(place.behind, place.behind + 1) in _TOLL
    if (toll or unit in PEOPLE) and _FATE.match(place.frame.shape, place.behind, place.end):
        return _fate, before
    if (
        unit in PEOPLE
        and following in "vAguwdxpit"
        and (alone or place.gap.rstrip("xd")[-1:] in tuple("AvulFheE"))
    ):
        return predicate, noun_behind, before
    if following == "F" and unit in counters() and place.gap[-1:] == "A":  # 含5例｜由无症状感染者转为确诊病例
        return noun_behind, predicate, before
    if unit == "次" and following in "vApduwil":
        return predicate, noun_behind, before
    if following in "vA" and not alone and unit is not None and unit not in counters():
        return _phrase_before, (spent_on if unit == "元" else noun_behind), before, predicate
    return noun_behind, before, predicate


def _describes(place: Place, quantity: Quantity, following: str) -> bool:
    """Whether a number belongs to the noun behind, and what stands before it tells of that noun too."""
    if following == "D" and place.frame.words(place.at - 2, place.at - 1) == "一":
        return True  # 一项5亿元的｜计划
    if place.gap[-1:] == "D":
        return following in _NOUNS and quantity.text[-1] != "内"
    if (
        following == "D"
        and place.gap[-2:] in ("gl", "nl")
        and place.frame.words(place.at - 1, place.at) == "到"
    ):
        return True  # 观测到30厘米的｜海啸
    if following != "D" or place.unit in DURATIONS or place.gap.rstrip(FILLERS)[-1:] not in tuple("hef"):
        return False
    found = _phrase_before(place)
    return found is not None and place.frame.words(found.first, found.first + 1) not in forms_of("apart")


_BY_SHARE = re.compile("[dtcxo$]*(?:[nghF]*ed*)?p[^,qp]{1,12}D")  # 按面积的20%｜计入绿地面积
_SHARING = re.compile(
    "D?(?:[nghNeBac]|(?<=[ngN])I|If)*[dx]*[vAipj]"
)  # 有一半在张江设立中心, 2/3的央企引进资本
_COUNTED_ON = frozenset(("连续", "提前", "时隔", "推迟", "延后"))


_SAVED = re.compile("[dtcxol$]*(?:p[nghe]{1,4})?[dtx$]{0,8}[uw]x?")
_STATIC = re.compile("[^vAuwlIq]*[nghe]")  # 算力中心24小时｜不间断运行


def _fate(place: Place) -> Found | None:
    match = _FATE.match(place.frame.shape, place.behind, place.end)
    return Found(place.behind, match.end(), PREDICATE, place.behind) if match else None


_TOLL = frozenset("死伤亡")
_FATE = re.compile("[dx]*[vA]{1,2}x?[ngN]{0,2}(?=[,.q]|c[mohdq>]|$)")  # 以色列方面1400多人｜死亡
_GOES_ON = re.compile("dg(?:[,.]|$)")  # 铁矿｜2家正在生产


def _phrase_before(place: Place) -> Found | None:
    found = before(place)
    return found if found and found.how == INDICATOR else None
