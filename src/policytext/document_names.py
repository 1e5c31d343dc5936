"""Documents by their titles: 《》 titles, their numbers (国发〔2021〕23号), their short titles (《方案》)."""

from __future__ import annotations

import re

from .knowledge import Knowledge
from .name_cues import PERIOD, Name, NameCues
from .quotes import Quote

_TAIL = re.compile(r"[（(〔\[][^（）()]{1,30}[）)〕\]]$|[\s\d]+年?版?$")
_TAIL_END = re.compile(r"[）)〕\]年版\s\d]")  # the last character of a tail
_NUMBER = re.compile(
    r"[》]?\s*[（(](?:[^（）()]{0,20}[，,；])?\s*"
    r"([一-鿿A-Za-z]{1,14}[〔\[（(【﹝]\s*(?:19|20)\d\d\s*[〕\]）)】﹞]\s*第?\s*\d{1,5}\s*号)"
)
_SHORT = re.compile(r"简?称(?:为|作|：|:)?$")
_PLANS = re.compile(r"规划|计划|方案|纲要|行动")
_SERIES = frozenset("》、和及与，")


def document_names(
    text: str, quotes: list[Quote], cues: NameCues, known: Knowledge, title: str | None
) -> list[Name]:
    """The 《》 titles that are policy documents; a short title carries the full one."""
    names: list[Name] = []
    shorts: dict[str, Name | None] = {}  # short title → the document that it stands for
    last: Name | None = None  # the last full title
    seen: set[str] = set()
    reached = 0
    for quote in quotes:
        inner = text[quote.start : quote.end]
        if not quote.titled or quote.end <= reached:
            continue
        reached = quote.end
        if is_short(inner, cues):
            full = _full(text, quote, inner, last, shorts)
            name = Name(quote.start, quote.end, inner, _type(inner, cues), "short title")
            if full is not None:
                name.type, name.full = full.type, full.text
            elif title and bare(title).endswith(inner):
                name.full = _own_title(title)
                name.type = _type(name.full, cues)
            names.append(name)
        elif inner in seen or _is_document(text, quote, inner, cues, known, names):
            number = _NUMBER.match(text, quote.end)
            last = Name(quote.start, quote.end, inner, _type(inner, cues), "title")
            last.doc_number = re.sub(r"\s", "", number[1]) if number else None
            names.append(last)
            seen.add(inner)
            _remember(last, shorts, cues)
    return names


def _remember(name: Name, shorts: dict[str, Name | None], cues: NameCues) -> None:
    """A full title answers from now on to the short titles that it ends in (《方案》, 《行动方案》)."""
    stem = bare(name.text)
    for length in range(2, 9):
        if is_short(stem[-length:], cues):
            shorts[stem[-length:]] = name


def bare(title: str) -> str:
    """A title without brackets and years at its end.

    >>> bare("江海省科技提升行动方案（2025—2027年）"), bare("世界开放报告2022")
    ('江海省科技提升行动方案', '世界开放报告')
    """
    title = title.strip().rstrip("〉>")
    while _TAIL_END.search(title, len(title) - 1) and (match := _TAIL.search(title[-40:])):
        if match.start() == 0 or len(title) <= len(match[0]):
            break
        title = title[: -len(match[0])]
    return title


def document_ending(title: str, cues: NameCues) -> str | None:
    """The noun of a document title (办法, 意见 …), if it ends like one."""
    ending = cues.before("document", title, len(title))
    return None if ending and cues.before("not_document", title, len(title)) else ending


def is_short(inner: str, cues: NameCues) -> bool:
    """Whether a title is the short one of a document: its noun alone or with a general word (实施意见)."""
    ending = document_ending(inner, cues) if len(inner) <= 8 else None
    return ending is not None and (
        inner == ending != "法" or inner[: -len(ending)] in cues.forms("short_modifier")
    )


def _type(title: str, cues: NameCues) -> str:
    stem = bare(title)
    ending = document_ending(stem, cues) or ""
    return "plan" if _PLANS.search(ending) and PERIOD.search(title) else "document"


def _own_title(title: str) -> str:
    return re.sub(r"^[^《]*《|》[^》]*$", "", title) if "《" in title else title


def _full(
    text: str, quote: Quote, inner: str, last: Name | None, shorts: dict[str, Name | None]
) -> Name | None:
    """The document that a short title stands for: declared, or the last one that ends in the same noun."""
    if _SHORT.search(text, max(0, quote.start - 6), quote.start - 1):
        gap = text[last.end : min(quote.start, last.end + 200)] if last else "。"
        shorts[inner] = last if "。" not in gap and "\n" not in gap else None
    return shorts.get(inner)


def _is_document(
    text: str, quote: Quote, inner: str, cues: NameCues, known: Knowledge, names: list[Name]
) -> bool:
    before, after = quote.start - 1, quote.end + 1
    if known.named(inner):
        return True
    if inner in known.refused:
        return False
    ending = document_ending(bare(inner), cues)
    if cues.after("work_after", text, after) or cues.before("work_before", text, before):
        return False
    if cues.after("document_after", text, after):
        return True
    if ending is None:
        return False
    if cues.forms("document")[ending] == "weak":
        issued = before - (text[before - 1 : before] in ("了", "新", "的"))
        last = names[-1].end if names else -9
        return cues.before("issue", text, issued) is not None or (
            last + 1 >= before - 2 and set(text[last:before]) <= _SERIES
        )
    return True
