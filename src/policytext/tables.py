"""Articles → the four tables ``articles``, ``claims``, ``programmes`` and ``passages``, and tables → files.

One row an article, claim, programme mention or passage; ``article`` in the three others is the article's id.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from .errors import MissingExtraError, PolicytextError, WriteError
from .records import Article, Claim, Passage, Programme, Span

if TYPE_CHECKING:
    import pandas
    import pyarrow

TABLES = ("articles", "claims", "programmes", "passages")
FORMATS = ("parquet", "csv", "xlsx", "jsonl")
_INERT = ("=", "+", "-", "@", "\t", "\r")  # a cell that begins so is a formula to a spreadsheet
_LONGEST = 2000  # characters of a sentence that a row quotes
_HALF = re.compile("[\ud800-\udfff]")
_BATCH = 4096  # rows that are read at a time when one file is made from another
_XLSX_ROWS = 1_048_575
_XLSX_CELL = 32_767


def article_row(article: Article) -> dict[str, Any]:
    """The row of an article: what it is and how much was found in it; its text is last."""
    return {
        "id": article.id,
        "title": article.title,
        "published": article.published,
        "source": article.source,
        "characters": len(article.text),
        "passages": len(article.passages),
        "claims": len(article.claims),
        "programmes": len(article.programmes),
        "theme": article.theme,
        "repost_of": None,
        "metadata": json.dumps(dict(article.metadata), ensure_ascii=False, sort_keys=True),
        "text": article.text,
    }


def claim_row(article: Article, claim: Claim, sentence: str = "") -> dict[str, Any]:
    """The row of a claim; numbers are floats here (the JSON record keeps them exact)."""

    def span(name: str, said: Span | None) -> dict[str, Any]:
        place = (said.start, said.end, said.text) if said else (None, None, None)
        return dict(zip((f"{name}_begin", f"{name}_stop", name), place, strict=True))

    quantity = claim.quantity
    return {
        "article": article.id,
        "published": article.published,
        "start": claim.start,
        "end": claim.end,
        "text": claim.text,
        "value": _float(quantity.value),
        "low": _float(quantity.low),
        "high": _float(quantity.high),
        "bound": quantity.bound,
        "unit": quantity.unit,
        **span("measure", claim.measure),
        **span("subject", claim.subject),
        **span("time", claim.time),
        "time_start": claim.time_start,
        "time_end": claim.time_end,
        "direction": claim.direction,
        "baseline": claim.baseline,
        "status": claim.status,
        "theme": article.theme_at(claim.start),
        "sentence": sentence,
    }


def programme_row(article: Article, programme: Programme, sentence: str = "") -> dict[str, Any]:
    """The row of a programme mention; ``components`` are parted by ``|``."""
    return {
        "article": article.id,
        "published": article.published,
        "start": programme.start,
        "end": programme.end,
        "text": programme.text,
        "type": programme.type,
        "id": programme.id,
        "canonical": programme.canonical,
        "components": "|".join(programme.components) or None,
        "theme": article.theme_at(programme.start),
        "sentence": sentence,
    }


def passage_row(article: Article, passage: Passage) -> dict[str, Any]:
    """The row of a passage with its best theme and the score of it."""
    return {
        "article": article.id,
        "published": article.published,
        "start": passage.start,
        "end": passage.end,
        "kind": passage.kind,
        "theme": passage.theme,
        "score": passage.themes[0][1] if passage.themes else None,
        "themes": json.dumps([{"id": name, "score": score} for name, score in passage.themes]),
        "text": article.text[passage.start : passage.end],
    }


def rows(article: Article) -> dict[str, list[dict[str, Any]]]:
    """Table name → the rows that one article gives.

    >>> from policytext import extract
    >>> rows(extract("全省培训职工13万余人次。", published="2024-01-05"))["claims"][0]["unit"]
    '人次'
    """
    sentences = article.sentences()
    starts = [start for start, _ in sentences]

    def around(place: int) -> str:
        start, end = sentences[max(0, bisect_right(starts, place) - 1)] if sentences else (0, 0)
        if end - start > _LONGEST:  # a text without marks: its rows would hold the square of it
            start, end = max(start, place - _LONGEST // 2), min(end, place + _LONGEST // 2)
        return article.text[start:end]

    return {
        "articles": [article_row(article)],
        "claims": [claim_row(article, c, around(c.start)) for c in article.claims],
        "programmes": [programme_row(article, p, around(p.start)) for p in article.programmes],
        "passages": [passage_row(article, passage) for passage in article.passages],
    }


def _float(value: Any) -> float | None:
    return None if value is None else float(value)


def schema(table: str) -> pyarrow.Schema:
    """The Arrow schema of a table: offsets and counts int64, numbers float64, all else strings."""
    import pyarrow as pa

    whole, number = {"start", "end", "characters"}, {"value", "low", "high", "score"}
    if table == "articles":
        whole = whole | {"passages", "claims", "programmes"}
    fields = []
    for name in _columns(table):
        counted = name in whole or name.endswith(("_begin", "_stop"))
        fields.append((name, pa.int64() if counted else pa.float64() if name in number else pa.string()))
    return pa.schema(fields)


def _columns(table: str) -> list[str]:
    from .records import Quantity

    empty = Article("")
    made: dict[str, Callable[[], dict[str, Any]]] = {
        "articles": lambda: article_row(empty),
        "claims": lambda: claim_row(empty, Claim(Quantity(0, 0, ""))),
        "programmes": lambda: programme_row(empty, Programme(0, 0, "", "plan")),
        "passages": lambda: passage_row(empty, Passage(0, 0, "body")),
    }
    if table not in made:
        raise PolicytextError(f"{table!r} is no table: {', '.join(TABLES)}")
    return list(made[table]())


def to_arrow(articles: Iterable[Article]) -> dict[str, pyarrow.Table]:
    """The four Arrow tables of some articles."""
    import pyarrow as pa

    found: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}
    for article in articles:
        for name, some in rows(article).items():
            found[name] += some
    try:
        return {name: pa.Table.from_pylist(some, schema(name)) for name, some in found.items()}
    except UnicodeEncodeError:  # lone surrogates, which Arrow does not hold
        whole = {name: [_whole(row) for row in some] for name, some in found.items()}
        return {name: pa.Table.from_pylist(some, schema(name)) for name, some in whole.items()}


def _whole(row: dict[str, Any]) -> dict[str, Any]:
    return {name: _HALF.sub("\ufffd", v) if isinstance(v, str) else v for name, v in row.items()}


def to_pandas(articles: Iterable[Article], table: str = "claims") -> pandas.DataFrame:
    """One table as a DataFrame; needs the extra ``pandas``."""
    try:
        import pandas
    except ImportError:
        raise MissingExtraError("a DataFrame", "pandas") from None
    columns = _columns(table)
    return pandas.DataFrame([row for article in articles for row in rows(article)[table]], columns=columns)


# --- files ---


@contextmanager
def replacing(path: Path, *, durable: bool = True) -> Iterator[BinaryIO]:
    """A binary file that takes the place of ``path`` only once it is written whole.

    ``durable`` waits until the disk has it, for results that shall outlast a power cut. Raises
    :class:`WriteError` where the place is not writable or full; what stood there stays then.
    """
    handle = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:80]}.", suffix=".tmp")
        handle = os.fdopen(number, "wb")
        yield handle
        handle.flush()
        if durable:
            os.fsync(handle.fileno())
        handle.close()
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(name, 0o666 & ~umask)  # mkstemp makes files that only their owner may read
        os.replace(name, path)
    except BaseException as error:
        if handle is not None:
            with suppress(OSError):
                handle.close()
            with suppress(OSError):
                os.unlink(name)
        if isinstance(error, OSError):
            raise WriteError(path, f"cannot be written ({(error.strerror or str(error)).lower()})") from None
        raise


def inert(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula: text that begins with = + - @ gets an apostrophe.

    >>> inert("=HYPERLINK(1)"), inert("增长5%"), inert(-3.5)
    ("'=HYPERLINK(1)", '增长5%', -3.5)
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(_INERT) else value


def convert(parquet: Path, target: Path, format: str, *, bom: bool = False) -> None:
    """A Parquet table as a file of another format, a stretch of rows at a time."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(parquet) as file:
        write_table(file.iter_batches(_BATCH), file.schema_arrow, target, format, bom=bom)


