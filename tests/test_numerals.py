"""Numerals: a line of cases/numerals.txt is a case."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policytext.numerals import Numeral, parse_numeral, read_numeral

LINES = (Path(__file__).with_name("cases") / "numerals.txt").read_text(encoding="utf-8").splitlines()
CASES = [tuple(line.split(" => ")) for line in LINES if line.strip() and not line.startswith("#")]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_numeral(text, expected):
    if expected == "!":
        with pytest.raises(ValueError, match="no numeral"):
            parse_numeral(text)
    else:
        assert parse_numeral(text) == Decimal(expected)


def test_neighbouring_digits_are_a_range():
    assert [
        (n.low, n.high) for n in map(read_numeral, ("三四百", "十五六", "三五千", "七百三四十")) if n
    ] == [
        (300, 400),
        (15, 16),
        (3000, 5000),
        (730, 740),
    ]


@pytest.mark.parametrize(
    ("signs", "value"),
    [
        *zip(("零〇○", "一壹", "二贰两俩", "三叁", "四肆"), range(5), strict=True),
        *zip(("五伍", "六陆", "七柒", "八捌", "九玖"), range(5, 10), strict=True),
        *zip(("十拾", "廿", "卅", "百佰", "千仟"), (10, 20, 30, 100, 1000), strict=True),
        *zip(("万萬", "亿億"), (10**4, 10**8), strict=True),
    ],
)
def test_every_sign_is_read_in_either_script(signs, value):
    assert [read_numeral(sign).value for sign in signs] == [value] * len(signs)


def test_what_a_numeral_says_beside_its_value():
    assert read_numeral("三四百") == Numeral(Decimal(300), "range", 100, Decimal(300), Decimal(400))
    assert read_numeral("二〇一八") == Numeral(Decimal(2018), "exact", 1)
    assert read_numeral("九百多亿") == Numeral(Decimal(9 * 10**10), "above", 10**8)
    assert read_numeral("十几") == Numeral(Decimal(10), "about", 1)


def test_a_numeral_has_at_most_60_signs_and_with_its_words_100():
    assert read_numeral("1" + "0" * 59).value == Decimal(10) ** 59
    assert read_numeral("1" * 61) is None
    assert parse_numeral("1" * 49 + "分之" + "1" * 49) == 1
    with pytest.raises(ValueError, match="no numeral"):
        parse_numeral("1" * 50 + "分之" + "1" * 49)


SPOKEN = "零〇一二三四五六七八九十百千万亿两廿卅壹拾佰点分之半成几数多余上翻番负-%/∶.,，0123456789 年"


@given(st.one_of(st.text(max_size=40), st.text(SPOKEN, max_size=30)))
def test_any_string_is_a_number_or_a_value_error(text):
    try:
        assert isinstance(parse_numeral(text), Decimal)
    except ValueError as error:
        assert "no numeral" in str(error)


@given(st.integers(min_value=0, max_value=10**15))
def test_arabic_numbers_are_themselves(number):
    assert parse_numeral(str(number)) == number
    assert parse_numeral(f"{number:,}") == number


@pytest.mark.parametrize("text", ["1" * 10**6, "一" * 10**6, "1," * 10**5, "百分之" * 10**5, "十" * 10**6])
def test_a_million_characters_are_no_numeral(text):
    with pytest.raises(ValueError, match="no numeral"):
        parse_numeral(text)
