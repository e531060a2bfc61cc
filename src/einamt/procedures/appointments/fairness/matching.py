"""Finding times for people on the waitlist: one search for all who want the same, then arrays.

What is found is not locked: whoever takes it tries, and says with `gone` that somebody was faster.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from einamt.kernel.errors import DomainError
from einamt.procedures.appointments.rules import GROUP_BITS
from einamt.procedures.appointments.search import free_starts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime

    import numpy as np
    from numpy.typing import NDArray

    from einamt.procedures.appointments.fairness.rules import TimeWish, Waiting
    from einamt.procedures.appointments.rules import Wish

_WishKey = tuple["Wish", ...]


class Market:
    """The times that are free from a moment on, searched once for each set of wishes."""

    def __init__(self, *, soonest: datetime, now: datetime) -> None:
        self._soonest, self._now = soonest, now
        self._found: dict[_WishKey, _Free | None] = {}
        self._in_vain: set[tuple[_WishKey, TimeWish]] = set()

    def has_nothing_for(self, *, waiting: Waiting) -> bool:
        """Whether no free time would do. Times only go, so that all who want the same are told by one look."""
        wanted = waiting.wishes, waiting.time_wish
        if wanted not in self._in_vain:
            free = self._free(waiting.wishes)
            if free is not None and free.fitting(waiting.time_wish):
                return False
            self._in_vain.add(wanted)
        return True

    def times_for(self, *, waiting: Waiting, declined: Collection[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """The times that would do, the earliest in front, as capacity row and minute; `declined` are left out."""
        free = self._free(waiting.wishes)
        if free is None:
            return
        for position in free.fitting(waiting.time_wish):
            time = int(free.ids[position]), int(free.minutes[position])
            if free.is_there[position] and time not in declined:
                yield time

    def gone(self, *, wishes: _WishKey, time: tuple[int, int]) -> None:
        """Somebody was faster: nobody else need try."""
        if (free := self._free(wishes)) is not None:
            free.is_there &= ~((free.ids == time[0]) & (free.minutes == time[1]))

    def _free(self, wishes: _WishKey) -> _Free | None:
        if wishes not in self._found:
            try:
                starts = free_starts(wishes=list(wishes), not_before=self._soonest, now=self._now)
            except DomainError:  # offered no more, or by nobody for so many
                self._found[wishes] = None
            else:
                self._found[wishes] = _Free(*starts.unfolded(), office_of=dict(starts.office_of))
        return self._found[wishes]


class _Free:
    """Times in parallel arrays, in the order of time."""

    def __init__(self, ids: NDArray[np.int64], minutes: NDArray[np.int64], office_of: dict[int, int]) -> None:
        import numpy as np  # noqa: PLC0415

        order = np.lexsort((ids, minutes, ids >> GROUP_BITS))
        self.ids, self.minutes = ids[order], minutes[order]
        self._days = self.ids >> GROUP_BITS
        table = np.zeros(max(office_of, default=0) + 1, np.int64)
        table[list(office_of)] = list(office_of.values())
        self._offices = table[self.ids & (1 << GROUP_BITS) - 1]
        self.is_there = np.ones(len(self.ids), np.bool_)

    def fitting(self, wish: TimeWish) -> list[int]:
        """The positions of the times that would do; as `TimeWish.fits`, for all at once."""
        import numpy as np  # noqa: PLC0415

        fits = self.is_there & (self.minutes >= wish.from_minute) & (self.minutes < wish.until_minute)
        if wish.office_ids:
            fits &= np.isin(self._offices, list(wish.office_ids))
        if wish.weekdays:
            fits &= np.isin((self._days - 1) % 7 + 1, list(wish.weekdays))
        if wish.earliest is not None:
            fits &= self._days >= wish.earliest.toordinal()
        if wish.latest is not None:
            fits &= self._days <= wish.latest.toordinal()
        positions: list[int] = np.flatnonzero(fits).tolist()
        return positions
