"""Between records and tools: an article as labelled stretches of text, and such stretches as an article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from ..errors import ReadError
from ..quantities import parse_quantity
from ..records import Article

ROLES = ("measure", "subject", "time")  # spans that a claim points to
AMOUNT = ("value", "low", "high")
FIELDS = {  # label → the fields of its record that are neither offsets nor other spans
    "passage": ("kind", "theme"),
    "claim": (*AMOUNT, "bound", "unit", "time_start", "time_end", "direction", "baseline", "status"),
    "programme": ("type", "id", "canonical", "components", "doc_number"),
}
CHOICES: dict[str, dict[str, tuple[str, ...]]] = {  # fields with few values, as tools show them
    "claim": {
        "bound": ("exact", "about", "near", "above", "below", "range"),
        "status": ("actual", "target", "condition", "structural"),
        "direction": ("up", "down"),
        "baseline": ("yoy", "mom", "other"),
    },
    "programme": {"type": ("initiative", "campaign", "project", "plan", "document")},
    "passage": {"kind": ("title", "heading", "body", "list", "caption")},
}
_LISTS = {"passage": "passages", "claim": "claims", "programme": "programmes"}
_DEFAULTS: dict[str, dict[str, Any]] = {
    "passage": {"kind": "body"},
    "claim": {"status": "actual"},
    "programme": {"type": "initiative"},
}
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Mark:
    """A passage, claim or programme as a tool holds it.

    ``fields`` holds what the tool says of it; a field that is absent is one that the tool does not show.
    ``links`` gives the places of a claim's roles, ``None`` where the tool shows none.
    """

    start: int
    end: int
    label: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    links: Mapping[str, Place] | None = None


def to_marks(article: Article) -> Iterator[Mark]:
    """The marks of an article: passages, then claims, then programmes, each in order.

    >>> from policytext import extract
    >>> [(m.label, m.links) for m in to_marks(extract("粮食产量增长5%。")) if m.label == "claim"]
    [('claim', {'measure': (0, 4)})]
    """
    record = article.to_dict()
    for label, kept in FIELDS.items():
        for item in record[_LISTS[label]]:
            said = {name: item[name] for name in kept}
            spans = ((role, item.get(role)) for role in ROLES)
            links = {role: (s["start"], s["end"]) for role, s in spans if s} if label == "claim" else None
            yield Mark(item["start"], item["end"], label, said, links)


def role_marks(marks: Iterable[Mark]) -> dict[tuple[str, Place], str]:
    """Each (role, place) that a claim points to, once, with a name: ``measure-0``, ``time-1`` …"""
    found: dict[tuple[str, Place], str] = {}
    for mark in marks:
        for link in (mark.links or {}).items():
            found.setdefault(link, f"{link[0]}-{len(found)}")
    return found


def from_marks(marks: Iterable[Mark], record: Mapping[str, Any]) -> Article:
    """The article of a record (at least its ``text``) with the marks in place of what it held.

    A mark that stands where the record has one keeps the fields that the tool does not show; a new claim is
    read from its words.
    """
    text = record["text"]
    made: dict[str, list[dict[str, Any]]] = {name: [] for name in _LISTS.values()}
    known = {
        (label, item["start"], item["end"]): item
        for label, name in _LISTS.items()
        for item in record.get(name) or ()
    }
    for mark in sorted(marks, key=lambda m: (m.start, m.end)):
        if not 0 <= mark.start < mark.end <= len(text):
            raise ReadError(record.get("id") or "annotation", f"{mark.start}–{mark.end} is outside the text")
        made[_LISTS[mark.label]].append(_item(mark, text, known.get((mark.label, mark.start, mark.end))))
    return Article.from_dict({**record, **made})


def _item(mark: Mark, text: str, before: Mapping[str, Any] | None) -> dict[str, Any]:
    said = text[mark.start : mark.end]
    if before is None:
        before = {**_DEFAULTS[mark.label], **(_reading(said) if mark.label == "claim" else {})}
    item = {**before, **mark.fields, "start": mark.start, "end": mark.end, "text": said}
    if mark.label == "claim" and mark.links is not None:
        places = {role: mark.links.get(role) for role in ROLES}
        item |= {r: p and {"start": p[0], "end": p[1], "text": text[p[0] : p[1]]} for r, p in places.items()}
    if mark.label == "passage" and item.get("theme") != before.get("theme"):
        item["themes"] = [{"id": item["theme"], "score": 1.0}] if item["theme"] else []
    return item


def _reading(said: str) -> dict[str, Any]:
    """What the words of a new claim state; nothing where they are no amount."""
    try:
        return parse_quantity(said).to_dict()
    except ValueError:
        return {}


def number(cell: Any) -> int | float | None:
    """A number as a tool gives it, often in words of its own: text with or without separators.

    >>> number("130,000"), number("5.20"), number("")
    (130000, 5.2, None)
    """
    if cell is None or not str(cell).strip():
        return None
    try:
        value = Decimal(str(cell).strip().replace(",", ""))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise ReadError("annotation", f"{cell!r} is no number")
    return int(value) if value == value.to_integral_value() else float(value)


def fields_from_text(label: str, cells: Mapping[str, str]) -> dict[str, Any]:
    """Fields as they were written in a tool's text boxes: numbers, and ``|`` between components."""
    found: dict[str, Any] = {}
    for name, cell in cells.items():
        if name not in FIELDS[label]:
            continue
        if name == "components":
            found[name] = [part for part in cell.split("|") if part]
        else:
            found[name] = number(cell) if name in AMOUNT else cell or None
    return found


def as_text(value: Any) -> str:
    """A field as a tool's text box takes it; the counterpart of :func:`fields_from_text`."""
    return "|".join(value) if isinstance(value, (list, tuple)) else "" if value is None else str(value)


def bare_record(article: Article) -> dict[str, Any]:
    """The record without its text, to be carried along by a format."""
    record = article.to_dict()
    del record["text"]
    return record


def placed(text: str, start: int, end: int, quote: str | None, where: object) -> Place:
    """Where a quoted stretch stands, in characters.

    Some versions of browser tools count UTF-16 units, in which 𠮷 and emoji are two; offsets that fit the
    quotation only when they are read so are converted. Blanks are not compared: tools change line ends.
    Raises :class:`ReadError` where neither reading fits.
    """
    wanted = _squeezed(quote) if quote else None
    if wanted is None or (end <= len(text) and _squeezed(text[start:end]) == wanted):
        return start, end
    units = text.encode("utf-16-le")
    start16, end16 = (len(units[: 2 * at].decode("utf-16-le", "ignore")) for at in (start, end))
    if _squeezed(text[start16:end16]) == wanted:
        return start16, end16
    raise ReadError(where, f"{quote[:20]!r} does not stand at {start}–{end}" if quote else "broken offsets")


def _squeezed(text: str) -> str:
    return "".join(text.replace("\\n", " ").split())
