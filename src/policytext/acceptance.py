"""Is a number with its unit an amount, or a date, a name, a rank, a set phrase?"""

from __future__ import annotations

import re
from functools import cache

from .amounts import Amount
from .lexicon import shipped
from .units import COUNTS


@cache
def _phrases() -> dict[str, list[tuple[str, int]]]:
    """Two characters that begin at a numeral → the set phrases that hold them, and where."""
    index: dict[str, list[tuple[str, int]]] = {}
    for row in shipped().rows("not_quantities"):
        form = row["form"]
        for at, character in enumerate(form):
            if character in _NUMERAL_CHARACTERS:
                index.setdefault(form[at : at + 2], []).append((form, at))
    return index


_NUMERAL_CHARACTERS = "零一二三四五六七八九十百千万亿两半"


def _in_set_phrase(text: str, start: int) -> bool:
    """Whether a set phrase covers the first character of the numeral."""
    for form, at in _phrases().get(text[start : start + 2], ()):
        if start >= at and text.startswith(form, start - at):
            return True
    return False


_RANKED = re.compile(
    r"(?:居|列|排|跃升|升至|位次|名次|获得|荣获|世界|全球|全国|全省|亚洲|国内|行业|排名)[^，。；\n]{0,9}$"
)
_PLACE = re.compile(
    r"(?:世界|全球|全国|全省|全市|全区|亚洲|欧洲|国内|国际|行业|省内|同类|居|列|排名|排|夺得|获|中国)$"
)
_FIRST_THING = re.compile(
    r"[个批次届大季产书时阶位名轮线期步条项家者代人梯要动资责生一部号款座艘支所例套台只车手课站任]"
)
_NUMBERED = re.compile(r"(?:排名|位列|位居|排在|列)(?:全国|全球|世界|全省)?第?$")

_TIME_BEFORE = re.compile(
    r"(?:第|近|明|短短|过去|过去的|未来|今后|最近|此后|往后|这|那|头|前|(?<![背先前幕])后|同|当|某|去|接下来|"
    r"历|上|下|新|逐|几|再过|初|每隔|每逢)$"
)
_TIME_AFTER = re.compile(
    r"多?(?:来(?!自)|以来|间(?![接隔])|之?前|之?后|期间|时光|岁月|如一日|累计|里|中(?!国|央|心)|下来)"
)
_NAMED_PERIOD = re.compile(
    r"(?:规划|计划|行动|方案|纲要|攻坚|大计|跟踪|滚动|倍增|提升|立法规划|专项|过渡期|禁渔)"
)
_LONG = re.compile(
    r"(?:连续|长达|历时|历经|为期|用时|耗时|已有|持续|超过|至少|满|至|过了|缩短|减少|延长|期限|坚守|处|距今|达|了)$"
)


def accept(text: str, amount: Amount) -> bool:
    """Whether what was read is a quantity by the guidelines."""
    if amount.final:
        return True
    start, core = amount.start, amount.core
    prior = text[start - 1 : start]
    if (
        prior
        and ((prior.isascii() and (prior.isalnum() or prior in "-_#@")) or prior in "〔第")
        and not (prior == "-" and amount.unit)
    ):
        return prior == "第" and _rank(text, amount)
    if core[:1] == "0" and core[1:2].isdigit():
        return False  # 02组, 007: numbers of things
    if (len(core) > 12 and core.isdigit()) or (
        len(core) > 2 and not re.search("[十百千万亿0-9点廿卅拾佰仟]", core)
    ):
        return False  # codes; 二〇二五, 两两一组: digits in a row
    if prior == "、" and len(core) == 1 and text[start - 2 : start - 1] in tuple("一二三四五六七八九十"):
        return False  # 一、二、三类: numbers of classes
    if (prior == "." and text[start - 2 : start - 1].isdigit()) or (
        prior == "/" and text[start - 2 : start - 1].isdigit()
    ):
        return False
    if not core[0].isdigit() and (_in_set_phrase(text, amount.numeral_start) or _quoted_name(text, amount)):
        return False
    if not amount.unit:
        return _bare(text, amount)
    if (
        core == "一"
        and text.startswith(("突破", "破", "过"), amount.start)
        and amount.dimension in ("count", "people")
    ):
        return False
    if core == "一" and amount.bound == "exact" and "/" not in amount.unit and not _one(text, amount):
        return False
    if amount.dimension in ("time", "day"):
        return _duration(text, amount)
    if amount.dimension in ("level", "points"):
        return _level(text, amount)
    return _plausible(text, amount)


