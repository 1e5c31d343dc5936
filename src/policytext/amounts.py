"""One amount: its numeral, its unit and what stands inside or right behind them."""

from __future__ import annotations

import re
from decimal import Context, Decimal

from .numerals import PATTERN, SCALES, Numeral, read_numeral
from .records import Quantity
from .units import Unit, match_unit

# 零 alone begins words (零售), 伍 陆 拾 too; financial capitals count when a scale or 元 follows.
START = re.compile(rf"(?:[0-9一二三四五六七八九十百千万亿两廿卅壹贰叁肆柒捌玖数几半翻首榜零伍陆拾]{PATTERN})")
_PER_SYMBOLS = {"d": "天", "a": "年", "h": "小时", "s": "秒"}
_RATE = re.compile(r"/([\u4e00-\u9fff]{1,4}?[•·][\u4e00-\u9fff]|[\u4e00-\u9fffA-Za-z³²]{1,4})")
_NOUN_PER_UNIT = re.compile(r"[\u4e00-\u9fff]{2,4}/(?=[千万亿]?[\u4e00-\u9fff])")
# 千 belongs to the unit in 5千瓦, 十千米; but 五千米 is five thousand metres.
_THOUSAND_OF_UNIT = re.compile("千[瓦克卡伏赫帕焦]|[0-9. ]千米|[十百][一二三四五六七八九]?千米")
_OVER = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,15})?(?![0-9])")  # a longer one divides nothing
_LIANG = re.compile("([0-9一二三四五六七八九半])两(?![个年种类项])")
_COUNTED_BEFORE = "指总人户次件倍参基函代系岁个票台套"


_ONE = Decimal(1)


class Amount:
    """A quantity in the making: offsets, numbers in the canonical unit, and what was read on the way."""

    phrase: bool = False  # 百分之五: the unit stands before the number
    scale: int = 1
    factor: Decimal = _ONE
    numeral_start: int = 0
    numeral_end: int = 0
    strict: bool = False  # the unit needs more than a small Chinese numeral
    compound: bool = False  # 一年零三个月, 123元4角
    final: bool = False  # a rank or a fixed form: accepted, nothing to add

    def __init__(
        self,
        start: int,
        end: int,
        value: Decimal | None,
        low: Decimal | None,
        high: Decimal | None,
        bound: str,
        unit: str | None,
        dimension: str,
        core: str = "",
    ) -> None:
        self.start, self.end = start, end
        self.value, self.low, self.high = value, low, high
        self.bound, self.unit, self.dimension = bound, unit, dimension
        self.core = core  # the numeral as it stands

    def take(self, unit: Unit, at: int) -> None:
        """Set the unit that begins at ``at`` and bring the numbers into it."""
        self.unit, self.dimension, self.factor = unit.name, unit.dimension, unit.factor
        self.end, self.strict = at + unit.width, unit.strict
        if self.factor != _ONE:
            self.value = None if self.value is None else self.value * self.factor
            self.low = None if self.low is None else self.low * self.factor
            self.high = None if self.high is None else self.high * self.factor

    def add(self, more: Decimal) -> None:
        self.value = None if self.value is None else self.value + more

    def negate(self) -> None:
        self.value = None if self.value is None else -self.value
        if self.low is not None and self.high is not None:
            self.low, self.high = -self.high, -self.low

    def per(self, below: str, end: int) -> None:
        below = "千瓦时" if below == "度" and self.dimension == "money" else below
        self.unit, self.end, self.dimension = f"{self.unit}/{below}", end, "rate"

    def behind(self, text: str) -> str:
        """What stands behind the numeral; all of an amount that has none (半年)."""
        return text[max(self.start, self.numeral_end) : self.end]

    def large(self) -> bool:
        return (self.scale >= 100 and self.core[:1] in "百千万亿") or self.scale >= 10**4

    @property
    def numeral_value(self) -> Decimal:
        return (self.value or Decimal(0)) / self.factor

    @numeral_value.setter
    def numeral_value(self, value: Decimal) -> None:
        self.value = value * self.factor

    def quantity(self, text: str) -> Quantity:
        value = None if self.low is not None else self.value
        return Quantity(
            self.start,
            self.end,
            text[self.start : self.end],
            _decimals(value),
            _decimals(self.low),
            _decimals(self.high),
            self.bound if self.low is None else "range",
            self.unit,
        )


