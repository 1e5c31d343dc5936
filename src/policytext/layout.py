"""From the raw text of a page to the passages of its article: furniture out, kinds told apart.

A page is read as lines. Each line is judged alone (:mod:`policytext.furniture`), then by its place: what
stands above the title of a page with navigation, and behind a line that opens the foot, is furniture too.
"""

from __future__ import annotations

import re
from itertools import accumulate, pairwise
from typing import NamedTuple

from .folding import fold, fold_script, fold_width
from .furniture import (
    CHAPTER,
    ITEM,
    LONGEST,
    NUMBERED,
    Line,
    caption_pattern,
    is_issuer,
    judge,
    judge_all,
    label_of,
    label_row,
    read_lines,
)
from .records import Passage
from .titles import join_title, title_key, title_lines

_HEAD = 400  # lines: a title stands before this
_MANY_DATES = 4  # more dates on lines of their own are the cells of a table, not signatures
_LONGEST = 3000  # characters: no paragraph grows longer by joining lines
_WORDS = re.compile(r"[一-鿿]{2}")
_COLON_HEADING = re.compile(r"[一-鿿“”]{2,8}[：:][一-鿿“”、，]{4,18}")  # 新疆：抓住发展机遇
_ENDS = "。！？；!?;…"
_CLOSERS = "”’』」）)》】〕"
_OPENERS = "《“‘（(「『【〔"
_OPEN = re.compile(rf"[{re.escape(_OPENERS)}][^{re.escape(_CLOSERS + _OPENERS)}]*\Z")
_NEVER_FIRST = "》”’』」）)】〕，、。；：！？,;:!?"


def _ended(text: str) -> bool:
    """Whether a line ends as a sentence does."""
    return text.rstrip(_CLOSERS)[-1:] in _ENDS if text[-1:] in _CLOSERS else text[-1:] in _ENDS


def _is_prose(text: str) -> bool:
    if len(text) < 40:
        return "。" in text
    comma = "，" in text or "," in text
    return "。" in text or text[-1] in "；;…" or (comma and (len(text) >= 60 or _ended(text)))


class Layout(NamedTuple):
    """A text as a page: its lines (folded), the title as it stands there, the passages of the article."""

    lines: list[Line]
    title: str | None
    passages: list[Passage]


def read_layout(text: str, title: str | None = None) -> Layout:
    """The lines, the title and the passages of a text; ``title``, where it is known, helps to find its line.

    >>> read_layout("首页 > 要闻\\n全市工业稳步增长\\n一季度，工业增加值增长5%。").title
    '全市工业稳步增长'
    """
    # Judged in one script and width, but for the wide blank, which indents and parts.
    seen = "\u3000".join(map(fold_width, fold_script(text).split("\u3000")))
    lines = read_lines(seen)
    joined = _unwrap(lines, seen)
    kept, heads = _article(joined, fold(title, text) if title else None)
    kinds = _kinds([joined[i].text for i in kept], [i in heads for i in kept])
    passages = [Passage(joined[i].start, joined[i].end, kind) for i, kind in zip(kept, kinds, strict=True)]
    named = [text[joined[i].start : joined[i].end] for i in sorted(heads)]
    return Layout(lines, join_title(named) or None, passages)


def _width(text: str) -> int:
    """Columns: a Chinese character takes two."""
    return len(text.encode("gbk", "replace"))


def _wrap_width(lines: list[Line]) -> int | None:
    """The width at which a text was hard-wrapped, or ``None``: most lines are full and few full ones end."""
    if len(lines) < 4:
        return None
    some = lines[:2000]
    rank = len(some) * 9 // 10
    if sorted([len(line.text) for line in some])[rank] > 130:  # a line is as wide as long, or wider
        return None
    encoded = "\n".join([line.text for line in some]).encode("gbk", "replace")  # all at once, as _width does
    widths = [len(line) for line in encoded.split(b"\n")]
    full = sorted(widths)[rank]
    if not 30 <= full <= 130:
        return None
    wide = [line.text for line, width in zip(lines, widths, strict=False) if full - 5 <= width <= full + 2]
    running = sum(not _ended(text) for text in wide)
    phrased = sum("，" in text or "。" in text or "," in text for text in wide)
    if 2 * len(wide) < len(widths) or 2 * running < len(wide) or 3 * phrased < len(wide):
        return None
    return full