def _rank(text: str, amount: Amount) -> bool:
    """第2位, 世界第一: a numeral that states a place takes 第 into its span."""
    at = amount.start - 1
    head = text[max(0, at - 14) : at]
    named = text[amount.numeral_end : amount.numeral_end + 1] in ("位", "名")
    if named and amount.low is None:
        if not _RANKED.search(head) or "连续" in head:
            return False
        amount.end = amount.numeral_end + 1
    elif _FIRST_THING.match(text, amount.numeral_end) or not _PLACE.search(head):
        return False
    else:
        amount.end = amount.numeral_end
    amount.start, amount.unit, amount.dimension, amount.value = at, "位", "rank", amount.numeral_value
    amount.bound = "exact"
    return True


def _quoted_name(text: str, amount: Amount) -> bool:
    """“五小”, “三个代表”: a short quotation that a Chinese numeral begins."""
    if text[amount.start - 1 : amount.start] not in ("“", "「", "‘") or amount.bound != "exact":
        return False
    return "”" in text[amount.start : amount.start + 9] or amount.dimension in ("", "noun", "count", "people")


def _one(text: str, amount: Amount) -> bool:
    """Whether 一 counts: before a measure, or once every so often (每周都有一次)."""
    if amount.dimension not in COUNTS:
        form = text[amount.numeral_end : amount.end]
        plain = len(form) > 1 or form in "米亩斤吨克升倍成%"
        return plain and text[amount.start - 1 : amount.start] not in tuple(
            "统唯单同第逐任某另归划如择专纯均十进这那"
        )
    if amount.dimension in ("time", "day"):
        head, tail = text[max(0, amount.start - 4) : amount.start], text[amount.end : amount.end + 2]
        return (bool(_LONG.search(head)) and text[amount.end : amount.end + 1] not in tuple("个次度")) or (
            tail[:1] == "的" and amount.unit != "天"
        )
    return (
        bool(re.search(r"每[^，。；\n一]{1,8}$", text[max(0, amount.start - 9) : amount.start]))
        and amount.unit == "次"
    )


def _duration(text: str, amount: Amount) -> bool:
    """A stretch of time that states an amount: no date, nor one that only places the sentence in time."""
    core, start, end = amount.core, amount.start, amount.end
    head, prior = text[max(0, start - 4) : start], text[start - 1 : start]
    form = text[amount.numeral_end : amount.end].removesuffix("内").removesuffix("之").removesuffix("以")
    if amount.dimension == "day":
        touched = amount.bound in ("below", "above", "range") and re.search(
            r"(以上|以下|以内|内|下)$", text[start:end]
        )
        return bool(touched) and prior not in tuple("月至-—到、")
    if form.startswith("年") and re.fullmatch(
        r"(?:1[0-9]{3}|20[0-9]{2}|0[0-9]|[一二][〇○零一二三四五六七八九]{3})", core
    ):
        return False
    if amount.low is not None and amount.unit == "年" and amount.low >= 1000:
        return False
    if "/" in (amount.unit or ""):
        return True
    if text[start : start + 1] in ("近", "前", "后") and not _LONG.search(head):
        return False
    if prior in ("月", "初") or (core[0] in "百千万" and amount.bound == "exact"):
        return False
    if _TIME_BEFORE.search(head):
        return False
    if amount.unit == "天" and text[end : end + 1] == "天":
        return False
    if text[end - 1 : end] == "内":
        if form.startswith("年") or form in ("天", "个月", "周"):
            return (
                bool(re.search(r"不|应|须|可|向|提|到|报|办|通过|作出|完成|缴|申", text[end : end + 12]))
                or start < 2
            )
        return True
    if _TIME_AFTER.match(text, end) or _NAMED_PERIOD.match(text, end):
        return False
    if form == "年" and prior in tuple("，。；\n") and not core[0].isdigit() and amount.bound == "exact":
        return text[end : end + 1] in tuple("的，。")  # 五年城镇新增就业…: the years are the sentence's time
    return not (core == "四" and form == "周")


_ADMIN = "省市县区乡镇村州盟央社地国"


