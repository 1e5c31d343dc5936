"""The only reader of ``data/``: TSV files with a header and ``#`` comments become validated rows.

A user's own lexicon is a folder with files of the same names: its rows are added to the shipped ones, and a
row with the same key replaces the shipped row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import cache, cached_property, lru_cache, wraps
from pathlib import Path
from typing import Any, TypeVar

from .errors import LexiconError

DATA = Path(__file__).with_name("data")
_LARGEST = 40  # places before or behind the point of a number
MAX_BYTES = 64 * 2**20  # a lexicon file larger than this is no lexicon

PROGRAMME_TYPES = ("initiative", "campaign", "project", "plan", "document")
BOUNDS = ("exact", "about", "near", "above", "below", "range")

Check = Callable[[str], Any]


def _text(cell: str) -> str:
    if not cell:
        raise ValueError("must not be empty")
    return cell


def _maybe(cell: str) -> str | None:
    return cell or None


def _decimal(cell: str) -> Decimal:
    try:
        number = Decimal(cell)
    except InvalidOperation:
        raise ValueError(f"{cell!r} is no number") from None
    if not number.is_finite() or abs(number.adjusted()) > _LARGEST:
        raise ValueError(f"{cell[:40]!r} is no finite number, or one that nothing is counted by")
    return number


def _maybe_decimal(cell: str) -> Decimal | None:
    return _decimal(cell) if cell else None


def _maybe_fraction(cell: str) -> Fraction | None:
    if cell and not re.fullmatch(r"\d{1,40}(\.\d{1,40}|/[1-9]\d{0,20})?", cell):
        raise ValueError(f"{cell!r} is no number or fraction")
    return Fraction(cell) if cell else None


def _integer(cell: str) -> int:
    if not re.fullmatch(r"-?\d{1,18}", cell):
        raise ValueError(f"{cell!r} is no whole number")
    return int(cell)


def _maybe_integer(cell: str) -> int | None:
    return _integer(cell) if cell else None


def _date(cell: str) -> str | None:
    if cell and not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", cell):
        raise ValueError(f"{cell!r} is no date (YYYY, YYYY-MM or YYYY-MM-DD)")
    return cell or None


def _list(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split("|") if part)


def _pattern(cell: str) -> re.Pattern[str]:
    try:
        return re.compile(_text(cell))
    except re.error as error:
        raise ValueError(f"{cell!r} is no regular expression: {error}") from None


def _one_of(*choices: str) -> Check:
    def check(cell: str) -> str:
        if cell not in choices:
            raise ValueError(f"{cell!r} is none of {', '.join(choices)}")
        return cell

    return check


# Table → column → check. A starred column is part of the row's key. data/README.md says what each means.
TABLES: dict[str, dict[str, Check]] = {
    "units": {
        "*form": _text,
        "unit": _maybe,
        "factor": _decimal,
        "dimension": _text,
        "base": _maybe_fraction,
        "needs": _maybe,
    },
    "bounds": {"*form": _text, "*side": _one_of("before", "after"), "bound": _one_of(*BOUNDS)},
    "not_quantities": {"*form": _text},
    "neighbours": {"*pattern": _text, "*side": _one_of("before", "after"), "*group": _text},
    "cues": {"*form": _text, "*kind": _text},
    "wordings": {"*pattern": _pattern, "*kind": _text},
    "rules": {"*key": _text, "en": _text, "zh": _text},
    "holidays": {"*name": _text, "*year": _integer, "start": _date, "end": _date},
    "time_words": {
        "*form": _text,
        "kind": _one_of(
            *("year", "year_of", "month", "month_of", "quarter", "week", "day", "day_of"),
            *("now", "undated", "event", "feast", "feast?", "not"),
        ),
        "value": _maybe,
    },
    "programmes": {
        "*id": _text,
        "name": _text,
        "aliases": _list,
        "type": _one_of(*PROGRAMME_TYPES),
        "components": _list,
        "level": _maybe,
        "region": _maybe,
        "issuer": _maybe,
        "start": _date,
        "end": _date,
        "parent": _maybe,
        "document": _maybe,
        "note": _maybe,
    },
    "not_programmes": {"*phrase": _text, "reason": _text},
    "programme_cues": {"*form": _text, "*kind": _text, "type": _maybe},
    "themes": {"*id": _text, "name": _text, "display": _text, "english": _text, "scope": _text},
    "subthemes": {"*id": _text, "theme": _text, "name": _text, "english": _maybe, "cap": _maybe},
    "terms": {"*theme": _text, "*term": _text, "weight": _decimal},
    "furniture": {
        "*pattern": _pattern,
        "*kind": _one_of(
            "line", "nav", "tail", "word", "note", "issuer", "caption", "official", "salute", "tag"
        ),
    },
    "labels": {"*label": _text, "field": _maybe, "where": _one_of("any", "edge")},
    "words": {"*word": _text, "frequency": _maybe_integer, "pos": _maybe},
    "stop_words": {
        "*word": _text,
        "kind": _one_of(
            *("particle", "conjunction", "preposition", "adverb", "pronoun", "numeral", "verb", "formula"),
            "none",
        ),
    },
    "messages": {"*key": _text, "en": _text, "zh": _text},
    "regions": {"*name": _text, "level": _text, "parent": _maybe},
    "indicators": {
        "*form": _text,
        "*kind": _one_of("alias", "before", "after", "rate", "cap"),
        "name": _maybe,
    },
}


def read_table(path: Path, table: str) -> Iterator[dict[str, Any]]:
    """The rows of one TSV file, checked against the columns of ``table``.

    Raises :class:`LexiconError` with path, line, column and reason at the first cell that breaks a rule.
    """
    for row in _checked(path, table):
        if isinstance(row, LexiconError):
            raise row
        yield row


def check_table(path: Path, table: str) -> tuple[int, list[LexiconError]]:
    """How many rows of a TSV file are good, and all that is wrong with the others."""
    rows = list(_checked(path, table))
    errors = [row for row in rows if isinstance(row, LexiconError)]
    return len(rows) - len(errors), errors


def _checked(path: Path, table: str) -> Iterator[dict[str, Any] | LexiconError]:
    """Each row as values, or as the error that it holds; an unreadable file or header ends the reading."""
    columns = {name.lstrip("*"): check for name, check in TABLES[table].items()}
    try:
        if path.stat().st_size > MAX_BYTES:
            yield LexiconError(path, 0, "-", f"larger than {MAX_BYTES >> 20} MiB")
            return
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        yield LexiconError(path, 0, "-", f"not UTF-8 (byte {error.start})")
        return
    except OSError as error:
        yield LexiconError(path, 0, "-", (error.strerror or str(error)).lower())
        return
    header: list[str] | None = None
    for number, line in enumerate(lines, 1):
        line = line.rstrip("\r")
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if header is None:
            header = cells
            if unknown := [name for name in cells if name not in columns]:
                reason = f"unknown column; {table} has {', '.join(columns)}"
                yield LexiconError(path, number, unknown[0], reason)
                return
        else:
            yield _row(cells, header, columns, path, number)


def _row(
    cells: list[str], header: list[str], columns: Mapping[str, Check], path: Path, number: int
) -> dict[str, Any] | LexiconError:
    if len(cells) > len(header):
        return LexiconError(path, number, "-", f"{len(cells)} cells under {len(header)} columns")
    given = dict(zip(header, cells, strict=False))
    row = {}
    for name, check in columns.items():
        try:
            row[name] = check(given.get(name, ""))
        except ValueError as error:
            return LexiconError(path, number, name, str(error))
    return row


class Lexicon:
    """The shipped word lists, overlaid with the files of the given folders, later ones first.

    >>> units = {row["form"]: row for row in Lexicon().rows("units")}
    >>> units["万千瓦"]["unit"], units["公顷"]["dimension"]
    ('千瓦', 'area')
    """

    def __init__(self, *folders: str | Path) -> None:
        self.folders = tuple(Path(folder) for folder in folders)
        for folder in self.folders:
            if not folder.is_dir():
                raise LexiconError(folder, 0, "-", "no such folder")
        self._rows: dict[str, list[dict[str, Any]]] = {}

    def rows(self, table: str) -> list[dict[str, Any]]:
        """All rows of a table, shipped ones first; a later row with the same key replaces an earlier one."""
        if table not in self._rows:
            key = [name[1:] for name in TABLES[table] if name.startswith("*")]
            merged: dict[tuple[Any, ...], dict[str, Any]] = {}
            for folder in (DATA, *self.folders):
                path = folder / f"{table}.tsv"
                if path.is_file():
                    for row in read_table(path, table):
                        merged[tuple(row[name] for name in key)] = row
            self._rows[table] = list(merged.values())
        return self._rows[table]

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Every name and alias of a programme → its id."""
        return {name: row["id"] for row in self.rows("programmes") for name in (*row["aliases"], row["name"])}