def write_table(
    batches: Iterable[pyarrow.RecordBatch],
    schema: pyarrow.Schema,
    path: Path,
    format: str,
    *,
    bom: bool = False,
) -> None:
    """Arrow batches to one file: parquet, csv, xlsx or jsonl; whole or not at all.

    ``bom`` marks a CSV as UTF-8 for Excel. Cells of CSV and XLSX are made inert.
    """
    if format not in FORMATS:
        raise PolicytextError(f"{format!r} is no format: {', '.join(FORMATS)}")
    with replacing(path) as file:
        if format == "parquet":
            import pyarrow.parquet

            with pyarrow.parquet.ParquetWriter(file, schema, compression="zstd") as writer:
                for batch in batches:
                    writer.write_batch(batch)
        elif format == "csv":
            _write_csv(batches, schema.names, file, bom)
        elif format == "xlsx":
            _write_xlsx(batches, schema.names, file, path.stem)
        else:
            for batch in batches:
                file.writelines(
                    json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in batch.to_pylist()
                )


def _write_csv(batches: Iterable[pyarrow.RecordBatch], names: list[str], file: BinaryIO, bom: bool) -> None:
    import csv
    import io

    text = io.TextIOWrapper(file, "utf-8-sig" if bom else "utf-8", newline="")
    writer = csv.writer(text)  # RFC 4180; with bare line feeds, a cell with a carriage return would break
    writer.writerow(names)
    for batch in batches:
        columns = [batch.column(i).to_pylist() for i in range(batch.num_columns)]
        writer.writerows([_cell(value) for value in row] for row in zip(*columns, strict=True))
    text.detach()  # flushes, and leaves the file open for its owner


def _cell(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)  # 13万 is 130000 in a table, not 130000.0
    return inert(value)


def _write_xlsx(batches: Iterable[pyarrow.RecordBatch], names: list[str], file: BinaryIO, sheet: str) -> None:
    try:
        import openpyxl
        from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    except ImportError:
        raise MissingExtraError("writing XLSX", "xlsx") from None
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet(sheet)
    page.append(names)
    written = 0
    for batch in batches:
        written += batch.num_rows
        if written > _XLSX_ROWS:
            raise PolicytextError("more rows than a spreadsheet holds (1,048,575); use --format parquet")
        for row in batch.to_pylist():
            cells = (_cell(value) for value in row.values())
            page.append(
                [ILLEGAL_CHARACTERS_RE.sub("", c)[:_XLSX_CELL] if isinstance(c, str) else c for c in cells]
            )
    book.save(file)
