"""The same tasks on a cluster: Dask or Spark; and the core over a Spark table, where archives already live.

Workers are sent places in files, never texts. They need the same policytext, and must see the input and the
folder of parts (a shared disk, or a URL).
"""

from __future__ import annotations

import itertools
import json
import logging
import os
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import asdict
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from . import tables
from .batches import Settings, extract_batch, raw_batch, result_schema
from .engines import OTHER_VERSION, Done, Task, Work, run_elsewhere
from .errors import MissingExtraError, PolicytextError
from .places import list_places
from .sources import Source
from .store import count_rows, part_place

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql import DataFrame, SparkSession

_AHEAD = 4  # tasks that wait for each worker
_LOOK = 2.0  # seconds between looks at what is done
_SLICE = 64  # articles that are extracted at a time from a Spark batch


def run_on_dask(
    tasks: Iterator[Task], work: Work, done: Done, jobs: int, scheduler: str | None = None
) -> Iterator[Task]:
    """Run tasks on the cluster at an address, or on ``jobs`` worker processes here; yields what killed them.

    Dask gives the tasks of a worker that dies to others; a task on which several die is yielded.
    """
    _require("distributed", "dask")
    from distributed import Client, KilledWorker, LocalCluster, as_completed

    with ExitStack() as stack:
        if scheduler is None:
            cluster = LocalCluster(
                n_workers=jobs, threads_per_worker=1, dashboard_address=None, silence_logs=logging.CRITICAL
            )
            stack.enter_context(cluster)
        try:
            client = stack.enter_context(Client(scheduler or cluster, set_as_default=False))
        except (OSError, ValueError) as error:
            raise PolicytextError(f"no Dask scheduler at {scheduler} ({error})") from None
        workers = max(jobs if scheduler is None else 1, len(client.scheduler_info(n_workers=-1)["workers"]))
        running: dict[Any, Task] = {}

        def submit(some: Iterable[Task]) -> Iterator[Any]:
            for task in some:
                future = client.submit(run_elsewhere, work, task, pure=False)
                running[future] = task
                yield future

        under_way = as_completed(submit(itertools.islice(tasks, _AHEAD * workers)), loop=client.loop)
        for future in under_way:
            task = running.pop(future)
            try:
                done(*future.result())
            except KilledWorker:
                yield task
            under_way.update(submit(itertools.islice(tasks, 1)))


def run_on_spark(
    tasks: Iterator[Task], work: Work, done: Done, jobs: int, scheduler: str | None = None
) -> Iterator[Task]:
    """Run tasks on the Spark session that is there, the master at an address, or ``jobs`` threads here.

    A job that fails is tried again with the tasks that have no part yet, as long as some get one.
    """
    spark = spark_session(jobs, scheduler)
    waiting = {part_place(work.folder, work.print, task): task for task in tasks}
    before = 0
    while waiting and len(waiting) != before:
        before = len(waiting)
        failed: list[str] = []
        job = threading.Thread(
            target=_run_job, args=(spark, list(waiting.values()), work, failed), daemon=True
        )
        job.start()
        while waiting:
            ended = not job.is_alive()
            for place in list_places(work.folder):
                if waiting.pop(place, None):
                    done(place, count_rows(place))
            if ended:
                break
            job.join(_LOOK)
        if any(OTHER_VERSION in reason for reason in failed):
            raise PolicytextError(OTHER_VERSION)
    yield from waiting.values()


def _run_job(spark: SparkSession, tasks: list[Task], work: Work, failed: list[str]) -> None:
    """One Spark job over some tasks; what fails is seen by the parts that are missing."""

    def run(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        import pyarrow as pa

        for batch in batches:
            for line in batch.column("task").to_pylist():
                run_elsewhere(work, tuple(Source(**fields) for fields in json.loads(line)))
        yield pa.RecordBatch.from_pydict({"task": pa.array([], pa.string())})

    lines = [(json.dumps([asdict(source) for source in task]),) for task in tasks]
    frame = spark.createDataFrame(lines, "task string").repartition(len(lines))
    try:
        frame.mapInArrow(run, "task string").collect()
    except Exception as error:  # Spark tells of every failure in classes of its own
        failed.append(str(error))


def spark_session(jobs: int = 2, master: str | None = None) -> SparkSession:
    """The session that is active, or a new one: at a master's address, or on ``jobs`` threads here."""
    _require("pyspark", "spark")
    from pyspark.sql import SparkSession

    if active := SparkSession.getActiveSession():
        return active
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("policytext").config("spark.ui.enabled", "false")
    if master is None:
        builder = builder.config("spark.driver.bindAddress", "127.0.0.1").config(
            "spark.driver.host", "127.0.0.1"
        )
    try:
        return builder.master(master or f"local[{jobs},4]").getOrCreate()
    except Exception as error:  # no Java, or nobody at the address: each has its own class
        raise PolicytextError(f"Spark does not start ({str(error).splitlines()[0]})") from None


def extract_frame(frame: DataFrame, settings: Settings | None = None) -> DataFrame:
    """The results of a Spark DataFrame of articles, a row each: needs ``text``; more columns are used.

    ``id``, ``title``, ``published`` and ``source`` mean what they say, all others become metadata. Read and
    write it by any format and path that Spark knows; :func:`frame_tables` parts the four tables.
    """
    _require("pyspark", "spark")
    given = settings or Settings()

    def results(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        for batch in batches:
            for at in range(0, batch.num_rows, _SLICE):
                yield extract_batch(raw_batch(batch.slice(at, _SLICE)), given)

    columns = ", ".join(f"`{field.name}` {_spark_type(field.type)}" for field in result_schema())
    return frame.mapInArrow(results, columns)


def frame_tables(results: DataFrame) -> dict[str, DataFrame]:
    """The tables ``articles``, ``claims``, ``programmes``, ``passages`` and ``errors`` of results on Spark.

    ``articles`` keeps the ``signature`` by which :func:`policytext.reposts.find_reposts` tells reposts.
    """
    good = results.where("error is null")
    names = tables.schema("articles").names
    flat = [f"`n_{n}` as `{n}`" if n in tables.TABLES else f"`{n}`" for n in names]
    made = {"articles": good.selectExpr(*flat, "signature")}
    for name in tables.TABLES[1:]:
        made[name] = good.selectExpr(f"inline(`{name}`)")
    made["errors"] = results.where("error is not null").selectExpr(
        "coalesce(path, id) as path", "error as reason"
    )
    return made


def _spark_type(kind: pyarrow.DataType) -> str:
    import pyarrow as pa

    if pa.types.is_list(kind):
        fields = (f"`{field.name}`: {_spark_type(field.type)}" for field in kind.value_type)
        return f"array<struct<{', '.join(fields)}>>"
    names = {pa.int64(): "bigint", pa.float64(): "double", pa.binary(): "binary"}
    return names.get(kind, "string")


def _require(module: str, extra: str) -> None:
    if find_spec(module) is None:
        raise MissingExtraError(f"the engine {extra}", extra)
