"""A team of the mobile office: a tour from an office, and homes on a line north of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil
from uuid import UUID, uuid4

from einamt.catalog.models import AddressEntry, Office, PostalArea, PublicService, ServiceOffer
from einamt.catalog.rules.addresses import street_key
from einamt.catalog.rules.distances import EARTH_RADIUS_KM, Place, distance_km
from einamt.kernel.actor import CITIZEN
from einamt.kernel.channels import Channel
from einamt.procedures.appointments.models import Appointment, CapacityDay, CounterGroup, Hold, Tour
from einamt.procedures.appointments.operations import (
    Booked,
    ContactDetails,
    SavedPlan,
    book_home_visit,
    hold_home_visit,
    plan_capacity,
    set_up_tour,
)
from einamt.procedures.appointments.rules import Wish
from einamt.procedures.appointments.tours.homes import Home, Reason
from einamt.procedures.appointments.tours.reading import home_of
from tests.factories.appointments import STEP, Bookable, make_bookable, somebody
from tests.factories.catalog import make_area, make_office
from tests.factories.plans import ill, save

BASE = Place(latitude=52.5, longitude=13.4)
KMH, OVERHEAD = 30, 6
"""A step of 12 minutes is 3 km and the minutes on top: homes lie 3 km apart."""
DEGREES_OF_KM = 360 / (2 * 3.141592653589793 * EARTH_RADIUS_KM)


def home(*, km: float, hint: str = "") -> Home:
    """A home so many kilometres north of the base."""
    place = Place(latitude=BASE.latitude + km * DEGREES_OF_KM, longitude=BASE.longitude)
    return Home(address=f"Nordstraße {round(km * 10)}, 10115 Berlin", place=place, hint=hint)


@dataclass
class Touring(Bookable):
    """A tour from 8 to 12 h on every day of the week, for `service`, and the office's counters beside it."""

    tour: Tour
    counters: Bookable


def make_tour(
    *,
    now: datetime,
    steps: int = 1,
    days: int = 7,
    opens: int = 8 * 60,
    closes: int = 12 * 60,
    notice_hours: int = 0,
    radius_km: int = 20,
    kmh: int = KMH,
    overhead_minutes: int = OVERHEAD,
    reasons: Sequence[Reason] = (Reason.CANNOT_LEAVE,),
    service: PublicService | None = None,
) -> Touring:
    """An office with one counter for a service, and a team that brings the same service home."""
    office = make_office(name="Bürgeramt Mobil") if service else make_office()
    office.latitude, office.longitude = BASE.latitude, BASE.longitude
    office.save()
    if service is not None:
        ServiceOffer.objects.create(service=service, office=office, steps=steps)
    counters = make_bookable(now=now, steps=steps, days=days, office=office, service=service)
    team = make_bookable(now=now, days=days, opens=opens, closes=closes, office=office, service=counters.service)
    CounterGroup.objects.filter(pk=team.group.pk).update(name="Mobiles Bürgeramt")
    tour = set_up_tour(
        group_id=team.group.pk,
        service_ids=[team.service.pk],
        kmh=kmh,
        overhead_minutes=overhead_minutes,
        radius_km=radius_km,
        notice_hours=notice_hours,
        reasons=reasons,
        now=now,
    )
    first = now.date()
    plan_capacity(first_day=first, last_day=date.fromordinal(first.toordinal() + days - 1), now=now)
    team.group.refresh_from_db()
    return Touring(office=office, group=team.group, service=team.service, tour=tour, counters=counters)


def hold_home(
    *,
    at: Touring,
    day: date,
    minute: int,
    km: float,
    now: datetime,
    wishes: Sequence[Wish] | None = None,
    command_id: UUID | None = None,
    moving_id: UUID | None = None,
) -> Hold:
    """A time held for a home so many kilometres from the base."""
    return hold_home_visit(
        capacity_day_id=at.day(day).pk,
        start_minute=minute,
        wishes=wishes or at.wishes(),
        home=home(km=km),
        reason=Reason.CANNOT_LEAVE,
        now=now,
        command_id=command_id,
        moving_id=moving_id,
    )


def visit_home(
    *,
    at: Touring,
    day: date,
    minute: int,
    km: float,
    now: datetime,
    contact: ContactDetails | None = None,
    command_id: UUID | None = None,
    wishes: Sequence[Wish] | None = None,
) -> Booked:
    """A visit booked by phone for a home so many kilometres from the base."""
    return book_home_visit(
        capacity_day_id=at.day(day).pk,
        start_minute=minute,
        wishes=wishes or at.wishes(),
        home=home(km=km),
        reason=Reason.CANNOT_LEAVE,
        contact=contact or somebody(),
        channel=Channel.HOTLINE,
        actor=CITIZEN,
        command_id=command_id or uuid4(),
        now=now,
    )


def busy(row: CapacityDay) -> str:
    """A day of a tour as text, a letter a step: `-` free, `#` taken, `.` off duty, `!` taken all the same."""
    return "".join(
        "!" if over else "." if not total else "-" if free else "#"
        for total, free, over in zip(bytes(row.total), bytes(row.free), bytes(row.over), strict=True)
    )


def make_address_search(*, office: Office) -> None:
    """The city knows one street with its houses, and two postal codes in the office's district."""
    area = make_area(key="1100000001", name="Nord", organisation=office.organisation)
    for code, km in (("10115", 3.0), ("10117", 90.0)):
        postal = PostalArea.objects.create(
            postal_code=code, latitude=BASE.latitude + km * DEGREES_OF_KM, longitude=BASE.longitude
        )
        postal.districts.add(office.organisation)
    AddressEntry.objects.create(
        street="Nordstraße",
        street_key=street_key("Nordstraße"),
        postal_code="10115",
        city="Musterstadt",
        area=area,
        number_from=30,
        number_to=30,
        latitude=BASE.latitude + 3 * DEGREES_OF_KM,
        longitude=BASE.longitude,
        is_of_complete_file=True,
    )


def served_on(*, at: Touring, day: date) -> set[UUID]:
    """The booked visits of a day to whom the team is on duty, driven along by the minute without the rule."""
    row, here, served = at.day(day), BASE, set()
    on_duty = bytes(row.total)
    for visit in Appointment.objects.filter(capacity_day=row, cancelled_at=None).order_by("start_minute"):
        reached = home_of(visit)
        assert reached is not None
        drive = ceil(round(distance_km(start=here, end=reached.place) / KMH * 60, 6)) + OVERHEAD
        begin = (visit.start_minute - row.first_minute) // STEP
        if all(on_duty[begin - ceil(drive / STEP) : begin + visit.steps]):
            served.add(visit.pk)
        here = reached.place
    return served


def be_away(*, at: Touring, day: date, steps: range, reason: str = "Auto in der Werkstatt", now: datetime) -> SavedPlan:
    """The team is off duty in some steps of a day."""
    row = at.day(day)
    opens, closes = (row.first_minute + step * row.step_minutes for step in (steps.start, steps.stop))
    return save(ill(at, day, counters=None, opens=opens, closes=closes, reason=reason), now=now)
