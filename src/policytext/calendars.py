"""Calendar arithmetic: periods of days, and what years, quarters, plans and feasts cover."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

from .lexicon import in_use, per_lexicon
from .lunar import feast_day, solar_term

Period = tuple[date | None, date | None]  # inclusive; None is an open or unstated side
UNDATED: Period = (None, None)

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}


def number(words: str) -> int | None:
    """The whole number that digits or a short Chinese numeral say; ``None`` for anything else.

    >>> number("十二"), number("二〇二一"), number("一百五十"), number("几")
    (12, 2021, 150, None)
    """
    if words.isascii() and words.isdigit():
        return int(words)
    if not words or any(c not in _DIGITS and c not in "十百" for c in words):
        return None
    if "十" not in words and "百" not in words:
        return int("".join(str(_DIGITS[c]) for c in words))
    total = digit = 0
    for c in words:
        if c in _DIGITS:
            digit = _DIGITS[c]
        else:
            total, digit = total + (digit or 1) * (100 if c == "百" else 10), 0
    return total + digit


def count_of(words: str | None) -> int:
    """The same; 0 for what is none.

    >>> count_of("十二"), count_of("几"), count_of(None)
    (12, 0, 0)
    """
    return number(words or "") or 0


def day_of(year: int, month: int, day: int) -> date | None:
    """That day, or ``None`` where the calendar has none such."""
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


@lru_cache(maxsize=4096)
def moved(day: date, years: int = 0, months: int = 0, days: int = 0) -> date | None:
    """The day so much later or earlier; 31 May less three months is the last of February."""
    if max(abs(years), abs(months), abs(days)) > 4_000_000:
        return None
    count = (day.year + years) * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    if not 1 <= year <= 9999:
        return None
    try:
        last = monthrange(year, month + 1)[1]
        return date(year, month + 1, min(day.day, last)) + timedelta(days)
    except (ValueError, OverflowError):
        return None


@lru_cache(maxsize=4096)
def years(first: int, last: int) -> Period:
    """From 1 January of the one to 31 December of the other."""
    return day_of(first, 1, 1), day_of(last, 12, 31)


@lru_cache(maxsize=4096)
def months(year: int, first: int, last: int) -> Period:
    """Whole months of one year; a last month before the first lies in the year after."""
    ending = year if last >= first else year + 1
    try:
        return date(year, first, 1), date(ending, last, monthrange(ending, last)[1])
    except (ValueError, OverflowError):  # no such month or year
        return UNDATED


def plan(count: int) -> Period:
    """The years of a five-year plan.

    >>> [str(day) for day in plan(14)], [str(day) for day in plan(1)]
    (['2021-01-01', '2025-12-31'], ['1953-01-01', '1957-12-31'])
    """
    first = 1951 + 5 * count if count >= 3 else 1948 + 5 * count
    return years(first, first + 4)


def century(count: int) -> Period:
    return years(100 * count - 99, 100 * count)


def near_year(month: int, reference: date, day: int = 1) -> int:
    """The year that a bare month most likely means: the article's, or last year's when it lies far ahead.

    >>> near_year(12, date(2022, 1, 5)), near_year(6, date(2022, 3, 5)), near_year(1, date(2022, 12, 28), 3)
    (2021, 2022, 2022)
    """
    return reference.year - 1 if month - reference.month > 6 else reference.year


@per_lexicon
def _days_off() -> dict[tuple[str, int], Period]:
    """The key of a feast and its year → the days off around it, where they are known."""
    keys = {row["form"]: row["value"] for row in in_use().rows("time_words") if row["kind"][:5] == "feast"}
    return {
        (keys[row["name"]], row["year"]): (date.fromisoformat(row["start"]), date.fromisoformat(row["end"]))
        for row in in_use().rows("holidays")
    }


def feast(key: str, year: int, days_off: bool = False) -> Period:
    """A feast day, or the days off around it where known.

    ``key`` is as time_words.tsv has it: 05-01 in our calendar, lunar 08-15, or solar 15, the sun's longitude.

    >>> [str(feast(key, 2060)[0]) for key in ("10-01", "lunar 08-15", "solar 15")]
    ['2060-10-01', '2060-09-09', '2060-04-04']
    """
    if days_off and (found := _days_off().get((key, year))):
        return found
    kind, _, said = key.rpartition(" ")
    if kind == "solar":
        day = solar_term(int(said), year)
    else:
        day = (feast_day if kind else lambda m, d, y: day_of(y, m, d))(int(said[:2]), int(said[3:]), year)
    return day, day


def holiday_near(reference: date) -> Period:
    """The public holiday that the day lies in, or that ended or begins within a week of it."""
    week = timedelta(7)
    near = [
        (abs((reference - end).days), start, end)
        for start, end in _days_off().values()
        if start and end and start - week <= reference <= end + week
    ]
    return min(near)[1:] if near else UNDATED
