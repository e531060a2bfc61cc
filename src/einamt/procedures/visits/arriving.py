"""Checking in without a clerk: on a phone, or at a screen in the hall. What is refused says what to do now.

Rule: docs/rules/visits.md#checking-in.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from einamt.cases.models import Case
from einamt.kernel.actor import CITIZEN
from einamt.kernel.channels import Channel
from einamt.kernel.errors import DomainError
from einamt.kernel.localtime import local_date
from einamt.kernel.references import BadReference, parse_reference
from einamt.platform.shell import city, words
from einamt.procedures.appointments.models import Appointment
from einamt.procedures.visits import errors, rules, steps
from einamt.procedures.visits.floor_rules import floor_rules
from einamt.procedures.visits.models import Visit, WalkIn
from einamt.procedures.visits.rules import State
from einamt.procedures.visits.sending_on import follower
from einamt.procedures.visits.steps import Desk


@transaction.atomic
def check_in(*, case_id: UUID, office_id: int, channel: Channel, command_id: UUID, now: datetime) -> Visit:
    """Let somebody who stands in the hall of `office_id` say that they are there, or back with what was missing.

    Whoever was sent on to this office may say so with the visit of the first one as well.
    Whoever waits, is called or is being served already, on whatever device they said so, stays where they are. That
    they stand in the hall is for the caller to know.

    :raises CheckInUnknown: there is no such appointment or ticket.
    :raises CheckInAtHome: a team visits the person.
    :raises CheckInElsewhere, CheckInAnotherDay, CheckInCancelled: it is not here, not today, or not any more.
    :raises CheckInTooEarly: the time is further ahead than the city's rules allow.
    :raises CheckInServed, CheckInMissed, CheckInLeft, CheckInGoesOn: the visit is over.
    """
    if earlier := steps.earlier_visit(command_id=command_id, now=now):
        return earlier
    if Appointment.objects.filter(case_id=case_id, cancelled_at=None, is_home_visit=True).exists():
        raise errors.CheckInAtHome
    desk = Desk(office_id=office_id, counter="", actor=CITIZEN, channel=channel)
    today = local_date(moment=now, zone=city.zone())
    here = follower(case_id=case_id, office_id=office_id, day=today) or case_id
    try:
        locked = steps.locked_visit(case_id=here, desk=desk, day=today)
    except errors.VisitNotFound:
        raise errors.CheckInUnknown from None
    except errors.AppointmentCancelled:
        raise errors.CheckInCancelled from None
    except errors.WrongOffice as refusal:
        raise errors.CheckInElsewhere({"office": refusal.params["office"]}) from None
    except errors.WrongDay as refusal:
        raise errors.CheckInAnotherDay({"date": refusal.params["date"]}) from None
    if locked.state in _OVER:
        raise _OVER[locked.state]
    if locked.state is State.EXPECTED and locked.starts_at is not None:
        _refuse_early(starts_at=locked.starts_at, now=now)
    if locked.state not in rules.AT_COUNTER:
        steps.come(locked=locked, desk=desk, now=now)
    return steps.remember_visit(command_id=command_id, visit=locked.visit)


def case_expected_here(*, reference: str, office_id: int, now: datetime) -> UUID:
    """The case of an appointment that is today at this office, or that goes on here, by what somebody types; one query,
    whatever is wrong.

    No such reference, another office, another day, cancelled, at home: the answer and the work are the same, so that
    nobody learns which references exist, or where their holders are to be. Who holds the secret of a case is told more.

    :raises CheckInNotFound: whatever was wrong.
    """
    try:
        wanted = parse_reference(reference)
    except BadReference:
        wanted = ""  # no case has it, and the same query is made
    today = local_date(moment=now, zone=city.zone())
    booked = Q(
        appointment__cancelled_at=None,
        appointment__is_home_visit=False,
        appointment__capacity_day__day=today,
        appointment__capacity_day__group__office_id=office_id,
    )
    goes_on = WalkIn.objects.filter(
        Q(follows=OuterRef("pk")) | Q(origin=OuterRef("pk")),
        case__visit__office_id=office_id,
        case__visit__visit_date=today,
    )
    sent_on = Q(walk_in__follows__isnull=False, visit__office_id=office_id, visit__visit_date=today)
    found = Case.objects.filter(booked | sent_on | Exists(goes_on), reference=wanted)
    case_id = found.values_list("pk", flat=True).first()
    if case_id is None:
        raise errors.CheckInNotFound
    return case_id


def opens_at(*, starts_at: datetime, now: datetime) -> datetime:
    """From when on somebody can check in for an appointment."""
    day = local_date(moment=now, zone=city.zone())
    return starts_at - timedelta(minutes=floor_rules(on=day).check_in_minutes)


def _refuse_early(*, starts_at: datetime, now: datetime) -> None:
    opens = opens_at(starts_at=starts_at, now=now)
    if now < opens:
        raise errors.CheckInTooEarly({"start": words.clock_of(starts_at), "opens": words.clock_of(opens)})


_OVER: dict[State, type[DomainError]] = {
    State.DONE: errors.CheckInServed,
    State.NO_SHOW: errors.CheckInMissed,
    State.LEFT: errors.CheckInLeft,
    State.SENT_ON: errors.CheckInGoesOn,
    State.WITHDRAWN: errors.CheckInGoesOn,
}
