"""The amounts of a folded text, in one scan.

The scan meets the numerals; around each, hand-written steps read what stands behind (unit, 以上) and before
(超过, 每亩), join ranges and lists, and ``acceptance`` decides whether it is an amount at all.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from decimal import Decimal

from .acceptance import accept
from .amounts import START, Amount, is_limit, read_amount
from .lexicon import in_use, per_lexicon
from .units import first_characters, match_unit

_DASH = re.compile(
    r"[ \u00a0]*(?:[—–－―~～-]{1,2}|至|到)[ \u00a0]*"
    r"(?=[0-9一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖半数]|零下)"
)
_FLOOR_TO_CEILING = re.compile(
    r"以上(?:、|，|,|至|到)?(?:不满|不足|未满)?(?=[0-9一二三四五六七八九十百千万亿两])"
)
_RANGE_STARTS = frozenset(" \u00a0—–－―~～-至到以")
_JOINT = re.compile(r"[、和及与或，](?=[0-9一二三四五六七八九十百千万亿两])")
# A bound that does not touch: 约占全国的30%, 至少培育1家, 超过全球1/3, 不低于总户数五分之一.
_GAP = re.compile(
    r"(约|超过|超|突破|不到|不足|低于|高于|接近|(?<![最附邻临靠接])近|逾|不低于|不超过|至少|最多)"
    r"(?:(?:占|为|有|达到|达|合|需|了)(?:全国|全球|全省|全市|世界)?的?|(?:全国|全球|全省|全市|世界)的?)$"
)
_GAP_SIGN = re.compile("[约超突不低高接近逾至最]")
_GAP_TO_COUNT = re.compile(r"(至少|最少|最多|不少于)[^，。；：、的\s0-9“”（）]{1,4}$")
_GAP_TO_SHARE = re.compile(
    r"(约占|约为|超过|不到|不足|不低于|低于|接近|不超过|至少)[^，。；：、\s0-9“”（）]{1,9}$"
)
_AFTER_GAP = re.compile(r"[^，。；：、0-9“”（）\n]{1,8}(以上|以下)(?=的|罚|拘|。)")
_PER = re.compile(r"(?:每[^每，。；、：0-9\s“”（）]{1,4}){1,2}$")
_SPEED = re.compile(r"(?:时速|每小时)(?:达到|达|约|为|超过|超|近)?$")
_SIGNS = {"¥": "元", "￥": "元", "$": "美元", "€": "欧元", "£": "英镑"}
_CODES = {"CNY": "元", "RMB": "元", "USD": "美元", "US$": "美元", "HK$": "港元", "EUR": "欧元"}
_MARKS = frozenset((*"上负下-−", *_SIGNS, *(code[-1] for code in _CODES)))  # what _signed looks at
_NOT_YUE = "节条签预相纽履违简邀契合集制特公婚毁失践"
_NOT_JIN = "最附邻靠临亲新远贴逼走相凑将接"
_NOT_SHANG = "以晚网线会海地路身早马加之事船车"


class Bounds:
    """The approximators before and behind an amount, the characters of them that touch it."""

    def __init__(self) -> None:
        rows = in_use().rows("bounds")
        self.before = {row["form"]: row["bound"] for row in rows if row["side"] == "before"}
        self.after = {row["form"]: row["bound"] for row in rows if row["side"] == "after"}
        self.lasts = frozenset(form[-1] for form in self.before)
        self.firsts = frozenset(form[0] for form in self.after)
        # what may stand behind a numeral of one character that counts
        self.behind_digit = first_characters() | _BEHIND_DIGIT


@per_lexicon
def _bounds() -> Bounds:
    return Bounds()


def _after(text: str, amount: Amount, bounds: Bounds) -> None:
    """The approximators behind: 以上, 左右, 内."""
    at = amount.end + (text[amount.end : amount.end + 1] in (" ", "\u00a0"))
    if text[at : at + 1] in bounds.firsts:
        forms = bounds.after
        for length in (6, 5, 4, 3, 2, 1):
            form = text[at : at + length]
            if form in forms and not (form in "多余" and amount.unit):
                amount.end, amount.bound = at + len(form), "range" if amount.low is not None else forms[form]
                return
    elif (
        text[at : at + 1] == "内"
        and amount.dimension in ("time", "day")
        and text[at + 1 : at + 2] not in tuple("容部外地生涵")
    ):
        amount.end, amount.bound = at + 1, "below"


def _before(text: str, amount: Amount, bounds: Bounds) -> None:
    """The approximators, signs and rates before: 超过, ¥, 零下, 每亩, 人均."""
    if text[amount.start - 1 : amount.start] in _MARKS:
        _signed(text, amount)
    _bound_before(text, amount, bounds)
    if amount.unit:
        _per_before(text, amount)
    if amount.bound == "exact":
        _bound_apart(text, amount, bounds)


def _bound_apart(text: str, amount: Amount, bounds: Bounds) -> None:
    """A bound that does not touch: 约占全国的30%, 3年有期徒刑以上."""
    start, gap = max(0, amount.start - 13), None
    if _GAP_SIGN.search(text, start, amount.start):
        head = text[start : amount.start]
        gap = _GAP.search(head) or (_GAP_TO_COUNT if amount.unit else _GAP_TO_SHARE).search(head)
    if gap and (amount.unit or gap.re is _GAP or amount.dimension == "fraction"):
        amount.bound = bounds.before.get(gap[1].rstrip("占为"), "exact")
    elif text.find("以", amount.end, amount.end + 9) > 0 and (gap := _AFTER_GAP.match(text, amount.end)):
        amount.bound = "above" if gap[1] == "以上" else "below"


def _signed(text: str, amount: Amount) -> None:
    """上 of 上百, signs and currencies before the amount."""
    start = amount.start
    before, last = text[start - 2 : start - 1], text[start - 1 : start]
    if last == "上" and amount.core[0] in "百千万亿" and before not in tuple(_NOT_SHANG):
        amount.start, amount.bound = start - 1, "above"
    elif (last == "负" and before not in tuple("不担肩抱胜辜欺自减税")) or (
        last == "下" and text[start - 2 : start] == "零下"
    ):
        amount.start = start - (1 if last == "负" else 2)
        amount.negate()
    elif (
        last in "-−"
        and last
        and (start == 1 or amount.dimension in ("temperature", "ratio"))
        and not (before.isascii() and before.isalnum())
    ):
        amount.start = start - 1
        amount.negate()
    elif last in _SIGNS or text[start - 3 : start] in _CODES:
        if not amount.unit:
            amount.unit = _CODES.get(text[start - 3 : start]) or _SIGNS[last]
            amount.dimension = "money"
        amount.start = start - (3 if text[start - 3 : start] in _CODES else 1)


def _bound_before(text: str, amount: Amount, bounds: Bounds) -> None:
    at = amount.start - (text[amount.start - 1 : amount.start] == " ")
    if text[at - 1 : at] not in bounds.lasts or not at:
        return
    forms = bounds.before
    for length in (5, 4, 3, 2, 1):
        form = text[at - length : at] if at >= length else ""
        if form not in forms:
            continue
        prior = text[at - length - 1 : at - length]
        if (form == "约" and prior in tuple(_NOT_YUE)) or (form == "近" and prior in tuple(_NOT_JIN)):
            return
        if form == "过" and (
            prior in tuple("通经不越跨透错") or not (amount.dimension == "ratio" or amount.large())
        ):
            return
        if form == "破" and not amount.large():
            return
        if form in "~～<>＜＞" and prior and prior.isalnum():
            return
        amount.start = at - length
        if amount.bound in ("exact", "above", "about") or forms[form] != "about":
            amount.bound = "range" if amount.low is not None else forms[form]
        return


def _per_before(text: str, amount: Amount) -> None:
    """每亩, 每人每年, 人均 before the amount: a rate; 时速 makes 公里 a speed and stays outside."""
    start = amount.start
    head = text[max(0, start - 10) : start]
    if amount.dimension == "length" and "/" not in (amount.unit or "") and _SPEED.search(head):
        amount.unit, amount.dimension = f"{amount.unit}/小时", "speed"
        if head.endswith("每小时"):
            amount.start = start - 3
        return
    if head[-2:] in ("人均", "户均", "亩均") and amount.dimension in ("money", "mass", "area", "volume"):
        amount.start, amount.unit = start - 2, f"{amount.unit}/{head[-2]}"
        return
    match = _PER.search(head) if "每" in head else None
    if not match or amount.dimension in ("ratio", "multiple") or "/" in (amount.unit or ""):
        return
    parts = []
    for word in match[0].split("每")[1:]:
        unit = match_unit(word, 0)
        if not unit or word == "发" or (unit.width != len(word) and word not in ("日", "月", "生", "户人家")):
            return
        parts.append({"个月": "月", "度": "千瓦时"}.get(word) or unit.name or word)
    if all(parts) and not (len(parts) == 1 and parts[0] == "个" and amount.dimension == "time"):
        amount.start -= len(match[0])
        amount.unit = f"{amount.unit}/{'·'.join(parts)}"


def _share_scale(first: Amount, second: Amount) -> None:
    """10—15万, 三到五千: the scale of the second number belongs to the first too where that makes sense."""
    if first.scale >= 10**4 or second.scale == 1 or first.value is None or second.value is None:
        return
    high, low = second.numeral_value, first.numeral_value
    scales = (second.scale,) if first.scale == 1 and low < 10 else ()
    for scale in (*scales, 10**8 if second.scale % 10**8 == 0 else 10**4):
        if second.scale % scale == 0 and low * scale < high:
            first.numeral_value = low * scale
            first.scale = scale
            return


def _range(text: str, first: Amount) -> Amount | None:
    """The range that begins with ``first``, if a dash, 至 or 以上…以下 and a second number follow."""
    if text[first.end : first.end + 1] not in _RANGE_STARTS:
        return None
    dash = _DASH.match(text, first.end)
    joint = dash or _FLOOR_TO_CEILING.match(text, first.end)
    frost = 2 * bool(joint and text.startswith("零下", joint.end()))  # 零下12℃至零下5℃
    match = START.match(text, joint.end() + frost) if joint else None
    second = read_amount(text, match) if match else None
    if frost and second and first.value and second.value and first.value > second.value:
        first.value, second.value = second.value, first.value  # the sign before the first turns both about
    if not joint or not second or second.value is None or first.value is None or first.low is not None:
        return None
    if not second.unit and second.dimension not in ("", "noun", "body") and not first.phrase:
        return None
    if first.unit and second.unit != first.unit and not (first.phrase and not second.unit):
        return None
    if dash and first.unit and not first.phrase and text[first.start - 1 : first.start] in ("从", "由"):
        return None
    if not first.unit:
        _share_scale(first, second)
        first.value *= second.factor
    elif not second.unit:
        second.value *= first.factor  # 千分之一至二
    closing = text.startswith(("以下", "以内", "不满"), second.end) or joint[0][-1] in "满足"
    if not (dash or closing) or first.value >= second.value:
        return None
    whole = Amount(
        first.start,
        second.end,
        None,
        first.value,
        second.value,
        "range",
        second.unit or first.unit,
        second.dimension,
    )
    whole.numeral_start, whole.numeral_end = first.numeral_start, second.numeral_end
    whole.core, whole.scale, whole.factor = first.core, max(first.scale, second.scale), second.factor
    if first.phrase and not second.unit:
        whole.dimension = "ratio"
    if text.startswith(("以下", "以内"), second.end) and not dash:
        whole.end += 2
    return whole


def _list(text: str, first: Amount) -> list[Amount]:
    """2.3、4.5和6.1个百分点: the unit behind the last number is that of all."""
    items = [first]
    while not items[-1].unit and len(items) < 12 and (joint := _JOINT.match(text, items[-1].end)):
        following = read_amount(text, START.match(text, joint.end()))  # type: ignore[arg-type]
        if following is None or following.value is None or following.low is not None:
            return [first]
        items.append(following)
    last = items[-1]
    if not last.unit or first.dimension or last.dimension in ("day", "none") or last.unit in ("层", "期"):
        return [first]
    line_start = "\n" in text[max(0, first.start - 3) : first.start]
    if line_start or first.start == 0 or not (first.core[0].isdigit() or len(first.core) > 1):
        return [first]
    if any(re.fullmatch("(?:19|20)[0-9]{2}", item.core) for item in items):
        return [first]
    for item in items[:-1]:
        _share_scale(item, last)
        item.unit, item.dimension, item.factor = last.unit, last.dimension, last.factor
        item.value = (item.value or Decimal(0)) * last.factor
    return items


def _items(text: str, first: Amount, bounds: Bounds) -> list[Amount]:
    """``first`` with its approximators; the range or the list that it begins, where it does."""
    if first.final:
        return [first]
    whole = _range(text, first)
    items = [whole] if whole else [first] if first.unit else _list(text, first)
    for item in items:
        _after(text, item, bounds)
        _before(text, item, bounds)
    return items


def scan_amounts(text: str, skip: Sequence[tuple[int, int]], every: bool = False) -> list[Amount]:
    """All amounts of folded text in order; ``every`` takes what merely reads as one."""
    bounds, starts = _bounds(), [span[0] for span in skip]
    found: list[Amount] = []
    at = taken = 0
    while match := START.search(text, at):
        begin, at = match.span()
        while taken < len(skip) and skip[taken][1] <= begin:
            taken += 1
        if taken < len(skip) and skip[taken][0] <= begin:
            at = max(at, skip[taken][1])  # it belongs to a name or a calendar time
            continue
        if (match[0] == "零" and text[at : at + 1] == "下") or (
            not every and _idle(text, match[0], at, bounds)
        ):
            continue
        first = read_amount(text, match)
        if first is None or (
            first.dimension == "none" and first.scale == 1 and first.low is None and not every
        ):
            continue
        if first.dimension == "day" and not every and not _bounded_day(text, first, bounds):
            continue
        for item in _items(text, first, bounds):
            if (found and item.start < found[-1].end) or not (accept(text, item) or every):
                if item.low is not None and item.dimension == "time":
                    at = max(at, item.end)  # 二十一至二十六年: not its second half either
                continue
            at = max(at, item.end)
            claimed = bisect_right(starts, item.end - 1) - 1
            if claimed < 0 or skip[claimed][1] <= item.start:
                found.append(item)
    return found


def _idle(text: str, core: str, at: int, bounds: Bounds) -> bool:
    """Told without reading further: the indefinite 一 before ``at`` (一个, 一批), 三是."""
    if core in _SMALL and text[at : at + 1] not in bounds.behind_digit and text[at - 2] != "第":
        return True
    if core != "一" or text[at : at + 1] not in _IDLE_AFTER_ONE:
        return False
    if at > 1 and text[at - 2] in bounds.lasts:
        return False
    behind = text[at + 1 : at + 3]
    if text[at] in _LIMITED and is_limit(text, at - 1):
        return False
    return behind[:1] not in _MEASURE_AFTER_GE and behind not in ("以上", "以下", "左右")


def _bounded_day(text: str, amount: Amount, bounds: Bounds) -> bool:
    """十日内, 不超过十五日, 五日以上: all other numbers before 日 are dates."""
    start, end = amount.start, amount.end
    return text[end : end + 1] in _AFTER_DAYS or text[start - 1 : start] in bounds.lasts


_SMALL = frozenset("一二三四五六七八九两")
_BEHIND_DIGIT = frozenset("大分点成半多余几来、至到—－―~～-–和与及或，以 \u00a0")
_AFTER_DAYS = frozenset("以内之及至到—-～~")
_MEASURE_AFTER_GE = frozenset("月小世百工星季学交多半钟")
_LIMITED = frozenset("个项家名套份件")
_IDLE_AFTER_ONE = frozenset("个种批系定些样步直线起方致般切体流面侧路带季等段手届场件条项名位家支张片代下")
