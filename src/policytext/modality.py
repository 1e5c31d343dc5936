"""Direction and baseline of a claim, and whether it states a fact, an aim, a rule or a text's own points."""

from __future__ import annotations

import re
from typing import NamedTuple

from .awards import entitlements
from .cues import forms_of, wording
from .frames import REACH, Frame
from .measures import AGES, INDICATOR, Found
from .phrases import DURATIONS, counters
from .records import Claim, Quantity, TimeExpression

# A verb of change governs the number: nothing but a short noun phrase, 了 or 到 stands between.
_CHANGED = re.compile(
    r"[uw+](?!.*[lF])(?:[xD][^,q]{0,8}|[^,qD]{0,8})$|[uw]x?d?l[dx$]*(?:t[$]?D)?$|[uw]x?d?l?t?$"
)
_NEW = re.compile(r"\+(?!.*[sbF])[^,qa]{0,16}$")
_FIRST = re.compile("Ft?D?$")  # 由上年的5%提高到…
_AIMED = re.compile("([uw])[ngI]{0,2}I,?[^vAuwI]*$")
_CHANGE = re.compile("[UW](?=[^b]{0,6}$)")
_COMPARED = re.compile("[><].{0,2}$")
_BARE_CHANGE = frozenset(("u", "w", "ul", "wl"))
_STRUCTURAL_UNITS = frozenset((None, "个", "项", "条", "点", "级"))
_MANY = 100
_POINTS = {None: _MANY, "个": 30}  # 解决2亿人的饮水问题, 解决91个问题 count no points
_LEVELS = re.compile("[两二三四五六]级")
_LASTS = AGES | DURATIONS | {"次", "轮"}
_BELOW = frozenset(("以下", "下列", "如下"))  # 下列三个条件
_DONE = re.compile("[已曾了]")  # 预计累计运送, 将比上年增长 are not done
_GOAL = re.compile("的?[^，。、；的]{0,4}目标")
_HEADING_FOR = re.compile("的?[^，。；的]{0,4}(?:迈进|冲刺|进军)")  # 规模正向3000亿元迈进
_DELIMITS = ("以上", "以下", "以内")

_MARKS, _APART = 8, 120  # how often a text of rules uses their words, and how far apart on average


class Setting(NamedTuple):
    """What an article or a paragraph says of all its numbers."""

    genre: str
    published: str | None
    offers: bool  # the paragraph has words of grants
    entitles: int  # how often it says what follows from a condition
    pays: bool  # it may say who is paid


def setting(text: str, genre: str, published: str | None) -> Setting:
    """What the text of a paragraph says of all its numbers."""
    offers = wording("offer").search(text) is not None
    entitled = entitlements(text)
    return Setting(
        genre,
        published,
        offers,
        entitled,
        offers or entitled > 0 or (genre in ("law", "rule") and wording("award").search(text) is not None),
    )


def genre(text: str, title: str | None) -> str:
    """law, report, rule (a policy in force) or news, by the language of title and text."""
    title = title or ""
    if wording("law_title").search(title) and re.search("第[一二三四五六七八九十百零〇0-9]+条", text):
        return "law"
    if "工作报告" in title or "各位代表" in text[:400]:
        return "report"
    if wording("rule_title").search(title):
        return "rule"
    marks = sum(map(text.count, forms_of("rule_mark")))
    return "rule" if marks >= _MARKS and marks * _APART > len(text) else "news"


def change(
    frame: Frame, index: int, clause: int, number: int, last: Claim | None
) -> tuple[str | None, str, str | None]:
    """Direction of a quantity, the rule that gave it, and the baseline: from the words before the number."""
    shape, at = frame.shape, frame.at[index]
    unit = frame.quantities[index].unit
    if last and shape[frame.behind[index - 1] : at] == "c" and last.quantity.unit == unit:
        return last.direction, "same-as-listed", last.baseline
    if unit in DURATIONS and "连续" in frame.words(max(clause, at - 4), at):
        return None, "none-stated", None  # how long it has been falling, not by how much
    start = max(clause, number + 1, at - 40)
    gap = shape[start:at]
    said = frame.words(start, at)
    compared = "b" in gap or "比" in said or "期" in said  # the guard: most numbers are compared with nothing
    if compared and wording("yoy").search(said):
        baseline: str | None = "yoy"
    elif compared and wording("mom").search(said):
        baseline = "mom"
    elif "b" in gap or (said[-1:] == "的" and wording("multiple").search(said)):
        baseline = "other"
    else:
        baseline = last.baseline if last and gap.strip("xtd") in _BARE_CHANGE else None
    return *_direction(frame, index, gap, said), baseline


