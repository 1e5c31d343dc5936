"""What corrected articles give: records, labels to train themes on, lines of a user's own lexicon."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path

from ..discovery import suggest_programmes, to_lexicon
from ..records import Article
from ..tables import inert, replacing


def write_records(articles: Sequence[Article], path: str | Path) -> int:
    """The articles as JSON Lines of records; returns how many."""
    with replacing(Path(path)) as file:
        for article in articles:
            file.write(json.dumps(article.to_dict(), ensure_ascii=False).encode() + b"\n")
    return len(articles)


def write_labels(articles: Sequence[Article], path: str | Path) -> int:
    """The passages with a theme as a CSV of ``theme``, ``title`` and ``text``, for ``themes train``."""
    said = [
        (passage.theme, article.title or "", article.text[passage.start : passage.end])
        for article in articles
        for passage in article.passages
        if passage.theme
    ]
    with replacing(Path(path)) as file:
        text = io.TextIOWrapper(file, "utf-8-sig", newline="")
        table = csv.writer(text)
        table.writerow(["theme", "title", "text"])
        table.writerows([theme, inert(title), inert(words)] for theme, title, words in said)
        text.detach()
    return len(said)


def write_programmes(articles: Sequence[Article], path: str | Path) -> int:
    """The programmes that the knowledge base lacks as a ``programmes.tsv``; returns how many."""
    found = suggest_programmes(articles)
    with replacing(Path(path)) as file:
        file.writelines(f"{line}\n".encode() for line in to_lexicon(found))
    return len(found)
