"""Capacity rows as arrays, read from the one value to which a query joins them (`header`, then `free`, of each)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from einamt.procedures.appointments import bits
from einamt.procedures.appointments.capacity import HEADER
from einamt.procedures.appointments.rules import GROUP_BITS

if TYPE_CHECKING:
    from collections.abc import Iterator

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
        some = Grid(self.ids[chosen], self.first_minutes[chosen], self.step_minutes[chosen], self.lengths[chosen])
        some.group_ids = self.group_ids[chosen]
        kinds, of_rows = self.clocks
        some.clocks = kinds, None if of_rows is None else of_rows[chosen]
        return some


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of `grid`, and which steps of each have a counter left, as `bits`."""

    grid: Grid
    words: Words

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
        """The same as a matrix, filled up with False to whole words."""
        return bits.unpacked(self.words)

    def part(self, chosen: slice | NDArray[np.int64]) -> Rows:
        """Some of the rows, in the same order."""
        return Rows(self.grid.part(chosen), self.words[chosen])

    def changed_to(self, others: Rows) -> Rows:
        """These rows, with those of `others` in place of the ones of the same ids, and its new ones among them."""
        import numpy as np  # noqa: PLC0415

        ours, theirs = self.grid, others.grid
        if not len(theirs.ids):
            return self
        at = np.minimum(ours.ids.searchsorted(theirs.ids), max(len(ours.ids) - 1, 0))
        is_same_grid = len(ours.ids) and all(
            np.array_equal(mine[at], other)
            for mine, other in (
                (ours.ids, theirs.ids),
                (ours.first_minutes, theirs.first_minutes),
                (ours.step_minutes, theirs.step_minutes),
                (ours.lengths, theirs.lengths),
            )
        )
        if is_same_grid:
            words = self.words.copy()  # others may be reading the old ones
            words[at] = bits.widened(others.words, words.shape[1])
            return Rows(ours, words)
        return self._replanned(others)

    def _replanned(self, others: Rows) -> Rows:
        import numpy as np  # noqa: PLC0415

        ours, theirs = self.grid, others.grid
        stays = np.isin(ours.ids, theirs.ids, invert=True)
        width = max(self.words.shape[1], others.words.shape[1])
        order = np.concatenate([ours.ids[stays], theirs.ids]).argsort()
        grid = Grid(
            *(
                np.concatenate([mine[stays], other])[order]
                for mine, other in (
                    (ours.ids, theirs.ids),
                    (ours.first_minutes, theirs.first_minutes),
                    (ours.step_minutes, theirs.step_minutes),
                    (ours.lengths, theirs.lengths),
                )
            )
        )
        words = np.concatenate([bits.widened(self.words[stays], width), bits.widened(others.words, width)])[order]
        return Rows(grid, words)


def read_rows(joined: bytes) -> Rows:
    """The rows that a query has joined, in whatever order."""
    import numpy as np  # noqa: PLC0415

    header = np.dtype([("id", ">i8"), ("first", ">u2"), ("step", "u1"), ("length", ">u2")])
    length = HEADER.unpack_from(joined)[3] if joined else 0
    width = header.itemsize + length
    records = np.frombuffer(joined, [("header", header), ("free", "u1", (length,))], len(joined) // width)
    if len(joined) % width == 0 and (records["header"]["length"] == length).all():
        headers, free = records["header"], records["free"]
    else:
        headers, free = _of_different_lengths(joined, header)
    ids = headers["id"].astype(np.int64)
    words = bits.packed(free != 0)
    columns = [ids, *(headers[name].astype(np.int64) for name in ("first", "step", "length"))]
    if not (ids[1:] > ids[:-1]).all():
        order = ids.argsort()
        columns = [column[order] for column in columns]
        words = words[order]
    return Rows(Grid(*columns), words)


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
