"""ISO 8601 forms of times, and the Chinese calendar behind the feasts."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policytext.calendars import feast
from policytext.clocks import iso_duration, iso_time
from policytext.lunar import feast_day, lunar_day, lunar_month, months_of, solar_term
from policytext.quantities import parse_quantity
from policytext.times import find_times, parse_time

NOW = "2024-03-05"


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2021年8月底", "2021-08-31/2021-09-01"),
        ("2021年以来", "2021-01-01/.."),
        ("到2025年", "../2026-01-01"),
        ("今晚8点", "2024-03-05T20:00:00/2024-03-05T21:00:00"),
        ("昨天下午3点半", "2024-03-04T15:30:00/2024-03-04T15:31:00"),
        ("下午5时至凌晨3时", "2024-03-05T17:00:00/2024-03-06T03:00:00"),
        ("今天上午9:00-11:30", "2024-03-05T09:00:00/2024-03-05T11:30:00"),
        ("明天晚上八点之前", "../2024-03-06T20:00:00"),
        ("7日早上", "2024-03-07T04:00:00/2024-03-07T12:00:00"),
        ("近三年", "2021-03-05/2024-03-05"),
        ("每年", "R/P1Y"),
        ("每半年", "R/P0.5Y"),
        ("每季度", "R/P3M"),
        ("每两年", "R/P2Y"),
    ],
)
def test_iso_time(text, iso):
    assert iso_time(parse_time(text, NOW)) == iso


def test_a_time_without_dates_has_no_form():
    assert iso_time(parse_time("入汛以来", NOW)) is None
    assert iso_time(parse_time("下午3时15分")) == "T15:15:00"


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("三年", "P3Y"),
        ("四年六个月", "P4.5Y"),
        ("两周", "P2W"),
        ("45天", "P45D"),
        ("1小时30分钟", "PT1.5H"),
        ("五个季度", "P15M"),
        ("5元", None),
        ("3至5年", None),
    ],
)
def test_iso_duration(text, iso):
    assert iso_duration(parse_quantity(text)) == iso


@given(st.text("每年月日时点分半上下午晚今明昨0123456789:：至- 前后起", max_size=20))
def test_any_expression_has_a_form_or_none(text):
    for found in find_times(text, NOW):
        assert iso_time(found) is None or "/" in iso_time(found) or iso_time(found).startswith("T")


# Dates that the State Council's notices and the almanacs of the Purple Mountain Observatory give.
@pytest.mark.parametrize(
    ("name", "year", "day"),
    [
        ("lunar 01-01", 1949, "1949-01-29"),
        ("lunar 01-01", 1985, "1985-02-20"),
        ("lunar 01-01", 2033, "2033-01-31"),
        ("lunar 01-01", 2060, "2060-02-02"),
        ("lunar 01-00", 2024, "2024-02-09"),
        ("lunar 05-05", 2023, "2023-06-22"),
        ("lunar 08-15", 2025, "2025-10-06"),
        ("lunar 12-08", 2024, "2024-01-18"),
        ("solar 15", 2022, "2022-04-05"),
        ("solar 15", 2024, "2024-04-04"),
        ("10-01", 2060, "2060-10-01"),
    ],
)
def test_feasts(name, year, day):
    assert [str(end) for end in feast(name, year)] == [day, day]


def test_every_year_has_its_months():
    for year in range(1949, 2061):
        months = months_of(year)
        assert len(months) == 12 + sum(month.leap for month in months)
        assert [month.number for month in months if not month.leap] == list(range(1, 13))
        assert all(month.last - month.first in (28, 29) for month in months)
        assert months_of(year + 1)[0].first == months[-1].last + 1


def test_leap_months():
    leaps = {year: m.number for year in range(2001, 2034) for m in months_of(year) if m.leap}
    assert leaps == {
        **{2001: 4, 2004: 2, 2006: 7, 2009: 5, 2012: 4, 2014: 9, 2017: 6, 2020: 4, 2023: 2},
        **{2025: 6, 2028: 5, 2031: 3, 2033: 11},
    }
    assert lunar_month(2021, 4, leap=True) == (None, None)


def test_what_no_calendar_has():
    assert lunar_day(2024, 13, 1) is None and lunar_day(2024, 1, 31) is None
    assert solar_term(15, 900) is None and months_of(900) == () and feast_day(1, 1, 900) is None
    assert lunar_day(2022, 1, -1) == date(2022, 3, 2)
