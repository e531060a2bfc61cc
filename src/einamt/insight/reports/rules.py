"""Periods of reports and of mails; plain Python."""

from datetime import date
from enum import StrEnum

from einamt.kernel.periods import Days, month_of, months_later, week_of

HALF_YEAR_MONTHS = 6


class Rhythm(StrEnum):
    """How often a report is mailed."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"


def half_year_of(day: date) -> Days:
    """The first or the second half of the year of `day`."""
    start = date(day.year, 1 if day.month <= HALF_YEAR_MONTHS else HALF_YEAR_MONTHS + 1, 1)
    return Days(start, months_later(start, HALF_YEAR_MONTHS))


def half_years_until(today: date, *, count: int) -> list[Days]:
    """The last `count` half-years that are over, the newest first."""
    found = [half_year_of(months_later(half_year_of(today).start, -1))]
    while len(found) < count:
        found.append(half_year_of(months_later(found[-1].start, -1)))
    return found


def is_over(days: Days, *, today: date) -> bool:
    """Whether `days` are whole months, and over."""
    return days.are_whole_months and days.until <= today


def last_period(rhythm: Rhythm, *, today: date) -> Days:
    """The last week or month that is over."""
    if rhythm is Rhythm.WEEKLY:
        monday = week_of(today).start
        return week_of(date.fromordinal(monday.toordinal() - 1))
    return month_of(months_later(today, -1))
