"""Calendar words: what is said (``find_times``) and what it denotes (``resolve_time``).

A bare month or day takes its year from the one spoken of last in the paragraph, else from the article.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from .calendars import day_of
from .folding import fold
from .records import TimeExpression
from .time_scan import scan_times

_YEAR_OF = re.compile("^([12][0-9]{3})年?$|([12][0-9]{3})年[^，。；]{0,24}(?:公报|报告)")
_ISO_DATE = re.compile(r"\s*(\d{4})-(\d{1,2})-(\d{1,2})")


def find_times(text: str, published: str | None = None) -> list[TimeExpression]:
    """Every time expression of a text in order; relative words are counted from ``published``.

    >>> [(t.text, t.time_start, t.time_end) for t in find_times("截至今年8月底，近三年累计", "2022-10-27")]
    [('截至今年8月底', None, '2022-08-31'), ('近三年', '2019-10-27', '2022-10-27')]
    """
    return scan_times(text, fold(text), _date(published))


def resolve_time(expression: str, reference: str | date | None = None) -> tuple[str | None, str | None]:
    """The inclusive dates that an expression denotes; both ``None`` where it denotes none.

    >>> resolve_time("“十四五”时期"), resolve_time("今年前三季度", "2024-11-05")
    (('2021-01-01', '2025-12-31'), ('2024-01-01', '2024-09-30'))
    """
    found = scan_times(expression, fold(expression), _date(reference))
    whole = [t for t in found if len(t.text) == len(expression.strip())]
    return (whole[0].time_start, whole[0].time_end) if whole else (None, None)


def parse_time(text: str, reference_date: str | date | None = None) -> TimeExpression:
    """The one expression that a text is; :class:`ValueError` where it is none as a whole.

    >>> parse_time("2025年底前").time_end
    '2025-12-31'
    """
    for one in scan_times(text, fold(text), _date(reference_date)):
        if one.text == text.strip():
            return one
    raise ValueError(f"{text[:40]!r} is no time expression as a whole; 2021年8月底, 近三年 or 目前 would be")


def last_day_told(given: str | None, title: str | None) -> str | None:
    """The last day of the year that an article without a date tells of.

    >>> last_day_told("2022", None), last_day_told(None, "2021年统计公报"), last_day_told(None, "2035年远景")
    ('2022-12-31', '2021-12-31', None)
    """
    match = _YEAR_OF.search(given or "") or _YEAR_OF.search(title or "")
    return f"{match[1] or match[2]}-12-31" if match else None


def states_amount(time: TimeExpression) -> bool:
    """Whether the expression also states an amount (连续三年), so that a quantity may stand inside it."""
    return time.text.startswith(("连续", "連續", "短短"))


@lru_cache(maxsize=4096)
def _date(value: str | date | None) -> date | None:
    if isinstance(value, date):
        return value if type(value) is date else date(value.year, value.month, value.day)
    match = _ISO_DATE.match(value or "")
    return day_of(*map(int, match.groups())) if match else None
