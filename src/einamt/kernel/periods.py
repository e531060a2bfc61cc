"""Periods of whole days, half-open; plain Python."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

FOUR_WEEKS, WEEKS_OF_A_YEAR = timedelta(weeks=4), timedelta(weeks=52)


@dataclass(frozen=True, slots=True)
class Days:
    """The days from `start` up to, and without, `until`.

    :raises ValueError: there is no day in it.
    """

    start: date
    until: date

    def __post_init__(self) -> None:
        if self.until <= self.start:
            message = f"no day lies between {self.start} and {self.until}"
            raise ValueError(message)

    @property
    def last(self) -> date:
        """The last day in it."""
        return self.until - timedelta(days=1)

    @property
    def are_whole_months(self) -> bool:
        """Whether it begins and ends with a month."""
        return self.start.day == 1 and self.until.day == 1

    @property
    def are_few(self) -> bool:
        """Whether they are fewer than four weeks."""
        return self.until - self.start < FOUR_WEEKS

    def months(self) -> Iterator[date]:
        """The first days of the months that it touches."""
        month = self.start.replace(day=1)
        while month < self.until:
            yield month
            month = months_later(month, 1)

    def a_year_before(self) -> "Days":
        """The same days of the year before; the 29th of February stands for the 28th.

        Of few days the same weekdays, 52 weeks before: a Monday is not to stand against a Sunday.
        """
        if self.are_few:
            return Days(self.start - WEEKS_OF_A_YEAR, self.until - WEEKS_OF_A_YEAR)
        return Days(_year_before(self.start), _year_before(self.last) + timedelta(days=1))


def day_of(day: date) -> Days:
    """One day."""
    return Days(day, day + timedelta(days=1))


def week_of(day: date) -> Days:
    """The week of `day`, from Monday on."""
    monday = day - timedelta(days=day.weekday())
    return Days(monday, monday + timedelta(days=7))


def month_of(day: date) -> Days:
    """The calendar month of `day`."""
    return Days(day.replace(day=1), months_later(day.replace(day=1), 1))


def year_of(day: date) -> Days:
    """The calendar year of `day`."""
    return Days(date(day.year, 1, 1), date(day.year + 1, 1, 1))


def months_later(first: date, months: int) -> date:
    """The first day of the month `months` after (or, below zero, before) the month of `first`."""
    index = first.year * 12 + first.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def _year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)
