"""Keeping a time for somebody while a form is filled in."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from uuid import UUID, uuid5

from django.db import IntegrityError, models, transaction

from einamt.kernel.errors import DomainError
from einamt.platform.writing.together import WithRow, insert_many, write_at_once
from einamt.procedures.appointments import capacity, lately, refusals, steps
from einamt.procedures.appointments.chained import new_legs
from einamt.procedures.appointments.fairness.models import KeptBack
from einamt.procedures.appointments.fairness.steps import keep_for_waitlist
from einamt.procedures.appointments.held import Gone, take_all
from einamt.procedures.appointments.locating import remembered_grounds
from einamt.procedures.appointments.models import HOLD_REMEMBERED, Hold
from einamt.procedures.appointments.moments import likely_row_of, row_of
from einamt.procedures.appointments.placement import Placement
from einamt.procedures.appointments.rules import Wish
from einamt.procedures.appointments.tours.homes import Home, Reason
from einamt.procedures.appointments.tours.placing import check_reason

BATCH = 500


def hold_slot(
    *, capacity_day_id: int, start_minute: int, wishes: Sequence[Wish], now: datetime, command_id: UUID | None = None
) -> Hold:
    """Take the capacity of a time and keep it for as long as the city's rules say.

    A repeated `command_id` for the same time returns the first hold while it is kept, also when both calls race: a
    double tap holds once. Without one, or when that hold has ended, a new hold is made.

    :raises SlotTaken: somebody was faster; the refusal names the next free time in the same office.
    :raises OfficeClosed: the office stays closed on that day.
    :raises NotOffered: nothing is planned there for the wishes, or the day lies beyond the horizon.
    :raises TooManyPersons: more persons than the office serves in one appointment.
    :raises TimePassed: the time has begun.
    :raises RulesMissing: the city has no rules of booking.
    """
    return _held(capacity_day_id, start_minute, wishes, now=now, command_id=command_id)


def hold_time(
    *,
    office_id: int,
    starts_at: datetime,
    wishes: Sequence[Wish],
    now: datetime,
    command_id: UUID | None = None,
    with_row: WithRow[Hold] = None,
) -> Hold:
    """As `hold_slot`, for who names an office and a moment and no counter group: one that is free then.

    `with_row` makes a row that is written with a new hold; for the hold of a repeated command none is written.

    :raises IntegrityError: the row is there already; nothing was held.
    :raises SlotTaken, OfficeClosed, NotOffered, TooManyPersons, TimePassed, RulesMissing: as there.
    """
    likely = likely_row_of(office_id=office_id, starts_at=starts_at, wishes=wishes, now=now)
    if likely is not None:
        hold_id = _hold_id(command_id, *likely)
        if hold := _held_at_once(*likely, wishes, hold_id=hold_id, with_row=with_row, now=now):
            return hold
    found = row_of(office_id=office_id, starts_at=starts_at, wishes=wishes, now=now)
    return _held(*found, wishes, now=now, command_id=command_id, with_row=with_row)


def _hold_id(command_id: UUID | None, capacity_day_id: int, start_minute: int) -> UUID | None:
    return uuid5(command_id, f"{capacity_day_id}-{start_minute}") if command_id else None


def _held(
    capacity_day_id: int,
    start_minute: int,
    wishes: Sequence[Wish],
    *,
    now: datetime,
    command_id: UUID | None,
    with_row: WithRow[Hold] = None,
) -> Hold:
    hold_id = _hold_id(command_id, capacity_day_id, start_minute)
    while True:
        # what the command has held before keeps the quick way from writing it again
        if hold := _held_at_once(capacity_day_id, start_minute, wishes, hold_id=hold_id, with_row=with_row, now=now):
            return hold
        if hold_id and (earlier := Hold.objects.filter(pk=hold_id).first()):
            if earlier.outcome == Hold.Outcome.KEPT and earlier.expires_at > now:
                return earlier
            hold_id = None
            continue
        found = refusals.located(capacity_day_id=capacity_day_id, start_minute=start_minute, wishes=wishes, now=now)
        where = found.placement
        if not found.is_free:
            raise refusals.not_free(found=found, now=now)
        hold = steps.new_hold(where=where, minutes=found.hold_minutes, now=now, hold_id=hold_id)
        try:
            if _is_written(hold=hold, where=where, with_row=with_row):
                return hold
        except IntegrityError:
            if not _is_there(hold_id):
                raise


def hold_home_visit(
    *,
    capacity_day_id: int,
    start_minute: int,
    wishes: Sequence[Wish],
    home: Home,
    reason: Reason | None,
    now: datetime,
    moving_id: UUID | None = None,
    command_id: UUID | None = None,
    with_row: WithRow[Hold] = None,
) -> Hold:
    """Keep a time of a tour for a visit at somebody's home, with the drives that it brings.

    Whether the team can be there in time, and at the next home after it, is looked at under the lock of the tour's day:
    of two visits that cannot both be reached, one is held. Confirmed, moved, kept longer and given back like any hold.
    `command_id` as for `hold_slot`, `with_row` as for `hold_time`. `moving_id` is an appointment of a visit that is to
    be moved to this time: why it is one, was said when it was booked, and nobody comes from it then. Rule:
    docs/rules/home-visits.md.

    :raises NoReasonForVisit: the tour does not visit people for `reason`, which is not kept.
    :raises VisitNotReachable: the team would not be there in time.
    :raises OutOfReach, TooSoonForTour: as for `locate_visit`.
    :raises OfficeClosed, NotOffered, TooManyPersons, TimePassed, RulesMissing: as for `hold_slot`.
    """
    hold_id = _hold_id(command_id, capacity_day_id, start_minute)
    check_reason(capacity_day_id=capacity_day_id, reason=reason, moving_id=moving_id)
    while True:
        if hold_id and (earlier := Hold.objects.filter(pk=hold_id).first()):
            if earlier.outcome == Hold.Outcome.KEPT and earlier.expires_at > now:
                return earlier
            hold_id = None
        found = refusals.located_at_home(
            capacity_day_id=capacity_day_id,
            start_minute=start_minute,
            wishes=wishes,
            home=home,
            now=now,
            moving_id=moving_id,
        )
        if not found.is_free:
            raise refusals.not_free(found=found, now=now)
        hold = steps.new_hold(where=found.placement, minutes=found.hold_minutes, now=now, hold_id=hold_id)
        try:
            if _is_written(hold=hold, where=found.placement, with_row=with_row):
                return hold
        except IntegrityError:
            if not _is_there(hold_id):
                raise


def _is_there(hold_id: UUID | None) -> bool:
    """Whether the same command was faster; nothing was taken then."""
    return hold_id is not None and Hold.objects.filter(pk=hold_id).exists()


def _is_written(*, hold: Hold, where: Placement, with_row: WithRow[Hold]) -> bool:
    """Whether the place was taken and the hold written: of a visit with several parts, all or none."""
    if not where.further and where.home is None:
        return write_at_once(guard=partial(steps.guard_of, where=where), rows=_rows(hold, with_row))
    try:
        with transaction.atomic():
            take_all(where=where)
            home = steps.new_home_visit(where=where, of={"hold_id": hold.pk})
            insert_many(rows=[hold, *new_legs(where=where, of={"hold_id": hold.pk}), *([home] if home else [])])
            insert_many(rows=[with_row(hold)] if with_row else [])  # after the parts, which it may tell of
            steps.settle(where=where)
    except Gone:
        return False
    return True


def _held_at_once(
    capacity_day_id: int,
    start_minute: int,
    wishes: Sequence[Wish],
    *,
    hold_id: UUID | None,
    with_row: WithRow[Hold],
    now: datetime,
) -> Hold | None:
    """Hold by what is remembered of the place, in one statement; None where only the long way can say why not."""
    grounds = remembered_grounds(capacity_day_id=capacity_day_id, wishes=wishes, now=now)
    if grounds is None:
        return None
    try:
        where = grounds.placement(start_minute=start_minute, wishes=wishes, now=now)
        hold = steps.new_hold(where=where, minutes=grounds.hold_minutes, now=now, hold_id=hold_id)
        guard = partial(steps.guard_by, grounds=grounds, where=where)
        if not write_at_once(guard=guard, rows=_rows(hold, with_row)):
            return None
    except (DomainError, IntegrityError):
        return None
    lately.remember(hold)
    return hold


def _rows(hold: Hold, with_row: WithRow[Hold]) -> list[models.Model]:
    return [hold, with_row(hold)] if with_row else [hold]


@transaction.atomic
def release_hold(*, hold_id: UUID, now: datetime) -> None:
    """Give a held time back, because somebody chose another one. A hold that has ended stays as it is."""
    hold = Hold.objects.select_for_update().filter(pk=hold_id, outcome=Hold.Outcome.KEPT).first()
    if hold is None:
        return
    hold.outcome = Hold.Outcome.RELEASED
    hold.expires_at = min(hold.expires_at, now)
    hold.save(update_fields=["outcome", "expires_at"])
    freed = steps.places_of(hold)
    capacity.give_back(places=freed)
    keep_for_waitlist(places=freed, now=now)


def expire_holds(*, now: datetime) -> int:
    """Give back the time of all holds that ran out, to the waitlist first, and forget those that ended a day ago; how
    many ran out.
    """
    expired = 0
    while count := _expire_some(now=now):
        expired += count
    Hold.objects.filter(expires_at__lt=now - HOLD_REMEMBERED).exclude(outcome=Hold.Outcome.KEPT).delete()
    return expired


@transaction.atomic
def _expire_some(*, now: datetime) -> int:
    """One batch; holds that somebody is confirming right now are left to the next round."""
    due = Hold.objects.filter(outcome=Hold.Outcome.KEPT, expires_at__lte=now).order_by("pk")
    holds = list(due.select_for_update(skip_locked=True)[:BATCH])
    Hold.objects.filter(pk__in=[hold.pk for hold in holds]).update(outcome=Hold.Outcome.EXPIRED)
    places = {hold.pk: steps.places_of(hold) for hold in holds}
    capacity.give_back(places=[place for of_hold in places.values() for place in of_hold])
    # what the waitlist has had first already is anybody's now
    offered_before = set(KeptBack.objects.filter(hold_id__in=places).values_list("hold_id", flat=True))
    keep_for_waitlist(
        places=[place for pk, of_hold in places.items() if pk not in offered_before for place in of_hold], now=now
    )
    return len(holds)
