"""Clusters, other file systems, limits: the same tables everywhere, whatever dies on the way."""

import contextlib
import json
import multiprocessing
import os
import re
import shutil
import signal
import threading
import time
from importlib.util import find_spec
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from policytext import MissingExtraError, PolicytextError, clusters, engines, places
from policytext.batches import Settings, extract_batch, raw_batch
from policytext.extraction import extract_paths
from policytext.limits import time_limit
from policytext.sources import plan_sources
from policytext.tables import TABLES

ROOT = Path(__file__).resolve().parents[1]
needs_dask = pytest.mark.skipif(find_spec("distributed") is None, reason="dask.distributed is not installed")
needs_spark = pytest.mark.skipif(
    find_spec("pyspark") is None or shutil.which("java") is None, reason="PySpark or Java is not there"
)
needs_fsspec = pytest.mark.skipif(find_spec("fsspec") is None, reason="fsspec is not installed")


def tables_of(out: Path) -> dict[str, list]:
    return {name: pq.read_table(out / f"{name}.parquet").to_pylist() for name in TABLES}


def lines_of(articles: int) -> str:
    rows = (
        {
            "id": f"r{n}",
            "text": f"{n}区今年完成投资{n}.{n % 7}亿元，同比增长{n % 11}.3%。",
            "published": "2024-03-01",
        }
        for n in range(articles)
    )
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory) -> Path:
    """Some stretches of JSONL, a Parquet file and a file that cannot be read."""
    folder = tmp_path_factory.mktemp("corpus") / "in"
    folder.mkdir()
    (folder / "rows.jsonl").write_text(lines_of(1500), "utf-8")
    table = pa.table({"text": [f"新建学校{n}所。" for n in range(300)], "省份": ["辽宁"] * 300})
    pq.write_table(table, folder / "rows.parquet", row_group_size=100)
    (folder / "empty.txt").write_bytes(b"")
    return folder


@pytest.fixture(scope="module")
def expected(corpus, tmp_path_factory) -> dict[str, list]:
    out = tmp_path_factory.mktemp("expected") / "out"
    extract_paths([corpus], out, jobs=0, formats=["parquet"])
    return tables_of(out)


def kill_one_worker(parts: Path, pids: list[int], killed: list[int]) -> threading.Thread:
    """Kill the first of some processes as soon as a first part is there."""

    def run() -> None:
        for _ in range(600):
            if list(parts.glob("*.parquet")):
                os.kill(pids[0], signal.SIGKILL)
                killed.append(pids[0])
                return
            time.sleep(0.05)

    thread = threading.Thread(target=run)
    thread.start()
    return thread


# --- Dask ---


@needs_dask
def test_dask_gives_the_same_tables_with_a_worker_killed_in_the_middle(corpus, expected, tmp_path):
    from distributed import Client, LocalCluster

    out, killed = tmp_path / "out", []
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50) as cluster,
        Client(cluster, set_as_default=False) as client,
    ):
        pids = list(client.run(os.getpid).values())
        assert len(set(pids)) == 2
        thread = kill_one_worker(out / ".parts", pids, killed)
        summary = extract_paths(
            [corpus], out, engine="dask", scheduler=cluster.scheduler_address, formats=["parquet"]
        )
        thread.join()
    assert killed and tables_of(out) == expected
    assert (summary.articles, len(summary.errors)) == (1800, 1)


@needs_dask
def test_no_scheduler_at_an_address_is_one_sentence(corpus, tmp_path, monkeypatch):
    import dask

    impatient = dask.config.set({"distributed.comm.timeouts.connect": "1s"})
    with impatient, pytest.raises(PolicytextError, match="no Dask scheduler at tcp:"):
        extract_paths([corpus], tmp_path / "out", engine="dask", scheduler="tcp://127.0.0.1:9")


def test_a_worker_of_another_version_is_refused(corpus, tmp_path):
    work = engines.Work(Settings(), str(tmp_path), "the fingerprint of another version")
    with pytest.raises(PolicytextError, match="another version"):
        engines.run_elsewhere(work, tuple(plan_sources([corpus / "rows.parquet"])))


# --- Spark ---


@pytest.fixture(scope="module")
def spark():
    session = clusters.spark_session(2)
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


@needs_spark
def test_spark_gives_the_same_tables_with_a_worker_killed_in_the_middle(spark, corpus, expected, tmp_path):
    def python_workers() -> list[int]:
        def pid(batches):
            yield from (pa.RecordBatch.from_pydict({"pid": [os.getpid()]}) for _ in batches)

        frame = spark.range(0, 2, 1, 2).mapInArrow(pid, "pid long")
        return [row.pid for row in frame.collect()]

    out, killed = tmp_path / "out", []
    thread = kill_one_worker(out / ".parts", python_workers(), killed)  # Spark keeps its workers
    summary = extract_paths([corpus], out, engine="spark", formats=["parquet"])
    thread.join()
    assert killed and tables_of(out) == expected
    assert (summary.articles, len(summary.errors)) == (1800, 1)


