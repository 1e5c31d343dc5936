"""Labelled passages from spreadsheets: two columns, text and theme, are enough to start."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Literal

from .charsets import decode
from .errors import MissingExtraError, ReadError
from .lexicon import Lexicon, shipped

KINDS = (".csv", ".tsv", ".xlsx")
MAX_UNZIPPED = 200 * 2**20  # bytes of a workbook, unpacked
MISSING = ("", "nan", "none", "null", "n/a")
COLUMNS = {
    "text": ("text", "正文", "内容"),
    "theme": ("theme", "label", "主题", "类别"),
    "title": ("title", "标题"),
    "subtheme": ("subtheme",),
}
_DATE = re.compile(r"#.*?(\d{4}-\d{2}-\d{2})")


@dataclass(frozen=True, slots=True)
class Label:
    """A passage that someone has read, and the theme that they gave it."""

    text: str
    theme: str
    title: str | None = None
    subtheme: str | None = None


@dataclass(frozen=True, slots=True)
class Labels:
    """Labelled passages, and the latest date that a ``#`` line of their files names."""

    rows: tuple[Label, ...]
    written: str | None = None


def read_labels(*paths: str | Path, lexicon: Lexicon | None = None, own_taxonomy: bool = False) -> Labels:
    """The labels of CSV, TSV or XLSX files, and of all such files of folders, in order of their names.

    Columns are found by their header (text, theme; also title and subtheme); a file of two columns needs
    none. Themes are ids or names of the taxonomy, or with ``own_taxonomy`` any words.

    :class:`ReadError` names file and line: no such file, no rows, a missing text or theme, an unknown theme.
    """
    files = [file for path in paths for file in _files(Path(path))]
    names = None if own_taxonomy else _names(lexicon or shipped())
    rows: list[Label] = []
    dates: list[str] = []
    for file in files:
        lines = list(_cells(file))
        dates += [match[1] for _, cells in lines if cells and (match := _DATE.match(cells[0]))]
        rows += _labels(file, [(n, cells) for n, cells in lines if not cells[0].startswith("#")], names)
    if not rows:
        raise ReadError(
            ", ".join(map(str, paths)), "no labelled passages: write one a row, the text and its theme"
        )
    return Labels(tuple(rows), max(dates, default=None))


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    if not (files := sorted(p for p in path.iterdir() if p.suffix.lower() in KINDS)):
        raise ReadError(path, f"no label files here ({', '.join(KINDS)})")
    return files


def _names(lexicon: Lexicon) -> dict[str, str]:
    """What a theme may be called → its id."""
    rows = lexicon.rows("themes")
    return {row[key].lower(): row["id"] for key in ("english", "display", "name", "id") for row in rows}


def _cells(file: Path) -> Iterator[tuple[int, list[str]]]:
    """The rows of a table that hold anything, with their line numbers."""
    if not file.is_file():
        raise ReadError(file, "no such file")
    kind = file.suffix.lower()
    if kind not in KINDS:
        raise ReadError(file, f"labels are read from {', '.join(KINDS)}")
    rows = _workbook(file) if kind == ".xlsx" else _text_table(file)
    for number, row in rows:
        cells = ["" if cell is None else str(cell).strip() for cell in row]
        if any(cells):
            yield number, cells


def _text_table(file: Path) -> Iterator[tuple[int, list[str]]]:
    text = decode(file.read_bytes())[0]
    first = next((line for line in text.splitlines() if line.strip() and not line.startswith("#")), "")
    delimiter = max("\t,;，", key=first.count)
    csv.field_size_limit(2**31 - 1)
    plain = delimiter == "\t"  # quotation marks belong to the text there
    quoting: Literal[0, 3] = csv.QUOTE_NONE if plain else csv.QUOTE_MINIMAL
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting)
    try:
        for row in rows:
            yield rows.line_num, row
    except csv.Error as error:
        raise ReadError(f"{file}:{rows.line_num}", f"not a valid table ({error})") from None


def _workbook(file: Path) -> Iterator[tuple[int, Iterable[object]]]:
    try:
        import openpyxl
    except ImportError:
        raise MissingExtraError("reading XLSX", "xlsx") from None
    try:
        with zipfile.ZipFile(file) as archive:
            size = sum(part.file_size for part in archive.infolist())
        if size > MAX_UNZIPPED:
            raise ValueError(f"it unpacks to {size >> 20} MiB")
        sheet = openpyxl.load_workbook(file, read_only=True, data_only=True).worksheets[0]
        yield from enumerate(sheet.iter_rows(values_only=True), 1)
    except Exception as error:  # whatever a broken workbook makes the reader raise
        raise ReadError(file, f"not a readable XLSX workbook ({error})") from None


def _labels(file: Path, lines: list[tuple[int, list[str]]], names: dict[str, str] | None) -> Iterator[Label]:
    """The labels of one file's rows."""
    if not lines:
        return
    header = [cell.lower() for cell in lines[0][1]]
    place = {
        key: header.index(name)
        for key, known in COLUMNS.items()
        for name in reversed(known)
        if name in header
    }
    if "text" in place and "theme" in place:
        lines = lines[1:]
    else:
        place = _guess(file, [cells for _, cells in lines], names or ())
    for number, cells in lines:
        cell = {key: cells[i] if i < len(cells) else "" for key, i in place.items()}
        for key in ("text", "theme"):
            if cell[key].lower() in MISSING:
                raise ReadError(f"{file}:{number}", f"no {key}; fill it in or delete the row")
        theme = cell["theme"]
        if names is not None and theme.lower() not in names:
            raise ReadError(f"{file}:{number}", _unknown(theme, names))
        theme = theme if names is None else names[theme.lower()]
        yield Label(cell["text"], theme, cell.get("title") or None, cell.get("subtheme") or None)


def _guess(file: Path, rows: list[list[str]], names: Container[str]) -> dict[str, int]:
    """The columns of a table without a header that names them: themes are known names, or come back often."""
    if any(len(cells) != 2 for cells in rows):
        header = ", ".join(rows[0][:8])
        raise ReadError(file, f'name the columns "text" and "theme" in the first row (it has: {header:.80})')
    columns = [[cells[i].lower() for cells in rows] for i in (0, 1)]
    marks = [(sum(c in names for c in cells), -len(set(cells)), -len("".join(cells))) for cells in columns]
    theme = marks.index(max(marks))
    return {"text": 1 - theme, "theme": theme}


def _unknown(theme: str, names: dict[str, str]) -> str:
    near = get_close_matches(theme.lower(), names, n=1, cutoff=0.5)
    hint = f" (did you mean {names[near[0]]}?)" if near else ""
    return (
        f"{theme[:40]!r} is no theme of the taxonomy{hint}; use an id or name of `policytext themes show`, "
        "or --own-taxonomy to keep your own"
    )
