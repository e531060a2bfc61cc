"""Placements for many people one after the other: each day of a counter group is read once for each set of wishes.

What was read is advice, as with a search: how many counters are left is counted down here, so that nobody tries a time
in vain, and the statement that takes one has the last word.
"""

from collections.abc import Sequence
from datetime import datetime

from einamt.procedures.appointments.locating import grounds_at
from einamt.procedures.appointments.placement import Grounds, Placement
from einamt.procedures.appointments.rules import Wish

Time = tuple[int, int]
"""A capacity row and a minute of its day."""


class Places:
    """The days that have been looked at, and what is left of them."""

    def __init__(self, *, now: datetime) -> None:
        self._now = now
        self._grounds: dict[tuple[int, tuple[Wish, ...]], Grounds] = {}
        self._free: dict[int, bytearray] = {}

    def at(self, *, time: Time, wishes: Sequence[Wish]) -> Placement:
        """Where and how long the wishes would be served.

        :raises DomainError: they cannot be, as for `Grounds.placement`; the day has been planned anew.
        """
        return self._known(time[0], wishes).placement(start_minute=time[1], wishes=wishes, now=self._now)

    def has_left(self, *, where: Placement) -> bool:
        """Whether each step of a placement has a counter left, as far as is known here."""
        return all(self._free[where.place.capacity_day_id][step] for step in _steps(where))

    def taken(self, *, where: Placement) -> None:
        """One counter less."""
        free = self._free[where.place.capacity_day_id]
        for step in _steps(where):
            free[step] = max(0, free[step] - 1)

    def _known(self, capacity_day_id: int, wishes: Sequence[Wish]) -> Grounds:
        key = capacity_day_id, tuple(wishes)
        if key not in self._grounds:
            self._grounds[key], free = grounds_at(capacity_day_id=capacity_day_id, wishes=wishes, now=self._now)
            self._free[capacity_day_id] = bytearray(free)
        return self._grounds[key]


def _steps(where: Placement) -> range:
    first = (where.place.start_minute - where.at.first_minute) // where.at.step_minutes
    return range(first, first + where.place.steps)
