"""doccano: JSON Lines for sequence labelling with relations, one article a line.

A label holds one field: ``claim:target``, ``programme:plan``, ``passage:finance``; relations lead from a
claim to its measure, subject and time. Everything else travels as metadata. Offsets are code points, as
doccano counts them while its project counts no grapheme clusters.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..errors import ReadError
from ..records import Article
from ..tables import replacing
from .marks import FIELDS, ROLES, Mark, Place, bare_record, from_marks, role_marks, to_marks

SHOWN = {"claim": "status", "programme": "type", "passage": "theme"}  # the field that a label holds


def write(articles: Sequence[Article], path: Path) -> None:
    """One line an article."""
    with replacing(path) as file:
        for article in articles:
            file.write(json.dumps(line(article), ensure_ascii=False).encode() + b"\n")


def label_of(mark: Mark) -> str:
    """The label of a mark: what it is, and the one field that formats of bare labels can hold.

    >>> label_of(Mark(0, 2, "claim", {"status": "target"}))
    'claim:target'
    """
    said = mark.fields.get(SHOWN[mark.label])
    return f"{mark.label}:{said}" if said else mark.label


def mark_of(start: int, end: int, label: str) -> Mark | None:
    """The mark that a label stands for; ``None`` for a role or a label of other projects."""
    name, _, said = label.partition(":")
    if name not in FIELDS:
        return None
    field = SHOWN[name]
    fields = {field: said} if said else {"theme": None} if field == "theme" else {}
    return Mark(start, end, name, fields)


def line(article: Article) -> dict[str, Any]:
    """The line of an article: its entities and relations, and the record as metadata."""
    entities: list[dict[str, Any]] = []
    relations: list[dict[str, Any]] = []
    marks = list(to_marks(article))
    roles = role_marks(marks)
    numbers = {link: len(marks) + i for i, link in enumerate(roles)}
    for number, mark in enumerate(marks):
        entities.append(_entity(number, (mark.start, mark.end), label_of(mark)))
        relations += [_relation(number, numbers[link], link[0]) for link in (mark.links or {}).items()]
    entities += [_entity(number, link[1], link[0]) for link, number in numbers.items()]
    relations = [{"id": i, **relation} for i, relation in enumerate(relations)]
    record = bare_record(article)
    return {"text": article.text, "entities": entities, "relations": relations, "record": record}


def _entity(number: int, place: Place, label: str) -> dict[str, Any]:
    return {"id": number, "start_offset": place[0], "end_offset": place[1], "label": label}


def _relation(source: int, target: int, role: str) -> dict[str, Any]:
    return {"from_id": source, "to_id": target, "type": role}


def read(path: Path) -> Iterator[Article]:
    """The articles of an export as JSONL, with relations or with bare ``label`` triples."""
    for number, row in enumerate(rows(path), 1):
        try:
            yield from_marks(_marks(row), {**_record(row), "text": row["text"]})
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise ReadError(f"{path}:{number}", f"not a line of doccano: {error!r}") from None


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON Lines file."""
    try:
        lines = path.read_text("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError(path, str(error)) from None
    for number, one in enumerate(lines, 1):
        if one.strip():
            try:
                row = json.loads(one)
            except ValueError as error:
                raise ReadError(f"{path}:{number}", f"not valid JSON ({error})") from None
            if not isinstance(row, dict) or not isinstance(row.get("text"), str):
                raise ReadError(f"{path}:{number}", 'not a line of doccano: it has no "text"')
            yield row


def _record(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """The record that was sent along; some versions hand metadata back as text."""
    record = row.get("record") or (row.get("meta") or {}).get("record") or {"id": str(row.get("id") or "")}
    return json.loads(record) if isinstance(record, str) else record


def _marks(row: Mapping[str, Any]) -> Iterator[Mark]:
    if "entities" not in row:
        for start, end, label in row.get("label") or row.get("labels") or ():
            if mark := mark_of(start, end, label):
                yield mark
        return
    places = {e["id"]: (e["start_offset"], e["end_offset"]) for e in row["entities"]}
    links: dict[int, dict[str, Place]] = {}
    for relation in row.get("relations") or ():
        if relation["type"] in ROLES:
            links.setdefault(relation["from_id"], {})[relation["type"]] = places[relation["to_id"]]
    for entity in row["entities"]:
        if mark := mark_of(*places[entity["id"]], entity["label"]):
            yield replace(mark, links=links.get(entity["id"], {}))
