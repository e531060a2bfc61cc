"""What part of a day is reserved for urgent services, and until when: plain Python.

Nothing, unless the city lays a share down. The rule: docs/rules/appointments.md, "Late release".
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from einamt.kernel.localtime import local_date, minute_of_day

DAY_MINUTES = 24 * 60


def reserved_counters(*, total: Sequence[int], percent: int, block_steps: int) -> bytes:
    """How many of each step's `total` counters are reserved; in all never more than `percent` of them.

    They come in blocks of `block_steps`, so that the longest urgent service fits in. Few counters make a fraction of
    one; it is saved up over the blocks until it is a whole one, so that even one counter gives something up now and
    then. Empty: nothing is reserved.
    """
    reserved = bytearray(len(total))
    due, given = 0, 0  # in hundredths of a counter's step, and in counters of a block
    for begin in range(0, len(total) - block_steps + 1, block_steps):
        block = total[begin : begin + block_steps]
        due += percent * sum(block)
        more = min(due // (100 * block_steps) - given, *block)
        given += more
        reserved[begin : begin + block_steps] = bytes([more]) * block_steps
    return bytes(reserved) if given else b""


def reserved_from(*, day: date, late_hours: int, zone: ZoneInfo, now: datetime) -> int:
    """From which minute of `day` on what is reserved is left alone at `now` by somebody for whom a step opens
    `late_hours` before it begins; 0: on the whole day, 1440: nowhere on it.
    """
    return reserved_from_minute(day=day, opened_until=now + timedelta(hours=late_hours), zone=zone)


def reserved_from_minute(*, day: date, opened_until: datetime, zone: ZoneInfo) -> int:
    """As `reserved_from`, where steps that begin until a moment are open."""
    last_day = local_date(moment=opened_until, zone=zone)
    if day != last_day:
        return 0 if day > last_day else DAY_MINUTES
    return minute_of_day(moment=opened_until, zone=zone) + bool(opened_until.second or opened_until.microsecond)


def free_beyond(
    *, free: bytes, reserved: bytes, first_minute: int, step_minutes: int, reserved_from_minute: int
) -> bytes:
    """What is left of the `free` counters of each step beyond those that are still reserved."""
    if not reserved:
        return free
    begins = max(0, -(-(reserved_from_minute - first_minute) // step_minutes))
    left = (max(0, count - kept) for count, kept in zip(free[begins:], reserved[begins:], strict=True))
    return free[:begins] + bytes(left)
