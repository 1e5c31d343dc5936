"""Run the tasks of an extraction: in this process, in several, or on a cluster; the results are the same.

A task is a few sources. Whoever runs it opens the files, extracts, and writes one part beside the output;
only counts travel back.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import TYPE_CHECKING

from .batches import Settings, extract_batch, input_schema, load_pipeline, raw_row, result_schema, time_limit
from .errors import MissingExtraError, PolicytextError, ReadError
from .sources import Source
from .store import write_part

if TYPE_CHECKING:
    import pyarrow

ENGINES = ("local", "dask", "spark")
_ROWS, _CHARACTERS = 64, 1 << 20  # of one batch, whichever is reached first
_DIED = "the process that read it died"

Task = tuple[Source, ...]
Done = Callable[[Path, int], None]


def run_task(task: Task, settings: Settings, folder: str, print_: str) -> tuple[str, int]:
    """Extract the sources of a task into one part; its path and the number of its rows."""
    rows = 0

    def counted() -> Iterator[pyarrow.RecordBatch]:
        nonlocal rows
        for batch in _batches(task, settings):
            result = extract_batch(batch, settings)
            rows += result.num_rows
            yield result

    return str(write_part(Path(folder), print_, task, counted())), rows


def _batches(task: Task, settings: Settings) -> Iterator[pyarrow.RecordBatch]:
    """The raw articles of a task as Arrow batches of bounded size."""
    import pyarrow as pa

    rows: list[dict[str, str | None]] = []
    size = 0
    for source in task:
        for item in _limited(source, settings.timeout):
            rows.append(raw_row(item, source.key))
            size += len(rows[-1].get("text") or "")
            if len(rows) >= _ROWS or size >= _CHARACTERS:
                yield pa.RecordBatch.from_pylist(rows, schema=input_schema())
                rows, size = [], 0
    if rows:
        yield pa.RecordBatch.from_pylist(rows, schema=input_schema())


def _limited(source: Source, timeout: float | None) -> Iterator:
    """The articles of a source; reading one takes no longer than the time limit either."""
    items = source.read()
    while True:
        try:
            with time_limit(timeout):
                item = next(items, None)
        except TimeoutError:
            yield ReadError(source.path, f"reading took longer than --timeout {timeout:g} seconds")
            return
        except Exception as error:  # a reader never ends the run; the error names the file
            yield ReadError(source.path, f"failed ({type(error).__name__}: {error})")
            return
        if item is None:
            return
        yield item


def give_up(task: Task, folder: Path, print_: str) -> Path:
    """A part that says that a task's sources could not be read."""
    import pyarrow as pa

    rows = [{"key": source.key, "path": source.path, "error": _DIED} for source in task]
    return write_part(folder, print_, task, [pa.RecordBatch.from_pylist(rows, schema=result_schema())])


def run_tasks(
    tasks: Iterable[Task],
    settings: Settings,
    folder: Path,
    print_: str,
    done: Done,
    *,
    engine: str = "local",
    jobs: int | None = None,
) -> None:
    """Run all tasks; ``done`` is called with each part's path and number of rows, in any order.

    ``jobs`` is the number of processes (default: as many as there are processors).
    """
    if engine not in ENGINES:
        raise PolicytextError(f"{engine!r} is no engine: {', '.join(ENGINES)}")
    jobs = jobs or available_jobs()
    if engine == "dask":
        from .clusters import run_on_dask

        run_on_dask(tasks, settings, folder, print_, done, jobs)
    elif engine == "spark":
        from .clusters import run_on_spark

        run_on_spark(tasks, settings, folder, print_, done, jobs)
    else:
        _run_here(iter(tasks), settings, folder, print_, done, jobs)


def available_jobs() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _run_here(
    tasks: Iterator[Task], settings: Settings, folder: Path, print_: str, done: Done, jobs: int
) -> None:
    """In this process where there is one task or one job, else in a pool of processes."""
    first = [task for _, task in zip(range(2), tasks, strict=False)]
    if jobs == 1 or len(first) < 2:
        for task in _chain(first, tasks):
            path, rows = run_task(task, settings, str(folder), print_)
            done(Path(path), rows)
        return
    load_pipeline(settings).warm()  # once, before the processes part from this one
    waiting = _chain(first, tasks)
    suspects: list[Task] = []
    while True:
        suspects = _run_pool(waiting, settings, folder, print_, done, jobs)
        if not suspects:
            return
        for task in suspects:
            _run_alone(task, settings, folder, print_, done)


def _chain(first: Sequence[Task], rest: Iterator[Task]) -> Iterator[Task]:
    yield from first
    yield from rest


def _run_pool(
    tasks: Iterator[Task], settings: Settings, folder: Path, print_: str, done: Done, jobs: int
) -> list[Task]:
    """Run tasks in processes; where one dies, the tasks that were under way are returned."""
    running: dict[Future[tuple[str, int]], Task] = {}
    with ProcessPoolExecutor(jobs, mp_context=_context()) as pool:
        try:
            for task in tasks:
                running[pool.submit(run_task, task, settings, str(folder), print_)] = task
                if len(running) >= 2 * jobs:
                    _collect(running, done)
            while running:
                _collect(running, done)
        except BrokenProcessPool:
            return list(running.values())
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return []


def _collect(running: dict[Future[tuple[str, int]], Task], done: Done) -> None:
    """Take in what has ended; a task is forgotten only when its result is there."""
    ended, _ = wait(running, return_when=FIRST_COMPLETED)
    for future in ended:
        path, rows = future.result()
        del running[future]
        done(Path(path), rows)


def _run_alone(task: Task, settings: Settings, folder: Path, print_: str, done: Done) -> None:
    """A task under suspicion in a process of its own; where that dies, its sources one by one."""
    with ProcessPoolExecutor(1, mp_context=_context()) as pool:
        try:
            path, rows = pool.submit(run_task, task, settings, str(folder), print_).result()
            done(Path(path), rows)
            return
        except BrokenProcessPool:
            pass
    if len(task) == 1:
        done(give_up(task, folder, print_), 1)
    else:
        for source in task:
            _run_alone((source,), settings, folder, print_, done)


def _context() -> multiprocessing.context.BaseContext:
    """Forked processes share the loaded dictionary; where threads run or fork is not there, new ones."""
    forks = "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1
    return multiprocessing.get_context("fork" if forks else "spawn")


def require(module: str, extra: str, what: str) -> None:
    """Raise :class:`MissingExtraError` where an optional package is not installed."""
    from importlib.util import find_spec

    if find_spec(module) is None:
        raise MissingExtraError(what, extra)