_FIFTEEN = Context(prec=15)  # what a float of the JSON record holds; whole numbers stay exact


def _decimals(value: Decimal | None) -> Decimal | None:
    return value if value is None or value == value.to_integral_value() else _FIFTEEN.plus(value)


_TURNED = re.compile(
    "翻[了上出]?(?P<near>近|将近|接近|约|超过?|不止)?(?P<times>[一两二三四1-4几])?(?:[番倍]|(?<=了)翻)(?P<more>多)?"
)
_TIMES = {"一": 1, "1": 1, "两": 2, "二": 2, "2": 2, "三": 3, "3": 3, "四": 4, "4": 4}
_TURNED_BOUNDS = {"近": "near", "将近": "near", "接近": "near", "约": "about"}
_HALF = re.compile("半(个多月|个小时|个百分点|个世纪|个月|年|天|小时|公里|里地|斤|公斤|亩|吨|米|倍)")
_NO_HALF = frozenset("上下前后一大多小每两三四五六七八九十个")


def irregular(text: str, start: int) -> Amount | None:
    """Amounts that no plain numeral begins: 翻一番, 首位, 榜首, 半年, 半数, 过半."""
    if text[start] == "翻":
        return _turned(text, start)
    if text[start] == "半":
        return _half(text, start)
    if text[start : start + 2] in ("首位", "榜首") and text[start + 2 : start + 3] != "度":
        return Amount(start, start + 2, Decimal(1), None, None, "exact", "位", "rank", core=text[start])
    return None


def _turned(text: str, start: int) -> Amount | None:
    """翻一番 is 2 times, 翻两番 4 times, 翻了近一番 nearly 2 times."""
    if not (match := _TURNED.match(text, start)):
        return None
    near, value = match["near"], Decimal(2) ** _TIMES.get(match["times"] or "", 1)
    bound = _TURNED_BOUNDS.get(near, "above") if near else "above" if match["more"] else "exact"
    return Amount(start, match.end(), value, None, None, bound, "倍", "multiple", core="翻")


def _half(text: str, start: int) -> Amount | None:
    """半年, 半个多月, 半数, 过半."""
    if text.startswith("半数", start):
        return Amount(start, start + 2, Decimal(50), None, None, "exact", "%", "ratio", core="半")
    prior, match = text[start - 1 : start], _HALF.match(text, start)
    form = match[1].replace("多", "") if match else ""
    unit = match_unit(form, 0) or match_unit(form[1:], 0)
    if match and unit and unit.name and prior not in _NO_HALF:
        bound = "above" if "多" in match[1] else "exact"
        amount = Amount(start, 0, Decimal("0.5"), None, None, bound, None, "", core="半")
        amount.take(unit, start)
        amount.end = match.end()
        return amount
    if prior in ("过", "近") and text[start - 2 : start] not in ("通过", "经过", "最近"):
        bound = "above" if prior == "过" else "near"
        half = Amount(start - 1, start + 1, Decimal(50), None, None, bound, "%", "ratio", core="半")
        half.final = True
        return half
    return None


def _fraction(text: str, at: int, numeral: Numeral) -> Amount | None:
    """百分之八, 三分之一, 1/3, 3.6∶1 where the first number ends at ``at``."""
    if text.startswith("分之", at):
        over = START.match(text, at + 2)
        part = read_numeral(over[0]) if over else None
        if not over or not part or not numeral.value:
            return None
        if numeral.value in (100, 1000, 10000, 1000000):
            share = 100 / numeral.value
            low, high = (None, None) if part.low is None else (part.low * share, (part.high or 0) * share)
            whole = Amount(at, over.end(), part.value * share, low, high, part.bound, "%", "ratio")
            whole.factor, whole.phrase = share, True
            return whole
        return Amount(at, over.end(), part.value / numeral.value, None, None, part.bound, None, "fraction")
    sign = text[at : at + 1]
    over = _OVER.match(text, at + 1) if sign in "/∶:：" and sign else None
    if not over or text[over.end() : over.end() + 1] in ("/", ":", "：", "∶") or not float(over[0]):
        return None
    kind = "fraction" if sign == "/" else "proportion"
    return Amount(at, over.end(), numeral.value / Decimal(over[0]), None, None, numeral.bound, None, kind)