def _direction(frame: Frame, index: int, gap: str, said: str) -> tuple[str | None, str]:
    text = frame.quantities[index].text
    if "翻" in text and "番" in text:
        return "up", "doubling"
    if _FIRST.search(gap):
        return None, "first-of-pair"
    if "b" in gap and (match := _COMPARED.search(gap)):
        if wording("own_past").search(said):
            return "up" if match[0][0] == ">" else "down", "compared-with-own-past"
        return None, "compared-with-others"
    if match := _CHANGED.search(gap):
        return "up" if match[0][0] in "u+" else "down", "change-verb"
    if frame.quantities[index].unit != "%" and _NEW.search(gap):  # 新增发电装机达到300万千瓦
        return "up", "new-before"
    if "b" not in gap and (match := _CHANGE.search(gap)):
        return "up" if match[0] == "U" else "down", "change-noun"
    if "目标" in said and (match := _AIMED.search(gap)):  # 增长目标为5%
        return "up" if match[1] == "u" else "down", "change-noun"
    behind = frame.behind[index]
    if frame.shape[behind : behind + 1] == "+":
        return "up", "new-behind"
    return None, "none-stated"


def status(
    frame: Frame,
    index: int,
    clause: int,
    sentence: tuple[int, int],
    setting: Setting,
    ahead: bool,
    found: Found | None,
    time: TimeExpression | None,
    last: Claim | None,
) -> tuple[str, str]:
    """actual, target, condition or structural, and the rule; ``ahead``: in a report that looks ahead;
    ``last``: the claim before it in the sentence."""
    if setting.genre == "law":
        return "condition", "law"
    shape, at, behind = frame.shape, frame.at[index], frame.behind[index]
    start = max(sentence[0], at - 80)
    if setting.genre == "report" and takes_up(frame, index):
        return "structural", "own-points"
    if counted := _of_the_text(frame, index, start, found):
        return counted
    if _delimits(frame, index):
        return "condition", "threshold"
    stop = frame.ends[behind - 1]
    aimed = frame.text.find("目标", stop, stop + 7) >= 0 and frame.quantities[index].unit not in counters()
    if _HEADING_FOR.match(frame.text, stop):
        return "target", "target-wording"
    if aimed and _GOAL.match(frame.text, stop):
        return "target", "target-wording"  # 低于13%的预期目标
    if frame.quantities[index].text.endswith("周年"):
        return "actual", "no-sign"
    if found and found.behind <= at and frame.text.endswith("目标", 0, frame.ends[found.behind - 1]):
        return "target", "target-wording"  # 增长目标为5%
    modal = shape.rfind("$", max(clause, at - 40), at)
    said = frame.words(max(clause, at - 40, modal + 1), at)
    stated = _DONE.search(said) is not None if modal >= 0 else _is_stated(frame, index, said, setting)
    fact = stated or _is_over(time, setting)
    meant = modal >= 0 and setting.genre == "report"  # 赤字率拟按3%安排
    if not fact and not meant and _is_laid_down(frame, index, clause, sentence, setting):
        return "condition", "rule-wording"
    if not stated and (
        _aims(frame, start, clause, at)
        or (found and found.first >= behind and _will(shape, clause, at, behind))
        or wording("once_done").search(frame.words(max(start, at - 16), at))
    ):
        return "target", "target-wording"
    done = stated and _DONE.search(said) is not None
    if time and setting.published and not done and _lies_ahead(time, setting.published):
        return "target", "time-ahead"
    here = (
        time
        and time.start >= frame.starts[sentence[0]]
        and (time.time_end or "9") > (setting.published or "")
    )
    if time and here and not done and time.text.startswith(_TO_COME):
        return "target", "time-ahead"  # 未来几周
    done = stated and (done or not (time and time.time_end and time.time_end[4:] == "-12-31"))
    if time and setting.genre == "report" and not done and _is_of_this_year(time, setting.published):
        return "target", "time-ahead"
    if fact:
        return "actual", "no-sign"
    if last and last.evidence["status"] in _LAID_DOWN:
        return "condition", "same-as-listed"
    if setting.genre == "rule":
        return _unmarked(frame, index, clause, setting, found, time)
    return ("target", "report-ahead") if ahead else ("actual", "no-sign")


