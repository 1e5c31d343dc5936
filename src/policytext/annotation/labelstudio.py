"""Label Studio: tasks with predictions as JSON, and the labelling configuration that shows them.

Current versions count code points, as Python does; offsets of older ones, which count UTF-16 units, are told
by the quoted words and converted.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from ..errors import ReadError
from ..lexicon import shipped
from ..records import Article
from ..tables import replacing
from .marks import (
    AMOUNT,
    CHOICES,
    FIELDS,
    ROLES,
    Mark,
    Place,
    as_text,
    bare_record,
    fields_from_text,
    from_marks,
    placed,
    role_marks,
    to_marks,
)

_COLOURS = {
    "claim": "#1f77b4",
    "programme": "#9467bd",
    "passage": "#c7c7c7",
    "measure": "#2ca02c",
    "subject": "#ff7f0e",
    "time": "#8c564b",
}
_NEVER_EMPTY = ("bound", "status", "type", "kind")  # cleared in the tool, these are left as they were


def configuration() -> str:
    """The labelling configuration (XML) that fits what :func:`write` makes."""
    lines = ["<View>", "  <Relations>"]
    lines += [f"    <Relation value={quoteattr(role)}/>" for role in ROLES]
    lines += ["  </Relations>", '  <Labels name="label" toName="text">']
    lines += [f'    <Label value="{name}" background="{colour}"/>' for name, colour in _COLOURS.items()]
    lines += ["  </Labels>", '  <Text name="text" value="$text" granularity="symbol"/>']
    for label, fields in FIELDS.items():
        for name in fields:
            lines += _control(label, name)
    return "\n".join([*lines, "</View>", ""])


def _control(label: str, name: str) -> Iterator[str]:
    """The lines of one control, shown for regions of its label."""
    shown = f'name="{name}" toName="text" perRegion="true" whenTagName="label" whenLabelValue="{label}"'
    choices = CHOICES[label].get(name) or (_theme_ids() if name == "theme" else ())
    yield f'  <View visibleWhen="region-selected" whenTagName="label" whenLabelValue="{label}">'
    yield f'    <Header value="{name}" size="6"/>'
    if choices:
        yield f'    <Choices {shown} choice="single" showInline="true">'
        yield from (f"      <Choice value={quoteattr(choice)}/>" for choice in choices)
        yield "    </Choices>"
    else:
        yield f'    <TextArea {shown} maxSubmissions="1" editable="true"/>'
    yield "  </View>"


def _theme_ids() -> tuple[str, ...]:
    return tuple(row["id"] for row in shipped().rows("themes"))


def write(articles: Sequence[Article], path: Path) -> None:
    """One JSON array of tasks, and the labelling configuration beside it (same name, ``.xml``)."""
    tasks = [task(article) for article in articles]
    with replacing(path) as file:
        file.write(json.dumps(tasks, ensure_ascii=False, indent=1).encode())
    with replacing(path.with_suffix(".xml")) as file:
        file.write(configuration().encode())


def task(article: Article) -> dict[str, Any]:
    """The task of an article, its marks as one prediction."""
    from .. import __version__

    result: list[dict[str, Any]] = []
    marks = list(to_marks(article))
    roles = role_marks(marks)
    for number, mark in enumerate(marks):
        name = f"{mark.label}-{number}"
        result += _regions(article.text, name, mark)
        result += [_relation(name, roles[link], link[0]) for link in (mark.links or {}).items()]
    for (role, place), name in roles.items():
        result.append(_region(article.text, name, place, "label", "labels", [role]))
    data = {"text": article.text, "title": article.title or "", "record": bare_record(article)}
    return {"data": data, "predictions": [{"model_version": f"policytext {__version__}", "result": result}]}


def _region(
    text: str, name: str, place: Place, control: str, kind: str, said: list[str], key: str | None = None
) -> dict[str, Any]:
    value = {"start": place[0], "end": place[1], "text": text[place[0] : place[1]], key or kind: said}
    return {"id": name, "from_name": control, "to_name": "text", "type": kind, "value": value}


def _regions(text: str, name: str, mark: Mark) -> Iterator[dict[str, Any]]:
    """The region of a mark and what its controls say; a field that is empty has no entry."""
    place = (mark.start, mark.end)
    yield _region(text, name, place, "label", "labels", [mark.label])
    for field, value in mark.fields.items():
        if value is None or value == []:
            continue
        if field in CHOICES[mark.label] or field == "theme":
            yield _region(text, name, place, field, "choices", [str(value)])
        else:
            yield _region(text, name, place, field, "textarea", [as_text(value)], "text")


def _relation(source: str, target: str, role: str) -> dict[str, Any]:
    return {"type": "relation", "from_id": source, "to_id": target, "direction": "right", "labels": [role]}


def read(path: Path) -> Iterator[Article]:
    """The articles of an export in the JSON format: of each task the last annotation, else the prediction."""
    try:
        tasks = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ReadError(path, (error.strerror or str(error)).lower()) from None
    except ValueError as error:
        raise ReadError(path, f"not valid JSON ({error})") from None
    for number, one in enumerate(tasks if isinstance(tasks, list) else [tasks], 1):
        try:
            yield _article(one, f"{path}, task {number}")
        except (KeyError, TypeError, AttributeError, IndexError) as error:
            raise ReadError(f"{path}, task {number}", f"not a Label Studio task: {error!r}") from None


def _article(one: Mapping[str, Any], where: str) -> Article:
    data = one["data"]
    text = data["text"]
    done = [a for a in one.get("annotations") or () if not a.get("was_cancelled")]
    result = (done or one.get("predictions") or [{"result": []}])[-1]["result"]
    places: dict[str, Place] = {}
    labels: dict[str, str] = {}
    cells: dict[str, dict[str, str]] = {}
    for region in result:
        if region["type"] == "labels":
            value = region["value"]
            quote = value.get("text")
            places[region["id"]] = placed(text, value["start"], value["end"], quote, where)
            labels[region["id"]] = value["labels"][0]
        elif region["type"] in ("choices", "textarea"):
            said = region["value"]["choices" if region["type"] == "choices" else "text"]
            cell = said if isinstance(said, str) else said[0] if said else ""
            cells.setdefault(region["id"], {})[region["from_name"]] = cell
    links: dict[str, dict[str, Place]] = {}
    for relation in result:
        if relation["type"] == "relation":
            role = (relation.get("labels") or [labels.get(relation["to_id"])])[0]
            if role in ROLES:
                links.setdefault(relation["from_id"], {})[role] = places[relation["to_id"]]
    marks = []
    for name, label in labels.items():
        if label in FIELDS:
            fields = _fields(label, cells.get(name, {}))
            marks.append(Mark(*places[name], label, fields, links.get(name, {})))
    return from_marks(marks, {**(data.get("record") or {}), "text": text})


def _fields(label: str, cells: Mapping[str, str]) -> dict[str, Any]:
    """What a region's controls say. A new region has none, and is read from its words."""
    if not cells:
        return {}
    shown = [name for name in FIELDS[label] if name not in _NEVER_EMPTY]
    if label == "claim" and not {*AMOUNT} & cells.keys():
        shown = [name for name in shown if name not in (*AMOUNT, "unit")]
    empty: dict[str, Any] = {name: [] if name == "components" else None for name in shown}
    return empty | fields_from_text(label, cells)
