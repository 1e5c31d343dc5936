"""The main job: files and folders → records in one JSONL file, or the four tables in a folder.

Nothing is written half: results go to a hidden place beside the output and are moved when they are whole.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import tables
from .errors import ReadError, WriteError
from .pipeline import Pipeline
from .readers import find_files, iter_articles
from .records import Article, RawArticle

_ROWS = 4096  # rows of a table that are kept in memory before they are written
Progress = Callable[[int, int, str], None]


@dataclass(slots=True)
class Summary:
    """What a run did: counts, the seconds it took, and what could not be read."""

    out: str
    articles: int = 0
    characters: int = 0
    claims: int = 0
    programmes: int = 0
    passages: int = 0
    seconds: float = 0.0
    errors: list[ReadError] = field(default_factory=list)

    def add(self, article: Article) -> None:
        self.articles += 1
        self.characters += len(article.text)
        self.claims += len(article.claims)
        self.programmes += len(article.programmes)
        self.passages += len(article.passages)


def extract_paths(
    paths: Sequence[str | Path],
    out: str | Path,
    *,
    formats: Sequence[str] = ("parquet", "csv"),
    force: bool = False,
    bom: bool = False,
    pipeline: Pipeline | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Extract all articles of files, folders and globs to ``out``, in a stable order.

    ``out`` ending in ``.jsonl`` gets article records, a line each; any other name is a folder that gets the
    tables in ``formats`` and ``errors.jsonl``. Raises :class:`WriteError` where something stands there
    already, unless ``force`` is given. ``progress`` is called with articles done, articles in all and the
    latest id.
    """
    started = time.perf_counter()
    out = Path(out)
    summary = Summary(str(out))
    check_free(out, force)
    articles = _processed(paths, pipeline or Pipeline(), summary, progress)
    if out.suffix == ".jsonl":
        with tables.replacing(out) as file:
            for article in articles:
                file.write(json.dumps(article.to_dict(), ensure_ascii=False).encode() + b"\n")
        if summary.errors:
            _write_errors(out.with_suffix(".errors.jsonl"), summary.errors)
    else:
        with _staging(out) as stage:
            write_tables(articles, stage, formats, bom)
            _write_errors(stage / "errors.jsonl", summary.errors)
    summary.seconds = time.perf_counter() - started
    return summary


def check_free(out: Path, force: bool) -> None:
    """Refuse an output that holds something already, unless ``force`` is given."""
    taken = out.is_file() or (out.is_dir() and any(not p.name.startswith(".") for p in out.iterdir()))
    if out.suffix == ".jsonl" and out.is_dir():
        raise WriteError(out, "is a folder; name a file, or a folder without .jsonl")
    if out.suffix != ".jsonl" and out.is_file():
        raise WriteError(out, "is a file; name a folder, or a file that ends in .jsonl")
    if taken and not force:
        raise WriteError(out, "exists already; --force replaces it")


def count_articles(paths: Sequence[str | Path]) -> int:
    """How many articles files hold, for a progress bar: rows of tables, one for any other file."""
    total = 0
    for file in find_files(paths):
        suffix = file.suffix.lower()
        if suffix in (".jsonl", ".ndjson", ".csv", ".tsv"):
            with file.open("rb") as lines:
                total += sum(chunk.count(b"\n") for chunk in iter(lambda: lines.read(1 << 20), b""))
        else:
            total += 1
    return total


def _processed(
    paths: Sequence[str | Path], pipeline: Pipeline, summary: Summary, progress: Progress | None
) -> Iterator[Article]:
    total = count_articles(paths) if progress else 0
    for raw in _readable(iter_articles(paths), summary):
        article = pipeline.read(raw)
        summary.add(article)
        if progress:
            progress(summary.articles, total, article.id)
        yield article


def _readable(items: Iterable[RawArticle | ReadError], summary: Summary) -> Iterator[RawArticle]:
    for item in items:
        if isinstance(item, ReadError):
            summary.errors.append(item)
        else:
            yield item


def write_tables(
    articles: Iterable[Article], folder: Path, formats: Sequence[str], bom: bool = False
) -> None:
    """The four tables of a stream of articles into a folder; memory stays flat."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schemas = {name: tables.schema(name) for name in tables.TABLES}
    kept = {name: folder / f"{name}.parquet" for name in tables.TABLES}
    waiting: dict[str, list[dict[str, Any]]] = {name: [] for name in tables.TABLES}
    writers = {name: pq.ParquetWriter(kept[name], schemas[name], compression="zstd") for name in kept}

    def flush(name: str) -> None:
        writers[name].write_table(pa.Table.from_pylist(waiting[name], schemas[name]))
        waiting[name].clear()

    try:
        for article in articles:
            for name, rows in tables.rows(article).items():
                waiting[name] += rows
                if len(waiting[name]) >= _ROWS or (name == "articles" and len(rows[0]["text"]) > 1 << 20):
                    flush(name)
        for name in tables.TABLES:
            if waiting[name]:
                flush(name)
    finally:
        for writer in writers.values():
            writer.close()
    for name, path in kept.items():
        for format in formats:
            if format != "parquet":
                file = pq.ParquetFile(path)
                target = path.with_suffix(f".{format}")
                tables.write_table(file.iter_batches(_ROWS), schemas[name], target, format, bom=bom)
        if "parquet" not in formats:
            path.unlink()


@contextmanager
def _staging(out: Path) -> Iterator[Path]:
    """A hidden folder inside ``out`` whose files move up once all are written."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        stage = Path(tempfile.mkdtemp(prefix=".new-", dir=out))
    except OSError as error:
        raise WriteError(out, f"cannot be written ({(error.strerror or str(error)).lower()})") from None
    try:
        yield stage
        for file in sorted(stage.iterdir()):
            os.replace(file, out / file.name)
    except OSError as error:
        raise WriteError(out, f"cannot be written ({(error.strerror or str(error)).lower()})") from None
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _write_errors(path: Path, errors: Iterable[ReadError]) -> None:
    with tables.replacing(path) as file:
        for error in errors:
            line = json.dumps({"path": error.path, "reason": error.reason}, ensure_ascii=False)
            file.write(line.encode() + b"\n")
