"""SQL over an output: what it gives, what ships with it, and what a stranger's query cannot do."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from policytext import MissingExtraError, PolicytextError, queries
from policytext.extraction import extract_paths

pytest.importorskip("duckdb", reason="DuckDB is not installed")

TEXTS = {
    "a": "发布时间：2024-02-03\n2023年，全省粮食产量比上年增长3.2%。\n到2025年，全省粮食产量达到700亿斤。",
    "b": "发布时间：2024-03-05\n扎实推进乡村振兴，全市建成高标准农田30万亩。",
    "c": "全县粮食产量增长1.5%。",
}


@pytest.fixture(scope="module", params=["none", "month"])
def out(request, tmp_path_factory) -> Path:
    """An output whose tables are files, and one whose tables are folders of months."""
    folder = tmp_path_factory.mktemp(request.param)
    for name, text in TEXTS.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    extract_paths([folder], folder / "out", jobs=0, formats=["parquet"], partition=request.param)
    assert (folder / "out" / "claims.parquet").is_dir() == (request.param == "month")
    return folder / "out"


def ask(out: Path, query: str, **parameters: str) -> list[dict]:
    names, rows = queries.run_query(out, query, parameters)
    return [dict(zip(names, row, strict=True)) for row in rows]


def test_the_four_views_and_the_month(out):
    months = ask(out, "SELECT month, count(*) AS n FROM articles GROUP BY 1 ORDER BY 1")
    assert [(row["month"], row["n"]) for row in months] == [("2024-02", 1), ("2024-03", 1), ("unknown", 1)]
    for view in ("claims", "programmes", "passages"):
        assert ask(out, f"SELECT count(*) AS n FROM {view}")[0]["n"] > 0


def test_every_saved_query_runs(out):
    for name, saved in queries.saved_queries().items():
        assert saved.about.keys() == {"en", "zh"}
        ask(out, name)
    assert [row["year"] for row in ask(out, "targets_by_year")] == ["2025"]
    assert [row["value"] for row in ask(out, "growth_of", indicator="粮食")] == [3.2, 1.5]
    assert ask(out, "claims_of_programme", programme="乡村振兴")[0]["text"] == "30万亩"


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM read_text('{file}')",
        "SELECT * FROM '{file}'",
        "SELECT * FROM read_parquet('{out}/claims.parquet')",
        "SELECT * FROM glob('/*')",
        "COPY claims TO '{out}/stolen.csv'",
        "ATTACH '{out}/stolen.db'",
        "SET enable_external_access = true",
        "CREATE TABLE t AS SELECT 1",
        "DROP VIEW claims",
        "SELECT 1; SELECT 2",
        "INSTALL httpfs",
        "LOAD httpfs",
        "EXPORT DATABASE '{out}/stolen'",
        "SELECT * FROM secret_rows",
    ],
)
def test_a_query_of_a_stranger_sees_the_views_alone(out, tmp_path, query):
    secret_rows = [1]  # nor a variable of the program
    assert secret_rows
    (tmp_path / "secret.csv").write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(PolicytextError) as error:
        ask(out, query.format(file=tmp_path / "secret.csv", out=out))
    assert "\n" not in str(error.value)
    assert not list(out.glob("stolen*"))


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELEC 1", "syntax error"),
        ("SELECT nothing FROM claims", "nothing"),
        ("nosuch", "targets_by_year"),
        ("SELECT CAST(text AS INT) FROM claims", "Could not convert"),
        ("SELECT $x", r"\$x"),
    ],
)
def test_what_is_wrong_is_one_line(out, query, said):
    with pytest.raises(PolicytextError, match=said) as error:
        ask(out, query)
    assert "\n" not in str(error.value)


def test_no_tables_and_no_duckdb_are_said(tmp_path, monkeypatch):
    with pytest.raises(PolicytextError, match="no such table"):
        ask(tmp_path, "SELECT 1")
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(MissingExtraError, match=r"policytext\[query\]"):
        ask(tmp_path, "SELECT 1")


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "NO_COLOR": "1", "COLUMNS": "160"}
    command = [sys.executable, "-m", "policytext", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", env=environment)


@pytest.mark.parametrize("out", ["month"], indirect=True)
def test_the_command_prints_tables_csv_and_json(out):
    assert "growth_of" in run("query", "--list").stdout
    table = run("query", out, "growth_of", "indicator=粮食")
    assert table.returncode == 0 and "粮食产量" in table.stdout
    lines = run("query", out, "SELECT text, value FROM claims ORDER BY value", "-f", "csv").stdout
    assert ["1.5%", "1.5"] in list(csv.reader(io.StringIO(lines)))
    records = json.loads(run("query", out, "SELECT text FROM claims", "-f", "json").stdout)
    assert {"text": "30万亩"} in records
    assert json.loads(run("query", out, "SELECT 1 WHERE false", "-f", "json").stdout) == []
    wrong = run("query", out, "SELEC 1")
    assert wrong.returncode == 1 and wrong.stderr.count("\n") == 1
    assert run("query", out).returncode == 2