@needs_spark
def test_the_core_over_a_spark_table(spark, corpus, expected, tmp_path):
    frame = spark.read.json(str(corpus / "rows.jsonl")).repartition(3)
    made = clusters.frame_tables(clusters.extract_frame(frame))
    made["claims"].write.parquet(str(tmp_path / "claims"))
    rows = [row.asDict() for row in spark.read.parquet(str(tmp_path / "claims")).collect()]
    wanted = [
        row for row in expected["claims"] if row["article"].startswith("r") and "-" not in row["article"]
    ]
    order = ("article", "start")
    assert sorted(rows, key=lambda r: [r[k] for k in order]) == sorted(
        wanted, key=lambda r: [r[k] for k in order]
    )
    assert made["errors"].count() == 0


def test_a_batch_of_any_table_becomes_raw_articles():
    batch = pa.RecordBatch.from_pylist(
        [
            {"Text": "增长5%。", "published": "2024年3月1日", "省份": "辽宁"},
            {"Text": None},
        ]
    )
    first, second = raw_batch(batch).to_pylist()
    assert (first["published"], json.loads(first["metadata"])) == ("2024-03-01", {"省份": "辽宁"})
    assert len(first["id"]) == 16
    assert second["error"] and second["text"] is None
    results = extract_batch(raw_batch(batch)).to_pylist()
    assert [row["error"] is None for row in results] == [True, False]


# --- other file systems ---


@needs_fsspec
def test_urls_are_read_and_written(tmp_path):
    import fsspec

    memory = fsspec.filesystem("memory")
    memory.pipe("/archive/2024/rows.jsonl", lines_of(300).encode())
    memory.pipe("/archive/2024/note.txt", "全市新建公园12个。".encode())
    memory.pipe("/archive/2024/.hidden.txt", b"x")
    pq.write_table(pa.table({"text": ["新建学校3所。"]}), held := pa.BufferOutputStream())
    memory.pipe("/archive/table.parquet", held.getvalue().to_pybytes())
    summary = extract_paths(["memory://archive"], "memory://results/out", jobs=0)
    assert summary.articles == 302 and not summary.errors
    with places.open_place("memory://results/out/claims.parquet") as file:
        claims = pq.read_table(file).to_pylist()
    assert {"12个", "3所"} <= {row["text"] for row in claims}
    assert extract_paths(["memory://archive"], "memory://results/out", jobs=0, update=True).new == 0
    memory.rm("/archive/table.parquet")
    update = extract_paths(
        ["memory://archive"], "memory://results/out", jobs=0, update=True, partition="month"
    )
    assert update.articles == 301
    names = memory.find("/results/out")
    assert "/results/out/claims.parquet" not in names
    assert any(name.startswith("/results/out/claims.parquet/month=2024-03/") for name in names)
    extract_paths(["memory://archive/**/*.jsonl"], "memory://results/records.jsonl", jobs=0)
    with places.open_place("memory://results/records.jsonl") as file:
        assert len(file.readlines()) == 300


def test_file_urls_are_paths(corpus, expected, tmp_path):
    extract_paths([f"file://{corpus}"], f"file://{tmp_path}/out", jobs=0, formats=["parquet"])
    assert tables_of(tmp_path / "out") == expected


@needs_fsspec
@pytest.mark.parametrize(
    ("url", "said"), [("memory://nowhere/a.jsonl", "no such file"), ("nosuch://bucket/a.jsonl", "nosuch")]
)
def test_a_url_that_cannot_be_read_is_an_error_of_the_run(url, said, tmp_path):
    summary = extract_paths([url], tmp_path / "out", jobs=0)
    assert said in summary.errors[0].reason.lower()


@pytest.mark.parametrize(
    ("module", "extra", "run"),
    [
        ("distributed", "dask", lambda out: extract_paths([out], out / "o", engine="dask")),
        ("pyspark", "spark", lambda out: extract_paths([out], out / "o", engine="spark")),
        ("fsspec", "remote", lambda out: places.file_system("memory://a")),
    ],
)
def test_a_missing_extra_is_named(module, extra, run, tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, module, None)
    monkeypatch.setattr(clusters, "find_spec", lambda name: None)
    with pytest.raises(MissingExtraError, match=rf"policytext\[{extra}\]"):
        run(tmp_path)


# --- limits and poison ---


def test_a_time_limit_holds_in_any_thread():
    ended = []

    def run() -> None:
        try:
            with time_limit(0.05):
                while True:
                    with contextlib.suppress(Exception):  # as a library may: the limit is no Exception
                        time.sleep(0.001)
        except TimeoutError:
            ended.append(True)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(5)
    assert ended
    run()
    assert len(ended) == 2


def test_a_process_that_never_returns_to_python_is_ended(tmp_path, monkeypatch):
    usual = engines.extract_batch

    def stuck(batch, settings):
        if any("无限循环" in (text or "") for text in batch.column("text").to_pylist()):
            with time_limit(settings.timeout):
                signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])  # as in a C library
                time.sleep(60)
        return usual(batch, settings)

    monkeypatch.setattr(engines, "extract_batch", stuck)
    monkeypatch.setattr(engines, "_context", lambda: multiprocessing.get_context("fork"))
    (tmp_path / "rows.jsonl").write_text(
        lines_of(20) + '{"id": "bad", "text": "无限循环"}\n' + lines_of(1), "utf-8"
    )
    summary = extract_paths([tmp_path], tmp_path / "out", jobs=1, settings=Settings(timeout=0.2))
    assert summary.articles == 21 and len(summary.errors) == 1
    assert summary.errors[0].reason == "the process that read it died"


