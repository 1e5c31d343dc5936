"""Lines of a page and what they are besides article text: furniture, navigation, metadata, captions."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .folding import fold_width
from .lexicon import in_use, per_lexicon

# Whitespace of every kind and the marks that take no room: a line of nothing else is blank.
BLANKS = " \t\r\n\v\f\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
BLANKS += "".join(map(chr, range(0x2000, 0x2010)))
LONGEST = 200  # no line of furniture is longer

_LINE = re.compile(r"[^\n\r\f\v\u2028\u2029]+")
_SEPARATORS = re.compile(r"[\s\d|｜丨/／·•:：,，、+×&>＞»\-—…()（）\[\]【】]*+")
_DIGITAL = r"(?<=[12])\d{3}\s?[年./-]\s?\d{1,2}\s?[月./-]\s?\d{1,2}日?"
_SPELT = r"(?<=[二一])[〇○零O一二三四五六七八九]{3}年"
_SPELT += r"[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日"
_DATE = rf"[12二一](?:{_DIGITAL}|{_SPELT})"  # one set of first characters: a fast search
DATE = re.compile(_DATE)
_WEEKDAY = r"(?:T|[（(]?(?:星期|周)[一二三四五六日][）)]?)?"
_CLOCK = rf"(?:\s*{_WEEKDAY}\s*\d{{1,2}}[:：时]\d{{2}}(?:[:：分]\d{{2}}(?:\.\d+Z?)?秒?)?)?"
_DATE_LINE = re.compile(rf"[（(【\[]?\s*{_DATE}{_CLOCK}\s*(?:印发)?\s*[）)】\]]?")
_DATE_ENDS = "日发秒Z分）)】] \u3000\xa00123456789０１２３４５６７８９"  # how a line that is a date can end
_STAMP = re.compile(_DATE + _CLOCK)
# The number of an official document, whatever its brackets: 国发〔2021〕23号
NUMBER = re.compile(r"[一-鿿]{1,14}\s?[〔\[（(【﹝［]\s?[12]\d{3}\s?年?[〕\]）)】﹞］]\s?第?\s?\d{1,5}\s?号")


# How lines are numbered: 第三章 一、（二） are chapters, 1. （1） ① ● items.
_NUMERAL = "一二三四五六七八九十百零〇"
CHAPTER = re.compile(
    rf"第[{_NUMERAL}\d]{{1,4}}(?:[编章节篇]|部分)|[{_NUMERAL}—]{{1,3}}[、．.]|[（(][{_NUMERAL}]{{1,3}}[）)]"
)
ITEM = re.compile(
    r"\d{1,2}(?:[.．、）)](?!\d)|\s(?=\D))|[（(]\d{1,2}[）)]|[①-⑳㈠-㈩]|[a-zA-Z][.、）)]"
    r"|[●•·■◆▲★▪○□※]|[-–—*]{1,3}\s*(?!\d)"
)
NUMBERED = re.compile(rf"{CHAPTER.pattern}|{ITEM.pattern}|第[{_NUMERAL}\d]{{1,5}}条")


class Line:
    """One line that is not blank, without the blanks at its ends.

    ``indented`` by two columns or more; ``apart`` where a blank line stands before it.
    """

    __slots__ = ("apart", "end", "indented", "start", "text")

    def __init__(self, start: int, end: int, text: str, indented: bool, apart: bool) -> None:
        self.start, self.end, self.text = start, end, text
        self.indented, self.apart = indented, apart


def read_lines(text: str) -> list[Line]:
    """The lines that are not blank, with their offsets.

    >>> [(line.start, line.text) for line in read_lines("　　第一段。\\r\\n\\r\\n第二段。")]
    [(2, '第一段。'), (10, '第二段。')]
    """
    lines, behind = [], 0
    for match in _LINE.finditer(text):
        raw = match[0]
        body = raw.strip(BLANKS)
        if not body:
            continue
        start = at = match.start()
        indented = apart = False
        if raw[0] in BLANKS:
            start += len(raw) - len(raw.lstrip(BLANKS))
            indented = start - at > 1 or raw[0] in "\u3000\t"
        if behind and at - behind > 1:
            between = text[behind:at]
            apart = between.count("\n") > 1 or between.count("\r") > 1
        behind = start + len(body)
        lines.append(Line(start, behind, body, indented, apart))
    return lines


def _alternation(kind: str) -> str:
    rows = [row["pattern"].pattern for row in in_use().rows("furniture") if row["kind"] == kind]
    return "|".join(sorted(rows, key=len, reverse=True)) or r"(?!)"


@per_lexicon
def _patterns(kind: str) -> re.Pattern[str]:
    return re.compile(_alternation(kind))


@per_lexicon
def _kinds(*kinds: str) -> re.Pattern[str]:
    """One pattern for several kinds, each a group of that name: the first that fits is what a line is."""
    return re.compile("|".join(f"(?P<{kind}>{_alternation(kind)})" for kind in kinds))


@per_lexicon
def _buttons() -> re.Pattern[str]:
    """Nothing but the words of buttons and separators."""
    return re.compile(rf"(?>{_alternation('word')}|{_SEPARATORS.pattern.rstrip('*+')})*+")


@per_lexicon
def labels() -> tuple[re.Pattern[str], dict[str, dict[str, str | None]]]:
    """One pattern for all metadata labels, and the row of each label."""
    rows = {row["label"]: row for row in in_use().rows("labels")}
    names = "|".join(r"\s{0,4}".join(map(re.escape, name)) for name in sorted(rows, key=len, reverse=True))
    closed = r"(?:\s*[:：]|\s*[】\]]\s*[:：]?|(?<=于)\s*(?=[12]\d{3}))"
    first = re.escape("".join(sorted({name[0] for name in rows})))  # asked before any name is tried
    pattern = re.compile(rf"(?<![一-鿿])(?=[{first}\[【（(\s])[\[【（(]?\s*({names}){closed}")
    return pattern, rows


def label_of(text: str) -> str | None:
    """How the line begins: ``any`` or ``edge`` for a metadata label of that standing, else ``None``.

    >>> label_of("发布时间：2024-03-10 来源：本站"), label_of("来源：新华社"), label_of("时间不等人。")
    ('any', 'edge', None)
    """
    row = label_row(text)
    return row["where"] if row else None


def label_row(text: str) -> dict[str, str | None] | None:
    """The row of the metadata label that the line begins with."""
    pattern, rows = labels()
    match = pattern.match(text)
    return rows[re.sub(r"\s", "", match[1])] if match else None


def is_date_line(text: str) -> bool:
    """Whether a line is a date, with or without the time of day, and nothing else.

    >>> is_date_line("二〇一三年四月十日"), is_date_line("（2019年3月15日）"), is_date_line("2013年4月")
    (True, True, False)
    """
    if len(text) >= 40 or text[-1:] not in _DATE_ENDS:
        return False
    return _DATE_LINE.fullmatch(fold_width(text)) is not None


def caption_pattern() -> re.Pattern[str]:
    """What fits a whole line that is the caption of a photo.

    >>> [bool(caption_pattern().fullmatch(line)) for line in ("职工在车间检修。陈明 摄", "剧组在这里拍摄。")]
    [True, False]
    """
    return _patterns("caption")


def is_issuer(text: str) -> bool:
    """Whether a line could be the name of a body that signs.

    >>> is_issuer("平湖市人民政府"), is_issuer("加快建设")
    (True, False)
    """
    return len(text) <= 60 and _patterns("issuer").fullmatch(text) is not None


def is_official(text: str) -> bool:
    """Whether a line could be the title of an official document.

    >>> is_official("关于促进就业的若干意见"), is_official("关于就业，各地有新办法。")
    (True, False)
    """
    return len(text) <= LONGEST and _patterns("official").fullmatch(text) is not None


def is_salute(text: str) -> bool:
    """Whether a line only addresses the hearers of a speech.

    >>> is_salute("各位代表！"), is_salute("各地齐心协力！")
    (True, False)
    """
    return len(text) <= 40 and _patterns("salute").fullmatch(text) is not None


def without_tags(text: str) -> str:
    """A title without the bracketed tags of the site.

    >>> without_tags("[视频]全市工业稳步增长（图）")
    '全市工业稳步增长'
    """
    return _patterns("tag").sub("", text)


def judge(text: str, foot: bool = True) -> str | None:
    """What a line is if it is no part of the article, going by the line alone.

    ``line`` furniture, ``nav`` navigation, ``tail`` opens the foot of the page (not asked without
    ``foot``), ``meta`` metadata, ``edge`` metadata when at the head or foot, ``number`` a document number
    alone, ``date`` a date alone, ``stamp`` a date beside a source or the time of day, ``note`` a remark
    below a document; ``None``: article text.

    >>> [judge(t) for t in ("首页 > 新闻 > 正文", "返回顶部", "来源：新华社", "责任编辑：王芳")]
    ['nav', 'line', 'edge', 'tail']
    >>> judge("登录平台即可办理。")
    """
    return judge_all([text], foot)[0]


def judge_all(texts: Iterable[str], foot: bool = True) -> list[str | None]:
    """What each line is by :func:`judge`."""
    kinds = _kinds("tail", "nav", "note", "line") if foot else _kinds("nav", "note", "line")
    buttons = _buttons()
    return [_judged(text, kinds, buttons) for text in texts]


def _judged(text: str, kinds: re.Pattern[str], buttons: re.Pattern[str]) -> str | None:
    if not text or len(text) > LONGEST:
        return None
    ended = text[-1] in "。；"
    if ended and len(text) > 80:
        return None
    if is_date_line(text):
        return "date"
    if match := kinds.fullmatch(text):
        return match.lastgroup
    if ended:
        return None
    worded = len(text) <= 80 and buttons.fullmatch(text)
    if worded and not text[0].isdigit() and not _SEPARATORS.fullmatch(text):
        return "line"
    if text[-1] == "号" and NUMBER.fullmatch(text):
        return "number"
    where = label_of(text)
    if where is not None and not _STAMP.search(text):
        return "meta" if where == "any" else "edge"
    return "stamp" if where == "any" or _is_stamp(text) else where


def _is_stamp(text: str) -> bool:
    """Whether a line is such as ``2024-03-10 09:12 来源：新华社`` or ``新华社 2024-03-10 09:12``."""
    match = _STAMP.search(text) if len(text) <= 80 and "。" not in text else None
    if match is None:
        return False
    if match.start() == 0 and label_of(text[match.end() :].strip(BLANKS + "|｜")):
        return True
    return len(text) <= 50 and ":" in match[0].replace("：", ":")
