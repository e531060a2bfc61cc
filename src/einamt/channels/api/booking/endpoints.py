"""The addresses of booking. Each parses, makes one call and hands on the answer, as the pages for people do."""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Header, Query, Router

from einamt.catalog.queries import OfficeEntry, one_revision
from einamt.channels.api.booking import at_home, schemas, values
from einamt.channels.api.booking.callers import caller_of
from einamt.channels.api.booking.errors import ProofOfWorkMissing
from einamt.channels.api.booking.finding import offices_for, times_for, wishes_for
from einamt.channels.api.booking.once import KeyedRequest
from einamt.channels.api.errors import InvalidParameter
from einamt.channels.api.languages import content_language, sentence_language
from einamt.channels.api.limits import attempts_of
from einamt.channels.parts import humans
from einamt.channels.parts.people import cleaned
from einamt.kernel.channels import Channel
from einamt.kernel.errors import N_
from einamt.kernel.references import BadReference, parse_reference
from einamt.platform import clock
from einamt.platform.idempotency.models import KeptAnswer
from einamt.platform.ratelimit.operations import count_attempt
from einamt.procedures.appointments.errors import AppointmentNotFound, HelpNotOffered
from einamt.procedures.appointments.fairness.rules import TimeWish
from einamt.procedures.appointments.helping import NOTHING, Help, understood
from einamt.procedures.appointments.models import Appointment, Hold
from einamt.procedures.appointments.needs import help_offered
from einamt.procedures.appointments.operations import (
    ContactDetails,
    cancel_appointment,
    change_appointment,
    confirm_booking,
    hold_home_visit,
    hold_time,
    join_waitlist,
    leave_out,
    release_hold,
)
from einamt.procedures.appointments.queries import Booked, appointment_by_token

PROOF_USES = 5
"""A request that is sent again, perhaps while the first is still being worked on, has the same proof."""
router = Router(tags=["booking"])

_REFUSALS = dict.fromkeys((400, 401, 403, 404, 409, 410, 413, 422, 429, 503), schemas.BookingProblem)
IdempotencyKey = Annotated[
    schemas.Key,
    Header(
        alias="Idempotency-Key",
        description=N_(
            "Eine UUID je Anfrage; noch einmal gesendet, wird dasselbe geantwortet und nichts zweimal getan"
        ),
        examples=["5f0c54c1-46a4-4c5f-9d3b-0d0a1f6f5a10"],
    ),
]
AppointmentToken = Annotated[
    str, Header(alias="Appointment-Token", max_length=64, description=N_("Das Kennwort aus der Buchung (token)"))
]


@router.get("times", response={200: schemas.Times, **_REFUSALS}, summary=N_("Freie Zeiten, die frühesten zuerst"))
def times(request: HttpRequest, asked: Query[schemas.TimesIn]) -> object:  # noqa: ARG001 - everybody sees the same
    """Free times; what is answered can be held, unless somebody is faster."""
    return times_for(
        wishes=wishes_for(services=asked.service, persons=asked.persons),
        places=offices_for(slugs=asked.office),
        is_narrowed=bool(asked.office),
        begin=asked.begin,
        end=asked.end,
        limit=asked.limit,
        now=clock.now(),
    )


@router.post(
    "home-times", response={200: schemas.HomeTimes, **_REFUSALS}, summary=N_("Freie Zeiten für einen Besuch zu Hause")
)
def home_times(request: HttpRequest, asked: schemas.HomeTimesIn) -> object:  # noqa: ARG001 - everybody sees the same
    """When a team can be at somebody's home. Posted, since an address belongs into no log."""
    wishes = _wishes(asked.services)
    home, _ = at_home.home_asked(wishes=wishes, asked=asked.home)
    return at_home.times_at_home(wishes=wishes, home=home, limit=asked.limit, now=clock.now())


@router.post("holds", response={201: schemas.Hold, **_REFUSALS}, summary=N_("Eine Zeit halten"))
def hold(request: HttpRequest, key: IdempotencyKey, wanted: schemas.HoldIn) -> HttpResponse:
    """A time that is held for its booking or for moving an appointment."""
    with one_revision():
        return _hold(request, key=key, wanted=wanted)


def _hold(request: HttpRequest, *, key: UUID, wanted: schemas.HoldIn) -> HttpResponse:
    now, caller = clock.now(), caller_of(request)
    (place,) = offices_for(slugs=[wanted.office])
    suspicion = 0 if caller.is_known else humans.suspicion_without_counting(network=caller.key, now=now)

    def work(command_id: UUID, row_of: Callable[[Hold], KeptAnswer]) -> Hold:
        rows: list[KeptAnswer] = []

        def with_row(kept: Hold) -> KeptAnswer:
            rows[:] = [row_of(kept)]
            return rows[0]

        kept = _held(place, wanted, command_id=command_id, with_row=with_row, now=now)
        is_new = bool(rows) and not rows[0]._state.adding
        if is_new and not caller.is_known:  # what was refused, or answered before, raises no suspicion
            humans.suspicion_of(network=caller.key, now=now)
        return kept

    def told(kept: Hold) -> values.Values:
        challenge = None
        if not caller.is_known:
            challenge = humans.new_challenge(hold_id=kept.pk, now=now, suspicion=suspicion)
        return values.of_hold(kept, office=place, language=content_language(request), challenge=challenge)

    asked = KeyedRequest(request, key=key, shape=schemas.Hold, status=HTTPStatus.CREATED)
    return asked.answered_with(work=work, told=told, now=now)


