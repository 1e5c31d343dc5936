"""Units: what an amount is in another unit, which values it allows, and what the table holds."""

from decimal import Decimal
from fractions import Fraction

import pytest

from policytext.errors import LexiconError
from policytext.lexicon import Lexicon, shipped
from policytext.quantities import parse_quantity
from policytext.records import Quantity
from policytext.units import match_unit


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("15公顷", "亩", "225"),
        ("1亩", "公顷", "0.06666666666666666666666666667"),
        ("5万千瓦", "兆瓦", "50"),
        ("3亿元", "万元", "30000"),
        ("3亿元", "千元", "300000"),
        ("1200元", "百元", "12"),
        ("2公里", "米", "2000"),
        ("3尺", "米", "1"),
        ("1.5吨", "公斤", "1500"),
        ("90%", "‰", "900"),
        ("36公里/小时", "米/秒", "10"),
        ("15节", "公里/小时", "27.78"),
        ("27.78公里/小时", "节", "15"),
        ("500元/亩", "元/公顷", "7500"),
        ("2年", "个月", "24"),
        ("1.2亿千瓦时", "万千瓦时", "12000"),
        ("5GB", "MB", "5000"),
        ("零下5℃", "℃", "-5"),
    ],
)
def test_to(text, unit, expected):
    assert parse_quantity(text).to(unit) == Decimal(expected)


@pytest.mark.parametrize("unit", ["公里", "美元", "没有的单位", "元/亩", ""])
def test_what_measures_something_else_is_an_error(unit):
    with pytest.raises(ValueError, match="cannot be converted"):
        parse_quantity("5元").to(unit)


def test_a_range_has_no_single_value():
    with pytest.raises(ValueError, match="no single value"):
        parse_quantity("3至5年").to("个月")


def test_the_interval_is_a_property():
    assert parse_quantity("1.4亿余元").interval == (140_000_000, 150_000_000, True, False)
    assert Quantity(0, 1, "5", Decimal(5)).interval == (5, 5, True, True)


def test_the_ends_of_an_interval_belong_to_it_or_do_not():
    said = {
        "30%—40%": (30, 40, True, True),
        "五万元以上不满十万元": (50_000, 100_000, True, False),
        "500元": (500, 500, True, True),
        "500元左右": (450, 550, True, True),
        "近500元": (400, 500, True, False),
        "500元以上": (500, None, True, False),
        "超过500元": (500, None, False, False),
        "500元以内": (None, 500, False, True),
        "不到500元": (None, 500, False, False),
        "几十元": (10, 100, True, False),
        "零下十几度": (-20, -10, False, True),
    }
    assert {text: parse_quantity(text).interval for text in said} == said


def test_the_table_is_large_and_of_one_mind():
    rows = [row for row in shipped().rows("units") if row["unit"]]
    assert len({row["unit"] for row in rows}) >= 400
    assert sum(row["dimension"] == "money" for row in rows) >= 150
    dimensions: dict[str, set[str]] = {}
    for row in rows:
        dimensions.setdefault(row["unit"], set()).add(row["dimension"])
    assert {unit: kinds for unit, kinds in dimensions.items() if len(kinds) > 1} == {"天": {"day", "time"}}


def test_a_physical_unit_has_a_base():
    physical = {"length", "area", "volume", "mass", "power", "energy", "pressure", "voltage"}
    rows = [row for row in shipped().rows("units") if row["unit"] and row["dimension"] in physical]
    bare = {row["form"] for row in rows if row["base"] is None}
    # lengths of cable and road by the lane, areas by the treatment, a ship's tonnage: no factor ties them
    assert bare <= {
        "车道公里",
        "皮长公里",
        "芯公里",
        "单线公里",
        "亩次",
        "垧",
        "钱",
        "总吨",
        "修正总吨",
        "吨次",
    }


def test_longest_form_wins():
    assert match_unit("个百分点", 0).name == "个百分点"
    assert match_unit("公里/小时", 0).width == 2
    assert match_unit("人口", 0).name is None


def test_a_base_may_be_a_fraction_and_nothing_else(tmp_path):
    head = "form\tunit\tfactor\tdimension\tbase\tneeds\n"
    (tmp_path / "units.tsv").write_text(head + "石地\t石地\t1\tarea\t20000/3\t\n", encoding="utf-8")
    rows = {row["form"]: row for row in Lexicon(tmp_path).rows("units")}
    assert rows["石地"]["base"] == Fraction(20000, 3)
    (tmp_path / "units.tsv").write_text(head + "石地\t石地\t1\tarea\t1e99\t\n", encoding="utf-8")
    with pytest.raises(LexiconError, match="no number or fraction"):
        Lexicon(tmp_path).rows("units")
