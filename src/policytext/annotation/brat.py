"""brat: a folder of ``.txt`` and ``.ann`` files with the configuration that shows them.

Fields with few values are attributes, the others stand in a note (``#1 AnnotatorNotes T1 {…}``) as JSON.
brat's lines hold no line breaks, so a stretch over several lines is written as fragments, one a line. The
record, of which brat shows no title and date, lies beside as ``.json``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from ..errors import ReadError
from ..lexicon import shipped
from ..records import Article
from ..tables import replacing
from .marks import CHOICES, FIELDS, ROLES, Mark, Place, bare_record, from_marks, placed, role_marks, to_marks

_UNSAFE = re.compile(r"[^\w.\-]+")
_FRAGMENT = re.compile(r"[^\n\r]+")


def write(articles: Sequence[Article], path: Path) -> None:
    """The files of each article, named by its id, and ``annotation.conf``."""
    used: set[str] = set()
    for number, article in enumerate(articles, 1):
        name = _UNSAFE.sub("_", article.id).strip("._") or f"article-{number:05}"
        while name in used:
            name += "_"
        used.add(name)
        record = json.dumps(bare_record(article), ensure_ascii=False)
        for suffix, said in ((".txt", article.text), (".ann", standoff(article)), (".json", record)):
            with replacing(path / f"{name}{suffix}", durable=False) as file:
                file.write(said.encode())
    with replacing(path / "annotation.conf") as file:
        file.write(configuration().encode())


def configuration() -> str:
    """brat's ``annotation.conf`` for what :func:`standoff` makes."""
    lines = ["[entities]", *FIELDS, *ROLES, "", "[relations]"]
    lines += [f"has-{role}\tArg1:claim, Arg2:{role}" for role in ROLES]
    lines += ["<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>", "", "[events]", "", "[attributes]"]
    themes = tuple(row["id"] for row in shipped().rows("themes"))
    for label, choices in CHOICES.items():
        shown = choices | ({"theme": themes} if label == "passage" else {})
        lines += [f"{name}\tArg:{label}, Value:{'|'.join(values)}" for name, values in shown.items()]
    return "\n".join([*lines, ""])


def standoff(article: Article) -> str:
    """The ``.ann`` file of an article."""
    lines: list[str] = []
    marks = list(to_marks(article))
    roles = role_marks(marks)
    names = {link: f"T{len(marks) + i}" for i, link in enumerate(roles, 1)}
    for number, mark in enumerate(marks, 1):
        lines.append(_textbound(article.text, f"T{number}", mark.label, (mark.start, mark.end)))
        lines += _about(f"T{number}", mark)
        for link in (mark.links or {}).items():
            lines.append(f"R\thas-{link[0]} Arg1:T{number} Arg2:{names[link]}")
    lines += [_textbound(article.text, name, role, place) for (role, place), name in names.items()]
    return "".join(f"{line}\n" for line in _numbered(lines))


def _textbound(text: str, name: str, label: str, place: Place) -> str:
    parts = list(_FRAGMENT.finditer(text, *place))
    offsets = ";".join(f"{part.start()} {part.end()}" for part in parts)
    return f"{name}\t{label} {offsets}\t{' '.join(part[0] for part in parts)}"


def _about(name: str, mark: Mark) -> Iterator[str]:
    """The attributes and the note of a mark; fields that are empty have none."""
    rest: dict[str, Any] = {}
    for field, value in mark.fields.items():
        if value is None or value == []:
            continue
        if field in CHOICES[mark.label] or field == "theme":
            yield f"A\t{field} {name} {value}"
        else:
            rest[field] = value
    if rest:
        yield f"#\tAnnotatorNotes {name}\t{json.dumps(rest, ensure_ascii=False)}"


def _numbered(lines: Iterable[str]) -> Iterator[str]:
    """Relations, attributes and notes with their running numbers."""
    count = dict.fromkeys("RA#", 0)
    for line in lines:
        if (kind := line[0]) in count:
            count[kind] += 1
            line = f"{kind}{count[kind]}{line[1:]}"
        yield line


def read(path: Path) -> Iterator[Article]:
    """The articles of a folder of ``.txt`` and ``.ann`` files, in order of their names."""
    files = sorted(path.glob("*.ann"))
    if not files:
        raise ReadError(path, "no .ann files here")
    for file in files:
        try:
            text = file.with_suffix(".txt").read_bytes().decode("utf-8")
            side = file.with_suffix(".json")
            record = json.loads(side.read_text("utf-8")) if side.is_file() else {"id": file.stem}
            lines = file.read_text("utf-8").split("\n")
        except (OSError, ValueError) as error:
            raise ReadError(file, str(error)) from None
        yield from_marks(_marks(lines, text, file), {**record, "text": text})


def _marks(lines: list[str], text: str, file: Path) -> list[Mark]:
    places: dict[str, Place] = {}
    labels: dict[str, str] = {}
    fields: dict[str, dict[str, Any]] = {}
    links: dict[str, dict[str, Place]] = {}
    related: list[tuple[str, str, str]] = []
    for number, line in enumerate(lines, 1):
        where = f"{file}:{number}"
        try:
            name, said, *rest = line.split("\t") if line.strip() else ("", "")
            if name[:1] == "T":
                labels[name], offsets = said.split(" ", 1)
                places[name] = _place(text, offsets, rest[0] if rest else None, where)
            elif name[:1] == "A":
                field, target, value = said.split(" ", 2)
                fields.setdefault(target, {})[field] = value
            elif name[:1] == "#" and rest and rest[0].startswith("{"):
                fields.setdefault(said.split(" ")[1], {}).update(json.loads(rest[0]))
            elif name[:1] == "R":
                role, source, target = said.split(" ")
                related.append((role.removeprefix("has-"), source.split(":")[1], target.split(":")[1]))
        except (ValueError, IndexError, KeyError):
            raise ReadError(where, "not a line of brat's standoff format") from None
    for role, source, target in related:
        if role in ROLES and target in places:
            links.setdefault(source, {})[role] = places[target]
    return [
        Mark(*places[name], label, _fields(label, fields.get(name, {})), links.get(name, {}))
        for name, label in labels.items()
        if label in FIELDS
    ]


def _place(text: str, offsets: str, quote: str | None, where: str) -> Place:
    numbers = [int(n) for n in re.findall(r"\d+", offsets)]
    return placed(text, numbers[0], numbers[-1], quote, where)


def _fields(label: str, said: dict[str, Any]) -> dict[str, Any]:
    """What attributes and note say; one that was taken away is empty, unless it always has a value."""
    cleared = {"claim": ("direction", "baseline"), "passage": ("theme",), "programme": ()}[label]
    return dict.fromkeys(cleared) | {name: value for name, value in said.items() if name in FIELDS[label]}
