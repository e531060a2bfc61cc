"""Public holidays at the place of an authority: those of the Land, and those that a municipality has of its own."""

from collections.abc import Callable, Collection
from datetime import date
from functools import cache

from einamt.cases.decisions.rules import IsHoliday
from einamt.platform.shell import city

Source = Callable[[int, int], Collection[date]]
"""Takes an organisation's id and a year, and gives the holidays that are written down for it."""

_sources: list[Source] = []


def provide(source: Source) -> None:
    """Have a room say which holidays a municipality has of its own (Fronleichnam in parts of Saxony)."""
    _sources.append(source)


def holidays_at(*, organisation_id: int) -> IsHoliday:
    """Whether a day is a public holiday where the organisation is; each year is looked up once."""

    @cache
    def of_year(year: int) -> frozenset[date]:
        local = {day for source in _sources for day in source(organisation_id, year)}
        return _of_land(city.current().state, year) | local

    return lambda day: day in of_year(day.year)


@cache
def _of_land(state: str, year: int) -> frozenset[date]:
    import holidays  # noqa: PLC0415 - large, and not needed by most processes

    return frozenset(holidays.country_holidays("DE", subdiv=state or None, years=year))
