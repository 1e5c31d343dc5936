"""The command line as users meet it: output, exit status, one line for every error."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

CORPUS = Path(__file__).resolve().parents[1] / "corpus" / "articles"


def run(
    *arguments: object, stdin: bytes | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "policytext", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        env={**os.environ, "LC_ALL": "C.UTF-8", "NO_COLOR": "1", "COLUMNS": "160", **environment},
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def test_extract_prints_a_summary_and_where_results_are(tmp_path):
    done = run("extract", CORPUS / "05-monthly-stats.txt", "-o", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert "Claims" in done.stdout and str(tmp_path / "out") in done.stdout
    again = run("extract", CORPUS / "05-monthly-stats.txt", "-o", tmp_path / "out")
    assert again.returncode == 2
    assert again.stderr.count("\n") == 1 and "--force" in again.stderr


def test_jsonl_in_jsonl_out_keeps_ids_and_keys(tmp_path):
    done = run("extract", CORPUS / "30-briefs.jsonl", "-o", tmp_path / "out.jsonl")
    assert done.returncode == 0, done.stderr
    wanted = [json.loads(line) for line in (CORPUS / "30-briefs.jsonl").read_text("utf-8").splitlines()]
    made = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    assert [(r["id"], r["text"]) for r in made] == [(r["id"], r["text"]) for r in wanted]
    keys = {"id", "title", "published", "source", "text", "passages", "claims", "programmes"}
    assert all(keys <= set(record) for record in made)


def test_a_bad_file_is_listed_and_the_rest_goes_on(tmp_path):
    (tmp_path / "good.txt").write_text("产值增长5%。", "utf-8")
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.4 broken")
    (tmp_path / "empty.txt").write_bytes(b"")
    done = run("extract", tmp_path, "-o", tmp_path / "out")
    assert done.returncode == 1
    errors = [json.loads(x) for x in (tmp_path / "out" / "errors.jsonl").read_text("utf-8").splitlines()]
    assert [Path(e["path"]).name for e in errors] == ["bad.pdf", "empty.txt"]
    assert "Traceback" not in done.stderr
    assert (tmp_path / "out" / "claims.parquet").exists()


def test_standard_input(tmp_path):
    done = run("extract", "-", "-o", tmp_path / "o.jsonl", stdin="全省产值增长5%。".encode())
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "o.jsonl").read_text("utf-8"))["claims"][0]["text"] == "5%"


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["extract", "nothing-here.txt", "-o", "OUT"], 1),
        (["extract", "nothing-here.txt"], 2),
        (["extract", CORPUS, "-o", "OUT", "-f", "docx"], 2),
        (["extract", CORPUS, "-o", "OUT", "--lexicon", "nowhere"], 2),
        (["show", "nothing-here.txt"], 1),
        (["shw"], 2),
        (["check", "nowhere"], 2),
    ],
)
def test_wrong_usage_and_missing_files(arguments, status, tmp_path):
    done = run(*[tmp_path / "out" if a == "OUT" else a for a in arguments])
    assert done.returncode == status
    assert "Traceback" not in done.stderr + done.stdout


def test_show_marks_and_lists():
    done = run("show", CORPUS / "01-union-forum.txt")
    assert done.returncode == 0, done.stderr
    assert "13万余人次" in done.stdout or "60余万人次" in done.stdout
    assert "claims" in done.stdout and "\x1b[" not in done.stdout
    chinese = run("show", CORPUS / "01-union-forum.txt", LC_ALL="zh_CN.UTF-8")
    assert "数字陈述" in chinese.stdout


def test_show_as_json_is_the_record():
    done = run("show", CORPUS / "05-monthly-stats.txt", "--json")
    assert json.loads(done.stdout)["published"] == "2024-10-22"


def test_check_reports_every_broken_line(tmp_path):
    table = "form\tunit\tfactor\tdimension\n盏茶\t盏\t1\tcount\n亩半\t亩\t一\tarea\n石\t\tx\tmass\n"
    (tmp_path / "units.tsv").write_text(table, "utf-8")
    done = run("check", tmp_path)
    assert done.returncode == 1
    assert "line 3, column factor" in done.stdout and "line 4, column factor" in done.stdout
    assert "1 rows good, 2 broken" in done.stdout


def test_help_speaks_the_language_of_the_locale():
    assert "Extract articles" in run("--help").stdout
    assert "提取" in run("--help", LC_ALL="zh_CN.UTF-8").stdout


def test_evaluate_prints_every_field(tmp_path):
    run("extract", CORPUS / "30-briefs.jsonl", "-o", tmp_path / "pred.jsonl")
    done = run("evaluate", tmp_path / "pred.jsonl", tmp_path / "pred.jsonl")
    assert done.returncode == 0, done.stderr
    line = next(x for x in done.stdout.splitlines() if x.startswith("claims: complete"))
    assert line.split()[2:5] == ["1.000", "1.000", "1.000"]
    assert run("evaluate", tmp_path / "none.jsonl", tmp_path / "pred.jsonl").returncode == 1
