"""doccano, text classification: one passage a line with its theme as label."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ..errors import ReadError
from ..records import Article, Passage
from ..tables import replacing
from .doccano import rows


def write(articles: Sequence[Article], path: Path) -> None:
    """One line for each passage of body text or list."""
    with replacing(path) as file:
        for article in articles:
            for passage in article.passages:
                if passage.kind in ("body", "list"):
                    file.write(json.dumps(_line(article, passage), ensure_ascii=False).encode() + b"\n")


def _line(article: Article, passage: Passage) -> dict[str, Any]:
    label = [passage.theme] if passage.theme else []
    about = {"article": article.id, "title": article.title, "start": passage.start}
    return {"text": article.text[passage.start : passage.end], "label": label, **about}


def read(path: Path) -> Iterator[Article]:
    """Each passage as an article of its own: the file does not hold the rest of the text."""
    for number, row in enumerate(rows(path), 1):
        label = row.get("label") or row.get("labels") or []
        if not isinstance(label, list | str):
            raise ReadError(f"{path}:{number}", "not a line of text classification")
        theme = label if isinstance(label, str) else str(label[0]) if label else None
        scores = ((theme, 1.0),) if theme else ()
        passage = Passage(0, len(row["text"]), "body", theme, scores)
        name = row.get("article") or row.get("id") or ""
        yield Article(row["text"], str(name), row.get("title"), passages=(passage,), theme=theme)
