"""Names without quotes: known ones, and those that end in a head noun (乡村建设行动, 江海自贸试验区)."""

from __future__ import annotations

import re

from .knowledge import Knowledge, is_five_years
from .name_cues import NUMERAL, PERIOD, Head, Name, NameCues

_FIVE = re.compile("五年?[规计]划")  # asked first: it begins with a character, so the search is fast
_FIVE_YEARS = re.compile(
    r"(?:发展国民经济的?|国民经济和社会发展的?)?"
    r"(?:第[一二三四五六七八九十]{1,3}个五年|(?<![一二三四五六七八九十])十?[一二三四五六七八九]五)"
    r"(?:规划|计划)(?:纲要)?"
)
_CLASS = re.compile(
    r"(?:(?<!第)[\d一二三四五六七八九十百两多几]\s?(?:个|家|项|批|大)|各|各个|一些)$"
)  # 22个自贸试验区
_NOT_A_LAW = "律治案规院庭定学官人"  # 国家安全法治, 刑法案
_COUNTED = re.compile(r"(?:以下|上述|前述)?[\d一二三四五六七八九十百千万两几数多余]+[项个大类批条座种期]")
_LONGEST, _SHORTEST = 26, 4  # characters of a plain name before its head noun
_BREAK = re.compile(r"[，。；：、！？!?;:,\n“”‘’「」『』《》（）()\[\]【】\s…—―|/><\"]")
_MARKED_YEARS = re.compile(r"[“‘](?:十?[一二三四五六七八九]五)[”’]")
_SECTION = re.compile(r"[一-鿿]{2,4}段(?!时|落|站)")
_EDGES = "\n，。；：、—把将"
_ITEMS = re.compile(r"(?:[一-鿿]{2,12}、){1,6}$")
_RAILS = re.compile(r"(?<![一-鿿])(?:[一-鿿]{2,3}、){1,4}$")
_AND = ("和", "与", "及", "以及", "同")


def plain_names(text: str, heads: list[Head], cues: NameCues, known: Knowledge) -> list[Name]:
    """The names that stand in a text without marks; they may overlap, the caller keeps the longest."""
    names = [name for start, end in known.find(text) if (name := _known(text, start, end, cues, known))]
    for head in heads:
        if head.plain and (name := _READERS[head.plain](text, head, cues)):
            names.append(name)
    if _FIVE.search(text):
        for match in _FIVE_YEARS.finditer(text):
            names.append(Name(match.start(), match.end(), match[0], "plan", "five years", marked=False))
    return names


def _known(text: str, start: int, end: int, cues: NameCues, known: Knowledge) -> Name | None:
    name = text[start:end]
    before, after = text[start - 1 : start], text[end : end + 1]
    if name[0] in NUMERAL and before and before in NUMERAL + "第":
        return None
    if name[0].isascii() and name[0].isalnum() and before.isascii() and before.isalnum():
        return None
    if name[-1].isascii() and name[-1].isalnum() and after.isascii() and after.isalnum():
        return None
    if name in cues.forms("marked_only") or cues.after("organ", text, end) or is_five_years(name):
        return None
    if _CLASS.search(text, max(0, start - 6), start):
        return None
    if name[-1] == "法" and after in _NOT_A_LAW and after:
        return None
    entries = known.named(name)
    if not entries:
        return None
    return Name(start, end, name, entries[0]["type"], "known", marked=False)


