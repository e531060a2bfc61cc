"""Capacity rows as arrays, read from the one value to which a query joins them (`header`, then `free`, of each)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from einamt.kernel.localtime import local_date
from einamt.procedures.appointments import bits
from einamt.procedures.appointments.capacity import HEADER
from einamt.procedures.appointments.late_release import reserved_from_minute
from einamt.procedures.appointments.rules import GROUP_BITS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from zoneinfo import ZoneInfo

    import numpy as np
    from numpy.typing import NDArray

    from einamt.procedures.appointments.bits import Words


class Grid:
    """Which days of which groups there are, ascending by id (by day, then by group), and how each is cut into steps."""

    def __init__(
        self,
        ids: NDArray[np.int64],
        first_minutes: NDArray[np.int64],
        step_minutes: NDArray[np.int64],
        lengths: NDArray[np.int64],
    ) -> None:
        self.ids = ids
        self.first_minutes = first_minutes
        self.step_minutes = step_minutes
        self.lengths = lengths
        """In steps."""

    @cached_property
    def group_ids(self) -> NDArray[np.int64]:
        """The group of each row."""
        found: NDArray[np.int64] = self.ids & (1 << GROUP_BITS) - 1
        return found

    @cached_property
    def clocks(self) -> tuple[NDArray[np.int64], NDArray[np.int64] | None]:
        """The ways in which days are cut, as rows of first minute and minutes of a step, and which one each row has.

        None where all rows have the first.
        """
        import numpy as np  # noqa: PLC0415

        both = self.first_minutes << 8 | self.step_minutes
        if not len(both) or (both == both[0]).all():
            kinds, of_rows = both[:1], None
        else:
            kinds, of_rows = np.unique(both, return_inverse=True)
        return np.stack([kinds >> 8, kinds & 255], axis=1), of_rows

    @property
    def columns(self) -> tuple[NDArray[np.int64], ...]:
        """All that is known of each row, in the order in which a grid is made of it."""
        return self.ids, self.first_minutes, self.step_minutes, self.lengths

    def minutes_between(self, from_minute: int, until_minute: int, *, width: int) -> Words:
        """The steps that begin at `from_minute` or later and before `until_minute`, in `width` words: for each row, or
        one row for all.
        """
        import numpy as np  # noqa: PLC0415

        kinds, of_rows = self.clocks
        minutes = kinds[:, :1] + np.arange(width * bits.WORD) * kinds[:, 1:]
        masks = bits.packed((minutes >= from_minute) & (minutes < until_minute))
        return masks if of_rows is None else masks[of_rows]

    def position(self, capacity_day_id: int) -> int | None:
        """Which row that is; None: it is not there."""
        at = int(self.ids.searchsorted(capacity_day_id))
        return at if at < len(self.ids) and self.ids[at] == capacity_day_id else None

    def days(self) -> Iterator[tuple[date, slice]]:
        """Each day that has rows, and which they are."""
        if not len(self.ids):
            return
        first, last = int(self.ids[0]) >> GROUP_BITS, int(self.ids[-1]) >> GROUP_BITS
        bounds = self.ids.searchsorted([day << GROUP_BITS for day in range(first, last + 2)]).tolist()
        for ahead, (begin, end) in enumerate(pairwise(bounds)):
            if begin < end:
                yield date.fromordinal(first + ahead), slice(begin, end)

    def part(self, chosen: slice | NDArray[np.int64]) -> Grid:
        """Some of the rows, in the same order."""
        some = Grid(*(column[chosen] for column in self.columns))
        some.group_ids = self.group_ids[chosen]
        kinds, of_rows = self.clocks
        some.clocks = kinds, None if of_rows is None else of_rows[chosen]
        return some


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of `grid`, and which steps of each have a counter left, as `bits`."""

    grid: Grid
    words: Words
    beyond: Words
    """Which steps have a counter left beyond those that are reserved; the same array where nothing is."""

    @property
    def ids(self) -> NDArray[np.int64]:
        """Of the rows."""
        return self.grid.ids

    @property
    def first_minutes(self) -> NDArray[np.int64]:
        """Of each row."""
        return self.grid.first_minutes

    @property
    def step_minutes(self) -> NDArray[np.int64]:
        """Of each row."""
        return self.grid.step_minutes

    @property
    def free(self) -> NDArray[np.bool_]:
        """`words` as a matrix, filled up with False to whole words."""
        return bits.unpacked(self.words)

    def part(self, chosen: slice | NDArray[np.int64]) -> Rows:
        """Some of the rows, in the same order."""
        words = self.words[chosen]
        return Rows(self.grid.part(chosen), words, words if self.beyond is self.words else self.beyond[chosen])

    def open_until(self, moment: datetime, *, zone: ZoneInfo) -> Rows:
        """The rows for somebody to whom what is reserved opens in steps that begin until `moment`, and not after it."""
        if self.beyond is self.words:
            return self
        day = local_date(moment=moment, zone=zone)
        opens = reserved_from_minute(day=day, opened_until=moment, zone=zone)
        first, end = self.ids.searchsorted([day.toordinal() << GROUP_BITS, day.toordinal() + 1 << GROUP_BITS])
        words = self.beyond.copy()
        words[:first] = self.words[:first]
        on_the_day = self.grid.part(slice(int(first), int(end)))
        words[first:end] |= self.words[first:end] & on_the_day.minutes_between(0, opens, width=words.shape[1])
        return Rows(self.grid, words, words)

    def changed_to(self, others: Rows) -> Rows:
        """These rows, with those of `others` in place of the ones of the same ids, and its new ones among them."""
        import numpy as np  # noqa: PLC0415

        ours, theirs = self.grid, others.grid
        at = np.minimum(ours.ids.searchsorted(theirs.ids), max(len(ours.ids) - 1, 0))
        is_same_grid = len(ours.ids) and all(
            np.array_equal(mine[at], other) for mine, other in zip(ours.columns, theirs.columns, strict=True)
        )
        if is_same_grid:
            return self._over(others, lambda mine, other: _put(mine, at, other), ours)
        stays = np.isin(ours.ids, theirs.ids, invert=True)
        order = np.concatenate([ours.ids[stays], theirs.ids]).argsort()
        pairs = zip(ours.columns, theirs.columns, strict=True)
        grid = Grid(*(np.concatenate([mine[stays], other])[order] for mine, other in pairs))
        return self._over(others, lambda mine, other: _among(mine[stays], other)[order], grid)

    def _over(self, others: Rows, unite: Callable[[Words, Words], Words], grid: Grid) -> Rows:
        words = unite(self.words, others.words)
        if self.beyond is self.words and others.beyond is others.words:
            return Rows(grid, words, words)
        return Rows(grid, words, unite(self.beyond, others.beyond))


