"""Run the tasks of an extraction: in processes of this machine, or on a cluster; the results are the same.

A task is a few sources. Whoever runs it opens the files, extracts, and writes one part beside the output;
only counts travel back. What a process dies of is found out and left out; everything else is done.
"""

from __future__ import annotations

import gc
import itertools
import multiprocessing
import os
import signal
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .batches import DIED, GIVEN_UP, Settings, extract_batch, input_schema, raw_row, ready_pipeline
from .errors import PolicytextError, ReadError
from .limits import make_expendable, time_limit
from .pipeline import ARTICLES, together
from .records import RawArticle
from .sources import Source
from .store import fingerprint, write_part

if TYPE_CHECKING:
    import pyarrow

OTHER_VERSION = "a worker has another version of policytext, lexicon or theme model than this run"
ENGINES = ("local", "dask", "spark")

Task = tuple[Source, ...]
Done = Callable[[str, int], None]
Step = tuple[int, int, str]  # source of the task, item of the source, what is done with it: read, extract


@dataclass(frozen=True, slots=True)
class Work:
    """What a worker is told besides its tasks: the settings, and where parts go under which fingerprint."""

    settings: Settings
    folder: str
    print: str


def run_task(
    work: Work, task: Task, deadly: frozenset[Step] = frozenset(), mark: str | None = None
) -> tuple[str, int]:
    """Extract the sources of a task into one part; its place and the number of its rows.

    Steps known to be ``deadly`` become errors. With ``mark``, a file, each step is written there before it is
    taken, an article at a time.
    """
    rows = 0

    def counted() -> Iterator[pyarrow.RecordBatch]:
        nonlocal rows
        for batch in _batches(work.settings, task, deadly, mark):
            result = extract_batch(batch, work.settings)
            rows += result.num_rows
            yield result

    return write_part(work.folder, work.print, task, counted(), work.settings.timeout), rows


def run_expendable(
    work: Work, task: Task, deadly: frozenset[Step] = frozenset(), mark: str | None = None
) -> tuple[str, int]:
    """A task in a process that others can replace, as :func:`run_task`."""
    make_expendable()
    return run_task(work, task, deadly, mark)


def run_elsewhere(work: Work, task: Task) -> tuple[str, int]:
    """A task on a machine that may have another installation, which would not give the same results."""
    if fingerprint(work.settings) != work.print:
        raise PolicytextError(
            "a worker has another version of policytext, lexicon or theme model than this run"
        )
    return run_expendable(work, task)


def _batches(
    settings: Settings, task: Task, deadly: frozenset[Step], mark: str | None
) -> Iterator[pyarrow.RecordBatch]:
    """The raw articles of a task as Arrow batches of bounded size."""
    import pyarrow as pa

    def told() -> Iterator[dict[str, str | None]]:
        for step, row in _rows(settings, task, deadly, mark):
            if step in deadly:
                row = {**row, "text": None, "error": DIED}
            elif mark:
                _write_mark(mark, step)
            yield row

    most = 1 if mark else ARTICLES
    for rows in together(told(), lambda row: len(row.get("text") or ""), most):
        yield pa.RecordBatch.from_pylist(rows, schema=input_schema())


def _rows(
    settings: Settings, task: Task, deadly: frozenset[Step], mark: str | None
) -> Iterator[tuple[Step, dict[str, str | None]]]:
    """The input rows of a task, with the step of extracting each; a source ends where its reading fails."""
    for at, source in enumerate(task):
        items = source.read()
        for number in itertools.count():
            step = (at, number, "read")
            if mark:
                _write_mark(mark, step)
            item = _next(source, items, settings, died=step in deadly)
            if item is None:
                break
            yield (at, number, "extract"), raw_row(item, source.key)
            if isinstance(item, _Ended):
                break


class _Ended(ReadError):
    """An error after which nothing more can be read of a source."""


def _next(
    source: Source, items: Iterator[RawArticle | ReadError], settings: Settings, died: bool
) -> RawArticle | ReadError | None:
    """The next article of a source; reading it takes no longer than the time limit either."""
    if died:
        return _Ended(source.path, DIED)
    if source.too_large(settings.max_chars):
        return _Ended(
            source.path, f"{source.size:,} bytes; --max-chars allows {settings.max_chars:,} characters"
        )
    try:
        with time_limit(settings.timeout):
            return next(items, None)
    except TimeoutError:
        return _Ended(source.path, f"reading {GIVEN_UP} {settings.timeout:g} seconds")
    except Exception as error:  # a reader never ends the run; the error names the file
        return _Ended(source.path, f"failed ({type(error).__name__}: {error})")


