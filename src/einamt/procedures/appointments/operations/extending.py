"""Keeping a held time longer."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from einamt.procedures.appointments import refusals, steps
from einamt.procedures.appointments.held import Gone, held_place, kept_hold, take_all
from einamt.procedures.appointments.models import Hold
from einamt.procedures.appointments.rulebook import rules_at

TIMES_AS_LONG = 2
"""A mail has to arrive, be found and be opened: twice the time that the city's rules give a form."""


def extend_hold(*, hold_id: UUID, now: datetime) -> Hold:
    """Keep a time for somebody who confirms by mail: from now on `TIMES_AS_LONG` as long as a form may take.

    Where the hold has run out, the time is taken again if nobody else has it.

    :raises HoldExpired: the hold has run out, and the time has gone to somebody else.
    :raises HoldUsed: the hold has become an appointment.
    :raises HoldUnknown: there is no such hold, or it ended more than a day ago.
    :raises OfficeClosed, NotOffered, TimePassed: the time cannot be had any more.
    """
    try:
        return _extended(hold_id=hold_id, now=now)
    except Gone as gone:
        raise refusals.hold_expired(where=gone.where, now=now) from None


@transaction.atomic
def _extended(*, hold_id: UUID, now: datetime) -> Hold:
    hold, where = kept_hold(hold_id=hold_id, is_locked=True), None
    if hold.outcome != Hold.Outcome.KEPT:
        where = held_place(hold=hold, now=now).placement
        take_all(where=where)
        hold.outcome = Hold.Outcome.KEPT
    minutes = TIMES_AS_LONG * rules_at(now=now).hold_minutes
    hold.expires_at = max(hold.expires_at, now + timedelta(minutes=minutes))
    hold.save(update_fields=["outcome", "expires_at"])
    if where is not None:
        steps.settle(where=where)
    return hold