def _unit_at(text: str, at: int) -> tuple[Unit | None, int, str]:
    """The unit behind a numeral, where it begins, and 多 or 半 inside it (3个多月, 两个半小时)."""
    head = text[at : at + 1]
    if head in _BEFORE_UNITS:
        if head == "个":
            if text[at + 1 : at + 2] in ("多", "半", "余"):
                inner = match_unit("个" + text[at + 2 : at + 6], 0)
                if inner and inner.width > 1 and inner.dimension != "none":
                    return inner, at + 1, text[at + 1]
        elif head in " \u00a0":
            spaced = match_unit(text, at + 1)
            return (None if spaced and spaced.dimension in ("none", "noun", "body") else spaced), at + 1, ""
        elif unit := match_unit(text, at + 1):
            return unit, at + 1, "" if head == "来" else "多"
    return match_unit(text, at), at, ""


_BEFORE_UNITS = frozenset("个 \u00a0多余来")
_OF = frozenset("分/∶:：")
_SINGULAR = frozenset("翻首榜半数伍陆拾一千")


def read_amount(text: str, match: re.Match[str]) -> Amount | None:
    """Numeral and unit where a numeral begins, without what stands before it."""
    core, start, end = match[0], match.start(), match.end()
    behind = text[end : end + 1]
    if core[0] in _SINGULAR:
        if core[0] in "翻首榜半":
            return irregular(text, start)
        if core[0] == "数" and (core[1:2] not in SCALES or (start and text[start - 1] in _COUNTED_BEFORE)):
            core, start = core[1:], start + 1
            if not core:
                return None
        if core[0] in "伍陆拾" and len(core) == 1 and behind not in ("元", "圆"):
            return None
        if core == "一" and behind == "半" and text[end + 1 : end + 2] not in ("径", "岛"):
            return Amount(start, end + 1, Decimal(50), None, None, "exact", "%", "ratio", core="一半")
        if core == "千" and behind in ("瓦", "克", "卡", "伏", "赫", "帕"):
            return None
    if core[-1] == "千" and len(core) > 1 and _THOUSAND_OF_UNIT.search(core + behind):
        core, end = core[:-1], end - 1
    numeral = read_numeral(core.rstrip())
    if numeral is None:
        return None
    if behind in _OF and (split := _fraction(text, end, numeral)) is not None:
        split.start, split.numeral_start, split.core = start, start, core
        return split
    unit, at, inner = _unit_at(text, end)
    amount = Amount(start, end, numeral.value, numeral.low, numeral.high, numeral.bound, None, "", core=core)
    amount.scale, amount.numeral_start, amount.numeral_end = numeral.scale, start, end
    if unit is None or unit.name is None:
        amount.dimension = (
            unit.dimension if unit and "." not in core else ""
        )  # 3.2项目要求 is a number of its own
        if text[end : end + 1] in ("多", "余") and (core[0].isdigit() or core[-1] in "十百千万亿"):
            amount.end, amount.bound = end + 1, "above"
            amount.dimension = "" if unit is None else unit.dimension
        return _noun_per_unit(text, amount)
    amount.take(unit, at)
    behind = text[amount.end : amount.end + 1]
    if behind in _PARENTHESES and (other := _OTHER_UNIT.match(text, amount.end)):
        named = match_unit(other[1], 0) if amount.dimension in ("count", "people") else None
        if named and named.width == len(other[1]) and named.dimension in ("count", "people"):
            amount.end = other.end()
    if unit.form[-1] == "级" and amount.dimension != "level" and amount.bound == "exact":
        amount.bound = "about"  # 30万吨级码头
    if unit.form == "折" and numeral.value > 10:
        amount.value = numeral.value  # 75折 is 7.5折
    if unit.form == "分" and _SECONDS.match(text, at + unit.width):
        amount.unit, amount.dimension = "分钟", "time"
    if amount.unit in _SMALLER:
        _compound(text, amount)
    if inner == "半":
        amount.add(Decimal("0.5") * unit.factor)
    elif inner:
        amount.bound = "above"
    return _tail(text, amount)


def _noun_per_unit(text: str, amount: Amount) -> Amount:
    """4374.45矿石/千吨: a substance, a slash and the unit it is weighed in."""
    slash = "/" in text[amount.end : amount.end + 5]
    if slash and amount.core[0].isdigit() and (match := _NOUN_PER_UNIT.match(text, amount.end)):
        at = match.end()
        times = SCALES.get(text[at], 1)
        at += times > 1
        unit = match_unit(text, at)
        if unit and unit.name and unit.dimension in ("mass", "volume"):
            amount.take(unit.times(times), at)
    return amount


