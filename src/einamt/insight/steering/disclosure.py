"""What is not told, so that no figure tells of a single person, whatever somebody selects; plain Python.

A month is cut into cells by place (district, office) and, where asked, by one further key (a service or a channel).
`Month` says which cells and which of their totals are told. It depends on the month's counts alone, not on what
somebody looks at: choosing a single key shows what a table shows of it, and no more.

- Of every total that is told, the parts that are not told add up to nothing or to at least `FEWEST` cases: beside those
  that are too small themselves the next smallest are withheld. A withheld district tells none of its offices.
- A key is told of districts only where every district (and those that are withheld, together) has none or enough cases
  of it; else it is told of the whole city alone. So it is with the offices of a district. What is withheld is then a
  whole rectangle of places and keys of which nothing but the sums of rows and columns is known, each large enough:
  whatever is added and subtracted, only sums of those come out.

A figure over several months is told where each of them tells it. Rounding would be no help: it can be undone where
totals are told.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeVar

FEWEST = 5

Key = TypeVar("Key", bound=Hashable)
Name = TypeVar("Name", bound=Hashable)
Cell = tuple[str, str, str]
"""District, office and key; an empty name where none is asked for."""
Office = tuple[str, str]
"""An office in the district in which it was: one that moves has facts in two."""


def is_small(cases: int) -> bool:
    """Whether so many cases would tell of a person; none tell of nobody. Below zero: a correction without its fact."""
    return cases != 0 and cases < FEWEST


def withheld(cases: Mapping[Key, int]) -> frozenset[Key]:
    """Which parts of a total that is told are not: the small ones, and the next smallest until enough are left over."""
    hidden = {key for key, count in cases.items() if is_small(count)}
    left_over = sum(cases[key] for key in hidden)
    for key in sorted(cases, key=lambda each: (cases[each], str(each))):
        if not hidden or not is_small(left_over):
            break
        if key not in hidden and cases[key]:
            hidden.add(key)
            left_over += cases[key]
    return frozenset(hidden)


@dataclass(frozen=True, slots=True)
class Month:
    """What one month tells."""

    is_told: bool = True
    """False: the whole city has too few cases."""
    districts: frozenset[str] = frozenset()
    """Those that are withheld; so below."""
    offices: frozenset[Office] = frozenset()
    keys: frozenset[str] = frozenset()
    """Told nowhere."""
    keys_of_districts: frozenset[str] = frozenset()
    """Told of the whole city at most."""
    keys_of_offices: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """By district: told of the district at most."""
    homes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The districts in which an office has been."""

    def tells(self, *, district: str = "", office: str = "", key: str = "") -> bool:
        """Whether the figure of a place (both empty: the whole city), and of a key where one is given, is told."""
        if not self.is_told or key in self.keys:
            return False
        places = [district] if district or not office else self.homes.get(office, ())
        return all(self._tells_place(each, office, key) for each in places)

    def _tells_place(self, district: str, office: str, key: str) -> bool:
        if not district:
            return True
        if district in self.districts or (key and key in self.keys_of_districts):
            return False
        if not office:
            return True
        return (district, office) not in self.offices and key not in self.keys_of_offices.get(district, ())


def month_of_cells(cells: Mapping[Cell, int]) -> Month:
    """What a month tells whose cases are these."""
    city = sum(cells.values())
    if is_small(city):
        return Month(is_told=False)
    districts = withheld(_added(cells, lambda district, _office, _key: district))
    inside = {cell: count for cell, count in cells.items() if cell[0] not in districts}
    offices: set[Office] = set()
    for of_district in _by(inside, lambda district, _office, _key: district).values():
        offices |= withheld(_added(of_district, lambda district, office, _key: (district, office)))
    keys = withheld(_added(cells, lambda _district, _office, key: key)) - {""}
    of_districts = _with_enough_left_over(
        _rows(cells, lambda district, _office, _key: "" if district in districts else district), hidden=keys
    )
    of_offices = {
        district: _with_enough_left_over(
            _rows(of_district, lambda district, office, _key: "" if (district, office) in offices else office),
            hidden=of_districts,
        )
        for district, of_district in _by(inside, lambda district, _office, _key: district).items()
    }
    homes = _by(cells, lambda _district, office, _key: office)
    return Month(
        districts=districts,
        offices=frozenset(offices),
        keys=keys,
        keys_of_districts=of_districts,
        keys_of_offices=of_offices,
        homes={office: frozenset(cell[0] for cell in of_office) for office, of_office in homes.items()},
    )


def cuts(*, first: date, until: date, cases: Mapping[date, int]) -> frozenset[date]:
    """The days of a month on which a period of the whole city that is told may begin, or end before.

    Days with few cases are told with those that follow (the last ones with those before), so that no two periods differ
    by fewer than `FEWEST` cases. Where only days without any case lie between, one cut is as good as the other.
    """
    found, left_over = [first], 0
    days = [first + timedelta(days=ahead) for ahead in range((until - first).days)]
    for day in days:
        left_over += cases.get(day, 0)
        if not is_small(left_over):
            found.append(day + timedelta(days=1))
            left_over = 0
    while left_over and is_small(left_over) and len(found) > 1:
        end = found.pop()
        left_over += sum(cases.get(day, 0) for day in days if found[-1] <= day < end)
    allowed = {*found, until}
    for day in days:
        if day in allowed and not cases.get(day, 0):
            allowed.add(day + timedelta(days=1))
    for day in reversed(days):
        if day + timedelta(days=1) in allowed and not cases.get(day, 0):
            allowed.add(day)
    return frozenset(allowed)


def _by(cells: Mapping[Cell, int], name: Callable[[str, str, str], Name]) -> dict[Name, dict[Cell, int]]:
    """The cells, told apart by what `name` makes of them."""
    found: dict[Name, dict[Cell, int]] = {}
    for cell, count in cells.items():
        found.setdefault(name(*cell), {})[cell] = count
    return found


def _added(cells: Mapping[Cell, int], name: Callable[[str, str, str], Name]) -> dict[Name, int]:
    """Their sums."""
    return {each: sum(found.values()) for each, found in _by(cells, name).items()}


def _rows(cells: Mapping[Cell, int], name: Callable[[str, str, str], str]) -> dict[str, dict[str, int]]:
    """Rows of places, called as `name` says, with their cases by key."""
    return {row: _added(found, lambda _district, _office, key: key) for row, found in _by(cells, name).items()}


def _with_enough_left_over(rows: Mapping[str, Mapping[str, int]], *, hidden: Iterable[str]) -> frozenset[str]:
    """The keys that no row tells: `hidden`, those that are small in any row, and the next smallest until what is
    withheld of each row is nothing or enough.
    """
    totals: dict[str, int] = {}
    for row in rows.values():
        for key, count in row.items():
            totals[key] = totals.get(key, 0) + count
    found = {*hidden, *(key for row in rows.values() for key, count in row.items() if is_small(count))}
    order = sorted(totals, key=lambda key: (totals[key], key))
    is_settled = False
    while not is_settled:
        is_settled = True
        for row in rows.values():
            if is_small(sum(row.get(key, 0) for key in found)):
                more = next((key for key in order if key not in found and row.get(key, 0)), None)
                if more is not None:
                    found.add(more)
                    is_settled = False
    return frozenset(found - {""})