def _aims(frame: Frame, start: int, clause: int, at: int) -> bool:
    """Whether what is to be is told before the word ``at``: in its clause, or before it, but not of a thing
    (即将上市的蔬菜，…) nor as a forecast that ； has closed."""
    modal = frame.shape.rfind("$", start, at)
    while modal >= 0:
        closed = frame.words(modal, modal + 1) in forms_of("forecast")
        closed = closed and frame.text.find("；", frame.ends[modal], frame.starts[at]) >= 0
        noun = frame.shape[modal + 1] == "f"  # 在大家的努力下
        if not noun and (modal >= clause or not (closed or _OF_THING.match(frame.shape, modal))):
            return True
        modal = frame.shape.rfind("$", start, modal)
    return False


_OF_THING = re.compile(r"\$[dtx]{0,2}(?:[vA]{1,2}|[ng])D")


def _unmarked(
    frame: Frame, index: int, clause: int, setting: Setting, found: Found | None, time: TimeExpression | None
) -> tuple[str, str]:
    """What a number in rules says that no words mark: most are conditions."""
    at = frame.at[index]
    if found and "计划" in frame.words(found.first, found.behind):
        return "target", "target-wording"
    if _is_count(frame.quantities[index]) or _holds(time, setting.published):
        made = not time and _MADE.search(frame.words(max(clause, at - 3), at))
        return ("target", "target-wording") if made else ("actual", "no-sign")  # 建成12个智能工厂
    if found and found.how == INDICATOR and _GOAL_VERB.search(frame.words(max(clause, at - 4), at)):
        return "target", "target-wording"  # 增加值占比提高到37%以上
    return "condition", "policy-text"


_GOAL_VERB = re.compile("(?:(?:提高|增长|增加|上升|下降|降低|减少|控制|保持|稳定)[到至在]?|达到?)$")

_MADE = re.compile("(?:建成|创建|培育|打造|引进|培养|抽查)[^，。；]{0,6}$")


def _is_count(quantity: Quantity) -> bool:
    """Whether a number only counts what there is: 共66套, 三项指标; not 最多5个, 三次."""
    return quantity.bound == "exact" and quantity.unit in counters() and quantity.unit not in _LASTS


_LAID_DOWN = ("rule-wording", "same-as-listed")


def _is_stated(frame: Frame, index: int, said: str, setting: Setting) -> bool:
    """Whether the words before a number say that it is done or holds; in rules 已缴费满15年 is none."""
    if wording("fact").search(said):
        return True
    if setting.genre == "rule":
        said = said[said.rfind("的") + 1 :]  # 已办证的车辆总质量…
    lasts = frame.quantities[index].unit in _LASTS and (setting.genre == "rule" or setting.entitles)
    return not lasts and wording("done").search(said) is not None


def _is_laid_down(frame: Frame, index: int, clause: int, sentence: tuple[int, int], setting: Setting) -> bool:
    """Whether the words around a number are those of a rule: 报销比例为70%, 参保满4年的，…提高3800元."""
    at, behind = frame.at[index], frame.behind[index]
    if frame.quantities[index].text.endswith("工作日内"):
        return True
    reach = min(sentence[1], behind + 20)
    stop = frame.shape.find(",", behind, reach)
    stop = stop if stop >= 0 else reach
    if wording("rule").search(frame.words(max(clause, at - 40), stop)):
        return True
    start = max(sentence[0], at - 80)
    if setting.offers and wording("offer").search(frame.words(start, stop)):
        return True
    return (setting.entitles > 1 and not _is_count(frame.quantities[index])) or (
        setting.entitles > 0 and entitlements(frame.words(start, sentence[1])) > 0
    )


def _of_the_text(frame: Frame, index: int, start: int, found: Found | None) -> tuple[str, str] | None:
    """structural for what counts the points of a text: 三个方面, 提出14条措施, 市县两级."""
    quantity, behind = frame.quantities[index], frame.behind[index]
    if quantity.unit not in _STRUCTURAL_UNITS:
        return None
    if _LEVELS.fullmatch(quantity.text) or frame.words(frame.at[index] - 1, frame.at[index]) in _BELOW:
        return "structural", "own-points"
    if found and found.first == behind and (quantity.value or 0) < _POINTS.get(quantity.unit, 1_000):
        head = frame.words(found.behind - 1, found.behind)
        sides = frame.words(behind, behind + 1) == "方面"  # 七方面治理
        if sides or head in forms_of("listing"):
            return "structural", "own-points"
        if head in forms_of("content") and wording("stating").search(frame.words(start, frame.at[index])):
            return "structural", "own-points"
    return ("actual", "standing-count") if quantity.text[-1] == "大" else None


