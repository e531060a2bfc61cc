"""A city on a working day: 44 offices with twelve counters each, and everybody who comes. Needs the environment."""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.contrib.sessions.models import Session
from django.test import Client
from django.utils.crypto import get_random_string

from benchmarks.booking.city import OFFICES, STEPS, build
from einamt.accounts.models import Assignment, Staff
from einamt.accounts.rights import Role
from einamt.catalog.models import Office, Organisation
from einamt.kernel.actor import CITIZEN
from einamt.kernel.channels import Channel
from einamt.kernel.identifiers import new_id
from einamt.kernel.localtime import at_minute
from einamt.platform.shell import city
from einamt.procedures.appointments.models import CounterGroup
from einamt.procedures.appointments.operations import BookingOrder, book_many
from einamt.procedures.appointments.rules import ContactDetails, capacity_day_id

COUNTERS, DAY_MINUTES, OPENS = 12, 8 * 60, 8 * 60
STEP = 10
WITHOUT_APPOINTMENT = 0.2
SERVICE_MINUTES, SCATTER = 15.0, 0.4
"""Minutes at the counter: log-normal around the mean."""
START_AFTER = 0.75
"""Minutes between call and begin: the way from the hall to the counter."""


@dataclass(frozen=True, slots=True)
class Coming:
    """Somebody's arrival, in minutes after opening; `case_id` is None for who takes a number."""

    at: float
    office: int
    case_id: UUID | None
    serves: float


@dataclass(frozen=True, slots=True)
class Place:
    """An office, by its number here, and a clerk's session for each of its counters."""

    office_id: int
    sessions: list[str]


def build_day(*, visits: int, opens_at: datetime) -> tuple[int, list[Place], list[Coming]]:
    """The service, the offices and the arrivals, in order of time; everything is in the database."""
    import numpy as np  # noqa: PLC0415 - only here

    day = opens_at.astimezone(city.zone()).date()
    free = np.full((60, OFFICES, STEPS), 1, np.uint8)
    service_id = build(free=free, first_day=day)
    offices = list(Office.objects.order_by("pk"))
    _widen(offices, day)
    chance = random.Random(115)
    with_appointment = [
        (chance.randrange(OFFICES), chance.randrange(STEPS - 2)) for _ in range(int(visits * (1 - WITHOUT_APPOINTMENT)))
    ]
    groups = dict(CounterGroup.objects.values_list("office_id", "pk"))
    booked = book_many(
        orders=[
            BookingOrder(
                capacity_day_id=capacity_day_id(day=day, group_id=groups[offices[office].pk]),
                start_minute=OPENS + step * STEP,
                wishes=[(service_id, 1)],
                contact=ContactDetails(name="Anna Muster", email="", phone="", language="de"),
                channel=Channel.PORTAL,
                actor=CITIZEN,
                command_id=new_id(),
                booked_at=opens_at - timedelta(days=7),
            )
            for office, step in with_appointment
        ],
        with_facts=False,
        with_messages=False,
    )
    coming = [
        Coming(max(0.0, step * STEP - chance.uniform(0, 15)), office, one.case.pk, _service(chance))
        for (office, step), one in zip(with_appointment, booked, strict=True)
        if one is not None
    ]
    coming += [
        Coming(chance.uniform(0, DAY_MINUTES - 60), chance.randrange(OFFICES), None, _service(chance))
        for _ in range(visits - len(coming))
    ]
    return service_id, _places(offices), sorted(coming, key=lambda each: each.at)


def opening(*, day: datetime) -> datetime:
    """When the offices open on that day."""
    return at_minute(day=day.astimezone(city.zone()).date(), minute=OPENS, zone=city.zone())


def _service(chance: random.Random) -> float:
    return SERVICE_MINUTES * chance.lognormvariate(-(SCATTER**2) / 2, SCATTER)


def _widen(offices: list[Office], day: date) -> None:
    """Twelve counters for the day."""
    from einamt.procedures.appointments.models import CapacityDay  # noqa: PLC0415

    plenty = bytes([COUNTERS]) * STEPS
    CapacityDay.objects.filter(group__office__in=offices, day=day).update(total=plenty, free=plenty)


def _places(offices: list[Office]) -> list[Place]:
    """A clerk who may serve everywhere, signed in at every counter."""
    clerk = Staff.objects.create(username="clerk", full_name="Nadia Yılmaz")
    Assignment.objects.create(staff=clerk, role=Role.CLERK, organisation=Organisation.objects.get(), office=None)
    client = Client()
    client.force_login(clerk)
    signed_in, until = dict(client.session.items()), client.session.get_expiry_date()
    places = [Place(office.pk, [get_random_string(32) for _ in range(COUNTERS)]) for office in offices]
    Session.objects.bulk_create(
        Session(
            session_key=key,
            session_data=client.session.encode(signed_in | {"desk": _desk(place, counter)}),
            expire_date=until,
        )
        for place in places
        for counter, key in enumerate(place.sessions, start=1)
    )
    return places


def _desk(place: Place, counter: int) -> dict[str, object]:
    return {"office": place.office_id, "counter": str(counter), "groups": None}
