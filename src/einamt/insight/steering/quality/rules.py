"""How data are judged; plain Python."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from statistics import median

FEWEST_COUNTERS = 3
"""Counters planned at once, below which a day's silence would be somebody's."""
FEWEST_MONTHS = 6
USUAL = 5 * 1.4826
"""So many times the median deviation a month may be away from the middle: five standard deviations, were it normal."""


def silent_since(*, counters: Mapping[date, int], told_days: Collection[date]) -> int | None:
    """The opening days after the last one of which there are facts, of those with `FEWEST_COUNTERS` alone.

    `counters` is how many were planned at once by opening day. A day with fewer counts for nothing, neither its silence
    nor its facts, which would be about one or two persons. None where there is no other.
    """
    of_several = {day for day, planned in counters.items() if planned >= FEWEST_COUNTERS}
    if not of_several:
        return None
    last = max(of_several.intersection(told_days), default=date.min)
    return sum(day > last for day in of_several)


def silent_share(*, open_days: Collection[date], told_days: Collection[date]) -> float | None:
    """The share of the opening days without facts; None where no opening day is known."""
    if not open_days:
        return None
    return len(set(open_days) - set(told_days)) / len(open_days)


def leap(*, before: Sequence[int], now: int) -> float | None:
    """How many times the middle of the months before this one is, or the other way round; 1 where it is as usual.

    None where too few months are known, or nothing happened in them.
    """
    if len(before) < FEWEST_MONTHS or min(median(before), now) <= 0:
        return None
    middle = median(before)
    usual = USUAL * median(abs(value - middle) for value in before)
    return max(now / middle, middle / now) if abs(now - middle) > usual else 1.0


def full(*, visits: Mapping[date, int], places: Mapping[date, int]) -> float | None:
    """The visits of the days that were planned, divided by their places; None where no day was."""
    planned = sum(places.values())
    return sum(visits.get(day, 0) for day in places) / planned if planned else None