def test_a_longer_time_limit_tries_again_what_was_given_up(tmp_path, monkeypatch):
    from policytext import batches

    pipeline = batches.ready_pipeline(Settings())
    usual = pipeline.drafts

    def slow(*raws):
        time.sleep(0.3)
        return usual(*raws)

    monkeypatch.setattr(pipeline, "drafts", slow)
    (tmp_path / "a.txt").write_text("增长5%。", "utf-8")
    first = extract_paths([tmp_path / "a.txt"], tmp_path / "out", jobs=0, settings=Settings(timeout=0.1))
    assert first.errors[0].reason == "took longer than --timeout 0.1 seconds"
    again = extract_paths(
        [tmp_path / "a.txt"], tmp_path / "out", jobs=0, update=True, settings=Settings(timeout=5)
    )
    assert again.articles == 1 and not again.errors


def test_poisoned_articles_cost_a_line_each(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    with (folder / "huge.txt").open("wb") as file:
        file.truncate(200 << 20)  # 200 MB
    with (folder / "one-line.jsonl").open("wb") as file:  # 50 million characters, then a good one
        file.write(b'{"text": "' + "增".encode() * 50_000_000 + b'"}\n')
        file.write(json.dumps({"id": "good", "text": "产值增长5%。"}).encode() + b"\n")
    (folder / "random.txt").write_bytes(os.urandom(1 << 20))
    (folder / "deep.html").write_text("<html><body>" + "<div>" * 200_000 + "增长7%", "utf-8")
    (folder / "deep.jsonl").write_bytes(b'{"text": ' + b"[" * 100_000 + b"\n")
    (folder / "note.txt").write_text("全市新建公园12个。", "utf-8")
    summary = extract_paths([folder], tmp_path / "out", jobs=2, settings=Settings(timeout=20))
    reasons = {Path(error.path).name: error.reason for error in summary.errors}
    assert "--max-chars" in reasons["huge.txt"]
    assert reasons["one-line.jsonl:1"] == "the line is longer than 64 MiB"
    assert {"random.txt", "deep.jsonl:1"} <= set(reasons)
    assert len(summary.errors) in (4, 5)  # a deeply nested page may have its text found
    good = {row["id"] for row in tables_of(tmp_path / "out")["articles"]}
    assert {"good", "note"} <= good


def test_a_full_disk_is_one_sentence_and_keeps_what_was_there(tmp_path):
    resource = pytest.importorskip("resource")
    source = tmp_path / "rows.jsonl"
    source.write_text(lines_of(400), "utf-8")
    extract_paths([source], tmp_path / "out", jobs=0)
    before = tables_of(tmp_path / "out")
    source.write_text(lines_of(900), "utf-8")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, limits[1]))
    try:
        with pytest.raises(PolicytextError, match="file too large"):
            extract_paths([source], tmp_path / "out", jobs=0, update=True)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, ignored)
    assert tables_of(tmp_path / "out") == before
    extract_paths([source], tmp_path / "out", jobs=0, update=True)
    assert len(tables_of(tmp_path / "out")["articles"]) == 900


def test_a_place_that_may_not_be_written_is_one_sentence(tmp_path):
    (tmp_path / "a.txt").write_text("增长5%。", "utf-8")
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(PolicytextError, match="cannot be written"):
        extract_paths([tmp_path / "a.txt"], tmp_path / "file" / "out", jobs=0)
    with pytest.raises(PolicytextError, match="cannot be written"):
        extract_paths([tmp_path / "a.txt"], "/proc/out", jobs=0)


# --- the documentation ---

SNIPPETS = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "scale.md").read_text("utf-8"), re.DOTALL)


@pytest.mark.parametrize("code", SNIPPETS, ids=range(len(SNIPPETS)))
def test_the_code_of_the_documentation_runs(code, corpus, tmp_path, monkeypatch, request):
    for package in ("pyspark", "ray", "distributed"):
        if f"import {package}" in code or f"from {package}" in code:
            pytest.importorskip(package)
    if "pyspark" in code:
        if shutil.which("java") is None:
            pytest.skip("Java is not there")
        request.getfixturevalue("spark")
    if 'engine="dask"' in code:
        pytest.importorskip("distributed")
    (tmp_path / "archive").mkdir()
    shutil.copy(corpus / "rows.jsonl", tmp_path / "archive" / "rows.jsonl")
    monkeypatch.chdir(tmp_path)
    if "pyspark" in code:  # its Java process stays in the folder where it was started
        code = re.sub(r'"(archive|tables)/', rf'"{tmp_path}/\1/', code)
    exec(compile(code, "docs/scale.md", "exec"), {"__name__": "snippet"})
    if "pyspark" in code:
        assert len(pq.read_table(tmp_path / "tables" / "claims")) > 1000
