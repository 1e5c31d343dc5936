"""Bytes → text: which charset a Chinese text was written in, without ever guessing a Western one.

The ladder: byte order mark, UTF-8, then what was declared, GB18030 and Big5 – whichever reads as Chinese –
then a detector, then the same charsets with a few broken characters replaced.
"""

from __future__ import annotations

import codecs
import re

MAX_LOST = 1000  # one broken character in so many may be replaced
_WIDE, _CHINESE = re.compile(r"[^\x00-\x7f]+"), re.compile("[\u3000-\u9fff\uff00-\uffef]+")
_SAMPLE = 20_000  # characters that decide whether a text reads as Chinese
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark begins the same
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHARSETS = {  # Python's name → the name to report; all GB names are read as their superset
    "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030",
    "big5": "big5", "big5hkscs": "big5", "cp950": "big5", "utf-8": "utf-8",
}  # fmt: skip
_CODECS = {"big5": ("big5", "cp950", "big5hkscs")}
_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)\b[^>]{0,400}?\b(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE
)
# Frequent characters of running text in both scripts: Chinese is full of them, misread bytes are not.
_FREQUENT = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产面而方后多定行学法所民得经"
    "這為個國時來們於對會發動過說產後學經業務開關，。、：；“”（）《》"
)


def decode(data: bytes, declared: str | None = None, html: bool = False) -> tuple[str, str]:
    """The text and the charset that it was written in; raises ``ValueError`` where no charset reads it.

    A declaration helps only where the bytes allow it: a page that says gb2312 and is UTF-8 is read as UTF-8.

    >>> decode("全市经济运行平稳，工业生产增长。".encode("gb18030"), declared="utf-8")
    ('全市经济运行平稳，工业生产增长。', 'gb18030')
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _with_bom(data[len(mark) :], name)
    if data.count(0) * 1000 > len(data):
        raise ValueError("binary, not text")
    declared = declared_charset(data) if html and not declared else declared
    asked = _known(declared)
    text = _strict(data, "utf-8")
    if text is not None and (text.isascii() or _mostly_chinese(text)):
        return text, "utf-8"
    names = dict.fromkeys([*([asked] if asked else []), "gb18030", "big5"])
    readings = [(other, name) for name in names if (other := _strict(data, name)) is not None]
    good = [reading for reading in readings if is_plausible(reading[0])]
    # max keeps the first of equals, so what was declared wins a draw
    best = max(good, key=lambda reading: frequent_share(reading[0]), default=None)
    if text is not None:  # valid UTF-8 hardly ever comes about by chance, save in a word or two
        return best if best and frequent_share(best[0]) >= 0.3 else (text, "utf-8")
    return best or _detected(data) or _repaired(data, names, html)


def declared_charset(data: bytes) -> str | None:
    """The charset that an HTML or XML head declares.

    >>> declared_charset(b'<meta http-equiv="Content-Type" content="text/html; charset=gb2312">')
    'gb2312'
    """
    found = _DECLARED.search(data[:8192])
    return found[1].decode("ascii", "replace").lower() if found else None


def frequent_share(text: str) -> float:
    """How many of the non-ASCII characters are among the most frequent of Chinese.

    >>> frequent_share("这是我们的国家。") > 0.5 > frequent_share("鐢ㄦ埛鍚嶅瘑鐮")
    True
    """
    wide = [character for character in text[:_SAMPLE] if character > "\x7f"]
    return sum(map(_FREQUENT.__contains__, wide)) / len(wide) if wide else 0.0


def is_plausible(text: str) -> bool:
    """Whether the non-ASCII characters are such as Chinese texts are written with."""
    wide = [character for character in text[:_SAMPLE] if character > "\x7f" and character != "\ufffd"]
    if not wide:
        return True
    common = sum(map(_is_common, wide))
    return common >= 0.8 * len(wide) and (len(wide) < 50 or frequent_share(text) >= 0.08)


def _is_common(character: str) -> bool:
    """Punctuation and the first, common level of GB2312 or Big5."""
    for charset, signs, first, last in (("gb2312", 0xA3FE, 0xB0A1, 0xD7FE), ("big5", 0xA3BF, 0xA440, 0xC67E)):
        try:
            code = int.from_bytes(character.encode(charset), "big")
        except UnicodeEncodeError:
            continue
        if code <= signs or first <= code <= last:
            return True
    return character in "\u3000\xa0·–—‘’“”…\u200b\ufeff"


def _mostly_chinese(text: str) -> bool:
    sample = text[:_SAMPLE]
    wide = sum(map(len, _WIDE.findall(sample)))
    return 2 * sum(map(len, _CHINESE.findall(sample))) >= wide


def _known(name: str | None) -> str | None:
    try:
        return _CHARSETS.get(codecs.lookup(name).name.replace("_", "-")) if name else None
    except (LookupError, ValueError):
        return None


def _strict(data: bytes, name: str) -> str | None:
    for codec in _CODECS.get(name, (name,)):
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            continue
    return None


def _with_bom(data: bytes, name: str) -> tuple[str, str]:
    try:
        return data.decode(name), name
    except UnicodeDecodeError:
        return _repaired(data, {name: None}, html=False)


def _detected(data: bytes) -> tuple[str, str] | None:
    from charset_normalizer import from_bytes

    best = from_bytes(data[: 1 << 20], steps=5).best()
    name = _known(best.encoding) if best else None
    text = _strict(data, name) if name else None
    return (text, name) if name and text and is_plausible(text) else None


def _repaired(data: bytes, names: dict[str, None], html: bool) -> tuple[str, str]:
    """Otherwise good text with a few broken bytes, each replaced by U+FFFD."""
    given = data.count("\ufffd".encode())
    for name in {"utf-8": None, **names}:
        text = data.decode(_CODECS.get(name, (name,))[-1], "replace")
        lost = text.count("\ufffd") - given
        allowed = max(5, len(text) // (MAX_LOST // 10 if html else MAX_LOST))  # browsers show such pages too
        if lost <= allowed and 20 * lost <= len(text) and is_plausible(text):
            return text, name
    raise ValueError("broken charset: neither UTF-8 nor GB18030 nor Big5")
