"""The explorer: articles → one self-contained HTML file that opens from disk, without a network.

The page is ``page/page.html`` with its style, its scripts in the order of :data:`SCRIPTS` and the articles as
compressed data inside. A content security policy lets nothing else run, and nothing be loaded.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from ..errors import PolicytextError
from ..lexicon import shipped
from ..loading import Source, read_output
from ..messages import say
from ..tables import replacing
from .payload import Payload, dumps

PAGE = Path(__file__).with_name("page")
SCRIPTS = ("data", "words", "views", "table", "facets", "charts", "reader", "cards", "export", "main")
MOST = 5_000  # articles in one file; beyond it a browser takes too long to open it


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: where, how much of it, and the size of the file in bytes."""

    path: str
    articles: int
    claims: int
    bytes: int


def write_report(
    source: Source,
    path: str | Path,
    *,
    title: str | None = None,
    since: str | None = None,
    until: str | None = None,
    sample: int | None = None,
    language: str = "auto",
) -> Written:
    """Write the explorer of articles, of an output folder or of a ``.jsonl`` of records.

    ``since`` and ``until`` (YYYY, YYYY-MM or YYYY-MM-DD) keep the articles published between them, both
    included; ``sample`` keeps that many, drawn the same way each time. ``language`` is ``zh``, ``en`` or
    ``auto``, by the reader's browser. Raises :class:`PolicytextError` where more than :data:`MOST` articles
    are left, and :class:`~policytext.WriteError` where the file cannot be written.
    """
    if language not in ("auto", "zh", "en"):
        raise PolicytextError(f"{language!r} is no language of the explorer: auto, zh, en")
    articles = read_output(source, since, until, sample, MOST)
    if not articles:
        raise PolicytextError(say("report_none"))
    payload = Payload(articles)
    html = render(payload, title, language)
    with replacing(Path(path)) as file:
        file.write(html)
    return Written(str(path), len(articles), payload.head()["claims"], len(html))


def render(payload: Payload, title: str | None, language: str) -> bytes:
    """The whole page."""
    parts = payload.parts()
    messages = {
        row["key"][3:]: [row["zh"], row["en"]]
        for row in shipped().rows("messages")
        if row["key"][:3] == "ui_"
    }
    setup = {"title": title, "language": language, "messages": messages}
    head = {**payload.head(), "parts": len(parts)}
    data = {"head": head, **{f"part-{i}": part for i, part in enumerate(parts)}, "ledger": payload.ledger()}
    script = '(() => {\n"use strict";\n' + "\n".join(_asset(f"{name}.js") for name in SCRIPTS) + "})();"
    style = _asset("page.css")
    pieces = {
        "TITLE": escape(title or say("ui_title")),
        "POLICY": f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; "
        "img-src data:; base-uri 'none'; form-action 'none'",
        "STYLE": style,
        "SETUP": json.dumps(setup, ensure_ascii=False).replace("<", "\\u003c"),
        "DATA": "\n".join(_block(name, value) for name, value in data.items()),
        "SCRIPT": script,
    }
    page = re.sub(r"\{\{([A-Z]+)\}\}", lambda mark: pieces[mark[1]], _asset("page.html"))
    return page.encode()


def _asset(name: str) -> str:
    return (PAGE / name).read_text("utf-8")


def _block(name: str, value: Any) -> str:
    packed = base64.b64encode(gzip.compress(dumps(value), 9, mtime=0)).decode()
    return f'<script type="text/plain" id="{name}">{packed}</script>'


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
