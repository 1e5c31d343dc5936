"""What has been spoken of so far in a paragraph, and an expression under way."""

from __future__ import annotations

from datetime import date

from .calendars import UNDATED, Period, near_year


class Context:
    """What has been spoken of so far in the paragraph."""

    def __init__(
        self,
        reference: date | None,
        year: int | None = None,
        day: date | None = None,
        last: Period = UNDATED,
        holiday: Period = UNDATED,
        day_before: date | None = None,
    ) -> None:
        self.reference, self.year, self.day = reference, year, day
        self.last, self.holiday = last, holiday
        self.day_before = day_before  # the last day of the paragraphs before: 同一天

    @property
    def known_year(self) -> int | None:
        return self.year or (self.reference.year if self.reference else None)

    def past_year(self) -> int | None:
        """The year that a bare 全年, 四季度 or 下半年 means: the last one while the new one is young."""
        if self.year or not self.reference:
            return self.year
        return self.reference.year - (self.reference.month <= 3)

    def year_of_month(self, month: int) -> int | None:
        if self.year or not self.reference:
            return self.year
        return near_year(month, self.reference)


class Found:
    """An expression under way: where it stands and what it denotes."""

    def __init__(
        self,
        start: int,
        end: int,
        period: Period,
        carries: bool = False,  # its year holds for bare months behind it
        point: bool = False,  # may take 以来, 前, a range and a preposition
        year: int | None = None,
        day: date | None = None,
    ) -> None:
        self.start, self.end, self.period = start, end, period
        self.carries, self.point, self.year, self.day = carries, point, year, day