def _write_mark(mark: str, step: Step) -> None:
    Path(mark).write_text(" ".join(map(str, step)), "ascii")


def _read_mark(mark: str) -> Step | None:
    words = Path(mark).read_text("ascii").split()
    return (int(words[0]), int(words[1]), words[2]) if len(words) == 3 else None


# --- who does the work ---


def run_tasks(
    tasks: Iterable[Task],
    work: Work,
    done: Done,
    *,
    engine: str = "local",
    jobs: int | None = None,
    scheduler: str | None = None,
) -> None:
    """Run all tasks; ``done`` is called with each part's place and number of rows, in any order.

    ``jobs`` is the number of processes (default: as many as there are processors; 0: this process alone,
    which then may die of an article). ``scheduler`` is the address of a cluster that is already there.
    """
    if engine not in ENGINES:
        raise PolicytextError(f"{engine!r} is no engine: {', '.join(ENGINES)}")
    if engine == "local" and (jobs == 0 or multiprocessing.current_process().daemon):
        for task in tasks:
            done(*run_task(work, task))
        return
    jobs = jobs or available_jobs()
    waiting = iter(tasks)
    if engine == "local":
        suspects = _run_pools(waiting, work, done, jobs)
    else:
        from . import clusters

        run = clusters.run_on_dask if engine == "dask" else clusters.run_on_spark
        suspects = run(waiting, work, done, jobs, scheduler)
    for task in suspects:
        _run_alone(task, work, done)


def available_jobs() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _run_pools(tasks: Iterator[Task], work: Work, done: Done, jobs: int) -> Iterator[Task]:
    """Run tasks in a pool of processes, in another where one dies; yields the tasks that were under way."""
    for first in tasks:
        ready_pipeline(work.settings)  # once, before the processes part from this one
        gc.collect()
        gc.freeze()  # what is there now stays shared between the processes
        try:
            suspects = _run_pool(itertools.chain([first], tasks), work, done, jobs)
        finally:
            gc.unfreeze()
        yield from suspects


def _run_pool(tasks: Iterator[Task], work: Work, done: Done, jobs: int) -> list[Task]:
    """Run tasks in processes; where one dies, the tasks that were under way are returned."""
    running: dict[Future[tuple[str, int]], Task] = {}
    drawn: list[Task] = []  # but not yet running
    with ProcessPoolExecutor(jobs, mp_context=_context(), initializer=_follow_parent) as pool:
        try:
            for task in tasks:
                drawn.append(task)
                running[pool.submit(run_expendable, work, task)] = task
                drawn.clear()
                if len(running) >= 2 * jobs:
                    _collect(running, done)
            while running:
                _collect(running, done)
        except BrokenProcessPool:
            return [*running.values(), *drawn]
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return []


def _collect(running: dict[Future[tuple[str, int]], Task], done: Done) -> None:
    """Take in what has ended; a task is forgotten only when its result is there."""
    ended, _ = wait(running, return_when=FIRST_COMPLETED)
    for future in ended:
        result = future.result()
        del running[future]
        done(*result)


def _run_alone(task: Task, work: Work, done: Done) -> None:
    """A task under suspicion in a process of its own; what it dies of is left out, until it lives."""
    deadly: frozenset[Step] = frozenset()
    with tempfile.TemporaryDirectory() as folder:
        mark = None  # at first: most suspects are innocent, and steps that leave marks are slow
        while True:
            with ProcessPoolExecutor(1, mp_context=_context(), initializer=_follow_parent) as pool:
                try:
                    done(*pool.submit(run_expendable, work, task, deadly, mark).result())
                    return
                except BrokenProcessPool:
                    step = _read_mark(mark) if mark else None
            if mark and (step is None or step in deadly):
                raise PolicytextError("processes die before they do any work; is there memory enough?")
            deadly |= {step} if step else frozenset()
            mark = os.path.join(folder, "mark")
            Path(mark).write_text("", "ascii")


def _follow_parent() -> None:
    """A worker leaves Ctrl-C to its parent; where that was killed it ends, instead of waiting for ever."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()

    def follow() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=follow, daemon=True).start()


def _context() -> multiprocessing.context.BaseContext:
    """Forked processes share the loaded dictionary; where threads run or fork is not there, new ones."""
    forks = "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1
    return multiprocessing.get_context("fork" if forks else "spawn")
