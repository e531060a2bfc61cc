"""Holds, appointments and times as the interface writes them: moments with the city's offset, services by slug."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, cast

from einamt.catalog.queries import OfficeEntry, ServiceCard, remembered_office_entries, remembered_service_cards
from einamt.kernel.localtime import at_minute
from einamt.platform import links
from einamt.platform.shell import city
from einamt.procedures.appointments.errors import FreeTime
from einamt.procedures.appointments.models import Appointment, Hold, Leg
from einamt.procedures.appointments.queries import Booked
from einamt.procedures.appointments.rules import day_of, is_changeable

Values = dict[str, Any]


def moment(value: datetime) -> str:
    """2026-11-25T08:12:00+01:00: what the city's clock shows, and how far that is from UTC."""
    return value.astimezone(city.zone()).isoformat(timespec="seconds")


def of_free_time(time: FreeTime) -> Values:
    """A free time."""
    office = remembered_office_entries(office_ids=[time.office_id])[time.office_id]
    return {"office": office.slug, "starts_at": _at(time.day, time.minute)}


def of_hold(hold: Hold, *, office: OfficeEntry, language: str, challenge: Mapping[str, object] | None) -> Values:
    """A hold at an office, with the proof of work that booking it needs."""
    legs = _legs(hold.legs.all()) if hold.is_chain else []
    cards = _cards(hold.wishes, language)
    return {
        "id": str(hold.pk),
        "office": office.slug,
        "starts_at": _at(day_of(hold.capacity_day_id), hold.start_minute),
        "expires_at": moment(hold.expires_at),
        "services": _wishes(hold.wishes, cards),
        "parts": _parts(legs, cards),
        "challenge": challenge,
    }


def of_appointment(appointment: Appointment, *, language: str, now: datetime) -> Values:
    """An appointment as its owner may see it."""
    return _of_appointment(appointment, legs=_legs(appointment.legs.all()), language=language, now=now)


def _of_appointment(appointment: Appointment, *, legs: Iterable[Leg], language: str, now: datetime) -> Values:
    cards = _cards(appointment.wishes, language)
    case = appointment.case
    office_id = cast("int", case.office_id)  # whoever has an appointment has it at an office
    office = remembered_office_entries(office_ids=[office_id])[office_id]
    is_kept = appointment.cancelled_at is None
    return {
        "reference": case.reference,
        "state": case.state,
        "office": office.slug,
        "office_name": office.name,
        "at_home": appointment.is_home_visit,
        "starts_at": moment(appointment.starts_at),
        "ends_at": moment(appointment.ends_at),
        "services": _wishes(appointment.wishes, cards),
        "parts": _parts(legs, cards),
        "sequence": appointment.sequence,
        "can_change": is_kept and is_changeable(state=case.state, starts_at=appointment.starts_at, now=now),
    }


def of_booked(booked: Booked, *, language: str, now: datetime) -> Values:
    """A new appointment, with its secrets."""
    parameters = {"token": booked.token}
    return {
        **_of_appointment(booked.appointment, legs=booked.legs, language=language, now=now),
        "code": booked.code,
        "token": booked.token,
        "change_url": links.absolute(name="appointment-change", parameters=parameters, language=language),
    }


def _at(day: date, minute: int) -> str:
    return moment(at_minute(day=day, minute=minute, zone=city.zone()))


def _legs(legs: Any) -> list[Leg]:
    return list(legs.select_related("capacity_day__group"))


def _cards(wishes: Iterable[Sequence[int]], language: str) -> dict[int, ServiceCard]:
    cards = remembered_service_cards(service_ids=[service_id for service_id, _ in wishes], language=language)
    return {card.id: card for card in cards}


def _wishes(wishes: Iterable[Sequence[int]], cards: Mapping[int, ServiceCard]) -> list[Values]:
    return [
        {"service": cards[service_id].slug, "name": cards[service_id].name, "persons": persons}
        for service_id, persons in wishes
        if service_id in cards
    ]


def _parts(legs: Iterable[Leg], cards: Mapping[int, ServiceCard]) -> list[Values]:
    return [
        {
            "starts_at": _at(day_of(leg.capacity_day_id), leg.start_minute),
            "counters": leg.capacity_day.group.name,
            "services": _wishes(leg.wishes, cards),
        }
        for leg in legs
    ]