def _continues(above: Line, below: Line, full: int | None, text: str) -> bool:
    """Whether ``below`` goes on with the sentence of ``above``."""
    last, first = above.text[-1], below.text[0]
    if len(above.text) > _LONGEST:
        return False
    if last in _OPENERS or first in _NEVER_FIRST:
        return judge(below.text) is None
    ended = _ended(above.text)
    if not ended and "\u200b" in text[above.end : below.start]:  # the mark of a page's end
        return judge(below.text) is None
    if below.apart or (ended and full is None):
        return False
    if not ended and _OPEN.search(above.text, max(0, len(above.text) - 60)):  # 细颗粒物（PM
        return judge(below.text) is None
    if first.isdigit() and len(below.text) < 10 and below.text[-1] in "。；":  # 同比下降5.7%、⏎3.3%。
        return not ended and len(above.text) >= 30
    if NUMBERED.match(below.text):
        return False
    if full:
        tail = above.text[above.text.rfind("\n") + 1 :]
        room = full - _width(tail)
        runs_on = not below.indented and room <= 5 and not (_ended(tail) and room > 1)
        return runs_on and judge(below.text) is None
    if last in "，、," and label_of(below.text) is None:
        return len(above.text) >= 15 and not first.isdigit() and judge(below.text) is None
    return False


def _unwrap(lines: list[Line], text: str) -> list[Line]:
    full = _wrap_width(lines)
    joined: list[Line] = []
    for line in lines:
        if joined and _continues(joined[-1], line, full, text):
            above = joined.pop()
            line = Line(above.start, line.end, text[above.start : line.end], above.indented, above.apart)
        joined.append(line)
    return joined


# --- which lines belong ---


def _article(lines: list[Line], title: str | None) -> tuple[list[int], set[int]]:
    """The indices of the lines that belong to the article, and those of its title."""
    marks = judge_all([line.text for line in lines])
    prose = [marks[i] is None and _is_prose(line.text) for i, line in enumerate(lines)]
    first = _first(lines, prose)
    for i in _values(lines, marks, first):
        marks[i] = "meta"
        if title is None and (label_row(lines[i - 1].text) or {}).get("field") == "title":
            title = lines[i].text
    heads = title_lines(lines[: min(first, _HEAD)], marks, title) if len(lines) > 1 else set()
    foot = _foot(lines, marks, prose, first)
    begin = _begin(lines, marks, first, heads)
    last = next((i for i in reversed(range(begin, foot)) if prose[i]), foot - 1)
    if marks[first:].count("date") > _MANY_DATES:
        marks = [None if mark == "date" and i >= first else mark for i, mark in enumerate(marks)]
    kept: list[int] = []
    for i in range(begin, foot):
        mark = marks[i]
        if mark is None:
            kept.append(i)
            continue
        if mark == "tail":  # it opened no foot
            mark = judge(lines[i].text, foot=False)
        while mark == "date" and kept and kept[-1] not in heads and is_issuer(lines[kept[-1]].text):
            kept.pop()  # who signs stands above the date
        inner = mark in ("number", "stamp") and label_of(lines[i].text) != "any"
        apart = i >= first and (inner or (mark == "edge" and i <= last))
        if i in heads or (mark is None or apart or (mark == "nav" and prose[i])):
            kept.append(i)
    return kept, heads


def _first(lines: list[Line], prose: list[bool]) -> int:
    """The first line of prose that is no mere slogan or teaser, else the first of prose, else the end."""
    places = [i for i, flag in enumerate(prose) if flag]
    for i in places:
        near = range(i, min(i + 3, len(lines)))
        if "。" in lines[i].text and any(prose[k] and len(lines[k].text) >= 30 for k in near):
            return i
    return places[0] if places else len(lines)


def _values(lines: list[Line], marks: list[str | None], first: int) -> set[int]:
    """The lines of a flattened header table that are the values of the labels above them."""
    found: set[int] = set()
    for i in range(1, min(first, _HEAD)):
        label = marks[i - 1] in ("meta", "edge") and lines[i - 1].text[-1] in ":：" and i - 1 not in found
        last = marks[i + 1 : i + 2] not in (["meta"], ["edge"])
        table = i - 2 in found or not last
        if label and table and len(lines[i].text) < 60 and not (last and "关于" in lines[i].text):
            found.add(i)
    return found


def _foot(lines: list[Line], marks: list[str | None], prose: list[bool], first: int) -> int:
    """Where the foot of the page begins.

    At the first line that opens one and has little prose behind it; failing that, where furniture abounds
    behind the last prose.
    """
    told = [prose[i] and "。" in line.text for i, line in enumerate(lines)]
    i = len(lines)
    if "tail" in marks:
        size = [len(line.text) * told[i] for i, line in enumerate(lines)]
        before = list(accumulate(size, initial=0))
        tails = (i for i, mark in enumerate(marks) if mark == "tail" and i > first)
        i = next((i for i in tails if before[-1] - before[i] <= 0.4 * before[i]), i)
    last = next((k for k in reversed(range(i)) if told[k]), i)
    odd = [k for k in range(last + 1, len(lines)) if marks[k] in ("line", "nav", "tail")]
    if len(odd) < 2:
        return i
    end = min(i, odd[0])
    menu = [lines[k].text for k in range(last + 1, end)]
    return last + 1 if len(menu) >= 6 and all(_is_menu(text) for text in menu) else end


