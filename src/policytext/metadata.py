"""What a page says of itself: title, dates, source, author, issuer and number of the document.

Only the head and the foot of the text are read, so that the work does not grow with its length.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from datetime import date
from itertools import chain, pairwise, zip_longest

from .folding import fold_width
from .furniture import (
    BLANKS,
    DATE,
    NUMBER,
    Line,
    is_date_line,
    is_issuer,
    is_official,
    judge,
    labels,
)
from .layout import Layout, read_layout
from .titles import title_key

_FIELDS = (
    *("title", "published", "published_from", "updated", "source", "author", "issuer", "doc_number"),
    *("written", "subject_class"),
)
_HEAD, _FOOT = 6000, 3000  # characters
_LONG_LINE = 200
_YEARS = (1949, 2100)
_DIGITS = {**{d: i for i, d in enumerate("〇一二三四五六七八九")}, "零": 0, "○": 0, "O": 0}
_CELL_END = re.compile(r"[\t|｜]| {2,}|\u3000|\s(?=[一-鿿]{2,6}\s{0,2}[:：])|[】\]]")
_LABELLED = re.compile(r"[:：】\]于](?:(?<!于)|\s*[12])")  # what stands behind every label
_COPYRIGHT = re.compile(
    r"(?:C(?i:opyright)|c(?i:opyright)|©|\((?i:C)\)|版权所有)"  # first characters plain: a fast search
    r"(?i:[\s©:：]*(?:\(C\)|by)?\s*(?:\d{4}\s*[-—~至]?\s*(?:\d{4})?)?[\s,，.:：©]*"
    r"([一-鿿A-Za-z][一-鿿A-Za-z·（）()]{1,30}))"
)
_SITE = re.compile(r"(?:\s-|--|-(?=\s*【)|[_|｜])\s*【?([一-鿿][一-鿿A-Za-z]{1,19})】?$")
_BYLINE = re.compile(r"[一-鿿]{0,8}(?:记者|通讯员)[:：\s]\s*([一-鿿]{2,4}(?:[\s、，]+[一-鿿]{2,4}){0,3})")
# A time of day, or a date that stands by itself beside the source: 本地日报　2024-03-10
_STAMPED = re.compile(rf"\d{{1,2}}[:：]\d{{2}}|(?:^|[\s|｜（(]){DATE.pattern}(?:$|[\s|｜）)])")
_ISSUED = re.compile(r"([一-鿿、\s]{3,60}?)(?:关于|印发|转发)")
_REPORTED = re.compile(r"(?<![一-鿿])来源\s*[:：]\s*([^\s|｜）)】\]，。]{2,30})[）)】\]]?$")


def find_metadata(text: str, title: str | None = None) -> dict[str, str]:
    """The metadata found on the page; the keys present are those found.

    ``title`` · ``published`` (ISO date) and ``published_from`` (the label that gave it, or ``line``) ·
    ``updated`` · ``source`` · ``author`` · ``issuer`` · ``doc_number`` · ``written`` (the date under a
    document) · ``subject_class``.

    >>> page = "全市工业增长\\n发布时间：2024年3月10日 来源：本地日报 浏览次数：12\\n增长5%。"
    >>> find_metadata(page)
    {'title': '全市工业增长', 'published': '2024-03-10', 'published_from': '发布时间', 'source': '本地日报'}
    """
    return page_metadata(read_layout(text, title), title)


def page_metadata(layout: Layout, title: str | None = None) -> dict[str, str]:
    """:func:`find_metadata` for a text whose layout has been read."""
    lines = layout.lines
    size = lines[-1].end if lines else 0
    head = foot = lines
    if size > _HEAD:
        head = lines[: bisect_left(lines, _HEAD, key=lambda line: line.start)]
        foot = lines[bisect_left(lines, size - _FOOT, key=lambda line: line.start) :]
    known = layout.title or title
    found: dict[str, str] = {}
    top = _top(head)
    for field, label, value, _ in _cells(top):
        _take(found, field, label, value)
    if known and title_key(found.get("title", "")) != title_key(known):
        found["title"] = known
    if "published" not in found:
        _published_line(found, top)
    for field, label, value, sure in _cells(foot[-120:]):
        if sure or field in ("source", "author"):
            _take(found, field, label, value)
    _document(found, known, top, head, foot)
    _credit(found, head, top, foot)
    return {key: found[key] for key in _FIELDS if key in found}


def parse_date(text: str) -> str | None:
    """The first date in a text, as ISO 8601.

    >>> parse_date("二〇一三年四月十日"), parse_date("2024/3/9 08:00"), parse_date("2024年13月1日")
    ('2013-04-10', '2024-03-09', None)
    """
    match = DATE.search(fold_width(text))
    if match is None:
        return None
    parts = [p for p in re.split(r"[年月日./\s-]+", match[0]) if p]
    try:
        year, month, day = map(_number, parts)
        found = date(year, month, day)
    except ValueError:
        return None
    return found.isoformat() if _YEARS[0] <= found.year < _YEARS[1] else None


def _number(part: str) -> int:
    """10, 十, 二十一 or 二〇一三 as a number."""
    if part.isdecimal():
        return int(part)
    if "十" in part:
        tens, _, ones = part.partition("十")
        return _DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0)
    return int("".join(str(_DIGITS.get(c, 0)) for c in part))


def _top(head: list[Line]) -> list[Line]:
    """The lines above the body: up to the first long sentence, and two more."""
    first = next((i for i, line in enumerate(head) if len(line.text) > 60 and "。" in line.text), len(head))
    return head[: first + 2]


def _cells(lines: list[Line]) -> list[tuple[str, str, str, bool]]:
    """Field, label and value of every label in the lines, and whether the label is one anywhere.

    A value may stand in the line below its label.
    """
    pattern, rows = labels()
    begins, holds = pattern.match, _LABELLED.search
    cells: list[tuple[str, str, str, bool]] = []
    for i, line in enumerate(lines):
        if len(line.text) > _LONG_LINE:
            continue
        if not (begins if line.text[-1] == "。" else holds)(line.text):
            continue
        matches = list(pattern.finditer(line.text))
        for match, after in zip_longest(matches, matches[1:]):
            label = re.sub(r"\s", "", match[1])
            value = line.text[match.end() : after.start() if after else None].strip(BLANKS + "|｜[【")
            if not value and after is None and i + 1 < len(lines) and not pattern.search(lines[i + 1].text):
                value = lines[i + 1].text
            elif cut := _CELL_END.search(value):
                value = value[: cut.start()] or value
            if (field := rows[label]["field"]) and value and len(value) <= 80:
                cells.append((field, label, value.strip(BLANKS + "|｜"), rows[label]["where"] == "any"))
    return cells


def _take(found: dict[str, str], field: str, label: str, value: str) -> None:
    """Keep the first good value of a field; a date must be one."""
    if field in ("published", "written", "updated"):
        day = parse_date(value)
        if day and field not in found:
            found[field] = day
            if field == "published":
                found["published_from"] = label
        return
    if field == "doc_number":
        if match := NUMBER.search(value):
            found.setdefault(field, re.sub(r"\s", "", match[0]))
        return
    value = (
        value[: match.start()].strip()
        if (match := DATE.search(fold_width(value))) and field != "title"
        else value
    )
    name, _, rest = value.partition(" ")
    value = name if judge(rest) == "line" else value
    if re.search(r"[一-鿿A-Za-z]{2}", value) and "。" not in value and value[-1] not in ":：":
        if field == "title" and len(value) < 8:
            return
        found.setdefault(field, value.strip("）)】]（( "))


def _published_line(found: dict[str, str], top: list[Line]) -> None:
    """A date on a line of its own, or beside a source, near the title."""
    above = ""
    for line in top:
        text = line.text
        if "。" in text and len(text) > 15:
            return
        day = parse_date(text)
        stamped = day and (
            is_date_line(text) or (len(text) <= 60 and _STAMPED.search(text) and "《" not in text)
        )
        if day and stamped and "更新" not in text and not is_issuer(above):
            found["published"], found["published_from"] = day, "line"
            return
        above = text


def _document(
    found: dict[str, str], title: str | None, top: list[Line], head: list[Line], foot: list[Line]
) -> None:
    """Number, issuer and date of an official document: under its title, and where it is signed."""
    for line in top:
        short = len(line.text) <= 60 and "号" in line.text and "。" not in line.text
        match = NUMBER.search(line.text) if short else None
        if match and (match[0] == line.text or "《" not in line.text):
            found.setdefault("doc_number", re.sub(r"\s", "", match[0]))
    signed = None
    for above, line in pairwise(foot) if foot is head else chain(pairwise(foot), pairwise(head)):
        if is_date_line(line.text) and is_issuer(above.text) and (day := parse_date(line.text)):
            signed = above.text, day
            break
    last = next((line.text for line in reversed(foot[-8:]) if is_date_line(line.text)), None)
    day = signed[1] if signed else parse_date(last) if last else None
    if day and not (found.get("published_from") == "line" and found.get("published") == day):
        found.setdefault("written", day)
    elif day and signed:
        found["written"] = day
    named = _ISSUED.match(title) if title and is_official(title) else None
    issuer = signed[0] if signed else named[1].strip() if named and is_issuer(named[1].strip()) else None
    if issuer:
        found.setdefault("issuer", re.sub(r"\s{2,}", " ", issuer))


def _credit(found: dict[str, str], head: list[Line], top: list[Line], foot: list[Line]) -> None:
    """Source and author where no label gave them: （来源：…）, the copyright line, the window's title."""
    if "source" not in found and (source := _reported(foot) or _owner(foot) or _site(head)):
        found["source"] = source
    for line in top:
        if "author" not in found and len(line.text) <= 30 and (match := _BYLINE.fullmatch(line.text)):
            found["author"] = match[1]


def _reported(foot: list[Line]) -> str | None:
    """The source in the last line such as （来源：本地日报）."""
    for line in reversed(foot[-40:]):
        if "来源" in line.text and (match := _REPORTED.search(line.text)):
            return match[1]
    return None


def _owner(foot: list[Line]) -> str | None:
    """Who has the rights, by the last line that names one."""
    for line in reversed(foot[-60:]):
        if match := _COPYRIGHT.search(line.text, 0, _LONG_LINE):
            name = re.split(r"(?:版权|All\s|Copyright)", match[1])[0].strip("（( ")
            named = len(name) >= 4 or re.search(r"[一-鿿]{2}", name)
            if named and not name.startswith(("所有", "声明", "归", "All")):
                return name
    return None


def _site(head: list[Line]) -> str | None:
    """The site's name behind the title of the window: 全市工业稳步增长 - 某市人民政府门户网站."""
    if not head:
        return None
    window = head[0].text
    if match := _SITE.search(window):
        return match[1]
    for line in head[1:]:
        rest = window[len(line.text) :].strip() if window.startswith(line.text) else ""
        if len(line.text) >= 7 and 3 <= len(rest) <= 22 and rest[0] in "-–—":
            return rest.strip("-–—【】 ") or None
    return None
