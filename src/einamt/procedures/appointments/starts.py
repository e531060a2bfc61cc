"""The answer of a search: where wishes can begin, kept as bits and unfolded as far as somebody asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from einamt.procedures.appointments import bits
from einamt.procedures.appointments.errors import FreeTime
from einamt.procedures.appointments.rules import GROUP_BITS, day_of, group_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from einamt.procedures.appointments.bits import Words
    from einamt.procedures.appointments.capacity_rows import Grid


@dataclass(frozen=True, slots=True)
class OfficeTimes:
    """The free minutes of one counter group on one day."""

    office_id: int
    group_id: int
    capacity_day_id: int
    minutes: list[int]


@dataclass(frozen=True, slots=True)
class Starts:
    """All times at which the wishes can begin.

    `words` has a row for each counter group's day in `grid` and a bit for each step: whether the wishes can begin there
    (`bits`). `office_of` and `steps_of` know all groups that serve the wishes, also those without a free time.
    """

    grid: Grid
    words: Words
    office_of: Mapping[int, int]
    steps_of: Mapping[int, int]
    is_brought_home: bool = False
    """Whether a tour serves the wishes, wherever it leads."""

    @property
    def ids(self) -> NDArray[np.int64]:
        """The capacity rows' ids, ascending: by day, then by group."""
        return self.grid.ids

    def __len__(self) -> int:
        """How many times there are in all."""
        return int(bits.counts(self.words).sum(dtype="int64"))

    def unfolded(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Every time, as the id of its capacity row and its minute, in two parallel arrays; row by row."""
        rows, steps = bits.positions(self.words)
        kinds, of_rows = self.grid.clocks
        if of_rows is None and len(kinds):
            return self.ids[rows], steps * kinds[0, 1] + kinds[0, 0]
        return self.ids[rows], self.grid.first_minutes[rows] + steps * self.grid.step_minutes[rows]

    def by_day(self) -> dict[date, int]:
        """How many times each day has, in the order of days; days without any are missing."""
        counts = bits.counts(self.words)
        totals = ((day, int(counts[rows].sum(dtype="int64"))) for day, rows in self.grid.days())
        return {day: total for day, total in totals if total}

    def at(self, day: date) -> list[OfficeTimes]:
        """The times of a day by counter group, the group with the earliest in front."""
        import numpy as np  # noqa: PLC0415

        ordinal = day.toordinal()
        begin, end = self.ids.searchsorted([ordinal << GROUP_BITS, ordinal + 1 << GROUP_BITS])
        rows = begin + np.flatnonzero(self.words[begin:end].any(axis=1))
        return sorted(map(self._times, rows.tolist()), key=lambda times: (times.minutes[0], times.group_id))

    def earliest(self, count: int) -> list[FreeTime]:
        """The first `count` times, by day, minute and group."""
        found: list[FreeTime] = []
        for day in self.by_day():
            if len(found) >= count:
                break
            times = [
                FreeTime(of_group.office_id, of_group.group_id, of_group.capacity_day_id, day, minute)
                for of_group in self.at(day)
                for minute in of_group.minutes
            ]
            found += sorted(times, key=lambda time: (time.minute, time.group_id))
        return found[:count]

    def next_after(self, day: date, minute: int) -> FreeTime | None:
        """The first time after a moment of a day."""
        later = (times for times in self.at(day) if times.minutes[-1] > minute)
        today = [(min(each for each in times.minutes if each > minute), times) for times in later]
        if today:
            soonest, times = min(today, key=lambda found: (found[0], found[1].group_id))
            return FreeTime(times.office_id, times.group_id, times.capacity_day_id, day, soonest)
        begin = int(self.ids.searchsorted(day.toordinal() + 1 << GROUP_BITS))
        return self._first_from(begin)

    def _first_from(self, begin: int) -> FreeTime | None:
        """The first time from a row on."""
        has_times = self.words[begin:].any(axis=1)
        if not has_times.any():
            return None
        day = day_of(int(self.ids[begin + has_times.argmax()]))
        times = self.at(day)[0]
        return FreeTime(times.office_id, times.group_id, times.capacity_day_id, day, times.minutes[0])

    def first_by_office(self) -> dict[int, FreeTime]:
        """The first time of each office that has any; the office with the earliest in front."""
        import numpy as np  # noqa: PLC0415

        rows = np.flatnonzero(self.words.any(axis=1))
        first = np.full(int(self.grid.group_ids.max(initial=0)) + 1, -1)
        first[self.grid.group_ids[rows[::-1]]] = rows[::-1]  # of several, the last that is written stays
        times = sorted(
            (self._first(row) for row in first[first >= 0].tolist()), key=lambda time: (time.day, time.minute)
        )
        by_office: dict[int, FreeTime] = {}
        for time in times:
            by_office.setdefault(time.office_id, time)
        return by_office

    def by_group(self) -> dict[int, int]:
        """How many times each counter group has; groups without any are missing."""
        import numpy as np  # noqa: PLC0415

        counts = np.bincount(self.grid.group_ids, weights=bits.counts(self.words))
        return {int(group): int(counts[group]) for group in np.flatnonzero(counts)}

    def nth_day_by_office(self, *ranks: int) -> dict[int, list[date | None]]:
        """The days of each office's first, third or other times (1 is the first); None where it has not as many.

        All offices that serve the wishes are there, also those without any time.
        """
        counts = bits.counts(self.words)
        found: dict[int, list[date | None]] = {office_id: [None] * len(ranks) for office_id in self.office_of.values()}
        so_far = dict.fromkeys(found, 0)
        rows = counts.nonzero()[0]
        for pk, count in zip(self.ids[rows].tolist(), counts[rows].tolist(), strict=True):  # ascending by day
            office_id = self.office_of[group_of(pk)]
            before, so_far[office_id] = so_far[office_id], so_far[office_id] + count
            for position, rank in enumerate(ranks):
                if before < rank <= so_far[office_id]:
                    found[office_id][position] = day_of(pk)
        return found

    def _times(self, row: int) -> OfficeTimes:
        pk = int(self.ids[row])
        steps = bits.positions(self.words[row : row + 1])[1]
        minutes = self.grid.first_minutes[row] + steps * self.grid.step_minutes[row]
        return OfficeTimes(self.office_of[group_of(pk)], group_of(pk), pk, minutes.tolist())

    def _first(self, row: int) -> FreeTime:
        pk = int(self.ids[row])
        step = int(bits.positions(self.words[row : row + 1])[1][0])
        minute = int(self.grid.first_minutes[row]) + step * int(self.grid.step_minutes[row])
        return FreeTime(self.office_of[group_of(pk)], group_of(pk), pk, day_of(pk), minute)
