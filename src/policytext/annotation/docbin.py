"""spaCy's ``DocBin``: docs with the span groups ``claims``, ``programmes`` and ``passages``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ..records import Article
from .doccano import SHOWN
from .marks import CHOICES, Mark, Place, from_marks

_GROUPS = {"claims": "claim", "programmes": "programme", "passages": "passage"}


def write(articles: Sequence[Article], path: Path) -> None:
    """One file of all articles."""
    from ..spans import write_docbin

    write_docbin(articles, path)


def read(path: Path) -> Iterator[Article]:
    """The articles of a file; a span of the record keeps its exact characters."""
    from ..spans import read_docbin

    for doc in read_docbin(path):
        yield article(doc)


def article(doc: Any) -> Article:
    """The article of a doc: its record, with what its span groups add, drop or label anew."""
    from ..spans import KEY

    record = json.loads(doc.user_data.get(KEY) or "{}")
    marks = []
    for group, label in _GROUPS.items():
        known: dict[Place, list[Place]] = {}
        for item in record.get(group) or ():
            wide = doc.char_span(item["start"], item["end"], alignment_mode="expand")
            known.setdefault((wide.start, wide.end), []).append((item["start"], item["end"]))
        for span in doc.spans.get(group, ()):
            exact = known.get((span.start, span.end))
            place: Place = exact.pop(0) if exact else (span.start_char, span.end_char)
            marks.append(Mark(*place, label, _fields(label, span.label_)))
    return from_marks(marks, {**record, "text": doc.text})


def _fields(label: str, said: str) -> dict[str, Any]:
    """What a span's label says; a passage without a theme is labelled with its kind."""
    if label == "passage" and said in CHOICES["passage"]["kind"]:
        return {"theme": None, "kind": said}
    return {SHOWN[label]: said} if said else {}