_OTHER_UNIT = re.compile(r"[（(]([\u4e00-\u9fff]{1,2})[）)]")  # 5000台（套）
_PARENTHESES = frozenset("（(")
_SECONDS = re.compile("[0-9一二三四五十]{1,3}秒")
_SMALLER: dict[str, dict[str, int]] = {
    "斤": {},
    "元": {"角": 10, "毛": 10, "分": 100},
    "年": {"个月": 12},
    "天": {"小时": 24, "个小时": 24, "分钟": 1440, "分": 1440},
    "小时": {"分钟": 60, "分": 60, "秒": 3600},
    "分钟": {"秒": 60},
    "米": {"厘米": 100},
}


def _compound(text: str, amount: Amount) -> None:
    """六斤八两, 123元1角1分, 1小时30分钟: smaller units that follow at once."""
    if amount.unit == "斤" and amount.bound == "exact" and (match := _LIANG.match(text, amount.end)):
        part = read_numeral(match[1])
        amount.add((part.value if part else Decimal("0.5")) / 10)
        amount.end = match.end()
    steps = _SMALLER.get(amount.unit or "", {}) if amount.bound == "exact" and amount.low is None else {}
    while steps:
        match = START.match(text, amount.end + (text[amount.end : amount.end + 1] in ("零", "又")))
        part = read_numeral(match[0]) if match else None
        form = next((f for f in steps if match and text.startswith(f, match.end())), None)
        if not match or not part or not form or part.bound != "exact":
            break
        amount.add(part.value / steps[form])
        amount.end = match.end() + len(form)
        amount.compound = True
        steps = {f: step for f, step in steps.items() if step > steps[form]}  # ever smaller ones
    if (
        amount.unit == "元"
        and text[amount.end : amount.end + 1] in ("整", "正")
        and text[amount.end - 1] in "圆元"
    ):
        amount.end += 1


def _rates(text: str, amount: Amount) -> None:
    """/亩, /生•年, /平方米/月, /t, /百人 behind a unit."""
    while text[amount.end : amount.end + 1] == "/" and (rate := _RATE.match(text, amount.end)):
        at, word = amount.end + 1, rate[1]
        many = word[0] if word[0] in "百千万" else ""
        below = match_unit(text, at + len(many))
        if "•" in word or "·" in word:
            amount.per(word, at + len(word))
        elif below and below.name:
            amount.per(many + below.name, at + len(many) + below.width)
        else:
            amount.per(_PER_SYMBOLS.get(word[0], word[0]), at + 1)


def _tail(text: str, amount: Amount) -> Amount:
    """What touches behind the unit: /亩, 每小时, 半, 多, 以上, 内."""
    _rates(text, amount)
    end = amount.end
    if text[end : end + 1] == "每" and amount.dimension not in ("count", "people", "time", "day", "ratio"):
        below = match_unit(text, end + 1)
        behind = end + 1 + below.width if below else 0
        if below and below.name and not text[behind : behind + 1].isdigit():
            amount.per(below.name, behind)
    end, loose = (
        amount.end,
        amount.dimension in ("time", "age", "multiple", "mass", "area", "length", "ratio"),
    )
    if loose and text[end : end + 1] == "半" and text[end + 1 : end + 2] not in ("夜", "径", "岛", "数"):
        amount.add(Decimal("0.5") * amount.factor)
        amount.end = end = end + 1
    if loose and text[end : end + 1] == "多" and text[end + 1 : end + 2] not in tuple("元样种层边次个家项"):
        amount.bound, amount.end = "above", end + 1
    return amount


# 只能享受｜一次, 限报｜一个岗位, 只支持｜一次: the indefinite 一 is a limit.
_LIMIT = re.compile(
    "(?:只[能可]|仅[限能]|限[报购选领申填]|[最至]多|只(?=[^，。；\n一是有要]{0,4}(?:支持|享受|补[贴助]|奖励|资助)))"
    "[^，。；\n一是的]{0,10}$"
)


def is_limit(text: str, at: int) -> bool:
    """Whether the words before ``at`` make 一 a limit."""
    return _LIMIT.search(text, max(0, at - 14), at) is not None
