"""The measure of a number: the words that say what is counted or measured.

The noun behind the classifier where one stands (185项 → 省级一类赛事), what people do behind a head count
(14347人 → 参加决赛), else the indicator or object before the number (实施率达 → 实施率), with the words between
skipped; a number that has none of its own takes that of the number before it (…，同比增长5.2%).
"""

from __future__ import annotations

from .cues import forms_of
from .frames import Frame
from .records import Quantity, Span, Token

PROPORTIONS = {"%", "‰", None}
PEOPLE = {"人", "人次"}
_NOMINAL = frozenset("n j l i b s g h k".split())
_ACTION_STOP = frozenset("，,。；;：:、")
_LINKS = frozenset("的之和与及以及或·-－—/")


def is_nominal(token: Token) -> bool:
    """Whether a word can stand in a noun phrase (nouns, attributives, gerunds, names, letters)."""
    pos = token.pos or "n"
    return pos[0] in "njlibsghk" or pos in ("vn", "an", "eng", "a", "ad") or token.text in _LINKS


def is_verb(token: Token) -> bool:
    return (token.pos or "") in ("v", "vd", "vi", "zg")


def counted_noun(frame: Frame, quantity: Quantity, limit: int) -> Span | None:
    """The noun phrase behind a quantity, with its modifiers, up to a verb or a mark; ``None`` if none stands.

    A verb inside is passed when 的 and a noun follow it (3篇国际顶级期刊发表的论文).
    """
    words = frame.words(quantity.end, limit)
    if words and words[0].text == "的":
        words = words[1:]
    if not words:
        return None
    end = words[0].start
    i = 0
    while i < len(words):
        word = words[i]
        if word.text in "“‘《（(":
            closing = {"“": "”", "‘": "’", "《": "》", "（": "）", "(": ")"}[word.text]
            j = next((k for k in range(i + 1, len(words)) if words[k].text == closing), None)
            if j is None:
                break
            if word.text in "（(" and end == words[0].start:
                break
            i, end = j + 1, words[j].end
            continue
        if is_nominal(word) or word.pos in ("m", "mq", "t", "q") and _noun_follows(words, i):
            if not (word.text in _LINKS and not _noun_follows(words, i)):
                end = word.end
                i += 1
                continue
            break
        if word.text == "、" and _noun_follows(words, i):
            end = word.end
            i += 1
            continue
        if (is_verb(word) or word.pos in ("p", "d", "u", "uj", "f", "c")) and (j := _relative(words, i)) is not None:
            i, end = j, words[j - 1].end
            continue
        if is_verb(word) and i + 1 < len(words) and is_nominal(words[i + 1]) and i == 0 and len(words) <= 3:
            end = word.end
            i += 1
            continue
        break
    return frame.span(words[0].start, end) if end > words[0].start else None


def _noun_follows(words: list[Token], i: int) -> bool:
    return i + 1 < len(words) and (is_nominal(words[i + 1]) or words[i + 1].text in "“‘《") and words[i + 1].text not in _LINKS


def _relative(words: list[Token], i: int) -> int | None:
    """The index behind a 的 that turns what stands before it into a modifier of a noun; bounded look-ahead."""
    for j in range(i, min(i + 12, len(words) - 1)):
        if words[j].text in "，,；;。：:" or words[j].pos == "mq":
            return None
        if words[j].text == "的":
            return j + 1 if is_nominal(words[j + 1]) or words[j + 1].text in "“‘《" else None
    return None


def predicate(frame: Frame, quantity: Quantity, limit: int) -> Span | None:
    """What stands behind a head count or a share, to the end of the clause (参加决赛)."""
    words = frame.words(quantity.end, limit)
    while words and words[0].text in ("的", "为", "是"):
        words = words[1:]
    end = words[0].start if words else quantity.end
    for word in words:
        if word.pos == "mq" or word.text == "、" and end - quantity.end > 4:
            break
        end = word.end
    return frame.span(words[0].start, end) if words and end > words[0].start else None


def left_words(frame: Frame, quantity: Quantity, start: int) -> list[Token]:
    """The words from ``start`` to the quantity, cut behind the number or time before it."""
    words = frame.words(start, quantity.start)
    for i in range(len(words) - 1, -1, -1):
        if words[i].pos == "mq":
            return words[i + 1 :]
    return words


def strip_fillers(words: list[Token], frame: Frame) -> list[Token]:
    """Drop from the end what stands between an indicator and its number: 达, 同比增长, 比上年提高, 约, 由 …"""
    skip = _fillers()
    while words:
        last = words[-1]
        if last.text in skip or last.pos in ("t", "d", "p", "u", "c", "ul", "uz", "ug", "y") or last.text in "“‘（(":
            if last.text in ("的", "等", "地"):
                break
            words = words[:-1]
            continue
        cut = _comparison(words)
        if cut is not None:
            words = words[:cut]
            continue
        break
    return words


_cache: dict[str, frozenset[str]] = {}


def _fillers() -> frozenset[str]:
    if "fillers" not in _cache:
        kinds = ("up", "down", "level", "filler", "yoy", "mom", "compare", "share", "rank")
        nouns = {"涨幅", "增幅", "降幅", "增速", "增长率", "新增", "净增", "比重", "占比", "比例", "份额", "节能", "减排", "跌幅"}
        _cache["fillers"] = frozenset().union(*(forms_of(kind) for kind in kinds)) - nouns
    return _cache["fillers"]


def _comparison(words: list[Token]) -> int | None:
    """Where a comparison phrase begins that reaches the end of the words (比 全国 平均 …), within 8 words."""
    for i in range(len(words) - 1, max(-1, len(words) - 9), -1):
        if words[i].text in ("比", "较", "相比", "与", "同") and (words[i].text in ("比", "较") or words[-1].text in ("相比", "比")):
            return i
        if words[i].text in _ACTION_STOP:
            return None
    return None


def indicator(words: list[Token], frame: Frame) -> Span | None:
    """The noun phrase at the end of the words before a number: an indicator or the object of a verb."""
    if not words:
        return None
    i = len(words)
    if is_verb(words[-1]):  # 城镇新增就业, 直接培训: the verb itself with what belongs to it
        i -= 1
        while i > 0 and (is_nominal(words[i - 1]) or words[i - 1].pos in ("v", "d") and i > len(words) - 3):
            i -= 1
        return frame.span(words[i].start, words[-1].end)
    depth = 0
    while i > 0:
        word = words[i - 1]
        if word.text in "”’》）)":
            depth += 1
        elif word.text in "“‘《（(":
            depth = max(0, depth - 1)
        elif depth == 0 and not is_nominal(word) and word.text != "、":
            if is_verb(word) and not _passable(words, i - 1):
                break
            if word.pos in ("p", "c", "d", "t", "r", "x", "w", "u", "uj", "ul") and not _passable(words, i - 1):
                break
        i -= 1
    while i < len(words) and words[i].text in _LINKS | {"、"}:
        i += 1
    return frame.span(words[i].start, words[-1].end) if i < len(words) else None


def _passable(words: list[Token], i: int) -> bool:
    """A verb inside a noun phrase: one that 的 ties to a noun, or that stands between nouns of a compound."""
    if words[i].text in ("新增", "占"):
        return True
    for j in range(i + 1, min(i + 9, len(words) - 1)):
        if words[j].text == "的":
            return True
        if words[j].text in _ACTION_STOP:
            return False
    return False
