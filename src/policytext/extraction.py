"""The main job: files and folders → records in one JSONL file, or the four tables in a folder.

Results of tasks are kept as parts beside the output (:mod:`policytext.store`), so a run that is ended
anywhere goes on from there, and a later run does only what is new or changed. The output itself is put
together from the parts in the order of the input (:mod:`policytext.outputs`), in a hidden place, and moved
when it is whole.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from .batches import Settings, ready_pipeline
from .engines import Work, run_tasks
from .errors import ReadError, WriteError
from .outputs import Summary, finish_move, write_folder, write_records
from .places import clear, exists, is_remote, join, list_places, local_place, remove, writing
from .profiling import Clock
from .readers import find_files, sniff
from .sources import Source, group, plan_sources
from .store import Store, fingerprint

Progress = Callable[[int, int], None]


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
    scheduler: str | None = None,
    keep_reposts: bool = False,
    partition: str = "auto",
    progress: Progress | None = None,
    clock: Clock | None = None,
) -> Summary:
    """Extract all articles of files, folders, globs and URLs to ``out``, in the order of the input.

    ``out`` ending in ``.jsonl`` gets article records, a line each; any other name is a folder that gets the
    tables in ``formats`` and ``errors.jsonl``. What stands there already is kept unless ``update`` (do only
    what is new or changed) or ``force`` (do all anew) is given; else :class:`WriteError`. Claims, programmes
    and passages of reposts are left out of the tables unless ``keep_reposts``. ``engine`` (local, dask,
    spark), ``jobs`` (processes) and ``scheduler`` (address of a cluster) say where the work is done; the
    result is the same. ``partition`` parts Parquet tables by month (month, none; auto: from a million
    articles on). ``progress`` is called with articles done and articles in all. With a ``clock`` all is
    done in this process, and the clock sums the seconds of each step.
    """
    started = time.perf_counter()
    out = local_place(out)
    lines = out.endswith(".jsonl")
    check_free(out, force or update)
    settings = replace(settings or Settings(), records=lines, signatures=not lines)
    parts = parts_folder(out)
    summary = Summary(out)
    if clock:
        engine, jobs = "local", 0
    with _locked(out, parts), _timed(settings, clock):
        if not is_remote(out):
            finish_move(out)
        store = Store(parts, fingerprint(settings), settings.timeout)
        if force:
            _empty(parts)
        store.load()
        with _spooled(paths, parts) as files:
            order = _work(files, store, settings, summary, progress, engine, jobs, scheduler)
        if lines:
            write_records(order, store, out, summary)
            clear(parts, keep=False)
        else:
            write_folder(
                order,
                store,
                out,
                summary,
                formats=formats,
                bom=bom,
                keep_reposts=keep_reposts,
                partition=partition,
            )
            store.prune(entry for entry in order if isinstance(entry, str))
    summary.seconds = time.perf_counter() - started
    return summary


@contextmanager
def _timed(settings: Settings, clock: Clock | None) -> Iterator[None]:
    """The pipeline tells a clock of its steps; what comes after the last one is ``rest``."""
    if clock is None:
        yield
        return
    pipeline = ready_pipeline(settings)
    clock.start()
    before, pipeline.lap = pipeline.lap, clock.lap
    try:
        yield
    finally:
        pipeline.lap("rest")
        pipeline.lap = before


def parts_folder(out: str) -> str:
    """Where the parts of an output are kept: in the folder, or beside the file."""
    if not out.endswith(".jsonl"):
        return join(out, ".parts")
    folder, _, name = out.rpartition("/")
    return join(folder, f".{name}.parts") if folder else f".{name}.parts"


def check_free(out: str | Path, replaceable: bool) -> None:
    """Refuse an output that holds something already, unless it may be replaced."""
    out = local_place(out)
    lines = out.endswith(".jsonl")
    if not is_remote(out) and lines and Path(out).is_dir():
        raise WriteError(out, "is a folder; name a file, or a folder without .jsonl")
    if not is_remote(out) and not lines and Path(out).is_file():
        raise WriteError(out, "is a file; name a folder, or a file that ends in .jsonl")
    if not replaceable and exists(out):
        raise WriteError(out, "exists already; --update adds what is new, --force does all anew")


def count_articles(paths: Sequence[str | Path]) -> int:
    """How many articles local files hold, for a progress bar: lines of tables, one for any other file."""
    total = 0
    for file in find_files([path for path in map(local_place, paths) if not is_remote(path)]):
        if file.suffix.lower() in (".jsonl", ".ndjson", ".csv", ".tsv"):
            with file.open("rb") as lines:
                total += sum(chunk.count(b"\n") for chunk in iter(lambda: lines.read(1 << 20), b""))
        else:
            total += 1
    return total


def _work(
    paths: Sequence[str | Path],
    store: Store,
    settings: Settings,
    summary: Summary,
    progress: Progress | None,
    engine: str,
    jobs: int | None,
    scheduler: str | None,
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

    def done(place: str, rows: int) -> None:
        nonlocal seen
        store.add(place)
        summary.new += rows
        seen += rows
        if progress:
            progress(seen, total)

    work = Work(settings, store.folder, store.print)
    run_tasks(group(new()), work, done, engine=engine, jobs=jobs, scheduler=scheduler)
    return order


@contextmanager
def _spooled(paths: Sequence[str | Path], folder: str) -> Iterator[Sequence[str | Path]]:
    """The paths with standard input kept as a file, which every process can read."""
    if "-" not in map(str, paths):
        yield paths
        return
    head = sys.stdin.buffer.read(1 << 16)
    kind = "jsonl" if head.lstrip()[:1] == b"{" else sniff(head)
    spool = join(folder, f"stdin.{'txt' if kind == 'text' else kind}")
    with writing(spool) as file:
        file.write(head)
        shutil.copyfileobj(sys.stdin.buffer, file, 1 << 20)
    try:
        yield [spool if str(path) == "-" else path for path in paths]
    finally:
        remove(spool)


def _empty(parts: str) -> None:
    """Remove all parts; the lock of this run stays."""
    for place in list_places(parts):
        if not place.endswith(".lock"):
            remove(place)


@contextmanager
def _locked(out: str, parts: str) -> Iterator[None]:
    """Only one run at a time writes to an output on this machine; a second one is told so."""
    if is_remote(parts):
        yield
        return
    try:
        os.makedirs(parts, exist_ok=True)
        lock = Path(parts, ".lock").open("w")  # noqa: SIM115 (closed below)
    except OSError as error:
        raise WriteError(out, f"cannot be written ({(error.strerror or str(error)).lower()})") from None
    with lock:
        try:
            import fcntl
        except ImportError:  # not on Windows
            yield
            return
        try:
            fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # unlike flock, not kept alive by workers
        except OSError:
            raise WriteError(out, "another run is writing here; wait for it or name another output") from None
        yield
