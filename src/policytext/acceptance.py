"""Is a number with its unit an amount, or a date, a name, a rank, a set phrase?

The words beside a numeral are data (neighbours.tsv, not_quantities.tsv); what follows from them is here.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from .amounts import Amount, is_limit
from .lexicon import in_use, per_lexicon
from .units import COUNTS

_NUMERAL_CHARACTERS = frozenset("零一二三四五六七八九十百千万亿两半0123456789")
_DIGITS = frozenset("一二三四五六七八九十")
_PLACES = frozenset("十百千万亿0123456789点廿卅拾佰仟")  # of a numeral that is read, not spelt out
_OPENING = "“「‘"
_SCALES = frozenset("十百千万亿")
_HIGH = frozenset("百千万亿")
_OF_MANY = frozenset("里步分层重年代世度方般")


@per_lexicon
def _pattern(group: str, side: str) -> re.Pattern[str]:
    rows = in_use().rows("neighbours")
    words = "|".join(row["pattern"] for row in rows if row["group"] == group and row["side"] == side)
    return re.compile(f"(?:{words})$" if side == "before" else words)


def _before(group: str, text: str, at: int, width: int = 6) -> bool:
    """Whether a word of the group ends at ``at``."""
    return _pattern(group, "before").search(text, max(0, at - width), at) is not None


def _near(group: str, text: str, at: int, width: int = 9) -> bool:
    """Whether a word of the group stands within ``width`` characters before ``at``, in the same clause."""
    head = re.split("[，。；：、\n]", text[max(0, at - width - 4) : at])[-1]
    return any(_pattern(group, "before").search(head, 0, end) for end in range(len(head), 0, -1))


def _after(group: str, text: str, at: int) -> bool:
    return _pattern(group, "after").match(text, at) is not None


def accept(text: str, amount: Amount) -> bool:
    """Whether what was read is a quantity by the guidelines; a rank takes its 第 on the way."""
    if amount.final:
        return True
    prior = text[amount.start - 1 : amount.start]
    if prior == "第":
        return _rank(text, amount)
    if _numbering(text, amount, prior) or _in_set_phrase(text, amount.numeral_start):
        return False
    if not amount.core[0].isdigit() and _quoted_name(text, amount):
        return False
    if not amount.unit:
        return _bare(text, amount)
    if amount.core == "一" and not amount.compound and "/" not in amount.unit and not _one(text, amount):
        return False
    return _BY_DIMENSION.get(amount.dimension, _plausible)(text, amount)


def _numbering(text: str, amount: Amount, prior: str) -> bool:
    """Codes, model names and numbers in a row: A12, 〔2021〕, 007, 二〇二五, 一、二、三类, 1.2.3."""
    core = amount.core
    if prior.isascii() or prior in ("〔", "、"):
        before = text[amount.start - 2 : amount.start - 1]
        latin = prior.isalpha() and core[0].isdigit()  # A12; but CPI一半以上
        joined = (prior in (".", "/") and before.isdigit()) or (prior == "-" and not amount.unit)
        if latin or joined or prior.isdigit() or prior in ("〔", "_", "#", "@"):
            return True
        if prior == "、" and core in _DIGITS and before in _DIGITS:
            return True
    if len(core) > 2 and (_PLACES.isdisjoint(core) or (len(core) > 12 and core.isdigit())):
        return True
    return core[0] == "0" and core[1:2].isdigit()


@per_lexicon
def _phrases() -> dict[str, list[tuple[str, int]]]:
    """Two characters that begin at a numeral → the set phrases that hold them, and where."""
    index: dict[str, list[tuple[str, int]]] = {}
    for row in in_use().rows("not_quantities"):
        form = row["form"]
        for at, character in enumerate(form):
            if character in _NUMERAL_CHARACTERS:
                index.setdefault(form[at : at + 2], []).append((form, at))
    return index


def _in_set_phrase(text: str, start: int) -> bool:
    """Whether a set phrase covers the first character of the numeral."""
    for form, at in _phrases().get(text[start : start + 2], ()):
        if start >= at and text.startswith(form, start - at):
            return True
    return False


_SHORT_QUOTATION = re.compile("[“「‘][\u4e00-\u9fff、·]{0,7}$")
_QUOTATION_ENDS = re.compile("[\u4e00-\u9fff、·]{0,7}[”」’]")


def _quoted_name(text: str, amount: Amount) -> bool:
    """“五小”, “三个代表”, “一区两群”: a Chinese numeral in a quotation of a few characters."""
    start, named = amount.start, amount.dimension in ("", "noun", "count", "people")
    if amount.bound != "exact":
        return False
    if text[start - 1 : start] in tuple(_OPENING):
        return named or "”" in text[start : start + 9]
    opening = _SHORT_QUOTATION.search(text, max(0, start - 8), start) if named else None
    closing = _QUOTATION_ENDS.match(text, amount.end) if opening else None
    return bool(opening and closing and closing.end() - opening.start() <= 10)


def _rank(text: str, amount: Amount) -> bool:
    """第2位, 世界第一: a numeral that states a place takes 第 into its span."""
    if amount.numeral_end <= amount.start:
        return False  # 第3:2, 第百分之八: no plain numeral
    at = amount.start - 1
    named = text[amount.numeral_end : amount.numeral_end + 1] in ("位", "名")
    if named and amount.low is None:
        if not _near("ranked", text, at) or "连续" in text[max(0, at - 14) : at]:
            return False
        amount.end = amount.numeral_end + 1
    elif _after("ordered", text, amount.numeral_end) or not _before("place", text, at):
        return False
    else:
        amount.end = amount.numeral_end
    amount.start, amount.unit, amount.dimension, amount.value = at, "位", "rank", amount.numeral_value
    amount.bound = "exact"
    return True


_EVERY = re.compile("每[^，。；\n一]{1,8}$")


def _one(text: str, amount: Amount) -> bool:
    """Whether 一 counts: before a measure, every so often (每周都有一次) or for so long (为期一年)."""
    start, end, prior = amount.start, amount.end, text[amount.start - 1 : amount.start]
    if amount.bound != "exact":
        return amount.dimension not in ("count", "people") or text[start] not in "突破过"
    if amount.dimension in ("time", "day"):
        if text[end : end + 1] == "的":
            return amount.unit != "天"  # 一天的工作
        return _before("lasting", text, start) and text[end : end + 1] not in tuple("个次度")
    if amount.dimension in COUNTS:
        often = amount.unit == "次" and _EVERY.search(text, max(0, start - 9), start)
        return bool(often) or is_limit(text, start)
    form = amount.behind(text)
    return (len(form) > 1 or form in "米亩斤吨克升倍成%") and prior not in tuple(
        "统唯单同第逐任某另归划如择专纯均十进这那"
    )


def _days(text: str, amount: Amount) -> bool:
    """日 and 号 count only where a bound touches: 十日内, 不超过十五日, 五日以上十日以下."""
    bounded = amount.start < amount.numeral_start or re.search(
        "以上|以下|内$|下$", text[amount.start : amount.end]
    )
    return (
        bool(bounded)
        and amount.bound in ("below", "above", "range")
        and text[amount.start - 1 : amount.start] not in tuple("月至-—到、")
    )


_YEAR_NUMBER = re.compile("1[0-9]{3}|20[0-9]{2}|0[0-9]|[一二][〇○零一二三四五六七八九]{3}")


_WITHIN = re.compile("[以之]?内$")


def _duration(text: str, amount: Amount) -> bool:
    """A stretch of time that states an amount: no date, nor one that only places the sentence in time."""
    core, start, end, prior = amount.core, amount.start, amount.end, text[amount.start - 1 : amount.start]
    form = _WITHIN.sub("", amount.behind(text))
    year = _YEAR_NUMBER.fullmatch(core[core.find(".") + 1 :]) or (amount.low or 0) >= 1000
    if form.startswith("年") and (year or _before("era", text, start)):
        return False  # 2021年, 光绪三年
    if "/" in (amount.unit or ""):
        return core != "一"  # 每人一天能采鲜叶3斤
    if prior in ("月", "初") or (core[0] in _HIGH and amount.bound == "exact"):
        return False
    within = text[end - 1 : end] == "内"
    if within and (_before("deadline", text, start) or text[end - 2] in "以之"):
        return True
    lasting = _before("lasting", text, start)
    if text[start] in "近前后" and not lasting and amount.unit not in ("小时", "分钟", "秒"):
        return False
    if _before("calendar", text, start) and not (prior == "前" and lasting):
        return False
    if within and (_after("deadline", text, end) or start < 2):
        return True
    if within:
        return not (form.startswith("年") or form in ("天", "个月", "周"))
    if amount.unit == "天" and (text[end : end + 1] == "天" or text[start - 1 : start] in ("人", "户")):
        return text[end : end + 1] != "天" and core != "一"
    if _after("calendar", text, end) or _after("named-span", text, end):
        return False
    if prior in tuple("，。；\n") and text.startswith("时间，", end - 2):
        return False  # 不到4个月时间，这里已经…: the sentence's time
    if form == "年" and prior in tuple("，。；\n") and not core[0].isdigit() and amount.bound == "exact":
        return text[end : end + 1] in tuple("的。")  # 五年城镇新增就业…: the years are the sentence's time
    return not (core == "四" and form == "周")


def _level(text: str, amount: Amount) -> bool:
    """级, 届, 期, 分, 点: amounts in some company only."""
    return (
        amount.core != "一"
        and not re.match("[0-9]+秒", text[amount.end : amount.end + 4])
        and _LEVELS.get(amount.unit or "", lambda text, amount: True)(text, amount)
    )


def _tier(text: str, amount: Amount) -> bool:
    """级: of an earthquake or the wind (6.8级), of government (四级书记), of a size (万亿级)."""
    core, start, end = amount.core, amount.start, amount.end
    if _YEAR_NUMBER.fullmatch(core) or _before("grade", text, start, 10):
        return False
    if core[0] in _HIGH or amount.scale >= 10**4:
        amount.unit, amount.bound = None, "about"
        return True
    if core[0].isdigit():
        return not _after("grade", text, end) and text[start - 1 : start] not in tuple("ABCDMAⅠ")
    if core == "两" or (core in "三四五六" and (_before("tier", text, start) or _after("tier", text, end))):
        return not _after("grade", text, end)
    return _before("graded", text, start) or _after("graded", text, end)


def _session(text: str, amount: Amount) -> bool:
    """届, 期: what has been held so often, not which one it is; 二期 is a part of a project."""
    arabic = amount.core[0].isdigit()
    if _after("meeting", text, amount.end) or (amount.unit == "期" and not arabic):
        return False
    return _before("session", text, amount.start) or (
        arabic and text[amount.end : amount.end + 1] in tuple("。，、；")
    )


def _score(text: str, amount: Amount) -> bool:
    """分 of a mark, not of the hour."""
    clock = re.search("[时点:：]$", text[max(0, amount.start - 1) : amount.start])
    return amount.core[0].isdigit() and not clock and text[amount.end : amount.end + 1] not in tuple("许在发")


def _points(text: str, amount: Amount) -> bool:
    """点: remarks (三点建议) and index points, not the hour."""
    if _after("remark", text, amount.end):
        return True
    level = amount.core[0].isdigit() and ("." in amount.core or _near("quoted-level", text, amount.start))
    return level or text[amount.end - 2 : amount.end] == "个点"


def _degree(text: str, amount: Amount) -> bool:
    """度 is a kilowatt-hour near 电, ℃ near 温, and no amount in a latitude."""
    around = text[max(0, amount.start - 14) : amount.start] + text[amount.end : amount.end + 8]
    if "电" in around:
        amount.unit = "千瓦时"
    elif "华氏" in around:
        amount.unit = "℉"
    elif re.search("[温热冷冻暖]|摄氏", around) or text.startswith("零下", amount.start):
        amount.unit = "℃"
    return not re.search("[东西]经|[南北]纬", text[max(0, amount.start - 6) : amount.start])


def _plausible(text: str, amount: Amount) -> bool:
    """Units of one character that are as often part of a word or a name."""
    core = amount.core
    arabic, exact = core[0].isdigit(), amount.bound == "exact"
    form = amount.behind(text).rstrip("多半余")
    alone = exact and core[0] in _HIGH and set(core) <= _HIGH
    if alone and (form in _OF_MANY or text[amount.start - 1 : amount.start] == "每"):
        return False  # 万里, 千层; 每万人
    if amount.strict and not arabic:
        return not exact or (len(core) > 1 and (amount.value or 0) >= 10 and form != "分")
    if form == "两" and amount.dimension == "mass":
        return arabic and amount.numeral_value < 100
    if form == "方":
        return amount.scale >= 100
    if core == "零" or (form == "米" and core == "百") or (form == "兆" and not arabic):
        return amount.dimension not in ("count", "people", "length", "data")
    return True


def _counted(text: str, amount: Amount) -> bool:
    """Classifiers: no session (五次会议), section number (3.4 本), place (五道沟镇), bus or version."""
    start, end, core, arabic = amount.start, amount.end, amount.core, amount.core[0].isdigit()
    if not _plausible(text, amount):
        return False
    form = amount.behind(text).rstrip("多半余")
    prior, behind = text[start - 1 : start], text[end : end + 1]
    if form == "次" and not arabic and _after("sitting", text, end):
        return prior not in tuple("大届协委")
    spaced = text[amount.numeral_end : amount.numeral_end + 1] in (" ", "\u00a0")
    if prior in ("", "\n", "。", " ") and (
        ("." in core and core[-1] != "万") or (spaced and arabic and "." in core)
    ):
        return amount.scale > 1
    if form in ("路", "版") or (form == "对" and behind in tuple("1一")):
        return False
    if form == "团" and (behind.isdigit() or prior in tuple("旅师军")):
        return False
    return (
        arabic
        or amount.bound != "exact"
        or form in ("个", "座", "家")
        or behind not in tuple("村镇乡区县沟街")
    )


_LEVELS: dict[str, Callable[[str, Amount], bool]] = {
    "级": _tier,
    "届": _session,
    "期": _session,
    "分": _score,
    "点": _points,
}
_BY_DIMENSION: dict[str, Callable[[str, Amount], bool]] = {
    "time": _duration,
    "day": _days,
    "level": _level,
    "points": _level,
    "count": _counted,
    "rank": lambda text, amount: _near("reaches", text, amount.start, 10),
    "angle": lambda text, amount: _degree(text, amount) and _plausible(text, amount),
}
_LARGE_WORDS = frozenset(("百万", "千亿", "百亿", "万亿", "十亿"))
_SCALE_ALONE = ("千万", "亿万", "万", "千", "百", "十", "亿", "万千")


def _bare(text: str, amount: Amount) -> bool:
    """A number without unit: 三大产业, 百万职工, 2200多万人口, 五部门, 破千亿, 排名13."""
    core, start, end = amount.core, amount.start, amount.end
    prior, arabic = text[start - 1 : start], core[0].isdigit()
    if core == "零":
        return False
    if amount.dimension == "fraction":
        return not (prior in tuple("（(第") and text[end : end + 1] in tuple("）)页"))
    if amount.dimension == "proportion":
        return _near("proportion", text, start)
    if text[end : end + 1] == "大" and _great(text, amount):
        amount.end = end + 1
        return True
    counted = arabic and "." not in core and amount.scale == 1 and not (text[end : end + 1] or "。").isascii()
    if counted and _before("standing", text, start, 8):
        amount.unit = "位"
        return True
    if amount.low is not None and not arabic and amount.scale < 10**4:
        return amount.dimension in ("noun", "body") and len(core) > 1
    named = re.fullmatch("(?:19|20)[0-9]{2}", core) or ((amount.low or 0) >= 1000 and amount.scale == 1)
    if amount.dimension in ("noun", "body") and not (named and amount.bound in ("exact", "range")):
        return _before_noun(text, amount)
    if not arabic and set(core) <= _SCALES:
        return _large_word(text, amount)
    if not arabic:
        return amount.scale >= 10**4 and (
            len(core) > 2 or amount.bound != "exact" or core[0] in "两二三四五六七八九十"
        )
    bounded = amount.bound in ("above", "near", "below") and not named
    if bounded and (abs(amount.numeral_value) >= 10 or "." in core):
        return True
    return amount.scale >= 10**4 or ("." in core and _near("index", text, start))


def _before_noun(text: str, amount: Amount) -> bool:
    """五部门, 百万职工, 2死5伤: a noun that is counted without a classifier follows."""
    core, prior = amount.core, text[amount.start - 1 : amount.start]
    if core == "一":
        return False
    if core in _SCALE_ALONE:
        return core not in ("亿万", "万千", "十") and amount.bound != "exact"
    if len(core) == 1 and not core.isdigit():
        if text[amount.end + 1 : amount.end + 2] in tuple("一两二三四五六"):
            return False  # 三省一市
        return amount.dimension == "body" and prior not in tuple("周期初高大老第")
    if set(core) <= _SCALES:
        return _large_word(text, amount)
    if prior in ("", "\n") and core.isdigit() and amount.numeral_value <= 30:
        return amount.dimension == "body"  # a number of the line, not of its first noun
    return core[0] != "零" and (core[0].isdigit() or amount.numeral_value >= 10)


def _large_word(text: str, amount: Amount) -> bool:
    """百万职工, 千亿产业, 破千亿."""
    core, behind = amount.core, text[amount.end : amount.end + 1]
    if core not in _LARGE_WORDS or behind in tuple("富千万化身分一工"):
        return amount.bound != "exact" and core[-1] in "百千万亿" and behind != "分"
    if "亿" in core and core != "十亿" and amount.bound == "exact":
        amount.bound = "about"
    return True


def _great(text: str, amount: Amount) -> bool:
    """三大产业; but not 党的二十大, 五大洲, 十大小."""
    value, tail = amount.numeral_value, text[amount.end + 1 : amount.end + 2]
    if amount.bound != "exact" or amount.scale > 10 or not 1 < value <= 100 or value != int(value):
        return False
    if tail in tuple("会以精代报届、。，）”力量小家学") or 10 < value <= 30:
        return False
    congress = text[amount.start - 1 : amount.start] in tuple("的届") and value in (7, 8, 12, 20)
    return not congress or tail in tuple("重关")
