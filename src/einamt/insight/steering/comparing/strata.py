"""What is to be expected of a place: the city's rates, applied to the matters that the place had; plain Python.

Cases are told apart by service and channel (a *stratum*), month by month. A stratum stands alone only where the rules
of `disclosure` would tell it of every place; all others of a month are one stratum, "the rest". So each place has none
or enough cases in each stratum, and nothing in an expectation hangs on few cases.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from einamt.insight.steering.disclosure import Cell, month_of_cells

REST = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """Cases of one month, place, service and channel: how many there were, and how many of them count."""

    month: date
    district: str
    office: str
    """Empty where offices are not told apart."""
    stratum: str
    """Names its service and its channel."""
    cases: int
    events: int


@dataclass(frozen=True, slots=True)
class Place:
    """A district, or an office: its cases, what happened, and what was to be expected in the same time."""

    key: str
    cases: int
    events: int
    expected: float
    """Above zero, unless nothing happened anywhere."""


def standing_alone(cells: Mapping[Cell, int]) -> frozenset[str]:
    """The strata of a month that are told of every place; the cells' keys are strata."""
    month = month_of_cells(cells)
    pooled = {*month.keys, *month.keys_of_districts}.union(*month.keys_of_offices.values())
    return frozenset({key for _, _, key in cells} - pooled)


def places(counted: Iterable[Counted], *, by_office: bool) -> dict[str, Place]:
    """Each place (its district's or office's identifier) with its expectation: indirect standardisation.

    In every month and stratum, the city's share of events is applied to the place's cases; the sums are its
    expectation. Added up over all places, what is expected is what happened.
    """
    found: dict[str, Place] = {}
    months: dict[date, list[Counted]] = {}
    for one in counted:
        months.setdefault(one.month, []).append(one)
    for of_month in months.values():
        alone = standing_alone({(one.district, one.office, one.stratum): one.cases for one in of_month})
        rates = _rates(of_month, alone)
        for one in of_month:
            key = one.office if by_office else one.district
            before = found.get(key, Place(key, 0, 0, 0.0))
            rate = rates[one.stratum if one.stratum in alone else REST]
            found[key] = Place(
                key, before.cases + one.cases, before.events + one.events, before.expected + one.cases * rate
            )
    return found


def _rates(of_month: Iterable[Counted], alone: frozenset[str]) -> dict[str, float]:
    """The city's share of events in each stratum of a month."""
    sums: dict[str, tuple[int, int]] = {}
    for one in of_month:
        stratum = one.stratum if one.stratum in alone else REST
        cases, events = sums.get(stratum, (0, 0))
        sums[stratum] = (cases + one.cases, events + one.events)
    return {stratum: events / cases if cases > 0 else 0.0 for stratum, (cases, events) in sums.items()}
