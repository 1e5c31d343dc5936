"""Results of a run → its output: records in one file, or tables in a folder, whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import tables
from .batches import errors_of
from .errors import PolicytextError, ReadError
from .places import clear, is_remote, join, list_places, remove, send
from .reposts import Signatures, find_originals
from .store import Store, sync_folder

if TYPE_CHECKING:
    import numpy
    import pyarrow

NESTED = ("claims", "programmes", "passages")
PARTITIONS = ("auto", "month", "none")
LARGE = 1_000_000  # articles from which on tables are parted by month
_GROUP_ROWS, _GROUP_BYTES = 1 << 16, 8 << 20  # of one row group, whichever is reached first
_MONTH_BYTES = 32 << 20  # of all months that wait to be written
NO_MONTH = "unknown"  # the month of what has no date


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
        for name in ("characters", *NESTED):
            column = batch.column(f"n_{name}" if name in NESTED else name)
            setattr(self, name, getattr(self, name) + (pc.sum(column).as_py() or 0))


Order = Sequence[str | ReadError]  # keys of sources and what could not be planned, as they come in the input


def results(order: Order, store: Store, summary: Summary) -> Iterator[pyarrow.RecordBatch]:
    """All results in order; errors, those of planning too, go to the summary."""
    for entry in order:
        if isinstance(entry, ReadError):
            summary.errors.append(entry)
            continue
        for batch in store.results([entry]):
            summary.add(batch)
            yield batch


def write_records(order: Order, store: Store, out: str, summary: Summary) -> None:
    """The article records as JSONL, and beside them a file of the errors where there are any."""
    listed = f"{out.removesuffix('.jsonl')}.errors.jsonl"
    with _local(out) as path, tables.replacing(path) as file:
        for batch in results(order, store, summary):
            for record in batch.column("record").to_pylist():
                if record is not None:
                    file.write(record.encode() + b"\n")
    if summary.errors:
        with _local(listed) as path:
            _write_errors(path, summary.errors)
    else:
        remove(listed)


@contextmanager
def _local(place: str) -> Iterator[Path]:
    """A path to write a place to: itself, or one here that is sent when it is done."""
    if not is_remote(place):
        yield Path(place)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "out")
        yield path
        send(str(path), place)


def write_folder(
    order: Order,
    store: Store,
    out: str,
    summary: Summary,
    *,
    formats: Sequence[str] = ("parquet", "csv"),
    bom: bool = False,
    keep_reposts: bool = False,
    partition: str = "auto",
) -> None:
    """The tables and errors into a hidden folder, then all of it up at once.

    ``partition`` says whether Parquet tables are folders with a folder a month: ``month``, ``none``, or
    ``auto``, from a million articles on.
    """
    if partition not in PARTITIONS:
        raise PolicytextError(f"{partition!r} is no partition: {', '.join(PARTITIONS)}")
    with tempfile.TemporaryDirectory() if is_remote(out) else ExitStack() as elsewhere:
        stage = Path(elsewhere) if isinstance(elsewhere, str) else Path(out, ".new")
        clear(str(stage))
        originals, ids = _reposts(order, store, stage, summary)
        _write_tables(results(order, store, summary), originals, ids, keep_reposts, stage)
        for name in tables.TABLES:
            path = stage / f"{name}.parquet"
            for format in formats:
                if format != "parquet":
                    tables.convert(path, path.with_suffix(f".{format}"), format, bom=bom)
            if "parquet" not in formats:
                path.unlink()
            elif partition == "month" or (partition == "auto" and summary.articles >= LARGE):
                part_by_month(path)
        _write_errors(stage / "errors.jsonl", summary.errors)
        made = sorted(path.name for path in stage.iterdir())
        with tables.replacing(stage / "manifest.json") as file:
            manifest = _manifest(store, order, summary, made)
            file.write(json.dumps(manifest, ensure_ascii=False, indent=1).encode() + b"\n")
        if isinstance(elsewhere, str):
            _send_all(stage, out)
        else:
            os.replace(stage, Path(out, ".ready"))
            finish_move(out)


def _manifest(store: Store, order: Order, summary: Summary, made: list[str]) -> dict[str, Any]:
    from . import __version__

    return {
        "policytext": __version__,
        "fingerprint": store.print,
        "sources": len(order),
        "articles": summary.articles,
        "reposts": summary.reposts,
        "errors": len(summary.errors),
        "files": made,
    }


def finish_move(out: str) -> None:
    """Move up what a run has made ready; one that was killed while it did is finished by the next."""
    folder, ready = Path(out), Path(out, ".ready")
    if not ready.is_dir():
        return
    if (ready / "manifest.json").exists():  # else it is moved already, as the last
        made = json.loads((ready / "manifest.json").read_text("utf-8"))["files"]
        for name in _table_names():  # in a format that is not made any more, it would tell of another run
            if name not in made:
                _unlink(folder / name)
    for path in sorted(ready.iterdir(), key=lambda p: p.name == "manifest.json"):
        if path.is_dir() or (folder / path.name).is_dir():
            _unlink(folder / path.name)
        os.replace(path, folder / path.name)
    ready.rmdir()
    sync_folder(folder)


def _table_names() -> list[str]:
    return [f"{name}.{format}" for name in tables.TABLES for format in tables.FORMATS]


def _unlink(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _send_all(stage: Path, out: str) -> None:
    """Everything in a folder to a URL, the manifest last; tables of another run are removed."""
    for place in list_places(out):
        if place.rsplit("/", 1)[-1] in _table_names():
            remove(place)
    for name in tables.TABLES:  # where it is a folder of months
        clear(join(out, f"{name}.parquet"), keep=False)
    files = [path for path in stage.rglob("*") if path.is_file()]
    for path in sorted(files, key=lambda p: p.name == "manifest.json"):
        send(str(path), join(out, path.relative_to(stage).as_posix()))


def _reposts(
    order: Order, store: Store, folder: Path, summary: Summary
) -> tuple[numpy.ndarray, dict[int, str]]:
    """For each article the index of the one it repeats (or its own), and the ids of those repeated."""
    import numpy as np

    signatures, published = Signatures(str(folder)), []
    keys = [entry for entry in order if isinstance(entry, str)]
    for batch in store.results(keys, ["error", "published", "signature"]):
        columns = (batch.column(name).to_pylist() for name in ("error", "published", "signature"))
        for reason, day, mark in zip(*columns, strict=True):
            if reason is None:
                signatures.append(mark)
                published.append(day and sys.intern(day))
    originals = find_originals(signatures, published)
    repeats = originals[originals != np.arange(len(originals))]
    summary.reposts, repeated = len(repeats), set(repeats.tolist())
    ids: dict[int, str] = {}
    index = 0
    for batch in store.results(keys, ["error", "id"]) if repeated else ():
        for reason, ident in zip(*(batch.column(name).to_pylist() for name in ("error", "id")), strict=True):
            if reason is None:
                if index in repeated:
                    ids[index] = ident
                index += 1
    return originals, ids


def _write_tables(
    batches: Iterable[pyarrow.RecordBatch],
    originals: numpy.ndarray,
    ids: Mapping[int, str],
    keep: bool,
    folder: Path,
) -> None:
    """The four tables of a stream of results as Parquet; memory stays flat."""
    import pyarrow as pa
    import pyarrow.compute as pc

    with ExitStack() as stack:
        writers = {name: stack.enter_context(TableWriter(folder, name)) for name in tables.TABLES}
        index = 0
        for batch in batches:
            batch = batch.filter(pc.is_null(batch.column("error")))
            here = enumerate(originals[index : index + batch.num_rows].tolist(), index)
            repeats = pa.array([None if at == i else ids[at] for i, at in here], pa.string())
            index += batch.num_rows
            flat = [name for name in batch.schema.names if name not in NESTED]
            row = {name.removeprefix("n_"): batch.column(name) for name in flat}
            writers["articles"].write({**row, "repost_of": repeats})
            if not keep:
                batch = batch.filter(pc.is_null(repeats))
            for name in NESTED:
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


def part_by_month(path: Path) -> None:
    """A Parquet file as a folder of the same name with a folder ``month=2024-03`` for every month."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    whole = path.with_name(f".{path.name}")
    os.replace(path, whole)
    waiting: dict[str, list[pyarrow.RecordBatch]] = {}
    sizes: dict[str, int] = {}
    written = 0

    def flush(month: str) -> None:
        nonlocal written
        folder = path / f"month={month}"
        folder.mkdir(parents=True, exist_ok=True)
        pq.write_table(
            pa.Table.from_batches(waiting.pop(month)), folder / f"{written:06}.parquet", compression="zstd"
        )
        del sizes[month]
        written += 1

    with pq.ParquetFile(whole) as file:
        for batch in file.iter_batches(_GROUP_ROWS // 4):
            months = pc.fill_null(pc.utf8_slice_codeunits(batch.column("published"), 0, 7), NO_MONTH)
            for month in pc.unique(months).to_pylist():
                some = batch.filter(pc.equal(months, month))
                waiting.setdefault(month, []).append(some)
                sizes[month] = sizes.get(month, 0) + some.nbytes
            while sum(sizes.values()) > _MONTH_BYTES:
                flush(max(sizes, key=lambda month: sizes[month]))
    if not written and not waiting:  # readers want to see the columns of an empty table too
        waiting[NO_MONTH], sizes[NO_MONTH] = [pa.RecordBatch.from_pylist([], pq.read_schema(whole))], 0
    for month in sorted(waiting):
        flush(month)
    whole.unlink()


def _write_errors(path: Path, errors: Iterable[ReadError]) -> None:
    with tables.replacing(path) as file:
        for error in errors:
            line = json.dumps({"path": error.path, "reason": error.reason}, ensure_ascii=False)
            file.write(line.encode() + b"\n")