def _held(
    place: OfficeEntry,
    wanted: schemas.HoldIn,
    *,
    command_id: UUID,
    with_row: Callable[[Hold], KeptAnswer],
    now: datetime,
) -> Hold:
    wishes = _wishes(wanted.services)
    if wanted.home is None:
        return hold_time(
            office_id=place.id,
            starts_at=wanted.starts_at,
            wishes=wishes,
            now=now,
            command_id=command_id,
            with_row=with_row,
        )
    home, reason = at_home.home_asked(wishes=wishes, asked=wanted.home)
    row_id, minute = at_home.row_at_home(wishes=wishes, office_id=place.id, starts_at=wanted.starts_at)
    return hold_home_visit(
        capacity_day_id=row_id,
        start_minute=minute,
        wishes=wishes,
        home=home,
        reason=reason,
        now=now,
        command_id=command_id,
        with_row=with_row,
    )


@router.delete("holds/{uuid:hold_id}", response={204: None, **_REFUSALS}, summary=N_("Eine gehaltene Zeit freigeben"))
def release(request: HttpRequest, hold_id: UUID) -> HttpResponse:  # noqa: ARG001 - who knows the id, holds it
    """Give a held time back; one that has ended, or that nobody knows, stays as it is."""
    release_hold(hold_id=hold_id, now=clock.now())
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


@router.post("appointments", response={201: schemas.Booked, **_REFUSALS}, summary=N_("Eine gehaltene Zeit buchen"))
def book(request: HttpRequest, key: IdempotencyKey, wanted: schemas.AppointmentIn) -> HttpResponse:
    """An appointment, and what only its owner may know."""
    now, caller = clock.now(), caller_of(request)
    contact = _contact(request, wanted)

    def work(command_id: UUID, row_of: Callable[[Booked], KeptAnswer]) -> Booked:
        if not caller.is_known and not humans.is_solved(
            payload=wanted.proof, hold_id=wanted.hold, now=now, uses=PROOF_USES
        ):
            raise ProofOfWorkMissing
        return confirm_booking(
            hold_id=wanted.hold,
            contact=contact,
            channel=Channel.API,
            actor=caller.actor,
            command_id=command_id,
            now=now,
            with_row=row_of,
        )

    def told(booked: Booked) -> values.Values:
        with one_revision():
            return values.of_booked(booked, language=content_language(request), now=now)

    asked = KeyedRequest(request, key=key, shape=schemas.Booked, status=HTTPStatus.CREATED)
    return asked.answered_with(work=work, told=told, now=now)


@router.get(
    "appointments/{reference}", response={200: schemas.Appointment, **_REFUSALS}, summary=N_("Einen Termin lesen")
)
def read(request: HttpRequest, reference: str, token: AppointmentToken) -> object:
    """An appointment as it stands."""
    now = clock.now()
    found = _appointment(request, reference=reference, token=token, now=now)
    return values.of_appointment(found, language=content_language(request), now=now)


@router.post(
    "appointments/{reference}/move",
    response={200: schemas.Appointment, **_REFUSALS},
    summary=N_("Einen Termin auf eine gehaltene Zeit verschieben"),
)
def move(
    request: HttpRequest, reference: str, token: AppointmentToken, key: IdempotencyKey, wanted: schemas.MoveIn
) -> HttpResponse:
    """The old time is kept until the new one is certain."""

    def work(found: Appointment, command_id: UUID, now: datetime) -> None:
        change_appointment(
            appointment_id=found.pk,
            hold_id=wanted.hold,
            actor=caller_of(request).actor,
            channel=Channel.API,
            command_id=command_id,
            now=now,
        )

    return _changed(request, reference=reference, token=token, key=key, work=work)


@router.post(
    "appointments/{reference}/leave-out",
    response={200: schemas.Appointment, **_REFUSALS},
    summary=N_("Eine Person weniger für eine Leistung"),
)
def shorten(
    request: HttpRequest, reference: str, token: AppointmentToken, key: IdempotencyKey, wanted: schemas.LeaveOutIn
) -> HttpResponse:
    """The begin stays; what is freed can be booked at once."""
    ((service_id, _),) = wishes_for(services=[wanted.service], persons=[])

    def work(found: Appointment, command_id: UUID, now: datetime) -> None:
        leave_out(
            appointment_id=found.pk,
            service_id=service_id,
            sequence=wanted.sequence,
            actor=caller_of(request).actor,
            channel=Channel.API,
            command_id=command_id,
            now=now,
        )

    return _changed(request, reference=reference, token=token, key=key, work=work)


