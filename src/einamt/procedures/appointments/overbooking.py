"""How much more than it can serve an office may let be booked, because some do not come: plain Python.

Off unless the city sets a bound. The rule and what it does to waits: docs/rules/appointments.md, "Overbooking".
"""

from collections.abc import Sequence
from math import sqrt

from einamt.procedures.appointments.rules import Opening

FEWEST_MEASURED = 100
"""A share of fewer appointments than this is chance, and nothing is overbooked by it."""
_CONFIDENCE = 1.96
"""Standard deviations of the 95 % interval."""


def cautious_share(*, missed: int, appointments: int) -> float:
    """The share of appointments to which nobody came, as low as it may well be: Wilson's lower bound (95 %).

    0 where too few were measured.
    """
    if appointments < FEWEST_MEASURED:
        return 0.0
    share, z = missed / appointments, _CONFIDENCE
    middle = share + z * z / (2 * appointments)
    spread = z * sqrt(share * (1 - share) / appointments + z * z / (4 * appointments * appointments))
    return max(0.0, (middle - spread) / (1 + z * z / appointments))


def extra_openings(
    *, openings: Sequence[Opening], share: float, most_percent: int, block_minutes: int
) -> list[Opening]:
    """What is opened beyond the counters that serve, for one day: never more in all than `most_percent` of them, and
    never more than would come if `share` stay away.

    Where c counters serve and a share s does not come, c · s / (1 - s) more may be booked. Few counters make a fraction
    of one; it is saved up over blocks of `block_minutes` (the longest service, so that it fits in), until it is a whole
    one. The last block of an opening has none: whoever closes then is to go home in time.
    """
    if share <= 0 or most_percent <= 0:
        return []
    factor = min(share / (1 - share), most_percent / 100)
    extra: list[Opening] = []
    for opening in openings:
        blocks = (opening.closes_minute - opening.opens_minute) // block_minutes
        for number in range(blocks - 1):
            more = _whole(opening.counters * factor * (number + 1)) - _whole(opening.counters * factor * number)
            if more:
                begins = opening.opens_minute + number * block_minutes
                extra.append(Opening(begins, begins + block_minutes, more))
    return extra


def _whole(number: float) -> int:
    """Rounded down, with what floating point takes away from a whole number given back."""
    return int(number + 1e-9)
