"""The closed numeral grammar: 三千二百万, 1.4亿, 百分之八点五, 壹佰 → exact ``Decimal``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from .folding import fold

DIGITS = dict(
    zip(
        "零〇○一二三四五六七八九壹贰叁肆伍陆柒捌玖两俩",
        (0, 0, 0, *range(1, 10), *range(1, 10), 2, 2),
        strict=True,
    )
)
TENS = {"廿": 20, "卅": 30}
SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
LARGE = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
SCALES = SMALL | LARGE
VAGUE = "多余几来"
_TOO_MUCH = Decimal(10) ** 24  # no amount in the world, and near what Decimal divides exactly

_SEPARATORS = ",，\u00a0\u2009\u202f '’"
_ARABIC = rf"[0-9]+(?:[{_SEPARATORS}][0-9]{{3}}(?![0-9]))*(?:[.．·][0-9]+)?"
_SCALE = "[十百千万亿萬億拾佰仟]"
_WORD = "[零〇○一二三四五六七八九十百千万亿萬億两廿卅壹贰叁肆伍陆柒捌玖拾佰仟几数]"
# An Arabic number with its scales (1亿3千多万) or a Chinese one; the look-behind tells which began.
PATTERN = (
    r"(?:(?<=[0-9])[0-9]*(?:(?:[,\u00a0\u2009\u202f]|(?<![0-9]{4})，)[0-9]{3}(?![0-9]))*"
    r"(?:(?: [0-9]{3}){2,}(?![0-9])|)(?:\.[0-9]+|)"
    rf"(?:[ \u00a0]?[{VAGUE}]?{_SCALE}+(?:零?[0-9]+(?:\.[0-9]+|)(?=[{VAGUE}]?[百千万亿])|))*"
    rf"|(?<=[^0-9]){_WORD}*(?:点[零〇一二三四五六七八九]+[十百千万亿]*|)(?:[{VAGUE}][百千万亿]+)*)"
)
_TOKEN = re.compile(rf"{_ARABIC}|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Numeral:
    """What a numeral says: ``low``/``high`` for 三四百, ``bound`` for 十几 (about) and 500余万 (above).

    ``scale`` is what multiplies its digits (10000 in 2.5万), which the first number of a range may share.
    """

    value: Decimal
    bound: str
    scale: int
    low: Decimal | None = None
    high: Decimal | None = None


def _plain(text: str) -> Decimal:
    """An Arabic number without its separators of thousands."""
    return Decimal(re.sub(f"[{_SEPARATORS}]", "", text).replace("．", ".").replace("·", "."))


def _sum(text: str) -> Decimal | None:
    """The value of digits, scales and Arabic numbers in a row; ``None`` where they make no number."""
    total = section = Decimal(0)
    number: Decimal | None = None
    for token in _TOKEN.findall(text):
        if token[0].isascii() and token[0].isdigit():
            if number is not None:
                return None
            number = _plain(token)
        elif token in DIGITS:
            if number is not None and number != 0:
                return None
            number = Decimal(DIGITS[token])
        elif token in TENS:
            section, number = section + TENS[token], None
        elif token in SMALL:
            section += (number if number else Decimal(1)) * SMALL[token]
            number = None
        elif token in LARGE:
            section += number or 0
            if not section:
                section = total or Decimal(1)
                total = Decimal(0)
            scale = LARGE[token]
            if total >= _TOO_MUCH:
                return None  # 亿亿亿亿
            smaller = total % scale if total else 0  # 一万五千亿: the 万 below belongs to the 亿
            total, section = total - smaller + (smaller + section) * scale, Decimal(0)
            number = None
        elif not token.isspace():
            return None
    if number and text[-1] in DIGITS and (last := SCALES.get(text[-2:-1], 0)) > 10:
        number *= last // 10  # 两万五 is 25000, 三百二 is 320
    return total + section + (number or 0)


def _scale_of(text: str) -> int:
    """The product of the scales at the end: 百亿 in 九百亿."""
    scale = 1
    for character in reversed(text):
        if character not in SCALES:
            break
        scale *= SCALES[character]
    return scale


def _pair(text: str) -> tuple[Decimal, Decimal] | None:
    """三四百 → 300, 400; 十五六 → 15, 16; 三五千 → 3000, 5000."""
    for i in range(len(text) - 1):
        a, b = text[i], text[i + 1]
        if a in DIGITS and b in DIGITS and DIGITS[a] and b not in "两俩":
            step = DIGITS[b] - DIGITS[a]
            if step != 1 and (a, b) != ("三", "五"):
                return None
            low, high = _sum(text[:i] + a + text[i + 2 :]), _sum(text[:i] + text[i + 1 :])
            return (low, high) if low is not None and high is not None else None
    return None


@lru_cache(maxsize=50_000)
def read_numeral(text: str) -> Numeral | None:
    """The reading of a whole numeral in folded text, or ``None``.

    >>> numeral = read_numeral("500余万")
    >>> numeral.value, numeral.bound, read_numeral("三四百").high
    (Decimal('5000000'), 'above', Decimal('400'))
    """
    if not text or len(text) > 60:
        return None
    scale = _scale_of(text)
    bound = "exact"
    if "几" in text or "数" in text or "来" in text:
        if text in ("几", "数") or text.count("数") + text.count("几") > 1:
            return None
        bound, text = "about", text.replace("来", "")
        if text[:1] in "数几":
            text = "一" + text[1:] if text and text[1:2] not in DIGITS else ""
        elif "几" in text and text[text.index("几") - 1] not in SCALES:
            return None
        text = text.replace("几", "")
    if "多" in text or "余" in text:
        bound, text = "above", text.replace("多", "").replace("余", "")
    whole, point, decimals = text.partition("点")
    if point:
        fraction = decimals.rstrip("十百千万亿")
        base, multiplier = _sum(whole), _scale_of(decimals)
        if base is None or not fraction or not all(c in DIGITS for c in fraction):
            return None
        tail = "".join(str(DIGITS[c]) for c in fraction)
        return Numeral((base + Decimal(f"0.{tail}")) * multiplier, bound, multiplier)
    if len(text) > 2 and all(c in DIGITS for c in text):
        return Numeral(Decimal("".join(str(DIGITS[c]) for c in text)), bound, scale)
    value = _sum(text) if text else None
    if value is not None:
        return Numeral(value, bound, scale)
    pair = _pair(text)
    return Numeral(pair[0], "range", scale, *pair) if pair else None


_SPECIAL = {"半": "0.5", "一半": "0.5", "半数": "0.5", "首": "1", "翻番": "2"}
_LONGEST = 100  # characters of a numeral with its signs, 60 of those without
_FRACTION = re.compile(r"(.+)分之(.+)", re.DOTALL)
_QUOTIENT = re.compile(r"([0-9][0-9,.]*)\s*[/∶：:比]\s*([0-9][0-9,.]*)")


def _value(text: str) -> Decimal | None:
    if text in _SPECIAL:
        return Decimal(_SPECIAL[text])
    if match := re.fullmatch("翻了?([1-9一二两三四五六七八九十])番", text):
        times = _value(match[1])
        return None if times is None else Decimal(2) ** times
    if match := _FRACTION.fullmatch(text) or _QUOTIENT.fullmatch(text):
        first, second = _value(match[1]), _value(match[2])
        if first is None or second is None:
            return None
        above, below = (second, first) if "分之" in text else (first, second)
        return above / below if below else None
    if text.endswith("%"):
        share = _value(text[:-1])
        return None if share is None else share / 100
    if match := re.fullmatch(r"(.+?)(个?半)", text):
        base = _value(match[1].removesuffix("成"))
        tenth = 10 if match[1].endswith("成") else 1
        return None if base is None else (base + Decimal("0.5")) / tenth
    if text.endswith("成"):
        share = _value(text[:-1])
        return None if share is None else share / 10
    numeral = read_numeral(re.sub("^上(?=[百千万亿])", "", text).rstrip("多余"))
    return numeral.value if numeral else None


def parse_numeral(text: str) -> Decimal:
    """The exact value of a numeral, written in digits, in words or mixed.

    Fractions and percentages are plain numbers here (百分之八点五 is 0.085), vague numerals nominal.

    >>> parse_numeral("三千二百万"), parse_numeral("1亿3千多万"), parse_numeral("百分之八点五")
    (Decimal('32000000'), Decimal('130000000'), Decimal('0.085'))
    """
    folded = fold(text).strip()
    negative = folded.startswith(("负", "-", "−", "零下"))
    body = folded.removeprefix("零下").lstrip("负-−+")
    value = _value(body) if len(body) <= _LONGEST else None
    if value is None:
        raise ValueError(f"{text[:40]!r} is no numeral")
    return -value if negative else value
