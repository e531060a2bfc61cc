"""Visits that need several counter groups of an office one after another: plain Python.

Such a visit is a chain of parts. Which groups follow each other, and when each part begins, is found here for one day;
`chain_search` finds the same on arrays for all days. Rule: docs/rules/appointments.md, "Several counters in a row".
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

from einamt.procedures.appointments.errors import NotOffered, TooManyPersons
from einamt.procedures.appointments.rules import Offer, Wish, steps_needed

MOST_PARTS = 3
"""More counters in a row are a day trip: such wishes are booked apart."""
GAP_MINUTES = 30
"""How long somebody waits at most between one counter and the next."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one counter group serves of a visit, and how many steps it takes there."""

    group_id: int
    wishes: tuple[Wish, ...]
    steps: int


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """A group's day: whether each step can be had."""

    first_minute: int
    step_minutes: int
    is_free: Sequence[bool]


def chains(*, wishes: Sequence[Wish], served: Mapping[int, Mapping[int, Offer]]) -> list[tuple[Part, ...]]:
    """The chains by which an office can serve `wishes`, all of the fewest parts; `served` are its groups' offers.

    Each wish is served by the first group of the chain that serves it. None where one group serves them all, because
    then nobody is sent from counter to counter, and none where some wish is served nowhere.
    """
    service_ids = {service_id for service_id, _ in wishes}
    useful = {group_id: offers for group_id, offers in served.items() if service_ids & offers.keys()}
    if any(service_ids <= offers.keys() for offers in useful.values()):
        return []
    for length in range(2, MOST_PARTS + 1):
        found = [
            chain
            for groups in permutations(sorted(useful), length)
            if (chain := _chain(wishes=wishes, groups=groups, served=useful))
        ]
        if found:
            return found
    return []


def _chain(
    *, wishes: Sequence[Wish], groups: Sequence[int], served: Mapping[int, Mapping[int, Offer]]
) -> tuple[Part, ...]:
    """The parts of a chain over `groups`; empty where a group has nothing to do or something is left."""
    left, parts = list(wishes), []
    for group_id in groups:
        own = [wish for wish in left if wish[0] in served[group_id]]
        left = [wish for wish in left if wish not in own]
        if not own:
            return ()
        try:
            parts.append(Part(group_id, tuple(own), steps_needed(wishes=own, offers=served[group_id])))
        except (NotOffered, TooManyPersons):
            return ()
    return () if left else tuple(parts)


def begin_of_parts(
    *, chain: Sequence[Part], days: Mapping[int, PlannedDay], start_minute: int, gap_minutes: int = GAP_MINUTES
) -> list[int] | None:
    """When each part begins if the first begins at `start_minute`, each as early as lets the rest follow.

    Between two parts lie at most `gap_minutes`. None where the chain cannot begin then.
    """
    return next(_begins(chain, days, start_minute, start_minute, gap_minutes), None)


def _begins(
    chain: Sequence[Part], days: Mapping[int, PlannedDay], earliest: int, latest: int, gap_minutes: int
) -> Iterator[list[int]]:
    if not chain:
        yield []
        return
    part, *rest = chain
    day = days.get(part.group_id)
    if day is None:
        return
    length = part.steps * day.step_minutes
    first = earliest + (day.first_minute - earliest) % day.step_minutes
    for minute in range(first, latest + 1, day.step_minutes):
        index = (minute - day.first_minute) // day.step_minutes
        if index < 0 or index + part.steps > len(day.is_free) or not all(day.is_free[index : index + part.steps]):
            continue
        ends = minute + length
        for others in _begins(rest, days, ends, ends + gap_minutes, gap_minutes):
            yield [minute, *others]
