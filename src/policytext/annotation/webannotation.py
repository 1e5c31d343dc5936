"""W3C Web Annotation Data Model: one JSON-LD annotation page of claims, programmes and themes.

A target names its place twice: by position, in Unicode code points as the model asks, and by quotation with
what stands around it, so that the place is found again in an edited page.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ..records import Article
from ..tables import replacing
from .marks import ROLES

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
AROUND = 24  # characters before and after a quotation


def write(articles: Sequence[Article], path: Path) -> None:
    """One annotation page of all articles."""
    items = [item for article in articles for item in items_of(article)]
    page = {"@context": CONTEXT, "id": "urn:policytext:page:1", "type": "AnnotationPage", "items": items}
    with replacing(path) as file:
        file.write(json.dumps(page, ensure_ascii=False, indent=1).encode())


def items_of(article: Article) -> Iterator[dict[str, Any]]:
    """The annotations of an article: claims describe, programmes identify, themes classify.

    >>> from policytext import extract
    >>> next(items_of(extract("粮食产量增长5%。")))["target"]["selector"][1]["exact"]
    '5%'
    """
    record = article.to_dict()
    for claim in record["claims"]:
        yield _annotation(article, "claim", claim, "describing", [_value(claim)])
    for programme in record["programmes"]:
        named = _text(programme["canonical"] or programme["text"], "identifying")
        yield _annotation(article, "programme", programme, "identifying", [named, _value(programme)])
    for passage in record["passages"]:
        if passage["theme"]:
            tag = _text(passage["theme"], "tagging", None)
            yield _annotation(article, "passage", passage, "classifying", [tag])


def _annotation(
    article: Article, kind: str, item: dict[str, Any], motivation: str, body: list[dict[str, Any]]
) -> dict[str, Any]:
    source = f"urn:policytext:article:{quote(article.id or 'unnamed', safe='')}"
    return {
        "id": f"{source}#{kind}-{item['start']}-{item['end']}",
        "type": "Annotation",
        "motivation": motivation,
        "body": body,
        "target": _target(article.text, source, item["start"], item["end"]),
    }


def _target(text: str, source: str, start: int, end: int) -> dict[str, Any]:
    around = {"prefix": text[max(0, start - AROUND) : start], "suffix": text[end : end + AROUND]}
    quotation = {"type": "TextQuoteSelector", "exact": text[start:end], **around}
    return {
        "source": source,
        "selector": [{"type": "TextPositionSelector", "start": start, "end": end}, quotation],
    }


def _text(value: str, purpose: str, language: str | None = "zh") -> dict[str, Any]:
    spoken = {"language": language} if language else {}
    return {"type": "TextualBody", "purpose": purpose, "format": "text/plain", **spoken, "value": value}


def _value(item: dict[str, Any]) -> dict[str, Any]:
    """The record as a body of its own, its spans given by their words and places."""
    kept = {
        name: value for name, value in item.items() if name not in ("start", "end", "candidates", "claims")
    }
    kept |= {role: item[role] for role in ROLES if item.get(role)}
    value = json.dumps(kept, ensure_ascii=False)
    return {"type": "TextualBody", "purpose": "describing", "format": "application/json", "value": value}