@router.post(
    "appointments/{reference}/cancel",
    response={200: schemas.Appointment, **_REFUSALS},
    summary=N_("Einen Termin absagen"),
)
def cancel(request: HttpRequest, reference: str, token: AppointmentToken, key: IdempotencyKey) -> HttpResponse:
    """The time is free for others at once."""

    def work(found: Appointment, command_id: UUID, now: datetime) -> None:
        cancel_appointment(
            appointment_id=found.pk,
            actor=caller_of(request).actor,
            channel=Channel.API,
            command_id=command_id,
            now=now,
        )

    return _changed(request, reference=reference, token=token, key=key, work=work)


@router.post(
    "waitlist", response={202: schemas.OnWaitlist, **_REFUSALS}, summary=N_("Jemanden auf die Warteliste setzen")
)
def wait(request: HttpRequest, key: IdempotencyKey, wanted: schemas.WaitlistIn) -> HttpResponse:
    """An entry of the waitlist. The link to it goes to its owner by mail and to nobody else."""
    now, caller = clock.now(), caller_of(request)
    contact = _contact(request, wanted)
    if wanted.from_minute >= wanted.until_minute:
        raise InvalidParameter({"names": "from_minute, until_minute"})
    time_wish = TimeWish(
        office_ids=frozenset(place.id for place in offices_for(slugs=wanted.offices))
        if wanted.offices
        else frozenset(),
        weekdays=frozenset(wanted.weekdays),
        from_minute=wanted.from_minute,
        until_minute=wanted.until_minute,
        earliest=wanted.first_day,
        latest=wanted.last_day,
    )

    def work(command_id: UUID) -> values.Values:
        join_waitlist(
            wishes=_wishes(wanted.services),
            time_wish=time_wish,
            contact=contact,
            is_confirmed=caller.is_known,
            command_id=command_id,
            now=now,
        )
        return {"state": "waiting" if caller.is_known else "unconfirmed"}

    asked = KeyedRequest(request, key=key, shape=schemas.OnWaitlist, status=HTTPStatus.ACCEPTED)
    return asked.answered(work=work, now=now)


def _wishes(services: list[schemas.WishIn]) -> list[tuple[int, int]]:
    return wishes_for(services=[each.service for each in services], persons=[each.persons for each in services])


def _contact(request: HttpRequest, told: schemas.AppointmentIn | schemas.WaitlistIn) -> ContactDetails:
    """Who comes, checked as on the pages for people.

    :raises HelpNotOffered: the city does not arrange this help.
    :raises InvalidParameter: what is wrong, by name.
    """
    particulars = NOTHING
    texts = {"name": told.name, "email": told.email, "phone": told.phone}
    is_interpreted = isinstance(told, schemas.AppointmentIn) and Help.INTERPRETER in told.help
    if isinstance(told, schemas.AppointmentIn) and is_interpreted:
        texts["language"] = told.interpreter_language
    clean, refused = cleaned(texts)
    if isinstance(told, schemas.AppointmentIn):
        if told.help and not set(told.help) <= help_offered().keys():
            raise HelpNotOffered
        language = clean.get("language", "")
        if is_interpreted and not language:
            refused.append("language")
        particulars = understood(acting_for=told.acting_for, needed=told.help, language=language)
    if refused:
        names = {{"language": "interpreter_language"}.get(name, name) for name in refused}
        raise InvalidParameter({"names": ", ".join(sorted(names))})
    return ContactDetails(
        name=clean["name"],
        email=clean["email"],
        phone=clean["phone"],
        language=sentence_language(request),
        particulars=particulars,
    )


def _appointment(request: HttpRequest, *, reference: str, token: str, now: datetime) -> Appointment:
    """The appointment of a reference, for who has its token; wrong ones are counted, whatever is wrong with them.

    :raises AppointmentNotFound: the two do not belong together.
    :raises TooManyAttempts: too many wrong ones came from there.
    """
    try:
        found = appointment_by_token(token=token)
        if found.case.reference == parse_reference(reference):
            return found
    except (AppointmentNotFound, BadReference):
        pass
    (attempt,) = attempts_of(caller_of(request), names=["api.appointment"])
    count_attempt(key=attempt.key, limit=attempt.limit, per=attempt.per, now=now)
    raise AppointmentNotFound


def _changed(
    request: HttpRequest,
    *,
    reference: str,
    token: str,
    key: UUID,
    work: Callable[[Appointment, UUID, datetime], None],
) -> HttpResponse:
    now = clock.now()
    found = _appointment(request, reference=reference, token=token, now=now)

    def done(command_id: UUID) -> values.Values:
        work(found, command_id, now)
        return values.of_appointment(appointment_by_token(token=token), language=content_language(request), now=now)

    asked = KeyedRequest(request, key=key, shape=schemas.Appointment, status=HTTPStatus.OK)
    return asked.answered(work=done, now=now)