def _put(ours: Words, at: NDArray[np.int64], theirs: Words) -> Words:
    words = ours.copy()  # others may be reading the old ones
    words[at] = bits.widened(theirs, words.shape[1])
    return words


def _among(ours: Words, theirs: Words) -> Words:
    import numpy as np  # noqa: PLC0415

    width = max(ours.shape[1], theirs.shape[1])
    return np.concatenate([bits.widened(ours, width), bits.widened(theirs, width)])


def read_rows(free: bytes | None, reserved: bytes | None = None) -> Rows:
    """The rows that a query has joined, in whatever order; `reserved` has those of which counters are reserved."""
    import numpy as np  # noqa: PLC0415

    grid, counters = _read(free or b"")
    words = bits.packed(counters != 0)
    if not reserved:
        return Rows(grid, words, words)
    of_some, kept = _read(reserved)
    at, width = grid.ids.searchsorted(of_some.ids), kept.shape[1]
    left = counters.copy()
    left[at, :width] -= np.minimum(left[at, :width], kept)
    return Rows(grid, words, bits.packed(left != 0))


def _read(joined: bytes) -> tuple[Grid, NDArray[np.uint8]]:
    """The days, and a matrix of their bytes."""
    import numpy as np  # noqa: PLC0415

    header = np.dtype([("id", ">i8"), ("first", ">u2"), ("step", "u1"), ("length", ">u2")])
    length = HEADER.unpack_from(joined)[3] if joined else 0
    width = header.itemsize + length
    records = np.frombuffer(joined, [("header", header), ("free", "u1", (length,))], len(joined) // width)
    if len(joined) % width == 0 and (records["header"]["length"] == length).all():
        headers, counters = records["header"], records["free"]
    else:
        headers, counters = _of_different_lengths(joined, header)
    columns = [headers[name].astype(np.int64) for name in ("id", "first", "step", "length")]
    if not (columns[0][1:] > columns[0][:-1]).all():
        order = columns[0].argsort()
        columns = [column[order] for column in columns]
        counters = counters[order]
    return Grid(*columns), counters


def _of_different_lengths(joined: bytes, header: np.dtype[np.void]) -> tuple[NDArray[np.void], NDArray[np.uint8]]:
    """Headers, and free bytes filled up with zeros. Rows of one length are taken out of `joined` together."""
    import numpy as np  # noqa: PLC0415

    offsets: dict[int, list[int]] = defaultdict(list)
    numbers: dict[int, list[int]] = defaultdict(list)
    position, number = 0, 0
    while position < len(joined):
        length = joined[position + header.itemsize - 2] << 8 | joined[position + header.itemsize - 1]
        offsets[length].append(position)
        numbers[length].append(number)
        position += header.itemsize + length
        number += 1
    flat = np.frombuffer(joined, np.uint8)
    headers = np.empty((number, header.itemsize), np.uint8)
    free = np.zeros((number, max(offsets)), np.uint8)
    for length, of_length in offsets.items():
        records = flat[np.array(of_length)[:, None] + np.arange(header.itemsize + length)]
        headers[numbers[length]] = records[:, : header.itemsize]
        free[numbers[length], :length] = records[:, header.itemsize :]
    return headers.view(header)[:, 0], free
