"""The ledger: claims of several articles side by side, targets judged by later results, conflicts found."""

import csv
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from policytext import Article, Claim, Pipeline, Quantity, ReadError, Span, parse_quantity, read
from policytext.ledger import MET, MISSED, OPEN, make_ledger, normal_measure, notable, to_rows, write_ledger
from policytext.loading import read_output
from policytext.regions import region_of, region_of_claim

CORPUS = Path(__file__).resolve().parents[1] / "corpus" / "articles"


def article(name, published, *said, title="江海省政府工作报告"):
    """An article whose text is its claims, one a line."""
    text, found = "", []
    for measure, amount, fields in said:
        start, at = len(text), len(text) + len(measure)
        text += f"{measure}{amount}。\n"
        quantity = replace(parse_quantity(amount), start=at, end=at + len(amount))
        found.append(Claim(quantity, Span(start, at, measure), **fields))
    return Article(text, name, title, published, claims=tuple(found))


def fact(measure, amount, year, **more):
    return measure, amount, {"time_start": f"{year}-01-01", "time_end": f"{year}-12-31", **more}


def target(measure, amount, year, **more):
    return fact(measure, amount, year, status="target", **more)


def judged(aim, outcome):
    """The row of two articles, one with the target and one with a result a year later."""
    rows = notable(make_ledger([article("甲", "2023-01-13", aim), article("乙", "2024-01-20", outcome)]))
    assert len(rows) == 1
    return rows[0]


@pytest.mark.parametrize(
    ("measure", "aim", "result", "verdict"),
    [
        ("城镇新增就业", "55万人以上", "56.1万人", MET),
        ("城镇新增就业", "55万人以上", "54.3万人", MISSED),
        ("城镇调查失业率", "5.5%以内", "5.2%", MET),
        ("城镇调查失业率", "5.5%以内", "5.6%", MISSED),
        ("城镇调查失业率", "5.5%左右", "5.1%", MET),  # its targets are ceilings
        ("空气质量优良天数比例", "85%左右", "77%", MET),  # 左右 is within a tenth
        ("空气质量优良天数比例", "85%左右", "76%", MISSED),
        ("粮食产量", "510亿斤", "2600万吨", MET),
    ],
)
def test_a_target_is_judged_by_the_interval_of_its_bound(measure, aim, result, verdict):
    row = judged(target(measure, aim, 2023), fact(measure, result, 2023))
    assert (row.verdict, row.decided_by.claim.text) == (verdict, result)


@pytest.mark.parametrize(
    ("result", "direction", "verdict"),
    [("3.4%", "down", MET), ("2.1%", "down", MISSED), ("3.4%", "up", MISSED)],
)
def test_a_fall_aimed_at_is_kept_by_a_larger_fall_only(result, direction, verdict):
    aim = target("单位地区生产总值能耗下降", "3%", 2023, direction="down")
    assert judged(aim, fact("单位地区生产总值能耗", result, 2023, direction=direction)).verdict == verdict


def test_levels_and_changes_are_not_set_beside_each_other():
    aim = target("地区生产总值增长", "6%", 2023, direction="up")
    row = judged(aim, fact("地区生产总值", "6.2%", 2023))
    assert row.verdict == OPEN and not row.results


def test_a_level_reached_before_its_deadline_is_met():
    aim = target("常住人口城镇化率", "65%", 2025, time_start=None)
    row = judged(aim, fact("人口城镇化率", "65.1%", 2023))
    assert (row.period, row.verdict, row.decided_by.claim.text) == ("2025", MET, "65.1%")


def test_what_is_not_reported_names_the_next_result():
    row = judged(
        target("粮食产量", "510亿斤以上", 2023),
        fact("粮食产量", "521亿斤", 2024),
    )
    assert (row.verdict, row.later.claim.text) == (OPEN, "521亿斤")


def test_a_result_counts_only_if_another_article_tells_it_later():
    aim, outcome = (
        target("粮食产量", "510亿斤", 2023),
        fact("粮食产量", "520亿斤", 2023),
    )
    assert notable(make_ledger([article("甲", "2024-01-13", aim, outcome)]))[0].verdict == OPEN
    earlier = [article("甲", "2024-01-13", aim), article("乙", "2023-06-01", outcome)]
    assert notable(make_ledger(earlier))[0].verdict == OPEN


def differing(first, second, **more):
    sides = [article("甲", "2024-01-20", first, **more), article("乙", "2024-02-28", second)]
    return [row for row in make_ledger(sides) if row.conflict]


def test_conflicting_values_are_flagged_with_both_sources():
    rows = differing(
        fact("粮食产量", "512亿斤", 2023),
        fact("粮食产量", "521亿斤", 2023),
    )
    assert to_rows(rows)[0]["result"] == "512亿斤|521亿斤"
    assert to_rows(rows)[0]["result_article"] == "甲|乙"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (
            fact("地区生产总值", "2.86万亿元", 2023),
            fact("地区生产总值", "28612亿元", 2023),
        ),
        (
            fact("高新技术企业", "超过8000家", 2023),
            fact("高新技术企业", "8312家", 2023),
        ),
        (
            fact("粮食产量", "512亿斤", 2022),
            fact("粮食产量", "521亿斤", 2023),
        ),
        (fact("企业", "12家", 2023), fact("企业", "15家", 2023)),
    ],
    ids=["rounding", "bound", "other year", "words that say too little"],
)
def test_what_can_be_reconciled_is_no_conflict(first, second):
    assert differing(first, second) == []


