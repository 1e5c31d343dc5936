"""HTML → main text: the smallest container that holds most of the prose, one paragraph a line.

Where a page has no such container, trafilatura has the word. What the page says of itself is read by
``page_heads``.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from typing import TYPE_CHECKING

from .records import RawArticle

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_MANY_ATTRIBUTES = 1000
MAX_CHARACTERS = 20_000_000  # a page larger than this is cut
_TRAFILATURA = 3_000_000  # characters of a page that trafilatura is given
_ENOUGH = 40  # characters of prose that make a text
_DROPPED = {"script", "style", "noscript", "iframe", "select", "option", "button", "textarea", "input"}
_DROPPED |= {"template", "svg", "canvas", "object", "embed", "nav", "footer", "title"}
_BLOCKS = {"address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt"}
_BLOCKS |= {"fieldset", "figcaption", "figure", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr"}
_BLOCKS |= {"li", "main", "ol", "p", "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr"}
_BLOCKS |= {"ul"}
_LISTS = {"ul", "ol", "dl", "div", "table", "section"}
_PROSE = re.compile("[，。；！？：]")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_ASIDE = re.compile(
    r"(?:^|[\s_-])(?:comment|pinglun|reply|replies|related|recommend|foot|copyright|sidebar|disclaimer)"
)
_MAIN = re.compile(r"article|content|main|body|detail")  # words of class and id
_FILE = re.compile(r"\.(?:docx?|xlsx?|pdf|zip|rar|wps|et|ofd)$", re.IGNORECASE)
_XML_HEAD = re.compile(r"^\s*<\?xml[^>]{0,200}>")
_WRAP = re.compile(r"(?<=[^\x00-\x7f])[\r\n][ \t\r\n]*(?=[^\x00-\x7f])")  # the source wrapped inside Chinese
_SPACE = re.compile(r"[ \t\r\n\f\v\xa0]+")
_BREAK = "\u2028"  # stands for a line break that is to be seen
_TRIM = " \t\r\n\f\v\xa0\u3000\u200b\ufeff"


def read_page(html: str) -> RawArticle:
    """Main text, title, date, source and header table of a page; ``text`` is empty where it has none.

    >>> page = read_page("<title>工业增长_本地网</title><h1>工业增长</h1><p>全市工业增长5%。</p>")
    >>> page.title, page.text.splitlines()[-1]
    ('工业增长', '全市工业增长5%。')
    """
    from . import page_heads

    html = _XML_HEAD.sub("", html[:MAX_CHARACTERS].replace("\0", ""))
    root = parse_html(html)
    if root is None:
        return RawArticle("")
    found, window = page_heads.read_meta(root), root.findtext(".//title") or ""
    prune(root)
    found = page_heads.read_header_table(root) | found
    container, sure = find_container(root)
    _empty(list_links(container))
    lines = read_lines(container)
    if not sure or sum(map(_prose, lines)) < _ENOUGH:
        lines = _by_trafilatura(html) or lines
    return page_heads.assemble(lines, found, read_lines(root, joined=False), window)


def parse_html(html: str) -> HtmlElement | None:
    """The tree of a page, or ``None`` where there is none."""
    from lxml import etree
    from lxml import html as lxml_html

    parser = lxml_html.HTMLParser(huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = lxml_html.document_fromstring(_without_bursting_tags(html), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None
    return root


# A tag with its quoted values; a quotation mark that no other follows soon stands for itself.
_TAG = re.compile(r"""<[a-zA-Z](?:[^<>"']++|"[^"]{0,4096}+"|'[^']{0,4096}+'|["'])*+""")

_PARTED = re.compile(r"[\s/]+")


def _without_bursting_tags(html: str) -> str:
    """The page without tags of more than a thousand attributes, each of which a parser compares with all."""
    if all(len(tag[0]) < _MANY_ATTRIBUTES for tag in _TAG.finditer(html)):
        return html
    return _TAG.sub(lambda tag: tag[0] if len(_PARTED.findall(tag[0])) < _MANY_ATTRIBUTES else "<span", html)


def prune(root: HtmlElement) -> None:
    """Empty, in place, what is never read as text: scripts, menus, hidden elements.

    A hidden element with most of the prose stays: scripts show such articles once the page is loaded.
    """
    _empty(root.iter(*_DROPPED))
    hidden = [e for e in root.iter() if _HIDDEN.search(e.get("style") or "") or e.get("hidden") is not None]
    if hidden:
        weights = _prose_weights(root)
        _empty(e for e in hidden if 2 * weights[e] <= weights[root])


def _empty(elements: Iterable[HtmlElement]) -> None:
    for element in list(elements):
        if element.tag not in ("html", "body"):
            element.clear(keep_tail=True)  # cheaper than taking it out: the tails stay where they are
            element.tag = "span"


def find_container(root: HtmlElement) -> tuple[HtmlElement, bool]:
    """The element that holds the article, and whether it stands out from the rest of the page.

    From the root down, always into the child with most of the prose, until paragraphs stand side by side.
    """
    weights = _prose_weights(root)
    asides = {e for e in weights if _is_aside(e) and 5 * weights[e] < 4 * weights[root]}
    weights = _prose_weights(root, asides) if asides else weights
    node = root
    if not weights[root]:
        return root, False
    while len(node):
        best, *others = sorted(node, key=weights.__getitem__, reverse=True)
        beside = weights[node] - sum(weights[child] for child in node if child.tag in _BLOCKS)
        beside += sum(weights[child] for child in others if child.tag == "p" or _alike(child, best))
        sections = best.tag == "section" and any(c.tag == "section" and weights[c] for c in others)
        if 10 * beside > weights[node] or sections or _is_paragraph(best):
            return node, True
        if 2 * weights[best] < weights[node]:
            return node, False
        node = best
    return node, True


def _prose_weights(root: HtmlElement, asides: Container[HtmlElement] = ()) -> dict[HtmlElement, int]:
    """Element → characters of prose below it; links and asides do not count."""
    weights: dict[HtmlElement, int] = {}
    passed = set()
    for element in root.iter():
        parent = element.getparent()
        if element.tag == "a" or parent in passed or element in asides:
            passed.add(element)
        weights[element] = 0 if element in passed else _prose(element.text)
        if parent in weights and parent not in passed:
            weights[parent] += _prose(element.tail)
    for element in reversed(list(weights)):
        if (parent := element.getparent()) in weights:
            weights[parent] += weights[element]
    return weights


def _prose(text: str | None) -> int:
    return len(text.strip()) if text and _PROSE.search(text) else 0


def _is_paragraph(element: HtmlElement) -> bool:
    """A block without blocks inside, other than one whose lines are parted by <br>."""
    if element.tag in ("p", "span", "font", "b", "strong", "h1", "h2", "h3", "h4"):
        return next((e for e in element.iterdescendants() if e.tag in _BLOCKS or e.tag == "br"), None) is None
    return not any(e.tag in _BLOCKS for e in element.iterdescendants()) and len(element.findall(".//br")) < 2


def _is_aside(element: HtmlElement) -> bool:
    name = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
    return _ASIDE.search(name) is not None and not _MAIN.search(name) and element.tag not in ("html", "body")


def _alike(one: HtmlElement, other: HtmlElement) -> bool:
    """Siblings made the same way, as paragraphs are: same tag and class, or neither class nor id."""
    named = one.get("class") or not (one.get("id") or other.get("id"))
    return bool(named) and one.tag == other.tag and one.get("class") == other.get("class")


def read_lines(root: HtmlElement, joined: bool = True) -> list[str]:
    """The text below an element as it is seen: a line for each block and <br>, table cells parted by tabs.

    Where the source wraps inside Chinese the line goes on; with ``joined=False`` the parts keep a blank.

    >>> read_lines(parse_html("<table><tr><td>产值</td><td>12亿元</td></tr></table><p>平稳<br>向好</p>"))
    ['产值\\t12亿元', '平稳', '向好']
    """
    from lxml import etree

    lines: list[str] = []
    buffer: list[str] = []
    row = None  # the table row of data that is being read
    pre = 0  # how many <pre> are open

    def flush() -> None:
        lines.extend(_tidied("".join(buffer), joined))
        buffer.clear()

    for event, element in etree.iterwalk(root, events=("start", "end")):
        start, tag = event == "start", element.tag
        if tag in _BLOCKS or (tag == "br" and start):
            if row is None:
                flush()
            else:
                buffer.append("\0" if not start and tag in ("td", "th") else " ")
        if tag == "tr" and start and row is None and _is_data(element):
            row = element
        elif element is row:
            row = None
            flush()
        pre += (1 if start else -1) if tag == "pre" else 0
        text = element.text if start else element.tail if element is not root else None
        buffer.append(text.replace("\n", _BREAK) if text and pre else text or "")
    flush()
    return lines


def _tidied(text: str, joined: bool) -> Iterator[str]:
    """The lines of one block, blanks collapsed, its cells parted by tabs."""
    for line in (_WRAP.sub("", text) if joined else text).split(_BREAK):
        cells = [_SPACE.sub(" ", cell).strip(_TRIM) for cell in line.split("\0")]
        if any(cells):
            yield "\t".join(cells).rstrip("\t") if len(cells) > 1 else cells[0]


def _is_data(row: HtmlElement) -> bool:
    """Whether a table row holds data; many pages lay out whole articles in table cells."""
    cells = [cell for cell in row if cell.tag in ("td", "th")]
    if len(cells) < 2 or row.find(".//table") is not None:
        return False
    return all(len("".join(cell.itertext())) <= 300 for cell in cells)


def list_links(container: HtmlElement) -> list[HtmlElement]:
    """The lists of links inside a container: other news, not part of the text. Attached files are."""
    counts: dict[HtmlElement, list[int]] = {}  # characters, those in links, links
    for element in reversed(list(container.iter())):
        seen = counts.setdefault(element, [0, 0, 0])
        seen[0] += len((element.text or "").strip())
        if element.tag == "a" and not _FILE.search(element.get("href") or ""):
            seen[1:] = [seen[0], 1]
        if element is not container:
            above = counts.setdefault(element.getparent(), [0, 0, 0])
            above[0] += len((element.tail or "").strip())
            for i in range(3):
                above[i] += seen[i]
    return [
        element
        for element, (all_of_it, in_links, links) in counts.items()
        if links >= 3
        and 10 * in_links >= 9 * all_of_it
        and element.tag in _LISTS
        and element is not container
    ]


def _by_trafilatura(html: str) -> list[str]:
    """What trafilatura takes for the main text; it stands in for pages without a container of prose."""
    import trafilatura

    try:
        text = trafilatura.extract(html[:_TRAFILATURA], include_comments=False) or ""
    except (RecursionError, ValueError, TypeError, AttributeError):  # malformed trees break its cleaning
        return []
    lines = ("\t".join(filter(None, map(str.strip, line.split("|")))) for line in text.splitlines())
    return [line for line in lines if line.strip(_TRIM + "-")]
