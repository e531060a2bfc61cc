"""Finding the right words when a place could not be had: what is there now, and what is free instead."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from einamt.platform.shell import words
from einamt.procedures.appointments.chained import held_chain, locate_chain
from einamt.procedures.appointments.errors import (
    FreeTime,
    HoldExpired,
    HoldExpiredNextOtherDay,
    HoldExpiredNextSameDay,
    NotOffered,
    OfficeClosed,
    SlotReserved,
    SlotTaken,
    SlotTakenNextOtherDay,
    SlotTakenNextSameDay,
)
from einamt.procedures.appointments.locating import locate
from einamt.procedures.appointments.models import CapacityDay, Hold
from einamt.procedures.appointments.placement import Located, Placement
from einamt.procedures.appointments.queries import closed_day
from einamt.procedures.appointments.rulebook import rules_at
from einamt.procedures.appointments.rules import Wish
from einamt.procedures.appointments.search import free_starts
from einamt.procedures.appointments.tours.errors import VisitExpired, VisitNotReachable
from einamt.procedures.appointments.tours.homes import Home
from einamt.procedures.appointments.tours.placing import locate_visit, located_visit


def located(
    *,
    capacity_day_id: int,
    start_minute: int,
    wishes: Sequence[Wish],
    now: datetime,
    steps: int | None = None,
    address_index: str | None = None,
) -> Located:
    """As `locate`, but a time that was planned and is not any more because the office stays closed is told apart, and
    wishes that no group serves alone are located as a chain.

    :raises OfficeClosed: the office is closed on that day.
    """
    try:
        found = locate(
            capacity_day_id=capacity_day_id,
            start_minute=start_minute,
            wishes=wishes,
            now=now,
            steps=steps,
            address_index=address_index,
        )
    except NotOffered:
        if CapacityDay.objects.filter(pk=capacity_day_id).exists() and closed_day(capacity_day_id=capacity_day_id):
            raise OfficeClosed from None
        if steps is not None or len(wishes) < 2:  # held already, or nothing that could be served in parts
            raise
        return locate_chain(
            first_id=capacity_day_id,
            start_minute=start_minute,
            wishes=wishes,
            now=now,
            address_index=address_index,
        )
    if not found.is_planned:
        raise OfficeClosed if closed_day(capacity_day_id=capacity_day_id) else NotOffered
    return found


def located_chain(*, hold: Hold, now: datetime, address_index: str | None = None) -> Located:
    """As `located`, for the parts that a hold keeps.

    :raises OfficeClosed: the office has been closed since.
    :raises NotOffered: a part of it is not planned any more.
    """
    try:
        found = held_chain(hold=hold, now=now, address_index=address_index)
    except NotOffered:
        if closed_day(capacity_day_id=hold.capacity_day_id):
            raise OfficeClosed from None
        raise
    if not found.is_planned:
        raise OfficeClosed if closed_day(capacity_day_id=hold.capacity_day_id) else NotOffered
    return found


def located_at_home(
    *,
    capacity_day_id: int,
    start_minute: int,
    wishes: Sequence[Wish],
    home: Home,
    now: datetime,
    moving_id: UUID | None = None,
    address_index: str | None = None,
) -> Located:
    """As `locate_visit`, but a day that was planned and is not any more because the office stays closed is told apart.

    :raises OfficeClosed: the tour's office is closed on that day.
    """
    try:
        found = locate_visit(
            capacity_day_id=capacity_day_id,
            start_minute=start_minute,
            wishes=wishes,
            home=home,
            now=now,
            moving_id=moving_id,
            address_index=address_index,
        )
    except NotOffered:
        if CapacityDay.objects.filter(pk=capacity_day_id).exists() and closed_day(capacity_day_id=capacity_day_id):
            raise OfficeClosed from None
        raise
    if not found.is_planned:
        raise OfficeClosed if closed_day(capacity_day_id=capacity_day_id) else NotOffered
    return found


def located_home(*, hold: Hold, now: datetime, address_index: str | None = None) -> Located:
    """As `located`, for a visit at home that a hold keeps.

    :raises OfficeClosed: the tour does not take place.
    :raises NotOffered: its team is on duty at other times, or does not serve the wishes any more.
    """
    found = located_visit(hold=hold, now=now, address_index=address_index)
    if not found.is_planned:
        raise OfficeClosed if closed_day(capacity_day_id=hold.capacity_day_id) else NotOffered
    return found


def not_free(*, found: Located, now: datetime) -> SlotTaken:
    """That a place cannot be had: it is reserved for urgent services, somebody else has it, or a home cannot be reached
    from the visits around it.
    """
    if not found.is_reserved:
        return taken(where=found.placement, now=now)
    refusal = SlotReserved({"hours": rules_at(now=now).late_open_hours})
    refusal.next_time = next_time(where=found.placement, now=now)
    return refusal


def taken(*, where: Placement, now: datetime) -> SlotTaken:
    """That somebody else has the place, with the next free time in the same office."""
    if where.home is not None:
        return VisitNotReachable()
    following = next_time(where=where, now=now)
    if following is None:
        return SlotTaken()
    refusal: SlotTaken
    if following.day == where.at.day:
        refusal = SlotTakenNextSameDay({"time": words.clock(following.minute)})
    else:
        refusal = SlotTakenNextOtherDay({"date": _day(following.day), "time": words.clock(following.minute)})
    refusal.next_time = following
    return refusal


def hold_expired(*, where: Placement, now: datetime) -> HoldExpired:
    """That the hold ran out and somebody else has the place, with the next free time in the same office."""
    if where.home is not None:
        return VisitExpired()
    following = next_time(where=where, now=now)
    if following is None:
        return HoldExpired()
    refusal: HoldExpired
    if following.day == where.at.day:
        refusal = HoldExpiredNextSameDay({"time": words.clock(following.minute)})
    else:
        refusal = HoldExpiredNextOtherDay({"date": _day(following.day), "time": words.clock(following.minute)})
    refusal.next_time = following
    return refusal


def next_time(*, where: Placement, now: datetime) -> FreeTime | None:
    """The first free time for the same wishes in the same office after the place, or else the first of all."""
    starts = free_starts(wishes=where.wishes, office_ids=[where.at.office_id], now=now)
    following = starts.next_after(where.at.day, where.place.start_minute)
    return following or next(iter(starts.earliest(1)), None)


def _day(day: date) -> str:
    return words.date_day(day)
