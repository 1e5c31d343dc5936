"""Quantities: a line of cases/quantities.txt is a case; what it does not mark must not be found."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marks import unmark
from policytext.quantities import find_numbers, find_quantities, parse_quantity
from policytext.records import Quantity
from policytext.units import convert, interval, match_unit
from stopwatch import seconds

LINES = (Path(__file__).with_name("cases") / "quantities.txt").read_text(encoding="utf-8").splitlines()
CASES = [line.split("  #")[0] for line in LINES if line.strip() and not line.startswith("#")]


def said(quantity):
    """A quantity as the case lines write it."""
    number = quantity.value if quantity.low is None else None
    value = (
        f"{quantity.low.normalize():f}..{quantity.high.normalize():f}"
        if number is None
        else f"{number.normalize():.10f}"
    )
    value = value.rstrip("0").rstrip(".") if number is not None else value
    return f"{value} {quantity.bound} {quantity.unit or '-'}"


@pytest.mark.parametrize("line", CASES)
def test_quantities(line):
    marked, _, expected = line.partition(" => ")
    text, spans = unmark(marked)
    found = find_quantities(text)
    assert [text[q.start : q.end] for q in found] == [text[a:b] for a, b in spans]
    assert [(q.start, q.end) for q in found] == spans
    assert [said(q) for q in found] == [part for part in expected.split("; ") if part]


def test_what_is_skipped_is_not_found():
    text = "“三个代表”和八个方面"
    assert [q.text for q in find_quantities(text, [(1, 5)])] == ["八个"]


def test_a_quantity_of_its_own():
    quantity = parse_quantity("每亩500元")
    assert (quantity.value, quantity.unit, quantity.start, quantity.end) == (500, "元/亩", 0, 6)
    with pytest.raises(ValueError, match="no single quantity"):
        parse_quantity("辽宁省总工会")


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("5万千瓦", "兆瓦", "50"),
        ("3亿元", "万元", "30000"),
        ("2公里", "米", "2000"),
        ("1吨", "公斤", "1000"),
        ("90%", "‰", "900"),
        ("15公顷", "亩", "225"),
        ("36公里/小时", "米/秒", "10"),
        ("2年", "个月", "24"),
    ],
)
def test_convert(text, unit, expected):
    assert convert(parse_quantity(text), unit).quantize(Decimal("0.0001")) == Decimal(expected)


def test_money_is_not_converted_into_length_or_other_money():
    for unit in ("公里", "美元", "没有的单位"):
        with pytest.raises(ValueError, match="cannot be converted"):
            convert(parse_quantity("5元"), unit)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5元", (5, 5, True, True)),
        ("1.4亿余元", (140_000_000, 150_000_000, True, False)),
        ("300多家", (300, 400, True, False)),
        ("90%以上", (90, None, True, False)),
        ("超过50万辆", (500_000, None, False, False)),
        ("不到3小时", (None, 3, False, False)),
        ("不超过120元", (None, 120, False, True)),
        ("近500家", (400, 500, True, False)),
        ("100亩左右", (90, 110, True, True)),
        ("几十次", (10, 100, True, False)),
        ("3至5年", (3, 5, True, True)),
    ],
)
def test_interval(text, expected):
    assert interval(parse_quantity(text)) == expected


def test_longest_unit_wins():
    assert match_unit("个百分点", 0).name == "个百分点"
    assert match_unit("人口", 0).name is None


ALPHABET = (
    "零一二三四五六七八九十百千万亿两半几数余多上约近超过以下内每个人元年月日级%/-—至、和0123456789.,，。\n"
    " “”第大公里斤翻番首位分之"
)


@given(st.one_of(st.text(max_size=60), st.text(ALPHABET, max_size=60)))
def test_any_text_gives_sorted_exact_spans(text):
    for found in (find_quantities(text), find_numbers(text)):
        end = 0
        for quantity in found:
            assert isinstance(quantity, Quantity)
            assert end <= quantity.start < quantity.end <= len(text)
            assert text[quantity.start : quantity.end] == quantity.text
            end = quantity.end


def test_a_long_run_of_numerals_takes_linear_time():
    for piece in ("一", "十", "1", "1,", "每", "上百", "2、", "百分之", "1-"):
        find_quantities(piece * 20_000)


def test_a_hard_line_end_inside_an_amount():
    text = (
        "省总工会五年来直接面向职工开展技能培训，全省新增13万\n余人次，"
        "比上年增长百分之五，完成率九成。\n\n合计 12\n家。"
    )
    found = find_quantities(text, [(4, 7)])
    assert [q.text for q in found] == ["13万\n余人次", "百分之五", "九成"]
    assert all(text[q.start : q.end] == q.text for q in found)
    assert (found[0].value, found[0].bound, found[0].unit) == (130_000, "above", "人次")


@pytest.mark.parametrize("text", ["", "辽宁省", "1" * 10**6, "5元和6元", "第三条"])
def test_what_is_no_single_quantity_is_an_error(text):
    with pytest.raises(ValueError, match="no single quantity"):
        parse_quantity(text)


@pytest.mark.parametrize(
    "piece", ["1", "一", "十", "万", "1.", "“十", "以上", "翻了", "半", "零下", "5台（套）", "历时半年。"]
)
def test_a_million_characters_take_linear_time(piece):
    shorter, longer = (seconds(find_quantities, piece * (size // len(piece))) for size in (12_500, 100_000))
    assert longer < 16 * shorter + 0.3
