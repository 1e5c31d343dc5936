"""The Chinese calendar computed: new moons and solar terms as Beijing sees them, months, leap months, feasts.

After Meeus, *Astronomical Algorithms* (1998), chapters 25 (the sun) and 49 (new moons), good to a few
minutes: the months and the days of the solar terms from 1900 to 2100.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from itertools import pairwise
from math import radians, sin
from typing import NamedTuple

FIRST, LAST = 1645, 2644  # the years since the reform that counts by the true sun, and as long again
_J2000 = 2451545.0
_ORDINAL_OF_JULIAN = 1721424.5  # a Julian day less this is a proleptic ordinal
_BEIJING = 8 / 24

# Corrections to the mean new moon in days: coefficient, multiples of M (sun), M' (moon) and F (latitude).
_NEW_MOON = (
    (-0.40720, 0, 1, 0),
    (0.17241, 1, 0, 0),
    (0.01608, 0, 2, 0),
    (0.01039, 0, 0, 2),
    (0.00739, -1, 1, 0),
    (-0.00514, 1, 1, 0),
    (0.00208, 2, 0, 0),
    (-0.00111, 0, 1, -2),
    (-0.00057, 0, 1, 2),
    (0.00056, 1, 2, 0),
    (-0.00042, 0, 3, 0),
    (0.00042, 1, 0, 2),
    (0.00038, 1, 0, -2),
    (-0.00024, -1, 2, 0),
)


class Month(NamedTuple):
    """A month of the Chinese calendar; ``first`` and ``last`` are proleptic ordinals of its days."""

    number: int
    leap: bool
    first: int
    last: int


def _delta_t(year: float) -> float:
    """Terrestrial less universal time in days, near enough for a calendar."""
    return (64 + 0.65 * (year - 2000)) / 86400


@cache
def _new_moon(k: int) -> int:
    """The ordinal of the Beijing day of the k-th new moon since January 2000."""
    t = k / 1236.85
    day = 2451550.09766 + 29.530588861 * k + 0.00015437 * t * t
    sun = radians(2.5534 + 29.10535670 * k)
    moon = radians(201.5643 + 385.81693528 * k + 0.0107582 * t * t)
    latitude = radians(160.7108 + 390.67050284 * k - 0.0016118 * t * t)
    eccentricity = 1 - 0.002516 * t
    day += sum(
        c * eccentricity ** abs(m) * sin(m * sun + n * moon + f * latitude) for c, m, n, f in _NEW_MOON
    )
    day -= 0.00017 * sin(radians(124.7746 - 1.56375588 * k))
    return int(day - _delta_t(2000 + t * 100) + _BEIJING - _ORDINAL_OF_JULIAN)


def _longitude(ordinal: float) -> float:
    """The sun's apparent longitude in degrees when a Beijing day begins."""
    day = ordinal + _ORDINAL_OF_JULIAN - _BEIJING
    t = (day + _delta_t(2000 + (day - _J2000) / 365.25) - _J2000) / 36525
    anomaly = radians(357.52911 + 35999.05029 * t)
    centre = (
        (1.914602 - 0.004817 * t) * sin(anomaly) + 0.019993 * sin(2 * anomaly) + 0.000289 * sin(3 * anomaly)
    )
    node = radians(125.04 - 1934.136 * t)
    return (280.46646 + 36000.76983 * t + centre - 0.00569 - 0.00478 * sin(node)) % 360


@cache
def solar_term(degrees: int, year: int) -> date | None:
    """The day of a year on which the sun reaches a longitude: 15 is 清明, 270 冬至.

    >>> str(solar_term(15, 2024)), str(solar_term(270, 2021))
    ('2024-04-04', '2021-12-21')
    """
    if not FIRST <= year <= LAST:
        return None
    low = date(year, 1, 1).toordinal()
    day = low + int((degrees - _longitude(low)) % 360 / 0.9856) - 3
    while (degrees - _longitude(day + 1)) % 360 < 180:  # not yet reached when the next day begins
        day += 1
    return date.fromordinal(day)


def _winter_moon(year: int) -> int:
    """The number of the new moon that opens the month of a year's winter solstice."""
    solstice = solar_term(270, year)
    assert solstice is not None
    last = solstice.toordinal()
    k = int((last - date(2000, 1, 6).toordinal()) / 29.530588861) + 1
    while _new_moon(k) > last:
        k -= 1
    return k


@cache
def _months_from_solstice(year: int) -> tuple[Month, ...]:
    """The months from the solstice of the year before up to the next: 12, or 13 with a leap month."""
    begin, end = _winter_moon(year - 1), _winter_moon(year)
    firsts = [_new_moon(k) for k in range(begin, end + 1)]
    months, number, leap_due = [], 10, end - begin == 13
    for first, following in pairwise(firsts):
        # a month in which the sun enters no twelfth of its course is the leap month
        leap = leap_due and int(_longitude(first) // 30) == int(_longitude(following) // 30)
        leap_due = leap_due and not leap
        number = number if leap else number % 12 + 1
        months.append(Month(number, leap, first, following - 1))
    return tuple(months)


@cache
def months_of(year: int) -> tuple[Month, ...]:
    """The months of the Chinese year that begins in a year of ours; none outside 1645–2644.

    >>> [month.number for month in months_of(2020) if month.leap]
    [4]
    """
    if not FIRST < year < LAST:
        return ()
    around = [month for sui in (year, year + 1) for month in _months_from_solstice(sui)]
    start = next(i for i, month in enumerate(around) if month.number == 1 and not month.leap)
    end = next(i for i, month in enumerate(around) if i > start and month.number == 1)
    return tuple(around[start:end])


def lunar_month(year: int, number: int, leap: bool = False) -> tuple[date | None, date | None]:
    """The days of a month of the Chinese year, or ``(None, None)`` where it has none such.

    >>> [str(day) for day in lunar_month(2020, 4, leap=True)]
    ['2020-05-23', '2020-06-20']
    """
    for month in months_of(year):
        if month[:2] == (number, leap):
            return date.fromordinal(month.first), date.fromordinal(month.last)
    return None, None


def lunar_day(year: int, number: int, day: int, leap: bool = False) -> date | None:
    """A day of the Chinese year; day 0 is the eve of the month, and -1 the last day of the month.

    >>> str(lunar_day(2024, 1, 1)), str(lunar_day(2060, 8, 15)), str(lunar_day(2022, 1, 0))
    ('2024-02-10', '2060-09-09', '2022-01-31')
    """
    for month in months_of(year):
        if month[:2] == (number, leap) and day <= month.last - month.first + 1:
            return date.fromordinal(month.last if day < 0 else month.first + day - 1)
    return None


def feast_day(month: int, day: int, year: int) -> date | None:
    """The day of a lunar feast that lies in a year of ours (腊八 of 2022: of the Chinese year before)."""
    for chinese in (year, year - 1):
        if (found := lunar_day(chinese, month, day)) and found.year == year:
            return found
    return lunar_day(year, month, day)