def _body(text: str, head: Head, cues: NameCues, hard: bool = False) -> tuple[int, str]:
    """Where a plain name that ends in a head noun begins, and the word or mark before it that stops it."""
    floor = max(0, head.start - _LONGEST)
    match = _BREAK.search(text[floor : head.start][::-1])
    edge = head.start - match.start() if match else floor
    start, stop = cues.last_stop(text, edge, head.start, hard)
    if stop in _AND and head.start - start >= 2:
        before, verb = cues.last_stop(text, edge, start - len(stop))
        left = text[before : start - len(stop)]
        if cues.before("plain_head", text, start - len(stop)):
            return start, "、"  # 甲行动和乙行动
        if (verb in cues.forms("launch") or verb in cues.forms("scope")) and 2 <= len(left) <= 8:
            return before, verb  # 实施新兴学科和交叉学科孵化行动
        if not verb and text[edge - 1 : edge] == "、" and cues.before("plain_head", text, edge - 1):
            return edge, "、"  # 甲工程、乙与丙工程
    counted = start - len(stop) if stop in cues.forms("indefinite") else start
    said = counted - (text[counted - 1 : counted] in ("了", "的"))  # 公布了一项, 建设完成的
    opener = cues.before("launch", text, said) or cues.before("issue", text, said) if said < start else None
    if opener and opener not in cues.forms("soft"):
        return start, opener
    if stop:
        return start + (stop in cues.forms("launch") and text[start] in "好了"), stop
    if edge == floor > 0:
        return head.start, ""  # no boundary in reach
    if years := _MARKED_YEARS.search(text, max(0, edge - 6), edge):
        return years.start(), "”"
    return start, text[edge - 1 : edge] if edge else "\n"


def _carried(text: str, head: Head, cues: NameCues) -> Name | None:
    """行动, 工程, 战略: a launching verb stands before the name or a predicate behind it."""
    start, stop = _body(text, head, cues)
    body = text[start : head.start]
    followed = cues.after("refuse_plain", text, head.end) or cues.after("organ", text, head.end)
    if not body or followed or _is_generic(body, cues):
        return None
    listed = stop == "、" and cues.before("plain_head", text, start - 1)
    if stop == "、" and not listed and (found := _elliptic(text, start, head, cues)):
        start, parts = found
        type_ = head.kinds["plain_head"]
        return Name(start, head.end, text[start : head.end], type_, "list", marked=False, parts=parts)
    shortest = 2 if text[head.end - 1] == "战" or head.end - head.start > 3 else _SHORTEST  # 脱贫攻坚战
    if len(body) < shortest or body[-1] in "有按" or _COUNTED.match(body):
        return None
    launched = stop in cues.forms("launch") or stop in cues.forms("issue")
    launched = launched or (stop == "在" and text.startswith("中", head.end))
    bounded = (len(stop) < 2 and stop in _EDGES) or stop in cues.forms("scope")
    predicated = bounded and cues.after("predicate", text, head.end)
    years = _MARKED_YEARS.match(text, start, start + 5)
    if not (launched or predicated or listed or years):
        return None
    name = text[start : head.end]
    return Name(
        start, head.end, name, _carried_type(head.kinds["plain_head"], name), "head noun", marked=False
    )


def _carried_type(type_: str, name: str) -> str:
    """A 规划 is a plan; a 计划 or 方案 is one if it names a period."""
    if type_ == "plan" or (type_ == "campaign" and name.endswith("计划") and PERIOD.search(name)):
        return "plan" if PERIOD.search(name) or name.endswith(("规划", "纲要")) else "document"
    return type_


def _elliptic(text: str, start: int, head: Head, cues: NameCues) -> tuple[int, tuple[str, ...]] | None:
    """蓝天、碧水、净土保卫战: where a list with one head noun begins, and its items; a verb launches it."""
    floor = max(0, start - 60)
    items = _ITEMS.search(text, floor, start)
    last = text[start : head.start].removesuffix("等")
    if not items or not last:
        return None
    first_end = text.find("、", items.start())
    begin, verb = cues.last_stop(text, items.start(), first_end)
    parts = (text[begin:first_end], *text[first_end + 1 : start - 1].split("、"), last)
    lengths = [len(part) for part in parts]
    if verb not in cues.forms("launch") or min(lengths) < 2 or 4 * max(lengths) > 7 * min(lengths):
        return None
    return begin, parts


def _listed(text: str, head: Head, cues: NameCues) -> Name | None:
    """优化营商环境、市场主体登记管理等条例: several documents or reforms under one noun."""
    if text[head.start - 1 : head.start] != "等":
        return None
    start = text.rfind("、", max(0, head.start - 16), head.start) + 1
    if not start or not (found := _elliptic(text, start, head, cues)):
        return None
    return Name(
        found[0],
        head.end,
        text[found[0] : head.end],
        head.kinds["list_head"],
        "list",
        marked=False,
        parts=found[1],
    )