def test_other_regions_and_reposts_are_not_compared():
    values = (
        fact("粮食产量", "512亿斤", 2023),
        fact("粮食产量", "521亿斤", 2023),
    )
    assert differing(*values, title="辽宁省政府工作报告") == []
    first = article("甲", "2024-01-20", values[0])
    copy = Article(
        first.text,
        "丙",
        "江海省政府工作报告",
        "2024-03-01",
        claims=article("丙", "", values[1]).claims,
        metadata={"repost_of": "甲"},
    )
    assert not any(row.conflict for row in make_ledger([first, copy]))


def test_words_of_a_measure_are_brought_to_one_form():
    assert normal_measure("全年社会消费品零售总额同比") == ("社会消费品零售总额", "社会消费品零售总额", False)
    assert normal_measure("国内生产总值增速") == ("国内生产总值", "地区生产总值", True)
    assert normal_measure("CPI涨幅")[1:] == ("居民消费价格", True)


@pytest.fixture(scope="module")
def reports():
    pipeline = Pipeline()
    paths = sorted(CORPUS.glob("*work-report*.txt"))
    return [pipeline.read(read(path)) for path in paths]


def test_the_work_reports_pair_their_targets_with_results(reports):
    rows = {(row.label.removeprefix("常住"), row.period): row for row in make_ledger(reports) if row.targets}
    urban = rows["人口城镇化率", "2025"]
    assert (urban.verdict, urban.targets[0].claim.text, urban.decided_by.claim.text) == (MET, "65%", "65.1%")
    grain = {period: row for (label, period), row in rows.items() if label == "粮食产量"}
    assert sorted(grain) == ["2019", "2021", "2023", "2025"]
    assert [grain[y].later and grain[y].later.claim.text for y in sorted(grain)] == [
        "506亿斤",
        "512.7亿斤",
        "521亿斤",
        None,
    ]
    assert {row.key.region for row in rows.values()} == {"江海省"}


def test_regions_of_articles_and_claims():
    assert region_of(Article("今年前三季度，全国粮食增产。我国经济向好。", title="经济运行")) == "全国"
    assert region_of(Article("沈阳和大连的企业。全省就业稳定。", title="就业", source="辽宁日报")) == "辽宁省"
    assert region_of(Article("天气。")) is None
    here = Claim(Quantity(0, 2, "5%"), subject=Span(0, 2, "全市"))
    assert region_of_claim(here, "沈阳市") == ("沈阳市", "")
    named = Claim(Quantity(0, 2, "5%"), subject=Span(0, 9, "辽宁省沈阳市的企业"))
    assert region_of_claim(named, None) == ("沈阳市", "企业")


def run(*arguments, **environment):
    import os

    done = subprocess.run(
        [sys.executable, "-m", "policytext", *map(str, arguments)],
        capture_output=True,
        env={**os.environ, "LC_ALL": "C.UTF-8", "NO_COLOR": "1", "COLUMNS": "160", **environment},
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.fixture(scope="module")
def records(reports, tmp_path_factory):
    path = tmp_path_factory.mktemp("ledger") / "reports.jsonl"
    path.write_text("".join(json.dumps(a.to_dict(), ensure_ascii=False) + "\n" for a in reports), "utf-8")
    return path


def test_the_command_prints_a_table_and_writes_csv(records, tmp_path):
    status, shown, _ = run("ledger", records, "--indicator", "城镇化率")
    assert status == 0 and "65.1%" in shown and "1 met" in shown
    status, shown, _ = run("ledger", records, "--indicator", "城镇化率", POLICYTEXT_LANG="zh")
    assert "已达到" in shown
    status, _, _ = run("ledger", records, "-o", tmp_path / "ledger.csv")
    with (tmp_path / "ledger.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert status == 0
    assert ("65%", "65.1%", "met") in {(row["target"], row["result"], row["verdict"]) for row in rows}


def test_a_source_that_is_none_is_one_line(tmp_path):
    status, _, errors = run("ledger", tmp_path / "nothing")
    assert status == 2 and errors.count("\n") == 1


def test_csv_cells_are_inert(tmp_path):
    rows = make_ledger([article("=1+1", "2024-01-20", target("粮食产量", "510亿斤", 2024))])
    write_ledger(rows, tmp_path / "l.csv")
    assert ",'=1+1," in (tmp_path / "l.csv").read_text("utf-8-sig")


# --- reading outputs ---


@pytest.mark.parametrize("format", ["parquet", "csv", "jsonl"])
def test_an_output_in_any_format_is_read_back(tmp_path, format):
    status, _, errors = run(
        "extract", CORPUS / "09-work-report-2025.txt", "-o", tmp_path / "out", "-f", format
    )
    assert status == 0, errors
    (back,) = read_output(tmp_path / "out")
    assert back.title and len(back.claims) > 20 and len(back.passages) > 4
    for record in (*back.claims, *back.programmes):
        assert back.text[record.start : record.end] == record.text
    assert all(back.text[c.measure.start : c.measure.end] == c.measure.text for c in back.claims if c.measure)


def test_part_of_an_output_is_read_by_date_and_sample(tmp_path):
    (tmp_path / "in.jsonl").write_text(
        "".join(
            json.dumps({"id": f"a{i}", "text": f"产值增长{i}%。", "published": f"2024-{i:02}-05"}) + "\n"
            for i in range(1, 10)
        ),
        "utf-8",
    )
    run("extract", tmp_path / "in.jsonl", "-o", tmp_path / "out", "-q")
    assert [a.id for a in read_output(tmp_path / "out", "2024-03", "2024-04")] == ["a3", "a4"]
    drawn = [a.id for a in read_output(tmp_path / "out", sample=3)]
    assert len(drawn) == 3 and drawn == [a.id for a in read_output(tmp_path / "out", sample=3)]
    with pytest.raises(ReadError):
        read_output(tmp_path)