def _level(text: str, amount: Amount) -> bool:
    """级, 届, 期, 分, 点: amounts in some company only."""
    core, start, end, unit = amount.core, amount.start, amount.end, amount.unit
    head, tail = text[max(0, start - 10) : start], text[end : end + 4]
    if core == "一":
        return False
    if re.match("[0-9]+秒", tail):
        return False
    if unit == "级":
        if re.fullmatch("20[0-9]{2}", core) or "响应" in head:
            return False
        if amount.core[0] in "百千万亿" or amount.scale >= 10**4:
            amount.unit, amount.bound = None, "about"
            return True
        if core[0].isdigit():
            return not re.match(r"(?:以上)?(?:响应|应急|甲|医院|景区|工|士|公路)", tail) and head[
                -1:
            ] not in tuple("ABCDMAⅠ")
        if core == "两" or (
            core in "三四五六"
            and (head[-1:] in _ADMIN or re.match(r"书记|河长|林长|联动|网络|体系|干部|财政|政府", tail))
        ):
            return not re.match("应急|响应|医院", tail)
        return (
            bool(re.search(r"地震|风力|震级|风|发生$", head) or re.match(r"以上|左右|大?风|阵风|地震", tail))
            and len(core) > 0
        )
    if unit in ("届", "期"):
        if unit == "期" and not core[0].isdigit():
            return False  # 二期工程
        if re.match("[一二三四五六七八九]中|全会|全国|中央|人大|政协", tail):
            return False
        return bool(re.search(r"(?:举办|连续|已|办|了|共|过|开展|成功)$", head)) or (
            core[0].isdigit() and tail[:1] in tuple("。，、；")
        )
    if unit == "分":
        return (
            core[0].isdigit()
            and not re.search(r"[时点:：]$", head)
            and amount.value is not None
            and not tail.startswith(("许", "在", "发"))
        )
    if unit == "点":
        if re.match(r"(?:具体|重要)?(?:建议|意见|要求|希望|倡议|主张|共识|看法|体会|启示|经验)", tail):
            return True
        return (core[0].isdigit() and ("." in core or bool(re.search(r"指数|报|收于|涨|跌", head)))) or text[
            end - 2 : end
        ] == "个点"
    return True


def _degree(text: str, amount: Amount) -> bool:
    """度 is a kilowatt-hour near 电, ℃ near 温, and no amount in a latitude."""
    around = text[max(0, amount.start - 14) : amount.start] + text[amount.end : amount.end + 8]
    if "电" in around:
        amount.unit = "千瓦时"
    elif "华氏" in around:
        amount.unit = "℉"
    elif re.search("[温热冷冻暖]|摄氏", around):
        amount.unit = "℃"
    return not re.search("[东西]经|[南北]纬", text[max(0, amount.start - 6) : amount.start])


def _plausible(text: str, amount: Amount) -> bool:
    """Units of one character that are as often part of a word or a name."""
    core, end = amount.core, amount.end
    arabic, exact = core[0].isdigit(), amount.bound == "exact"
    form = text[amount.numeral_end : end].rstrip("多半余")
    if amount.dimension == "angle" and not _degree(text, amount):
        return False
    vast = core in ("百", "千", "万", "亿", "千万", "百万") and exact
    if vast and form in tuple("里步分层重年代世度方般"):
        return False
    if amount.strict and not arabic:
        return not exact or (len(core) > 1 and (amount.value or 0) >= 10 and form != "分")
    if form == "两" and amount.dimension == "mass":
        return arabic and amount.numeral_value < 100
    if form == "方":
        return amount.scale >= 100
    if core == "零" or (form == "米" and core == "百") or (form == "兆" and not arabic):
        return amount.dimension not in ("count", "people", "length", "data")
    return amount.dimension != "count" or _counted(text, amount, form)


def _counted(text: str, amount: Amount, form: str) -> bool:
    """Classifiers: no session (五次会议), section number (3.4 本), place (五道沟镇), bus or version."""
    start, end, arabic = amount.start, amount.end, amount.core[0].isdigit()
    if form == "次" and not arabic and re.match("会议|全会|全体|集体学习|代表", text[end : end + 4]):
        return text[start - 1 : start] not in tuple("大届协委")
    if "." in amount.core and text[amount.numeral_end : amount.numeral_end + 1] in (" ", "\u00a0"):
        return text[start - 1 : start] not in ("", "\n", "。", " ")
    if form in ("路", "版") or (form == "对" and text[end : end + 1] in tuple("1一")):
        return False
    named = not arabic and amount.bound == "exact" and form not in ("个", "座", "家")
    return not (named and text[end : end + 1] in tuple("村镇乡区沟街"))