def _event(text: str, head: Head, cues: NameCues) -> Name | None:
    """全国青年职业技能大赛, 首届青年工匠招聘活动: an event with a scope or a number of its own."""
    start, stop = _body(text, head, cues)
    body = text[start : head.start]
    scoped = stop in ("首届", "届") or cues.after("scope", body, 0)
    years = _MARKED_YEARS.match(text, start, start + 5)
    before = start - len(stop) if stop in cues.forms("scope") else 0
    if before and (years := _MARKED_YEARS.search(text, max(0, before - 6), before)) and years.end() == before:
        start = years.start()  # “十四五”全省劳动和技能竞赛
    if stop in "”’》" or stop == "系列" or len(body) < _SHORTEST or not (scoped or years):
        return None
    if text.startswith("活动", head.start) and not stop.endswith("届") and _is_generic(body, cues):
        return None
    return Name(start, head.end, text[start : head.end], "campaign", "event", marked=False)


def _power(text: str, head: Head, cues: NameCues) -> Name | None:
    """交通强国, 科技强省: two characters and the head, with a boundary before them."""
    start, stop = _body(text, head, cues)
    if len(text[start : head.start]) != 2 or (len(stop) < 2 and stop not in tuple("、，。；：\n和与及为是")):
        return None
    if text[start : head.start].endswith(("化", "代", "界", "一", "加", "增")) or cues.after(
        "refuse_power", text, head.end
    ):
        return None
    return Name(start, head.end, text[start : head.end], "initiative", "head noun", marked=False)


def _is_generic(body: str, cues: NameCues) -> bool:
    """Whether a body is made of words that say nothing of a programme's matter."""
    generic, verbs, at = cues.forms("generic"), cues.forms("hard"), 0
    while at < len(body):
        for length in (6, 5, 4, 3, 2, 1):
            if (form := body[at : at + length]) in generic or form in verbs:
                at += length
                break
        else:
            return False
    return True


def _line(text: str, head: Head, cues: NameCues) -> Name | None:
    """成达万高铁, 平陆运河, 成都至达州至万州高速铁路."""
    start, stop = _body(text, head, cues, hard=True)
    body = text[start : head.start]
    if not (2 <= len(body) <= 3 or (len(body) <= 14 and ("至" in body or body.endswith(("线", "运"))))):
        return None
    if {body, body[:2], body[-2:], *body[:3]} & cues.forms("not_line").keys() or cues.after(
        "refuse_line", text, head.end
    ):
        return None
    section = _SECTION.match(text, head.end)
    end = section.end() if section else head.end + 2 * text.startswith("工程", head.end)
    parts: tuple[str, ...] = ()
    if stop == "、" and (others := _RAILS.search(text, max(0, start - 20), start)):
        start = others.start()
        parts = tuple(part + text[head.start : head.end] for part in text[start : head.start].split("、"))
    return Name(start, end, text[start:end], "project", "line", marked=False, parts=parts)


def _zone(text: str, head: Head, cues: NameCues) -> Name | None:
    """江海自贸试验区, 江海中部生态经济区: a zone with a place or matter of its own."""
    start, stop = _body(text, head, cues, hard=True)
    body = text[start : head.start]
    if stop == "）" and (
        whole := re.search(r"中国[（(][一-鿿]{2,6}[）)]$", text[max(0, start - 12) : start])
    ):
        start -= len(whole[0])
        body = text[start : head.start]
    described = stop in cues.forms("self_made") and text.endswith("区", head.start, head.end)
    if described or not 2 <= len(body) <= 14 or _COUNTED.search(body) or _is_generic(body, cues):
        return None
    if body[:2] in cues.forms("not_zone"):
        return None
    if cues.after("refuse_zone", text, head.end):
        return None
    return Name(start, head.end, text[start : head.end], head.kinds["zone_head"], "zone", marked=False)


_READERS = {
    "line_head": _line,
    "zone_head": _zone,
    "plain_head": _carried,
    "event_head": _event,
    "power_head": _power,
    "list_head": _listed,
}
