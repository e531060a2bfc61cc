"""Leaving one person or matter out of an appointment: it takes less time, and what is freed can be booked at once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from einamt.cases.steps import Value, record_event
from einamt.catalog.models import ServiceOffer
from einamt.kernel.actor import Actor
from einamt.kernel.channels import Channel
from einamt.kernel.localtime import at_minute
from einamt.platform.outbox.steps import publish
from einamt.platform.shell import city
from einamt.procedures.appointments import capacity, steps
from einamt.procedures.appointments.capacity import Place
from einamt.procedures.appointments.errors import ChangedMeanwhile, NotOffered, TooManyPersons
from einamt.procedures.appointments.fairness.steps import keep_for_waitlist
from einamt.procedures.appointments.models import Appointment, CapacityDay, Leg
from einamt.procedures.appointments.rules import Offer, Wish, day_of, steps_needed, without_one


@dataclass(slots=True)
class _Part:
    """A part of the visit: where, when, how long, and what for."""

    place: Place
    wishes: list[Wish]


@transaction.atomic
def leave_out(
    *,
    appointment_id: UUID,
    service_id: int,
    sequence: int,
    actor: Actor,
    channel: Channel,
    command_id: UUID,
    now: datetime,
) -> Appointment:
    """Let one person less come for a service. The begin stays, unless the whole first counter of several falls away.

    `sequence` is the appointment's as the page showed it. A repeated `command_id` answers the same.

    :raises AppointmentNotFound: there is no such appointment.
    :raises AlreadyCancelled: it has been cancelled.
    :raises TooLate: it has begun, or the person is being served.
    :raises ChangedMeanwhile: it has been changed since `sequence`.
    :raises NothingLeft: nothing would be left; it is to be cancelled.
    """
    case, appointment = steps.locked_appointment(appointment_id=appointment_id)
    if appointment.changed_by == command_id:
        return appointment
    steps.check_changeable(case=case, appointment=appointment, now=now)
    if appointment.sequence != sequence:
        raise ChangedMeanwhile
    wishes = without_one(wishes=_pairs(appointment.wishes), service_id=service_id)
    before = _parts(appointment)
    rows = {
        row.pk: row for row in capacity.locked_days(capacity_day_ids=[part.place.capacity_day_id for part in before])
    }
    after = _shortened(before, service_id=service_id, office_id=appointment.capacity_day.group.office_id)
    _write(appointment, parts=after, rows=rows)
    appointment.wishes = wishes
    appointment.papers_ready = [paper for paper in appointment.papers_ready if paper[0] in dict(wishes)]
    appointment.sequence += 1
    appointment.changed_by = command_id
    appointment.save()
    freed = _freed(before, after, rows=rows)
    capacity.give_back(places=freed)
    keep_for_waitlist(places=freed, now=now)
    case.service_id = wishes[0][0]
    case.save(update_fields=["service"])
    data: dict[str, Value] = {"starts_at": appointment.starts_at.isoformat(), "steps": appointment.steps}
    record_event(case=case, event="shortened", actor=actor, channel=channel, data=data, now=now)
    publish(topic="appointments.shortened", payload={"appointment": str(appointment.pk)}, now=now)
    return appointment


def _pairs(wishes: Sequence[Sequence[int]]) -> list[Wish]:
    return [(service_id, persons) for service_id, persons in wishes]


def _parts(appointment: Appointment) -> list[_Part]:
    legs = list(appointment.legs.all())
    elsewhere = {service_id for leg in legs for service_id, _ in leg.wishes}
    own = [wish for wish in _pairs(appointment.wishes) if wish[0] not in elsewhere]
    first, *others = steps.places_of(appointment)
    return [_Part(first, own), *(_Part(place, _pairs(leg.wishes)) for place, leg in zip(others, legs, strict=True))]


def _shortened(parts: Sequence[_Part], *, service_id: int, office_id: int) -> list[_Part]:
    """The parts without one person for a service; a part with nothing left to do is left out."""
    after: list[_Part] = []
    for part in parts:
        left = [(each, persons - (each == service_id)) for each, persons in part.wishes]
        left = [(each, persons) for each, persons in left if persons]
        if left == part.wishes:
            after.append(part)
        elif left:
            taken = min(part.place.steps, _steps(left, office_id=office_id, at_most=part.place.steps))
            after.append(_Part(replace(part.place, steps=taken), left))
    return after


def _steps(wishes: Sequence[Wish], *, office_id: int, at_most: int) -> int:
    """What the office says that they take today; all that was booked, where it no longer says so."""
    offers = ServiceOffer.objects.filter(office_id=office_id, service_id__in=[pk for pk, _ in wishes])
    known = {offer.service_id: Offer(offer.steps) for offer in offers}
    try:
        return steps_needed(wishes=wishes, offers=known)
    except (NotOffered, TooManyPersons):
        return at_most


def _write(appointment: Appointment, *, parts: Sequence[_Part], rows: dict[int, CapacityDay]) -> None:
    """Put the parts in place of those that the appointment had."""
    first, *others = parts
    last = parts[-1].place
    zone = city.zone()
    appointment.capacity_day_id = first.place.capacity_day_id
    appointment.start_minute, appointment.steps = first.place.start_minute, first.place.steps
    day = day_of(first.place.capacity_day_id)
    appointment.starts_at = at_minute(day=day, minute=first.place.start_minute, zone=zone)
    length = timedelta(minutes=last.steps * rows[last.capacity_day_id].step_minutes)
    appointment.ends_at = at_minute(day=day, minute=last.start_minute, zone=zone) + length
    appointment.legs.all().delete()
    Leg.objects.bulk_create(
        Leg(
            appointment=appointment,
            position=position,
            capacity_day_id=part.place.capacity_day_id,
            start_minute=part.place.start_minute,
            steps=part.place.steps,
            wishes=part.wishes,
        )
        for position, part in enumerate(others, start=1)
    )


def _freed(before: Sequence[_Part], after: Sequence[_Part], *, rows: dict[int, CapacityDay]) -> list[Place]:
    """The ends of the parts that take less now, and all of those that are gone."""
    kept = {part.place.capacity_day_id: part.place.steps for part in after}
    freed = []
    for part in before:
        place, stays = part.place, kept.get(part.place.capacity_day_id, 0)
        if place.steps > stays:
            begins = place.start_minute + stays * rows[place.capacity_day_id].step_minutes
            freed.append(replace(place, start_minute=begins, steps=place.steps - stays))
    return freed
