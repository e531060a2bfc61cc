"""Which groups of the city serve some wishes, how many steps they take there, and the rules in force.

What was read is remembered for as long as the plan stays (`PlanRevision`); the number comes with every reading of the
capacity, so nobody has to ask for it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from einamt.catalog.models import ServiceOffer
from einamt.platform.writing.shapes import current_database
from einamt.platform.writing.statements import Statement, fetch, rows_of
from einamt.procedures.appointments.chain_search import chains_by_office
from einamt.procedures.appointments.errors import NotOffered, RulesMissing, TooManyPersons
from einamt.procedures.appointments.locating import late_hours_sql
from einamt.procedures.appointments.models import BookingRules, CounterGroup, Tour
from einamt.procedures.appointments.remembered import PLAN_REVISION
from einamt.procedures.appointments.rules import Offer, steps_needed

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    import numpy as np
    from numpy.typing import NDArray

    from einamt.procedures.appointments.chains import Part
    from einamt.procedures.appointments.rules import Wish

    Chain = tuple[Part, ...]


@dataclass(frozen=True)
class Serving:
    """The groups that serve all of some wishes, and the rules of the day; shared, nobody changes it."""

    revision: int | None
    horizon_days: int
    lead_minutes: int
    release_minute: int
    late_hours: int
    """So long before it begins, the wishes can have a step that is reserved."""
    steps_of: Mapping[int, int]
    """By group."""
    office_of: Mapping[int, int]
    """By group."""
    chains_of: Mapping[int, Sequence[Chain]]
    """By office: where no single group serves all, several of its groups in a row."""
    is_brought_home: bool
    """Whether a tour serves all of the wishes, wherever it leads (`tours`)."""

    def within(self, office_ids: Collection[int] | None) -> Serving:
        """The same for some offices only (None: for all)."""
        if office_ids is None:
            return self
        groups = [group_id for office_id in set(office_ids) for group_id in self._groups_of.get(office_id, ())]
        return replace(
            self,
            steps_of={group_id: self.steps_of[group_id] for group_id in groups},
            office_of={group_id: self.office_of[group_id] for group_id in groups},
            chains_of={pk: self.chains_of[pk] for pk in set(office_ids) if pk in self.chains_of},
        )

    @cached_property
    def chains(self) -> list[Chain]:
        """Of all offices."""
        return [chain for of_office in self.chains_of.values() for chain in of_office]

    @cached_property
    def all_steps_of(self) -> Mapping[int, int]:
        """`steps_of`, with the groups at which a chain begins: how many steps all of it takes."""
        return {**self.steps_of, **{chain[0].group_id: sum(part.steps for part in chain) for chain in self.chains}}

    @cached_property
    def all_offices_of(self) -> Mapping[int, int]:
        """`office_of`, with the groups at which a chain begins."""
        of_chains = {chain[0].group_id: office for office, chains in self.chains_of.items() for chain in chains}
        return {**self.office_of, **of_chains}

    @cached_property
    def step_counts(self) -> Sequence[int]:
        """The numbers of steps that occur in `steps_of`, each once."""
        return sorted(set(self.steps_of.values()))

    def steps_at(self, group_ids: NDArray[np.int64]) -> NDArray[np.int16]:
        """The steps at each of some groups, 0 where they do not serve the wishes."""
        found: NDArray[np.int16] = self._table.take(group_ids, mode="clip")
        return found

    @cached_property
    def _table(self) -> NDArray[np.int16]:
        """Steps by group id; the last one, 0, stands for all that are larger."""
        import numpy as np  # noqa: PLC0415

        table = np.zeros(max(self.steps_of, default=0) + 2, np.int16)
        table[list(self.steps_of)] = list(self.steps_of.values())
        return table

    @cached_property
    def _groups_of(self) -> Mapping[int, Sequence[int]]:
        """By office."""
        groups: dict[int, list[int]] = defaultdict(list)
        for group_id, office_id in self.office_of.items():
            groups[office_id].append(group_id)
        return groups


def serving(*, wishes: Sequence[Wish], today: date, revision: int | None = None) -> Serving:
    """Who serves `wishes` by the rules of `today`; what is remembered of the plan's `revision` is not read again.

    :raises RulesMissing: the city has no rules of booking.
    """
    key = (tuple(wishes), today)
    known = _remembered.get(key)
    if known is not None and revision is not None and known.revision == revision:
        return known
    found = _read(wishes=wishes, today=today)
    if not current_database().in_atomic_block and found.revision is not None:
        if len(_remembered) >= _KEPT:
            _remembered.clear()
        _remembered[key] = found
    return found


def forget_serving() -> None:
    """Read all anew; for tests, whose cities come and go under the same numbers."""
    _remembered.clear()


_remembered: dict[tuple[tuple[Wish, ...], date], Serving] = {}
_KEPT = 500
"""Sets of wishes that a process keeps at most, each some ten kilobytes in a city of 44 offices."""


def _read(*, wishes: Sequence[Wish], today: date) -> Serving:
    service_ids = [service_id for service_id, _ in wishes]
    on = current_database().ops.adapt_datefield_value(today)
    parameters = (*service_ids, on, *service_ids, on, *service_ids)
    rows = fetch(Statement(_sql(len(service_ids)), parameters))
    if not rows:
        raise RulesMissing
    offers: dict[tuple[int, int], dict[int, Offer]] = defaultdict(dict)
    for group_id, office_id, service_id, steps, max_persons in (row[6:] for row in rows):
        if group_id is not None:
            offers[group_id, office_id][service_id] = Offer(steps, max_persons)
    steps_of: dict[int, int] = {}
    for (group_id, _), of_group in offers.items():
        try:
            steps_of[group_id] = steps_needed(wishes=wishes, offers=of_group)
        except (NotOffered, TooManyPersons):
            continue
    revision, horizon_days, lead_minutes, release_minute, late_hours, is_brought_home = rows[0][:6]
    return Serving(
        revision=revision,
        horizon_days=horizon_days,
        lead_minutes=lead_minutes,
        release_minute=release_minute,
        late_hours=late_hours,
        steps_of=steps_of,
        office_of={group_id: office_id for group_id, office_id in offers if group_id in steps_of},
        chains_of=chains_by_office(wishes=wishes, offers=offers),
        is_brought_home=bool(is_brought_home),
    )


@lru_cache(maxsize=16)
def _sql(services: int) -> str:
    group, offer = CounterGroup._meta.db_table, ServiceOffer._meta.db_table
    brought = Tour.services.through._meta.db_table
    return f"""
        SELECT {PLAN_REVISION}, r.horizon_days, r.lead_minutes, r.release_minute, {late_hours_sql(services)},
               EXISTS (
                   SELECT 1 FROM {brought} b WHERE b.publicservice_id IN {rows_of(range(services))}
                   GROUP BY b.tour_id HAVING count(*) = {services}
               ),
               s.group_id, s.office_id, s.service_id, s.steps, s.max_persons
        FROM (
            SELECT horizon_days, lead_minutes, release_minute FROM {BookingRules._meta.db_table}
            WHERE valid_from <= %s ORDER BY valid_from DESC LIMIT 1
        ) r
        LEFT JOIN (
            SELECT g.id AS group_id, g.office_id, f.service_id, f.steps, f.max_persons
            FROM {group} g
            JOIN {CounterGroup.services.through._meta.db_table} gs ON gs.countergroup_id = g.id
            JOIN {offer} f ON f.office_id = g.office_id AND f.service_id = gs.publicservice_id AND f.is_bookable
            WHERE f.service_id IN {rows_of(range(services))}
        ) s ON true
    """  # noqa: S608 - names of our own models
