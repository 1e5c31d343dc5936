"""The main job over many files: order, updates, reposts, limits, ended runs, processes that die."""

import json
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from policytext import WriteError, engines
from policytext.batches import Settings, signature
from policytext.extraction import extract_paths
from policytext.limits import time_limit
from policytext.profiling import Clock
from policytext.reposts import find_reposts
from policytext.sources import plan_sources

LONG = bool(os.environ.get("POLICYTEXT_LONG"))  # all moments, not a few
STORY = (
    "全省上半年新增就业45万人，完成年度目标的62%，就业形势总体稳定。高校毕业生就业率达到81.5%，高于上年同期。"
)


def tables_of(out: Path) -> dict[str, list]:
    return {
        name: pq.read_table(out / f"{name}.parquet").to_pylist()
        for name in ("articles", "claims", "programmes")
    }


def write_corpus(folder: Path, articles: int = 300) -> None:
    """Small files, a JSONL of several stretches and a file that cannot be read."""
    folder.mkdir()
    for number in range(articles // 10):
        text = (
            f"第{number}号简报\n{2000 + number}年，{number}市新建学校{number + 2}所，投入{number + 3}.5亿元。"
        )
        (folder / f"note-{number:03}.txt").write_text(text, "utf-8")
    with (folder / "rows.jsonl").open("w", encoding="utf-8") as lines:
        for number in range(articles):
            text = f"{number}区今年完成投资{number}.{number % 7}亿元，同比增长{number % 11}.3%。"
            row = {"id": f"r{number}", "text": text, "published": "2024-03-01"}
            lines.write(json.dumps(row, ensure_ascii=False) + "\n")
    (folder / "empty.txt").write_bytes(b"")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("corpus") / "in"
    write_corpus(folder)
    return folder


@pytest.fixture(scope="module")
def expected(corpus, tmp_path_factory) -> dict[str, list]:
    out = tmp_path_factory.mktemp("expected") / "out"
    extract_paths([corpus], out, jobs=1)
    return tables_of(out)


def test_many_processes_give_the_same_in_the_same_order(corpus, expected, tmp_path):
    summary = extract_paths([corpus], tmp_path / "out", jobs=2)
    assert tables_of(tmp_path / "out") == expected
    assert (summary.articles, len(summary.errors)) == (330, 1)
    ids = [row["id"] for row in expected["articles"]]
    assert ids[:2] == ["note-000", "note-001"] and ids[-1] == "r299"


def test_update_does_only_what_is_new_or_changed(corpus, tmp_path):
    folder = tmp_path / "in"
    write_corpus(folder, 40)
    extract_paths([folder], tmp_path / "out", jobs=1)
    with pytest.raises(WriteError, match="--update"):
        extract_paths([folder], tmp_path / "out", jobs=1)
    assert extract_paths([folder], tmp_path / "out", jobs=1, update=True).new == 0
    (folder / "note-001.txt").write_text("全市粮食产量增长7.7%。", "utf-8")
    (folder / "zz.txt").write_text("全市新建公园12个。", "utf-8")
    assert extract_paths([folder], tmp_path / "out", jobs=1, update=True).new == 2
    extract_paths([folder], tmp_path / "fresh", jobs=1)
    assert tables_of(tmp_path / "out") == tables_of(tmp_path / "fresh")
    assert extract_paths([folder], tmp_path / "out", jobs=1, force=True).new == 46


def run_killed(paths: list[Path], out: Path, at: int) -> int:
    """A run in a process of its own that is killed right before it moves its ``at``-th file."""

    def run() -> None:
        moved = 0

        def replace(*names: object) -> None:
            nonlocal moved
            moved += 1
            if moved == at:
                os.kill(os.getpid(), signal.SIGKILL)
            usual(*names)

        usual, os.replace = os.replace, replace
        extract_paths(paths, out, jobs=0, update=True)

    process = multiprocessing.get_context("fork").Process(target=run)
    process.start()
    process.join()
    return process.exitcode


def moments(seed: int) -> list[int]:
    """Random moments among the moves of files that a run makes; a few, and all of them when asked for."""
    every = range(1, 23)
    return list(every) if LONG else [*sorted(random.Random(seed).sample(every, 4)), 19]


def test_a_run_killed_at_any_moment_can_be_started_again(corpus, expected, tmp_path):
    codes = []
    for at in moments(2):
        out = tmp_path / f"killed-{at}"
        codes.append(run_killed([corpus], out, at))
        extract_paths([corpus], out, jobs=0, update=True)
        assert tables_of(out) == expected, f"killed before move {at}"
        assert not list(out.glob(".parts/*.tmp")) and not (out / ".ready").exists()
    assert codes.count(-signal.SIGKILL) >= 4  # the moments lie within the run


def test_a_run_killed_again_and_again_ends_with_the_same(corpus, expected, tmp_path):
    for at in moments(3):
        run_killed([corpus], tmp_path / "out", at)
    extract_paths([corpus], tmp_path / "out", jobs=0, update=True)
    assert tables_of(tmp_path / "out") == expected


def test_a_killed_update_keeps_one_of_two_whole_results(tmp_path):
    source = tmp_path / "a.txt"
    source.write_text("产值增长5%。", "utf-8")
    extract_paths([source], tmp_path / "out", jobs=0)
    source.write_text("产值增长7%，投资增长9%。", "utf-8")
    for at in (14, 16) if not LONG else range(1, 20):
        run_killed([source], tmp_path / "out", at)
        assert len(tables_of(tmp_path / "out")["claims"]) in (1, 2)
    extract_paths([source], tmp_path / "out", jobs=0, update=True)
    assert [row["text"] for row in tables_of(tmp_path / "out")["claims"]] == ["7%", "9%"]


def test_workers_end_when_their_run_is_killed(corpus, expected, tmp_path):
    script = (
        "from policytext.extraction import extract_paths;"
        f"extract_paths([{str(corpus)!r}], {str(tmp_path / 'out')!r}, jobs=2, update=True)"
    )
    waits = random.Random(4)
    for _ in range(10 if LONG else 2):
        process = subprocess.Popen([sys.executable, "-c", script])
        time.sleep(waits.uniform(0.5, 2.5))
        process.send_signal(signal.SIGKILL)
        process.wait()
    extract_paths([corpus], tmp_path / "out", jobs=2, update=True)
    assert tables_of(tmp_path / "out") == expected


def test_results_made_ready_by_a_killed_run_are_moved_by_the_next(tmp_path):
    source = tmp_path / "a.txt"
    source.write_text("产值增长5%。", "utf-8")
    extract_paths([source], tmp_path / "out", jobs=1)
    (tmp_path / "out" / ".ready").mkdir()
    os.rename(tmp_path / "out" / "claims.parquet", tmp_path / "out" / ".ready" / "claims.parquet")
    extract_paths([source], tmp_path / "out", jobs=1, update=True)
    assert len(tables_of(tmp_path / "out")["claims"]) == 1
    assert not (tmp_path / "out" / ".ready").exists()


def test_two_runs_on_one_output_are_told_apart(tmp_path):
    pytest.importorskip("fcntl")
    (tmp_path / "a.txt").write_text("产值增长5%。", "utf-8")
    parts = tmp_path / "out" / ".parts"
    parts.mkdir(parents=True)
    script = (
        f"import fcntl; lock = open({str(parts / '.lock')!r}, 'w'); fcntl.lockf(lock, fcntl.LOCK_EX);"
        "print('locked', flush=True); input()"
    )
    other = subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert other.stdout.readline() == b"locked\n"
    with pytest.raises(WriteError, match="another run"):
        extract_paths([tmp_path / "a.txt"], tmp_path / "out", jobs=0)
    other.communicate(b"\n")
    extract_paths([tmp_path / "a.txt"], tmp_path / "out", jobs=0)


def test_reposts_are_named_and_not_counted_twice(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text(f"发布时间：2024-07-03\n{STORY}", "utf-8")
    (folder / "b.txt").write_text("全市新建公园12个，改造老旧小区30个。", "utf-8")
    (folder / "c.txt").write_text(f"发布时间：2024-07-02\n{STORY}（完）", "utf-8")
    summary = extract_paths([folder], tmp_path / "out", jobs=1)
    made = tables_of(tmp_path / "out")
    assert {row["id"]: row["repost_of"] for row in made["articles"]} == {"a": "c", "b": None, "c": None}
    assert {row["article"] for row in made["claims"]} == {"b", "c"}
    assert summary.reposts == 1
    extract_paths([folder], tmp_path / "all", jobs=1, keep_reposts=True)
    assert {row["article"] for row in tables_of(tmp_path / "all")["claims"]} == {"a", "b", "c"}


def test_tables_by_month_hold_the_same_rows(tmp_path):
    folder = tmp_path / "in"
    write_corpus(folder, 40)
    (folder / "dated.txt").write_text("发布时间：2024-07-03\n产值增长5%。", "utf-8")
    extract_paths([folder], tmp_path / "flat", jobs=0)
    extract_paths([folder], tmp_path / "out", jobs=0, partition="none")
    extract_paths([folder], tmp_path / "out", jobs=0, update=True, partition="month", formats=["parquet"])
    months = {path.name for path in (tmp_path / "out" / "claims.parquet").iterdir()}
    assert months == {"month=2024-03", "month=2024-07", "month=unknown"}
    for name, rows in tables_of(tmp_path / "flat").items():
        parted = pq.read_table(tmp_path / "out" / f"{name}.parquet").drop_columns(["month"]).to_pylist()
        assert sorted(map(str, parted)) == sorted(map(str, rows))
    assert not (tmp_path / "out" / "claims.csv").exists()
    extract_paths([folder], tmp_path / "out", jobs=0, update=True)
    assert tables_of(tmp_path / "out") == tables_of(tmp_path / "flat")


def test_a_clock_sums_the_steps(corpus, tmp_path):
    clock = Clock()
    summary = extract_paths([corpus], tmp_path / "out", clock=clock)
    steps = {"passages", "times", "programmes", "quantities", "segmentation", "claims", "tables", "rest"}
    assert steps <= set(clock.seconds) and all(seconds > 0 for seconds in clock.seconds.values())
    assert sum(clock.seconds.values()) <= summary.seconds
    assert sum(clock.shares().values()) == pytest.approx(1)


def test_watching_takes_in_what_arrives_and_ends_on_ctrl_c(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("产值增长5%。", "utf-8")
    command = [sys.executable, "-m", "policytext", "extract", folder, "-o", tmp_path / "out"]
    command += ["--watch", "0.2"]
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        env=environment,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # background jobs ignore it
    )

    def line_with(words: str) -> str:
        return next(line for line in process.stdout if words in line)

    assert "1 new, 1 articles" in line_with(" new, ")
    (folder / "b.txt").write_text("产值增长6%。", "utf-8")
    assert "1 new, 2 articles, 2 claims" in line_with(" new, ")
    process.send_signal(signal.SIGINT)
    assert "Ended" in line_with("Ended")
    assert process.wait(20) == 0


def test_different_articles_are_no_reposts():
    texts = [
        STORY,
        STORY[:30] + "全市改造老旧小区300个，惠及居民9万户，群众满意度明显提高，社区服务更加便捷。",
    ]
    assert find_reposts([signature(text) for text in texts], [None, None]) == {}


def test_an_article_over_its_limit_costs_a_line(tmp_path):
    (tmp_path / "long.txt").write_text("增长5%。" * 1000, "utf-8")
    (tmp_path / "short.txt").write_text("增长5%。", "utf-8")
    summary = extract_paths([tmp_path], tmp_path / "out", jobs=1, settings=Settings(max_chars=500))
    assert summary.articles == 1
    assert "--max-chars" in summary.errors[0].reason


def test_time_limit():
    with pytest.raises(TimeoutError), time_limit(0.05):
        while True:
            pass
    with time_limit(None):
        pass


def test_a_process_that_dies_costs_its_article_only(tmp_path, monkeypatch):
    folder = tmp_path / "in"
    write_corpus(folder, 600)
    (folder / "note-007.txt").write_text("杀死进程", "utf-8")
    usual = engines.extract_batch

    def deadly(batch, settings):
        if "杀死进程" in (batch.column("text").to_pylist()):
            os.kill(os.getpid(), signal.SIGKILL)
        return usual(batch, settings)

    monkeypatch.setattr(engines, "extract_batch", deadly)  # reaches forked processes only
    monkeypatch.setattr(engines, "_context", lambda: multiprocessing.get_context("fork"))
    summary = extract_paths([folder], tmp_path / "out", jobs=2)
    assert sorted(Path(e.path).name for e in summary.errors) == ["empty.txt", "note-007.txt"]
    assert summary.articles == 659
    assert len({row["id"] for row in tables_of(tmp_path / "out")["articles"]}) == 659


def test_stretches_cover_a_file_and_depend_on_what_stands_before(tmp_path):
    path = tmp_path / "rows.jsonl"
    lines = [json.dumps({"id": str(i), "text": f"增长{i}%。"}, ensure_ascii=False) for i in range(700)]
    path.write_text("\n".join(lines), "utf-8")
    before = list(plan_sources([path]))
    assert [article.id for source in before for article in source.read()] == [str(i) for i in range(700)]
    path.write_text("\n".join([*lines, '{"text": "新增"}']), "utf-8")
    after = list(plan_sources([path]))
    assert [source.key for source in after][:2] == [source.key for source in before][:2]
    assert len(before) == 3 and list(after[-1].read())[-1].id == "rows-701"
