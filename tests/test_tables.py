"""Tables and files: types, inert cells, whole files or none."""

import csv
import io
import json

import pyarrow.parquet as pq
import pytest

from policytext import Article, PolicytextError, WriteError, extract, tables
from policytext.extraction import extract_paths


@pytest.fixture(scope="module")
def article() -> Article:
    return extract("2023年，全省粮食产量比上年增长5.2%，达1.4亿余吨。\n“三篇大文章”见成效。", "2024-01-20")


def test_rows_agree_with_the_schema(article):
    arrow = tables.to_arrow([article, article])
    assert {name: t.num_rows for name, t in arrow.items()}["claims"] == 2 * len(article.claims)
    first = arrow["claims"].to_pylist()[0]
    assert (first["value"], first["unit"], first["direction"], first["time"]) == (5.2, "%", "up", "2023年")
    assert article.text[first["measure_begin"] : first["measure_stop"]] == first["measure"]
    assert first["sentence"] == "2023年，全省粮食产量比上年增长5.2%，达1.4亿余吨。"
    for name, table in arrow.items():
        assert table.schema == tables.schema(name)


def test_no_articles_give_empty_tables_with_columns():
    assert tables.to_arrow([])["claims"].column_names == tables.schema("claims").names
    assert list(tables.to_pandas([], "programmes").columns) == tables.schema("programmes").names


def test_unknown_table_is_named():
    with pytest.raises(PolicytextError, match="'claim' is no table: articles, claims"):
        tables.to_pandas([], "claim")


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1"])
def test_cells_of_spreadsheets_are_inert(cell, tmp_path):
    made = tables.to_arrow([Article(cell, id=cell, title=cell)])["articles"]
    for format in ("csv", "xlsx"):
        path = tmp_path / f"articles.{format}"
        tables.write_table(made.to_batches(), made.schema, path, format)
        if format == "csv":
            row = list(csv.reader(io.StringIO(path.read_bytes().decode(), newline="")))[1]
        else:
            import openpyxl

            row = [c.value for c in list(openpyxl.load_workbook(path).active.rows)[1]]
        assert str(row[1]).startswith("'")


def test_excel_csv_has_a_mark(article, tmp_path):
    made = tables.to_arrow([article])["claims"]
    tables.write_table(made.to_batches(), made.schema, tmp_path / "claims.csv", "csv", bom=True)
    assert (tmp_path / "claims.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_file_is_whole_or_as_it_was(tmp_path):
    path = tmp_path / "out.jsonl"
    path.write_text("earlier")
    with pytest.raises(RuntimeError), tables.replacing(path) as file:
        file.write(b"half")
        raise RuntimeError
    assert [p.name for p in tmp_path.iterdir()] == ["out.jsonl"]
    assert path.read_text() == "earlier"


def test_an_unwritable_place_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(WriteError, match="cannot be written"),
        tables.replacing(tmp_path / "file" / "out.jsonl"),
    ):
        pass


def test_folder_gets_four_tables_twice_and_errors(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("全市工业\n2024年，产值增长5%。", "utf-8")
    (tmp_path / "in" / "b.txt").write_bytes(b"")
    summary = extract_paths([tmp_path / "in"], tmp_path / "out", formats=("parquet", "csv", "jsonl"))
    assert (summary.articles, summary.claims, len(summary.errors)) == (1, 1, 1)
    names = {f"{t}.{f}" for t in tables.TABLES for f in ("parquet", "csv", "jsonl")}
    assert {p.name for p in (tmp_path / "out").iterdir() if not p.name.startswith(".")} == {
        *names,
        "errors.jsonl",
        "manifest.json",
    }
    assert json.loads((tmp_path / "out" / "errors.jsonl").read_text("utf-8"))["reason"] == "empty"
    claims = pq.read_table(tmp_path / "out" / "claims.parquet")
    assert claims.to_pylist() == tables.to_arrow([_only(tmp_path / "in" / "a.txt")])["claims"].to_pylist()


def _only(path):
    from policytext import Pipeline, read

    return Pipeline().read(read(path))


def test_existing_results_stay_without_force(tmp_path):
    source, out = tmp_path / "a.txt", tmp_path / "out.jsonl"
    source.write_text("产值增长5%。", "utf-8")
    extract_paths([source], out)
    before = out.read_bytes()
    with pytest.raises(WriteError, match="--force"):
        extract_paths([source], out)
    assert out.read_bytes() == before
    extract_paths([source], out, force=True)
    assert out.read_bytes() == before


def test_a_sentence_without_end_is_not_repeated_whole_in_every_row():
    found = tables.rows(extract("全市新增3家企业和" * 2000))["claims"]
    assert len(found) == 2000
    assert all("3家" in row["sentence"] and len(row["sentence"]) <= 2000 for row in found)