@cache
def shipped() -> Lexicon:
    """The lexicon that comes with the library, read once."""
    return Lexicon()


# --- the lexicon in use ---

_IN_USE: ContextVar[Lexicon | None] = ContextVar("lexicon", default=None)  # None: the shipped one
Table = TypeVar("Table")


@contextmanager
def using(lexicon: Lexicon | None) -> Iterator[None]:
    """Within, all that reads units, bounds, set phrases, time words and furniture reads this lexicon.

    A pipeline does this for its own lexicon; one needs it to convert amounts in units of one's own, or to
    call a step alone.

    >>> with using(Lexicon()):
    ...     in_use() is shipped()
    False
    """
    before = _IN_USE.set(None if lexicon is shipped() else lexicon)
    try:
        yield
    finally:
        _IN_USE.reset(before)


def in_use() -> Lexicon:
    """The lexicon of the pipeline at work, else the shipped one."""
    return _IN_USE.get() or shipped()


def per_lexicon(make: Callable[..., Table]) -> Callable[..., Table]:
    """A decorator for what is made of ``in_use()``: made once for each lexicon and kept."""
    usual = cache(make)
    others = lru_cache(maxsize=256)(lambda lexicon, *key: make(*key))

    @wraps(make)
    def table(*key: Any) -> Table:
        lexicon = _IN_USE.get()
        return usual(*key) if lexicon is None else others(lexicon, *key)

    return table
