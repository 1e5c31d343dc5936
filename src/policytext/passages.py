"""The passages of an article and its title, from the raw text of a page."""

from __future__ import annotations

from .layout import read_layout
from .records import Passage


def find_passages(text: str, title: str | None = None) -> list[Passage]:
    """The passages of an article, in order: one for each paragraph that belongs to it.

    ``kind`` is title, heading, body, list or caption. ``title``, where it is known, helps to find its line.
    Lines that were cut in mid-sentence are one passage.

    >>> page = "首页 > 要闻\\n全市工业稳步增长\\n2024-03-10 09:12 来源：本站\\n"
    >>> page += "一季度，工业增加值增长5%。\\n返回顶部"
    >>> [(p.kind, page[p.start:p.end]) for p in find_passages(page)]
    [('title', '全市工业稳步增长'), ('body', '一季度，工业增加值增长5%。')]
    """
    return read_layout(text, title).passages


def find_title(text: str, title: str | None = None) -> str | None:
    """The title as it stands in the text, its lines joined; ``None`` where no line looks like one.

    >>> find_title("某市人民政府关于印发\\n某市工作规则的通知\\n各镇人民政府：\\n现将规则印发给你们。")
    '某市人民政府关于印发某市工作规则的通知'
    """
    return read_layout(text, title).title
