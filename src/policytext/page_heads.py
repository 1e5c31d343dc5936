"""What a page says of itself: <meta> tags, <title>, the header table of government pages, lines on top."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from .furniture import NUMBER, labels
from .metadata import find_metadata, parse_date
from .records import RawArticle

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# <meta> names (lower case) in the order of trust → our field
_META = {
    "title": ("articletitle", "og:title", "dc.title", "title"),
    "published": (
        "pubdate", "publishdate", "article:published_time", "og:time", "og:release_date", "datepublished",
        "publish_time", "publishtime", "bytedance:published_time", "weibo: article:create_at", "dc.date",
        "date",
    ),
    "source": ("contentsource", "source", "article:source", "mediaid", "dc.source"),
    "author": ("author", "article:author"),
    "site": ("sitename", "og:site_name"),
}  # fmt: skip
_JSON_DATE = re.compile(r'"(?:datePublished|pubDate)"\s*:\s*"([^"]{8,40})"')
_COMPACT_DATE = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[-_.年/]?(0[1-9]|1[0-2])[-_.月/]?(0[1-9]|[12]\d|3[01])(?!\d)"
)
_SITE = re.compile(r"\s*(?:[_|｜]|--|\s-\s|-(?=[^-\d]{2,14}$)).*$", re.DOTALL)
_HEAD_LINES = 40  # lines above the main text that may hold date and source
_CHINESE = re.compile("[一-鿿]")


def iso_date(text: str) -> str | None:
    """The first date in a text, also written without separators.

    >>> iso_date("t20190918_693227"), iso_date("2016-11-22 09:53"), iso_date("20191345")
    ('2019-09-18', '2016-11-22', None)
    """
    match = _COMPACT_DATE.search(text)
    return parse_date("-".join(match.groups())) if match else parse_date(text)


def read_meta(root: HtmlElement) -> dict[str, str]:
    """Title, date, source and author from <meta>, <title> and JSON-LD."""
    given: dict[str, str] = {}
    for tag in root.iter("meta"):
        name = (tag.get("name") or tag.get("property") or tag.get("itemprop") or "").strip().lower()
        content = " ".join((tag.get("content") or "").split())
        if name and content:
            given.setdefault(name, content)
    found: dict[str, str] = {}
    for field, names in _META.items():
        for value in (given[name] for name in names if name in given):
            kept = iso_date(value) if field == "published" else re.sub(r"^来源\s*[:：]\s*", "", value)
            if kept and (field in ("published", "title") or (_CHINESE.search(kept) and len(kept) <= 40)):
                found.setdefault(field, kept)
    if "published" not in found:
        scripts = (s.text or "" for s in root.iter("script") if "json" in (s.get("type") or ""))
        dates = (iso_date(match[1]) for text in scripts if (match := _JSON_DATE.search(text)))
        if day := next(filter(None, dates), None):
            found["published"] = day
    if "published" in found:
        found["published_from"] = "meta"
    return found


def read_header_table(root: HtmlElement) -> dict[str, str]:
    """The table on top of a government page: issuer, number, dates, subject class, title."""
    rows = labels()[1]
    found: dict[str, str] = {}
    for cells in map(_cells, root.iter("tr", "dl", "li")):
        for label, value in pairwise(cells):
            row = rows.get(re.sub(r"[\s:：【】\[\]]", "", label)) if len(label) <= 14 else None
            field = row and row["field"]
            if not field or not value or len(value) > 200:
                continue
            if field in ("published", "written", "updated"):
                value = iso_date(value) or ""
            elif field == "doc_number":
                value = re.sub(r"\s", "", match[0]) if (match := NUMBER.search(value)) else ""
            if value:
                found.setdefault(field, value)
    if "published" in found or "written" in found:
        found.setdefault("published", found.get("written", ""))
        found["published_from"] = "header table"
    return found


def _cells(row: HtmlElement) -> list[str]:
    """The texts of a row's cells; a row that holds a table is no row of data."""
    if not 2 <= len(row) <= 40 or any(row.find(f".//{tag}") is not None for tag in ("table", "li", "dl")):
        return []
    return [" ".join("".join(cell.itertext()).split()) for cell in row]


def assemble(lines: list[str], found: dict[str, str], seen: list[str], window: str) -> RawArticle:
    """The article of a page: its lines, and what ``found``, the window and the lines above say of it."""
    above = _above(lines, seen)
    window = " ".join(window.split())
    given = found.get("title") if len(found.get("title", "")) >= 4 else None
    cut = _SITE.sub("", window)  # where short, it is likely a column's name
    title = _seen_title(window, above, given) or given or (cut if len(cut) >= 8 else None)
    printed = find_metadata("\n".join([*filter(None, [title]), *above, *lines[:2]]), title)
    if "published" in printed:
        printed["published_from"] = "text"
    known = {**printed, **found}
    if "published" not in known and "written" in known:  # documents carry the day they were written
        known |= {"published": known["written"], "published_from": "text"}
    source = known.get("source") or known.get("site")
    rest = {key: value for key, value in known.items() if key not in ("title", "published", "source", "site")}
    return RawArticle(
        "\n".join(lines),
        None,
        title or known.get("title") or cut or None,
        known.get("published"),
        source,
        None,
        rest,
    )


def _above(lines: list[str], seen: list[str]) -> list[str]:
    """The lines of the page that stand above its main text."""
    first = next((line for line in lines if len(line) >= 8), lines[0] if lines else "")
    end = seen.index(first) if first in seen else min(len(seen), _HEAD_LINES)
    above = seen[max(0, end - _HEAD_LINES) : end]
    return [line for line in above if "\t" not in line or re.search("[:：]", line)]


def _seen_title(window: str, above: list[str], given: str | None) -> str | None:
    """The last line above the text that is a part of the window's title: the title without the site's name.

    A title that <meta> gives is cut at a quotation mark on some pages; the line then says it in full.
    """
    whole, part = (re.sub(r"\s", "", text) for text in (window, given or ""))
    packed = ((line, re.sub(r"\s", "", line)) for line in reversed(above) if 6 <= len(line) <= 120)
    return next((line for line, inside in packed if inside in whole and part in inside), None)