def _is_menu(text: str) -> bool:
    if NUMBERED.match(text) or text.isdigit():
        return False
    return len(text) <= 16 and text[-1] not in "。；！？：:"


def _begin(lines: list[Line], marks: list[str | None], first: int, heads: set[int]) -> int:
    """Where the article begins: at its title, or behind the navigation, or at the first line."""
    if heads:
        start = min(heads)
        above = [lines[i].text for i in range(start)]
        kicker = 0 < start <= 2 and not any(marks[:start])
        kicker = kicker and all(len(t) >= 10 and t[-1] != "件" for t in above)
        return 0 if kicker and title_key(above[0]) not in title_key(lines[start].text) else start
    return max((i + 1 for i in range(min(first, len(lines))) if marks[i] == "nav"), default=0)


# --- kinds ---


def _kinds(texts: list[str], heads: list[bool]) -> list[str]:
    caption = caption_pattern()
    kinds = ["title" if heads[i] else _kind(text, caption) for i, text in enumerate(texts)]
    kinds = _tables(texts, kinds)
    if kinds == ["heading"]:
        return ["body"]
    for i, (kind, below) in enumerate(pairwise([*kinds, "heading"])):
        if kind == "body" == below and i and kinds[i - 1] == "body" and _COLON_HEADING.fullmatch(texts[i]):
            kinds[i] = "heading"
        elif kind == "heading" and below != "body":
            kinds[i] = "list" if _is_list_run(texts, kinds, i) else kind
        elif kind == "body" and i and kinds[i - 1] == "list":
            kinds[i] = "list" if _is_last_item(texts, kinds, i) else kind
    return kinds


def _kind(text: str, caption: re.Pattern[str]) -> str:
    """What a line is by itself."""
    bare = text.strip("*#= ")
    if len(bare) <= LONGEST and caption.fullmatch(bare) and not CHAPTER.match(bare):
        return "caption"
    if len(bare) >= 80 and bare[-1] not in "；;":
        return "body"
    question = len(bare) <= 40 and bare[-1:] in "？?" and (NUMBERED.match(bare) or "，" not in bare)
    short = len(bare) <= 50 and not _ended(bare) and bare[-1:] not in "：:，,"
    if ITEM.match(text) and not (text[0] == "*" and text[-1] == "*"):
        if short or question:
            return "heading"
        return "list" if len(bare) < 80 and bare.count("。") < 2 else "body"
    if (short and not (":" in bare or "：" in bare)) or question:
        return "heading"
    if CHAPTER.match(bare):
        return "list" if bare[-1:] in "；;" else "heading" if short else "body"
    return "body"


def _tables(texts: list[str], kinds: list[str]) -> list[str]:
    """Runs of five or more short lines without numbering are the cells of a table; a number always is."""
    if "heading" not in kinds:
        return kinds
    cells = [
        kinds[i] == "heading" and len(text) <= 40 and not CHAPTER.match(text) for i, text in enumerate(texts)
    ]
    i = 0
    while i < len(kinds):
        j = i
        while j < len(kinds) and cells[j]:
            j += 1
        if j - i >= 5:
            kinds[i:j] = ["list"] * (j - i)
        i = max(j, i + 1)
    for i, kind in enumerate(kinds):
        if kind == "heading" and not _WORDS.search(texts[i]):
            kinds[i] = "list"
    return kinds


def _is_last_item(texts: list[str], kinds: list[str], i: int) -> bool:
    """Whether a line closes the list above it: it is numbered like the others but ends with a full stop."""
    return len(texts[i]) < 80 and texts[i].count("。") < 2 and _is_list_run(texts, kinds, i)


def _is_list_run(texts: list[str], kinds: list[str], i: int) -> bool:
    """Whether a short item stands among items of its own numbering: then it heads nothing."""
    mark = NUMBERED.match(texts[i])
    if mark is None:
        return False
    shape = re.sub(r"\w+", "1", mark[0])
    around = [texts[k] for k in (i - 1, i + 1) if 0 <= k < len(texts) and kinds[k] in ("heading", "list")]
    return any((m := NUMBERED.match(t)) and re.sub(r"\w+", "1", m[0]) == shape for t in around)
