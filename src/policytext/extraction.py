"""The main job: files and folders → records in one JSONL file, or the four tables in a folder.

Results of tasks are kept as parts beside the output (:mod:`policytext.store`), so a run that is ended
anywhere goes on from there, and a later run does only what is new or changed. The output itself is put
together from the parts in the order of the input, in a hidden place, and moved when it is whole.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import tables
from .batches import Settings, errors_of
from .engines import run_tasks
from .errors import ReadError, WriteError
from .readers import find_files, sniff
from .reposts import find_reposts
from .sources import Source, group, plan_sources
from .store import Store, fingerprint, sync_folder

if TYPE_CHECKING:
    import pyarrow

_NESTED = ("claims", "programmes", "passages")
_GROUP_ROWS, _GROUP_BYTES = 1 << 16, 32 << 20  # of one row group, whichever is reached first
Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Summary:
    """What a run did: counts over the whole output, the seconds it took, and what could not be read.

    ``new`` counts the articles that this run worked on; ``reposts`` those that repeat another.
    """

    out: str
    articles: int = 0
    characters: int = 0
    claims: int = 0
    programmes: int = 0
    passages: int = 0
    reposts: int = 0
    new: int = 0
    seconds: float = 0.0
    errors: list[ReadError] = field(default_factory=list)

    def add(self, batch: pyarrow.RecordBatch) -> None:
        """Count the articles of a batch of results and keep its errors."""
        import pyarrow.compute as pc

        self.errors += errors_of([batch])
        self.articles += batch.column("error").null_count
        for name in ("characters", *_NESTED):
            column = batch.column(f"n_{name}" if name in _NESTED else name)
            setattr(self, name, getattr(self, name) + (pc.sum(column).as_py() or 0))


def extract_paths(
    paths: Sequence[str | Path],
    out: str | Path,
    *,
    formats: Sequence[str] = ("parquet", "csv"),
    force: bool = False,
    update: bool = False,
    bom: bool = False,
    settings: Settings | None = None,
    engine: str = "local",
    jobs: int | None = None,
    keep_reposts: bool = False,
    progress: Progress | None = None,
) -> Summary:
    """Extract all articles of files, folders and globs to ``out``, in the order of the input.

    ``out`` ending in ``.jsonl`` gets article records, a line each; any other name is a folder that gets the
    tables in ``formats`` and ``errors.jsonl``. What stands there already is kept unless ``update`` (do only
    what is new or changed) or ``force`` (do all anew) is given; else :class:`WriteError`. Claims, programmes
    and passages of reposts are left out of the tables unless ``keep_reposts``. ``engine`` and ``jobs`` say
    where the work is done; the result is the same. ``progress`` is called with articles done and articles in
    all.
    """
    started = time.perf_counter()
    out = Path(out)
    lines = out.suffix == ".jsonl"
    check_free(out, force or update)
    settings = replace(settings or Settings(), records=lines, signatures=not lines)
    parts = out.with_name(f".{out.name}.parts") if lines else out / ".parts"
    summary = Summary(str(out))
    with _locked(out, parts):
        _finish_move(out)
        store = Store(parts, fingerprint(settings))
        if force:
            _clear(parts)
        store.load()
        with _spooled(paths, parts) as files:
            order = _work(files, store, settings, engine, jobs, summary, progress)
        if lines:
            _write_records(order, store, out, summary)
            shutil.rmtree(parts, ignore_errors=True)
        else:
            _write_folder(order, store, out, formats, bom, keep_reposts, summary)
            store.prune(entry for entry in order if isinstance(entry, str))
    summary.seconds = time.perf_counter() - started
    return summary


def check_free(out: Path, replaceable: bool) -> None:
    """Refuse an output that holds something already, unless it may be replaced."""
    taken = out.is_file() or (out.is_dir() and any(not p.name.startswith(".") for p in out.iterdir()))
    if out.suffix == ".jsonl" and out.is_dir():
        raise WriteError(out, "is a folder; name a file, or a folder without .jsonl")
    if out.suffix != ".jsonl" and out.is_file():
        raise WriteError(out, "is a file; name a folder, or a file that ends in .jsonl")
    if taken and not replaceable:
        raise WriteError(out, "exists already; --update adds what is new, --force does all anew")


def count_articles(paths: Sequence[str | Path]) -> int:
    """How many articles files hold, for a progress bar: lines of tables, one for any other file."""
    total = 0
    for file in find_files(paths):
        if file.suffix.lower() in (".jsonl", ".ndjson", ".csv", ".tsv"):
            with file.open("rb") as lines:
                total += sum(chunk.count(b"\n") for chunk in iter(lambda: lines.read(1 << 20), b""))
        else:
            total += 1
    return total


# --- the work ---


def _work(
    paths: Sequence[str | Path],
    store: Store,
    settings: Settings,
    engine: str,
    jobs: int | None,
    summary: Summary,
    progress: Progress | None,
) -> list[str | ReadError]:
    """Do what no part covers yet; the keys of all sources and the errors of planning, in order."""
    order: list[str | ReadError] = []
    total = count_articles(paths) if progress else 0
    seen = 0

    def new() -> Iterator[Source]:
        nonlocal seen
        for entry in plan_sources(paths):
            order.append(entry if isinstance(entry, ReadError) else entry.key)
            if isinstance(entry, ReadError) or entry.key in store.covered:
                seen += 1 if isinstance(entry, ReadError) else entry.rows
            else:
                yield entry

    def done(path: Path, rows: int) -> None:
        nonlocal seen
        store.add(path)
        summary.new += rows
        seen += rows
        if progress:
            progress(seen, total)

    run_tasks(group(new()), settings, store.folder, store.print, done, engine=engine, jobs=jobs)
    return order


@contextmanager
def _spooled(paths: Sequence[str | Path], folder: Path) -> Iterator[Sequence[str | Path]]:
    """The paths with standard input kept as a file, which every process can read."""
    if "-" not in map(str, paths):
        yield paths
        return
    data = sys.stdin.buffer.read()
    kind = sniff(data)
    suffix = ".jsonl" if data.lstrip()[:1] == b"{" else ".txt" if kind == "text" else f".{kind}"
    spool = folder / f"stdin{suffix}"
    with tables.replacing(spool, durable=False) as file:
        file.write(data)
    try:
        yield [spool if str(path) == "-" else path for path in paths]
    finally:
        spool.unlink(missing_ok=True)


# --- the output ---


def _results(
    order: Iterable[str | ReadError], store: Store, summary: Summary
) -> Iterator[pyarrow.RecordBatch]:
    """All results in order; errors, those of planning too, go to the summary."""
    for entry in order:
        if isinstance(entry, ReadError):
            summary.errors.append(entry)
            continue
        for batch in store.results([entry]):
            summary.add(batch)
            yield batch


def _write_records(order: list[str | ReadError], store: Store, out: Path, summary: Summary) -> None:
    with tables.replacing(out) as file:
        for batch in _results(order, store, summary):
            for record in batch.column("record").to_pylist():
                if record is not None:
                    file.write(record.encode() + b"\n")
    listed = out.with_suffix(".errors.jsonl")
    if summary.errors:
        _write_errors(listed, summary.errors)
    else:
        listed.unlink(missing_ok=True)


def _write_folder(
    order: list[str | ReadError],
    store: Store,
    out: Path,
    formats: Sequence[str],
    bom: bool,
    keep_reposts: bool,
    summary: Summary,
) -> None:
    """The tables and errors into a hidden folder, then all of it up at once."""
    stage = out / ".new"
    _clear(stage)
    reposts = _reposts([entry for entry in order if isinstance(entry, str)], store)
    summary.reposts = len(reposts)
    _write_tables(_results(order, store, summary), reposts, keep_reposts, stage)
    for name in tables.TABLES:
        path = stage / f"{name}.parquet"
        for format in formats:
            if format != "parquet":
                tables.convert(path, path.with_suffix(f".{format}"), format, bom=bom)
        if "parquet" not in formats:
            path.unlink()
    _write_errors(stage / "errors.jsonl", summary.errors)
    with tables.replacing(stage / "manifest.json") as file:
        file.write(
            json.dumps(_manifest(store, order, summary), ensure_ascii=False, indent=1).encode() + b"\n"
        )
    os.replace(stage, out / ".ready")
    _finish_move(out)


def _manifest(store: Store, order: list[str | ReadError], summary: Summary) -> dict[str, Any]:
    from . import __version__

    return {
        "policytext": __version__,
        "fingerprint": store.print,
        "sources": len(order),
        "articles": summary.articles,
        "reposts": summary.reposts,
        "errors": len(summary.errors),
    }


def _finish_move(out: Path) -> None:
    """Move up what a run has made ready; one that was killed while it did is finished by the next."""
    ready = out / ".ready"
    if not ready.is_dir():
        return
    made = {path.name for path in ready.iterdir()}
    for name in tables.TABLES:  # a table in a format that is not made any more would tell of another run
        for format in tables.FORMATS:
            if "manifest.json" in made and f"{name}.{format}" not in made:
                (out / f"{name}.{format}").unlink(missing_ok=True)
    for path in sorted(ready.iterdir(), key=lambda p: p.name == "manifest.json"):
        os.replace(path, out / path.name)
    ready.rmdir()
    sync_folder(out)


def _reposts(keys: list[str], store: Store) -> dict[int, str]:
    """Index of an article that repeats another → the id of that other."""
    signatures, published, ids = [], [], []
    columns = ["error", "id", "published", "signature"]
    for batch in store.results(keys, columns):
        for reason, ident, day, mark in zip(*(batch.column(c).to_pylist() for c in columns), strict=True):
            if reason is None:
                signatures.append(mark)
                published.append(day)
                ids.append(ident)
    return {i: ids[original] for i, original in find_reposts(signatures, published).items()}


def _write_tables(
    results: Iterable[pyarrow.RecordBatch], reposts: dict[int, str], keep: bool, folder: Path
) -> None:
    """The four tables of a stream of results as Parquet; memory stays flat."""
    import pyarrow as pa
    import pyarrow.compute as pc

    with ExitStack() as stack:
        writers = {name: stack.enter_context(TableWriter(folder, name)) for name in tables.TABLES}
        index = 0
        for batch in results:
            batch = batch.filter(pc.is_null(batch.column("error")))
            originals = pa.array([reposts.get(index + i) for i in range(batch.num_rows)], pa.string())
            index += batch.num_rows
            flat = [name for name in batch.schema.names if name not in _NESTED]
            row = {name.removeprefix("n_"): batch.column(name) for name in flat}
            writers["articles"].write({**row, "repost_of": originals})
            if not keep:
                batch = batch.filter(pc.is_null(originals))
            for name in _NESTED:
                columns = batch.column(name).flatten().flatten()  # out of the lists, then the structs
                writers[name].write(dict(zip(tables.schema(name).names, columns, strict=True)))


class TableWriter:
    """One Parquet table written from columns that come in small pieces, in row groups of a fair size."""

    def __init__(self, folder: Path, name: str) -> None:
        import pyarrow.parquet as pq

        self.schema = tables.schema(name)
        self._out = pq.ParquetWriter(folder / f"{name}.parquet", self.schema, compression="zstd")
        self._waiting: list[pyarrow.RecordBatch] = []
        self._rows = self._bytes = 0

    def write(self, columns: Mapping[str, pyarrow.Array]) -> None:
        import pyarrow as pa

        batch = pa.RecordBatch.from_arrays([columns[name] for name in self.schema.names], schema=self.schema)
        self._waiting.append(batch)
        self._rows += batch.num_rows
        self._bytes += batch.nbytes
        if self._rows >= _GROUP_ROWS or self._bytes >= _GROUP_BYTES:
            self._flush()

    def _flush(self) -> None:
        import pyarrow as pa

        if self._waiting:
            self._out.write_table(pa.Table.from_batches(self._waiting))
        self._waiting, self._rows, self._bytes = [], 0, 0

    def __enter__(self) -> TableWriter:
        return self

    def __exit__(self, *failed: object) -> None:
        if failed[0] is None:
            self._flush()
        self._out.close()


def _write_errors(path: Path, errors: Iterable[ReadError]) -> None:
    with tables.replacing(path) as file:
        for error in errors:
            line = json.dumps({"path": error.path, "reason": error.reason}, ensure_ascii=False)
            file.write(line.encode() + b"\n")


def _clear(folder: Path) -> None:
    try:
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir(parents=True)
    except OSError as error:
        raise WriteError(folder, f"cannot be written ({(error.strerror or str(error)).lower()})") from None


@contextmanager
def _locked(out: Path, parts: Path) -> Iterator[None]:
    """Only one run at a time writes to an output; a second one is told so."""
    try:
        parts.mkdir(parents=True, exist_ok=True)
        lock = (parts / ".lock").open("w")
    except OSError as error:
        raise WriteError(out, f"cannot be written ({(error.strerror or str(error)).lower()})") from None
    with lock:
        try:
            import fcntl
        except ImportError:  # not on Windows
            yield
            return
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise WriteError(out, "another run is writing here; wait for it or name another output") from None
        yield
