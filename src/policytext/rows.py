"""Files of many articles: JSON Lines, CSV and Parquet → raw articles, one a row, read lazily."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .charsets import decode
from .errors import ReadError
from .page_heads import iso_date
from .records import RawArticle

MAX_LINE = 64 * 2**20  # bytes of one JSON line
_PARTS = {"text", "id", "title", "published", "source", "metadata", "passages", "claims", "programmes"}


def read_row(row: Any, where: str, name: str) -> RawArticle | ReadError:
    """The article of one row; a row without text is an error. More columns become metadata.

    >>> read_row({"text": "增长5%。", "published": "2024年3月1日", "省份": "辽宁"}, "a.csv:2", "a-1").metadata
    {'省份': '辽宁'}
    """
    if not isinstance(row, Mapping):
        return ReadError(where, "the row is no JSON object")
    text = row.get("text")
    if text is None:
        return ReadError(where, f'no "text"; the row has: {_listed(row) or "nothing"}')
    if not isinstance(text, str):
        return ReadError(where, f'"text" is no string but {type(text).__name__}')
    if not text.strip():
        return ReadError(where, '"text" is empty')
    given = row.get("metadata")
    metadata = _scalars(given) if isinstance(given, Mapping) else {}
    metadata |= _scalars({key: value for key, value in row.items() if key not in _PARTS})
    published = _plain(row.get("published"))
    day = iso_date(published) if published else None
    if published and not day:
        metadata["published_as_given"] = published
    identity, title, source = (_plain(row.get(key)) for key in ("id", "title", "source"))
    return RawArticle(text, identity or name, title, day, source, None, metadata)


def _listed(columns: Iterable[Any]) -> str:
    """The first columns by name, on one line whatever a file calls them."""
    return ", ".join(" ".join(str(column).split())[:40] for column in list(columns)[:12])


def _plain(value: Any) -> str | None:
    """A scalar as text; nothing, blanks and nested values as ``None``."""
    if value is None or isinstance(value, (Mapping, list, tuple, bytes)) or value != value:
        return None
    return str(value).strip() or None


def _scalars(row: Mapping[Any, Any]) -> dict[str, str]:
    plain = ((str(key).strip(), _plain(value)) for key, value in row.items() if key is not None)
    return {key: value for key, value in plain if key and value}


def whole_lines(file: Any, end: int | None = None) -> Iterator[bytes]:
    """The lines of a binary file up to a place in it; of one that is too long, enough to tell."""
    at = file.tell()
    while (end is None or at < end) and (line := file.readline(MAX_LINE + 1)):
        at += len(line)
        rest = line
        while len(rest) > MAX_LINE and not rest.endswith(b"\n"):
            rest = file.readline(MAX_LINE + 1)  # what is left of the line is passed over
            at += len(rest)
        yield line


def read_jsonl(
    lines: Iterable[bytes], path: object, stem: str, first: int = 1
) -> Iterator[RawArticle | ReadError]:
    """One article a line, counted from ``first``; a line that is broken becomes an error that names it."""
    for number, line in enumerate(lines, first):
        where = f"{path}:{number}"
        if len(line) > MAX_LINE:
            yield ReadError(where, f"the line is longer than {MAX_LINE >> 20} MiB")
            continue
        if not line.strip():
            continue
        try:
            row = json.loads(decode(line)[0])
        except RecursionError:
            yield ReadError(where, "not valid JSON (nested too deep)")
        except ValueError as error:
            broken = str(error).startswith(("broken", "binary"))
            yield ReadError(where, str(error) if broken else f"not valid JSON ({error})")
        else:
            yield read_row(row, where, f"{stem}-{number}")


def read_csv(text: str, path: object, stem: str, delimiter: str = ",") -> Iterator[RawArticle | ReadError]:
    """One article a row under a header; the column names are read without regard to case and blanks."""
    csv.field_size_limit(2**31 - 1)  # whole articles stand in one field
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        header = [name.strip().lower() for name in next(rows, [])]
        if "text" not in header:
            raise ReadError(path, f'no column "text"; the columns are: {_listed(header)}')
        for number, cells in enumerate(rows, 1):
            if any(cells):
                yield read_row(
                    dict(zip(header, cells, strict=False)), f"{path}:{rows.line_num}", f"{stem}-{number}"
                )
    except csv.Error as error:
        raise ReadError(path, f"not valid CSV ({error})") from None


def read_parquet(
    file: Any, path: object, stem: str, start: int = 0, end: int | None = None
) -> Iterator[RawArticle | ReadError]:
    """One article a row, of the rows ``start`` to ``end``; a batch in memory at a time.

    ``file`` is a path or a binary file.
    """
    import pyarrow
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(file) as table:
            names = {name: name.strip().lower() for name in table.schema_arrow.names}
            if "text" not in names.values():
                raise ReadError(path, f'no column "text"; the columns are: {_listed(names)}')
            groups, at = _groups(table.metadata, start, end)
            for batch in table.iter_batches(batch_size=256, row_groups=groups):
                here = batch.slice(max(0, start - at), None if end is None else max(0, end - max(start, at)))
                at += batch.num_rows
                for number, row in enumerate(here.to_pylist(), max(start, at - batch.num_rows) + 1):
                    row = {names[key]: value for key, value in row.items()}
                    yield read_row(row, f"{path}:{number}", f"{stem}-{number}")
                if end is not None and at >= end:
                    return
    except (pyarrow.ArrowException, OSError, UnicodeDecodeError) as error:
        raise ReadError(path, f"not readable Parquet ({str(error).splitlines()[0]})") from None


def _groups(metadata: Any, start: int, end: int | None) -> tuple[list[int], int]:
    """The row groups that hold some of the rows, and the number of the first row in them."""
    groups, at, first = [], 0, None
    for index in range(metadata.num_row_groups):
        after = at + metadata.row_group(index).num_rows
        if after > start and (end is None or at < end):
            groups.append(index)
            first = at if first is None else first
        at = after
    return groups, first or 0