def takes_up(frame: Frame, index: int) -> bool:
    """Whether a count takes up what the text has told of: 这两项, 上述三个方面."""
    quantity = frame.quantities[index]
    few = quantity.unit in _STRUCTURAL_UNITS or quantity.unit in ("种", "类", "件")
    return few and frame.text.endswith(("这", "上述"), 0, quantity.start) and (quantity.value or _MANY) < 10


def _delimits(frame: Frame, index: int) -> bool:
    """Whether an amount only delimits a class: 60岁以上老年人, 注册资本1亿元以上的公司."""
    quantity = frame.quantities[index]
    if (
        quantity.bound not in ("above", "below")
        or quantity.unit == "%"
        or quantity.text[-2:] not in _DELIMITS
    ):
        return False
    following = frame.shape[frame.behind[index] : frame.behind[index] + 4]
    first = following[:1]
    if first in ("n", "a") and quantity.unit in ("岁", "周岁"):
        return True
    return first in ("D", "e") or (quantity.unit == "元" and _CLASS.match(following) is not None)


_CLASS = re.compile("[nagv]{1,2}e")  # 亿元以上｜工业项目


def _will(shape: str, clause: int, at: int, behind: int) -> bool:
    """Whether what is counted is to do something: 4000余名专家将到雄安工作."""
    if not _WILL.match(shape, behind):
        return False
    clause = max(clause, at - REACH)
    return _PREDICATES.isdisjoint(shape[max(clause, shape.rfind("D", clause, at) + 1) : at])


_PREDICATES = frozenset("vAuwl")
_WILL = re.compile("[ngNaehIcD]{1,10},?[dtx]*[$]")


def limits(time: TimeExpression | None) -> bool:
    """Whether a time says from or up to when a rule holds: 自2021年起, 到2023年底."""
    return time is not None and wording("term").search(time.text) is not None


def _lies_ahead(time: TimeExpression, published: str) -> bool:
    """Whether a time lies ahead of the article: 到2030年, 明年."""
    later = (time.time_start or time.time_end or "") > published
    return later and wording("dated").match(time.text) is not None


_TO_COME = ("未来", "今后")


def _is_of_this_year(time: TimeExpression, published: str | None) -> bool:
    """Whether a time is the year of a report, of which it tells what is to come, or a later part of it."""
    this_year = time.text[0] in "今本12一" and (time.time_start or "")[:4] == (published or "-")[:4]
    return this_year and (time.time_end or "9") > (published or "9")


def _is_over(time: TimeExpression | None, setting: Setting) -> bool:
    """Whether a time lies behind the article; in a report, one that ends with it does too: 过去一年. In rules
    申请前6个月 is reckoned from an act."""
    if time is None or not setting.published:
        return False
    if time.time_start is None:  # 截至去年底, but not 到2020年
        return time.text[0] == "截" and (time.time_end or "9") <= setting.published
    if setting.genre == "rule" and not wording("absolute").search(time.text):
        return False
    end = time.time_end or "9"
    return end < setting.published or (setting.genre == "report" and end == setting.published)


def _holds(time: TimeExpression | None, published: str | None) -> bool:
    """Whether a time says that something holds at present, or in the year of the article: 目前, 今年."""
    if time is None or not published:
        return False
    if time.time_start is None:
        return time.time_end == published
    return (
        time.time_start <= published
        and not limits(time)
        and wording("absolute").search(time.text) is not None
    )


def turns(head: str, ahead: bool) -> bool:
    """Whether a report looks ahead from a heading or opening on; ``ahead``: whether it did before."""
    if wording("backward").search(head):
        return False
    return ahead or wording("forward").search(head) is not None


def calls(shape: str, start: int, end: int) -> bool:
    """Whether the sentences ``[start, end)`` of a report call for something, as those behind them then do."""
    return "$" in shape[start : min(end, start + 5)]
