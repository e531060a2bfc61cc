"""The day of a team: to whom it goes in which order, when it sets out, and how long it drives."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from einamt.kernel.localtime import at_minute
from einamt.platform.shell import city
from einamt.procedures.appointments.kinds import wishes_in_words
from einamt.procedures.appointments.models import Appointment, CapacityDay, Tour
from einamt.procedures.appointments.needs import particulars_of
from einamt.procedures.appointments.tours.homes import Home
from einamt.procedures.appointments.tours.reading import home_of, ways_of
from einamt.procedures.appointments.tours.travelling import Stop, drives


@dataclass(frozen=True, slots=True)
class Call:
    """A visit as the team reads it: set out at `departs_at`, drive `drive_minutes`, be there from `starts_at` on."""

    appointment_id: UUID
    reference: str
    state: str
    departs_at: datetime
    drive_minutes: int
    starts_at: datetime
    ends_at: datetime
    person_name: str
    phone: str
    language: str
    home: Home
    what: str
    needs_help: bool
    """Somebody interprets, or comes along to sign."""


@dataclass(frozen=True, slots=True)
class Round:
    """A tour's day: the visits in the order of driving, and the way home after the last one."""

    tour: Tour
    calls: list[Call]
    way_home_minutes: int
    back_at: datetime | None

    @property
    def driven_minutes(self) -> int:
        """Of the whole day."""
        return sum(call.drive_minutes for call in self.calls) + self.way_home_minutes


def rounds_of(*, office_id: int, day: date, language: str) -> list[Round]:
    """The rounds of an office's teams on a day, by the teams' names; also those with nobody to visit."""
    tours = Tour.objects.filter(group__office=office_id).select_related("group__office").order_by("group__name", "pk")
    return [_round(tour, day=day, language=language) for tour in tours]


def days_with_visits(*, office_id: int, since: date) -> list[date]:
    """The days from `since` on on which somebody is to be visited by an office's teams; one query."""
    booked = Appointment.objects.filter(
        is_home_visit=True,
        cancelled_at=None,
        capacity_day__group__office=office_id,
        capacity_day__day__gte=since,
    )
    return list(booked.order_by("capacity_day__day").values_list("capacity_day__day", flat=True).distinct())


def has_tours(*, office_id: int) -> bool:
    """Whether an office has a team that visits people; one query."""
    return Tour.objects.filter(group__office=office_id).exists()


def _round(tour: Tour, *, day: date, language: str) -> Round:
    related = ("case", "contact", "home_visit", "particulars")
    booked = list(
        Appointment.objects.filter(
            capacity_day__group=tour.group_id, capacity_day__day=day, cancelled_at=None, is_home_visit=True
        )
        .select_related(*related)
        .order_by("start_minute", "pk")
    )
    row = CapacityDay.objects.filter(group=tour.group_id, day=day).first()
    if row is None or not booked:
        return Round(tour=tour, calls=[], way_home_minutes=0, back_at=None)
    homes = [_home(appointment) for appointment in booked]
    stops = [
        Stop(place=home.place, start_minute=appointment.start_minute, steps=appointment.steps)
        for appointment, home in zip(booked, homes, strict=True)
    ]
    *there, back = drives(stops=stops, ways=ways_of(tour), step_minutes=row.step_minutes)
    zone = city.zone()
    calls = [
        Call(
            appointment_id=appointment.pk,
            reference=appointment.case.reference,
            state=appointment.case.state,
            departs_at=at_minute(day=day, minute=drive.start_minute, zone=zone),
            drive_minutes=drive.minutes,
            starts_at=appointment.starts_at,
            ends_at=appointment.ends_at,
            person_name=appointment.person_name,
            phone=appointment.contact.phone if appointment.contact else "",
            language=appointment.language,
            home=home,
            what=wishes_in_words(wishes=appointment.wishes, language=language),
            needs_help=bool(particulars_of(appointment).help),
        )
        for appointment, home, drive in zip(booked, homes, there, strict=True)
    ]
    ends = back.start_minute + back.steps * row.step_minutes
    return Round(
        tour=tour,
        calls=calls,
        way_home_minutes=back.minutes,
        back_at=at_minute(day=day, minute=min(ends, 24 * 60), zone=zone),
    )


def _home(appointment: Appointment) -> Home:
    home = home_of(appointment)
    assert home is not None  # noqa: S101 - all that is read here are visits at home
    return home
