"""Times: what is found, what it denotes, and that any string passes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policytext.calendars import UNDATED, months
from policytext.lexicon import Lexicon, shipped, using
from policytext.times import find_times, parse_time, resolve_time, states_amount
from stopwatch import seconds

LINES = Path(__file__).with_name("cases").joinpath("times.txt").read_text("utf-8").splitlines()


def _cases() -> list[tuple[str | None, str, str]]:
    cases, reference = [], None
    for line in LINES:
        if line.startswith("@"):
            reference = None if line[2:] == "-" else line[2:]
        elif line and not line.startswith("#"):
            marked, _, expected = line.partition(" =>")
            cases.append((reference, marked.replace("/【", "\n【"), expected.strip()))
    return cases


@pytest.mark.parametrize(("reference", "marked", "expected"), _cases())
def test_case(reference: str | None, marked: str, expected: str) -> None:
    text = marked.replace("【", "").replace("】", "")
    wanted = [part.split("】")[0] for part in marked.split("【")[1:]]
    found = find_times(text, reference)
    assert [t.text for t in found] == wanted
    dates = [f"{t.time_start or '-'} {t.time_end or '-'}" for t in found]
    assert dates == ([part.strip() for part in expected.split(";")] if expected else [])


def test_parse_and_resolve() -> None:
    assert parse_time("去年", "2022-05-01").time_start == "2021-01-01"
    assert parse_time("近三年", date(2022, 5, 1)).time_end == "2022-05-01"
    assert resolve_time("“十三五”末") == ("2020-12-31", "2020-12-31")
    assert resolve_time("三个方面", "2022-05-01") == (None, None)
    with pytest.raises(ValueError, match="no time expression"):
        parse_time("2021年的桥")


def test_a_sloppy_or_missing_date_is_no_error() -> None:
    assert find_times("昨天", "2019-3-15")[0].time_start == "2019-03-14"
    for odd in (None, "", "去年", "2021-02-30", "2021"):
        assert find_times("昨天", odd)[0].time_start is None


def test_traditional_script_and_offsets() -> None:
    text = "截至２０２１年８月底，當局對產業發展經濟開放說，去年國際貿易進出口實現增長。"
    found = find_times(text, "2022-03-01")
    assert [t.text for t in found] == ["截至２０２１年８月底", "去年"]
    assert found[0].time_end == "2021-08-31"


def test_months_beyond_the_calendar_are_no_period() -> None:
    assert months(2021, 11, 2) == (date(2021, 11, 1), date(2022, 2, 28))
    assert months(1, 1, 12) == (date(1, 1, 1), date(1, 12, 31))
    assert months(9999, 1, 12) == (date(9999, 1, 1), date(9999, 12, 31))
    for odd in ((2021, 0, 3), (2021, 1, 13), (2021, 13, 1), (0, 1, 12), (9999, 12, 1), (10**20, 1, 2)):
        assert months(*odd) == UNDATED


def test_states_amount() -> None:
    assert [states_amount(t) for t in find_times("连续三年增长，近三年下降", "2022-01-01")] == [True, False]


def test_holidays_are_in_order() -> None:
    rows = shipped().rows("holidays")
    assert all(row["start"] <= row["end"] for row in rows)
    names = {"元旦", "春节", "清明", "五一", "端午", "中秋", "国庆"}
    assert names <= {row["name"] for row in rows if row["year"] == 2024}


PIECES = st.sampled_from(
    [
        *(
            "2021年",
            "8月底",
            "10日",
            "截至",
            "到",
            "自",
            "从",
            "以来",
            "至今",
            "前",
            "后",
            "—",
            "至",
            "、",
            "今年",
        ),
        *(
            "去年",
            "上半年",
            "一季度",
            "前三季度",
            "“十四五”",
            "时期",
            "末",
            "春节",
            "假期",
            "十年来",
            "近",
            "三",
        ),
        *(
            "连续",
            "每年",
            "（1月16日）",
            "9时",
            "\n",
            "，",
            "同期",
            "党的十八大",
            "20世纪",
            "90年代",
            "9999年",
        ),
        *(
            "1000年",
            "99999",
            "〇",
            "十",
            "百",
            "初",
            "2021-",
            "/",
            ".",
            "农历",
            "正月",
            "初五",
            "周一",
            "本周",
            "末",
        ),
    ]
)
DATES = st.sampled_from(["2024-02-29", "0001-01-01", "9999-12-31", None])


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES | st.text(max_size=3), max_size=12).map("".join), DATES)
def test_any_string_passes(text: str, reference: str | None) -> None:
    last = 0
    for one in find_times(text, reference):
        assert last <= one.start < one.end and text[one.start : one.end] == one.text
        last = one.end


@pytest.mark.parametrize("unit", ["2021年", "10日至", "自2021年很", "“十", "一", "12、", "上世纪", "今天（"])
def test_time_grows_with_length_only(unit: str) -> None:
    shorter, longer = (seconds(find_times, unit * count, "2022-01-01") for count in (2_000, 16_000))
    assert longer < 16 * shorter + 0.3


@pytest.mark.parametrize("text", ["", "一座桥", "去年和今年", "9" * 10**6, "2021年" * 10**4, "三个方面"])
def test_what_is_no_single_time_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match="no time expression"):
        parse_time(text, "2022-01-01")


@pytest.mark.parametrize("year", range(1949, 2061))
def test_no_year_is_out_of_sight(year: int) -> None:
    assert resolve_time(f"{year}年底前") == (None, f"{year}-12-31")
    assert resolve_time("去年上半年", f"{year}-07-01") == (f"{year - 1}-01-01", f"{year - 1}-06-30")
    spring = resolve_time(f"{year}年春节")[0] or ""
    assert f"{year}-01-21" <= spring <= f"{year}-02-20"


def test_a_time_word_of_one_character_in_ones_own_lexicon(tmp_path: Path) -> None:
    (tmp_path / "time_words.tsv").write_text("form\tkind\tvalue\n昔\tundated\t\n", "utf-8")
    with using(Lexicon(tmp_path)):
        assert [t.text for t in find_times("昔为荒滩，去年建成")] == ["昔", "去年"]
