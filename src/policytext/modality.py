"""Direction, baseline and status of a claim, and which times govern it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .cues import forms_of
from .frames import Frame
from .measures import Found
from .records import Claim, TimeExpression

if TYPE_CHECKING:
    from .claims import Paragraph

_YOY = re.compile(
    "同比|[比较與与](?:去年|上年|上一?年|前一年|上年度|去年度|同期|去年同期|上年同期)|(?:去年|上年)同期"
)
_MOM = re.compile("环比|[比较](?:上个?月|上一?季度|上一月)")
_OWN_PAST = re.compile("同期|[去上前]一?年|[上]个?月|季度|年|之初|以前")
_TIMES_OF = re.compile("是.{0,24}的$|相当于.{0,24}的$|恢复[至到].{0,24}的$|为.{0,20}的$")


_EVENT = re.compile("(?<![将拟已定])于$")


def governs(frame: Frame, index: int, stop: int) -> bool:
    """Whether a time can govern figures: not one in a name, one that serves a comparison only, the date of a founding
    (成立于1998年5月) or the day of an announcement."""
    time, at, shape = frame.times[index], frame.times_at[index], frame.shape
    if at >= len(shape) or shape[at] != "t":
        return False
    before = frame.text[max(0, time.start - 2) : time.start]
    if shape[at - 1 : at] == "b" or before.endswith(("与", "同")) or _EVENT.search(before):
        return False
    behind = at + 1
    if before.endswith("是") and shape[behind : behind + 1] == "D" or before.endswith("为"):
        return False
    clause = shape.find(",", behind, stop)
    clause = min(stop if clause < 0 else clause, behind + 40)
    if clause - behind < 4 and frame.words(clause - 1, clause) in forms_of("event"):
        return False
    if a_day(time):
        if time.text in _RECENT and shape[behind : behind + 1] == "D":
            return False
        return not any(frame.words(i, i + 1) in forms_of("announce") for i in range(behind, clause))
    return True


def a_day(time: TimeExpression) -> bool:
    """Whether a time is a day, or begins with one: such a time holds for its sentence only."""
    if time.text in _RECENT:
        return True
    if time.text[0] == "截" or time.text[-1] in "末底":
        return False
    return time.time_start is not None and (
        time.time_start == time.time_end or (time.time_end is None and _DAYS.search(time.text) is not None)
    )


_RECENT = frozenset(("近日", "日前", "近期", "最近", "这几天"))
_DAYS = re.compile("[日号天晚晨]")


def change(
    frame: Frame, index: int, clause: int, number: int, last: Claim | None
) -> tuple[str | None, str | None]:
    """Direction and baseline of a quantity, from the words between its measure and itself."""
    shape, at = frame.shape, frame.at[index]
    if (
        last
        and shape[frame.behind[index - 1] : at] == "c"
        and last.quantity.unit == frame.quantities[index].unit
    ):
        return last.direction, last.baseline
    start = max(clause, number + 1, at - 40)
    gap = shape[start:at]
    said = frame.words(start, at)
    baseline = None
    if _YOY.search(said):
        baseline = "yoy"
    elif _MOM.search(said):
        baseline = "mom"
    elif "b" in gap or _TIMES_OF.search(said):
        baseline = "other"
    if baseline is None and last and last.baseline and gap.strip("xtd") in ("u", "w", "ul", "wl"):
        baseline = last.baseline
    return _direction(frame, index, gap, said), baseline


_CHANGED = re.compile(r"[uw+](?!.*[lF])[^,q]{0,8}$|[uw]x?d?l[dx$]*$|[uw]x?d?[l]?[t]?$")


def _direction(
    frame: Frame, index: int, gap: str, said: str
) -> str | None:
    text = frame.quantities[index].text
    if "翻" in text and "番" in text:
        return "up"
    if gap[-1:] == "F":
        return None
    if "b" in gap and (match := re.search("[><][^,]{0,2}$", gap)):
        if _OWN_PAST.search(said):
            return "up" if match[0][0] == ">" else "down"
        return None
    if match := _CHANGED.search(gap):
        return "up" if match[0][0] in "u+" else "down"
    if match := re.search("[UW](?=[^b]{0,6}$)", gap):
        if "b" not in gap:
            return "up" if match[0] == "U" else "down"
    behind = frame.behind[index]
    if frame.shape[behind : behind + 1] == "+":
        return "up"
    return None


def genre(text: str, title: str | None) -> str:
    """law, report, rule (a policy in force) or news, by the language of title and text."""
    title = title or ""
    if _LAW_TITLE.search(title) and re.search("第[一二三四五六七八九十百零〇0-9]+条", text):
        return "law"
    if "工作报告" in title or "各位代表" in text[:400]:
        return "report"
    return "rule" if _RULE_TITLE.search(title) else "news"


_LAW_TITLE = re.compile("(?:法|条例|办法|规定|细则|章程|规则)(?:[（(].{1,12}[)）])?$")
_RULE_TITLE = re.compile("通知|细则|政策|办法|规定|标准|清单|制度|补贴|补助|章程|指南|意见")
_RULE = re.compile("不得|不予|罚款|应当|并处|处以|之日起|年满|周岁|的标准|标准为|按照?[^，。]{0,8}$")
_OFFER = re.compile(
    "对[^，。；]{2,30}，[^，。；]{0,16}(?:全额|给予|一律|免费|按)|给予(?!了)[^，。]{0,24}(?:补|奖|资助|减|免|优惠)"
    "|每.{1,5}(?:补贴|补助|奖励|资助)|优惠|单项资助|凭.{1,6}(?:减|免)"
)
_FACT = re.compile("了|已|累计|曾|同比|环比|比上年|比去年|去年|上年|截至|共有")
_ONCE_DONE = re.compile("(?:建成|投产|达产|投运|投用|完工|竣工|实施|通车|运营)后|计划总?投资")
_LEVELS = re.compile("[两二三四五六]级")
_FORWARD = re.compile(
    "(?:今年|明年|[12][0-9]{3}年|今后|未来|下一步|下一阶段|“[一二三四十]+五”)[^。，]{0,24}(?:工作|任务|目标|部署|要求|总体|重点|安排|建议|打算|展望)"
)
_BACKWARD = re.compile("报告$|回顾|成就|成绩|过去|年来|取得|总结|去年")


def status(
    frame: Frame, index: int, clause: int, paragraph: Paragraph, found: Found | None, time: TimeExpression | None
) -> str:
    """actual, target, condition or structural."""
    shape, at, behind = frame.shape, frame.at[index], frame.behind[index]
    genre = paragraph.genre
    if genre == "law":
        return "condition"
    sentence = max(paragraph.sentence, at - 80)
    before = frame.words(max(clause, at - 40), at)
    if counted := _of_the_text(frame, index, found, frame.words(sentence, at)):
        return counted
    stop = shape.find(",", behind, paragraph.sentence_end)
    stop = min(stop if stop >= 0 else paragraph.sentence_end, behind + 20)
    if _threshold(frame, index):
        return "condition"
    stated = _FACT.search(before) is not None
    fact = stated or _over(time, paragraph.published)
    if not fact and (_RULE.search(frame.words(max(clause, at - 40), stop)) or _OFFER.search(frame.words(sentence, stop))):
        return "condition"
    if not stated and ("$" in shape[sentence:at] or _ONCE_DONE.search(frame.words(sentence, at))):
        return "target"
    if _ahead(time, paragraph.published, genre):
        return "target"
    if genre == "rule" and not fact:
        return "condition"
    return "target" if paragraph.forward and not fact else "actual"


def _of_the_text(frame: Frame, index: int, found: Found | None, before: str) -> str | None:
    """structural for what counts the points of a text: 三个方面, 提出14条措施, 市县两级."""
    quantity, behind = frame.quantities[index], frame.behind[index]
    if quantity.unit not in _STRUCTURAL_UNITS:
        return None
    if _LEVELS.fullmatch(quantity.text):
        return "structural"
    if found and found.first == behind:
        head = frame.words(found.behind - 1, found.behind)
        if head in forms_of("listing") or head in forms_of("content") and _STATES.search(before):
            return "structural"
    return "actual" if quantity.text[-1] == "大" else None


_STATES = re.compile("(?:提出|列出|明确|包括|部署)[^，。]{0,60}$")


def _threshold(frame: Frame, index: int) -> bool:
    """Whether an amount only delimits a class: 60岁以上老年人, 注册资本1亿元以上的公司."""
    quantity = frame.quantities[index]
    if quantity.bound not in ("above", "below") or quantity.unit == "%":
        return False
    if quantity.text[-2:] not in ("以上", "以下", "以内"):
        return False
    following = frame.shape[frame.behind[index] : frame.behind[index] + 1]
    return following == "D" or following in ("n", "e", "a") and quantity.unit in ("岁", "周岁")


def _over(time: TimeExpression | None, published: str | None) -> bool:
    return bool(time and published and time.time_start and time.time_end and time.time_end < published)


def _ahead(time: TimeExpression | None, published: str | None, genre: str) -> bool:
    """Whether a time lies ahead of the article: 到2030年, 明年; in a report, this year."""
    if time is None or not published:
        return False
    if time.time_start is None:
        return (time.time_end or "") > published and _DATED.match(time.text) is not None
    return time.time_start > published and _DATED.match(time.text) is not None or (
        genre == "report" and time.text.startswith(("今年", "本年"))
    )


_DATED = re.compile("[到至在]|[12]|明|未来|今后|下|“|本世纪|力争")
_STRUCTURAL_UNITS = frozenset((None, "个", "项", "条", "点", "级"))


def turns(head: str, forward: bool) -> bool:
    """Whether a report looks forward from this heading or opening on."""
    if _FORWARD.search(head) and not _BACKWARD.search(head):
        return True
    return forward and not _BACKWARD.search(head)


def calls(shape: str, start: int, end: int) -> bool:
    """Whether the sentences ``[start, end)`` of a report call for something (我们要…), and so do those behind them."""
    return "$" in shape[start : min(end, start + 5)]
