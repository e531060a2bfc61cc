"""Where chains can begin, for all days at once: what `chains.begin_of_parts` says, on arrays.

The days of the groups of a chain are laid on one axis of minutes, as coarse as their grids allow. Seen from the last
part backwards, a part can begin where its own steps are free and the rest can begin within the gap after it.
"""

from __future__ import annotations

from math import gcd
from typing import TYPE_CHECKING

from einamt.procedures.appointments.chains import GAP_MINUTES, Part, chains
from einamt.procedures.appointments.rules import DAY_MINUTES, GROUP_BITS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from einamt.procedures.appointments.capacity_rows import Rows
    from einamt.procedures.appointments.rules import Offer, Wish


def chains_by_office(
    *, wishes: Sequence[Wish], offers: Mapping[tuple[int, int], Mapping[int, Offer]]
) -> dict[int, list[tuple[Part, ...]]]:
    """The chains of each office that has any; `offers` are by group and office."""
    if len(wishes) < 2:
        return {}
    served: dict[int, dict[int, Mapping[int, Offer]]] = {}
    for (group_id, office_id), of_group in offers.items():
        served.setdefault(office_id, {})[group_id] = of_group
    found = {office_id: chains(wishes=wishes, served=of_office) for office_id, of_office in served.items()}
    return {office_id: of_office for office_id, of_office in found.items() if of_office}


def add_chain_starts(
    can_start: NDArray[np.bool_], *, rows: Rows, chain: Sequence[Part], gap_minutes: int = GAP_MINUTES
) -> None:
    """Set `can_start` where `chain` can begin, in the rows of its first group."""
    import numpy as np  # noqa: PLC0415

    groups, days = rows.ids & (1 << GROUP_BITS) - 1, rows.ids >> GROUP_BITS
    positions = [np.flatnonzero(groups == part.group_id) for part in chain]
    shared = positions[0]
    for position in positions[1:]:
        shared = shared[np.isin(days[shared], days[position])]
    if not len(shared):
        return
    wanted = days[shared]
    of_parts = [position[np.searchsorted(days[position], wanted)] for position in positions]
    used = np.concatenate(of_parts)
    unit = gcd(*np.unique(rows.step_minutes[used]).tolist(), *np.unique(rows.first_minutes[used]).tolist())
    reachable: NDArray[np.bool_] | None = None
    for part, of_part in zip(reversed(chain), reversed(of_parts), strict=True):
        begins = np.zeros((len(wanted), DAY_MINUTES // unit + 1), np.bool_)
        length = np.zeros(len(wanted), np.int64)
        for number, row in enumerate(of_part.tolist()):
            step, first = int(rows.step_minutes[row]), int(rows.first_minutes[row])
            starts = first + np.flatnonzero(_runs_of(rows.free[row] > 0, part.steps)) * step
            begins[number, starts // unit] = True
            length[number] = part.steps * step // unit
        if reachable is not None:
            np.logical_and(begins, _shifted(_within(reachable, gap_minutes // unit), length), out=begins)
        reachable = begins
    assert reachable is not None  # noqa: S101 - for the type checker: a chain has parts
    for number, row in enumerate(of_parts[0].tolist()):
        minutes = rows.first_minutes[row] + np.arange(can_start.shape[1]) * rows.step_minutes[row]
        on_axis = minutes < DAY_MINUTES
        can_start[row, on_axis] |= reachable[number, minutes[on_axis] // unit]


def _runs_of(is_free: NDArray[np.bool_], steps: int) -> NDArray[np.bool_]:
    """Where `steps` in a row are free."""
    import numpy as np  # noqa: PLC0415

    if len(is_free) < steps:
        return np.zeros(0, np.bool_)
    found = np.lib.stride_tricks.sliding_window_view(is_free, steps).all(axis=1)
    return np.asarray(found, np.bool_)


def _within(reachable: NDArray[np.bool_], units: int) -> NDArray[np.bool_]:
    """Where something can begin now or within so many units."""
    within = reachable.copy()
    for ahead in range(1, units + 1):
        within[:, :-ahead] |= reachable[:, ahead:]
    return within


def _shifted(within: NDArray[np.bool_], length: NDArray[np.int64]) -> NDArray[np.bool_]:
    """`within`, looked at from each row's `length` earlier."""
    import numpy as np  # noqa: PLC0415

    columns = np.arange(within.shape[1]) + length[:, None]
    inside = columns < within.shape[1]
    found: NDArray[np.bool_] = np.take_along_axis(within, np.minimum(columns, within.shape[1] - 1), axis=1) & inside
    return found