_LARGE_WORDS = frozenset(("百万", "千亿", "百亿", "万亿", "十亿"))


_INDEX = re.compile(r"(?:指数|系数|倍差|收入比|PMI)[^，。；：、0-9\n]{0,9}$")


def _bare(text: str, amount: Amount) -> bool:
    """A number without unit: 三大产业, 百万职工, 2200多万人口, 五部门, 破千亿, 排名13."""
    core, start, end = amount.core, amount.start, amount.end
    if amount.dimension == "fraction":
        return not (text[start - 1 : start] in tuple("（(第") and text[end : end + 1] in tuple("）)页"))
    if amount.dimension == "proportion":
        return bool(re.search(r"比例|比为|比率|配比|之比|[^对]比$", text[max(0, start - 8) : start]))
    if text[end : end + 1] == "大" and _great(text, amount):
        amount.end = end + 1
        return True
    counted = (
        core[0].isdigit() and "." not in core and amount.scale == 1 and not text[end : end + 1].isascii()
    )
    if counted and _NUMBERED.search(text[max(0, start - 8) : start]):
        amount.unit = "位"
        return True
    if amount.low is not None and not core[0].isdigit() and amount.scale < 10**4:
        return amount.dimension in ("noun", "body") and len(core) > 1
    named = re.fullmatch(r"(?:19|20)[0-9]{2}", core) or (
        amount.low is not None and amount.low >= 1000 and amount.scale == 1
    )
    if amount.dimension in ("noun", "body") and not (named and amount.bound in ("exact", "range")):
        if core in ("一", "千万", "亿万", "万", "千", "百", "十", "亿", "万千"):
            return core not in ("一", "亿万", "万千", "十") and amount.bound != "exact"
        if len(core) == 1 and not core.isdigit():
            if text[end + 1 : end + 2] in tuple("一两二三四五六"):
                return False  # 三省一市
            return amount.dimension == "body" and text[start - 1 : start] not in tuple("周期初高大老第")
        if _scale_word(core):
            return _large_word(text, amount)
        if text[start - 1 : start] in ("", "\n") and core.isdigit() and amount.numeral_value <= 30:
            return amount.dimension == "body"  # a number of the line, not of its first noun
        return core[0] != "零" and (core[0].isdigit() or amount.numeral_value >= 10)
    if core[0].isdigit():
        bounded = amount.bound in ("above", "near", "below") and not named
        if bounded and (abs(amount.numeral_value) >= 10 or "." in core):
            return True
        return amount.scale >= 10**4 or (
            "." in core and bool(_INDEX.search(text[max(0, start - 16) : start]))
        )
    if _scale_word(core):
        return _large_word(text, amount)
    return (
        amount.scale >= 10**4
        and amount.core[0] not in "零"
        and (len(core) > 2 or amount.bound != "exact" or core[0] in "两二三四五六七八九十")
    )


def _scale_word(core: str) -> bool:
    return all(c in "十百千万亿" for c in core)


def _large_word(text: str, amount: Amount) -> bool:
    """百万职工, 千亿产业, 破千亿."""
    core = amount.core
    if core not in _LARGE_WORDS or text[amount.end : amount.end + 1] in tuple("富千万化身分一工"):
        return (
            amount.bound != "exact"
            and len(core) >= 1
            and core[-1] in "百千万亿"
            and text[amount.end : amount.end + 1] not in tuple("分")
        )
    if amount.bound == "exact" and core == "亿":
        return False
    if "亿" in core and amount.bound == "exact":
        amount.bound = "about"
    return True


def _great(text: str, amount: Amount) -> bool:
    """三大产业; but not 党的二十大, 五大洲, 十大小."""
    value, tail = amount.numeral_value, text[amount.end + 1 : amount.end + 2]
    if amount.bound != "exact" or amount.scale > 10 or not 1 < value <= 100 or value != int(value):
        return False
    if tail in tuple("会以精代报届、。，）”力量小家学") and tail:
        return False
    return not (
        10 < value <= 30
        or (
            text[amount.start - 1 : amount.start] in tuple("的届")
            and value in (7, 8, 12, 20)
            and tail not in tuple("重关")
        )
    )
