"""A city that can be booked: rules, an office with counters, services and planned capacity."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import uuid4

from einamt.catalog.models import Office, PublicService
from einamt.kernel.actor import CITIZEN
from einamt.kernel.channels import Channel
from einamt.platform.shell import city
from einamt.procedures.appointments.models import BookingRules, CapacityDay, CounterGroup, OpeningRule
from einamt.procedures.appointments.operations import Booked, ContactDetails, book_slot, plan_capacity
from tests.factories.catalog import make_office, make_service

STEP = 12
OPENS, CLOSES = 8 * 60, 12 * 60


@dataclass
class Bookable:
    """An office with one group of counters that serves `service` (one step) from 8 to 12 h, Monday to Sunday."""

    office: Office
    group: CounterGroup
    service: PublicService

    def day(self, day: date) -> CapacityDay:
        """The capacity row of a day, as it is now."""
        return CapacityDay.objects.get(group=self.group, day=day)


def make_rules(*, appointments_per_contact: int = 3, step_minutes: int = STEP, horizon_days: int = 56) -> BookingRules:
    """The city's rules; replaces those that are there."""
    return BookingRules.objects.update_or_create(
        valid_from=date(2020, 1, 1),
        defaults={
            "step_minutes": step_minutes,
            "horizon_days": horizon_days,
            "hold_minutes": 15,
            "promise_days": 14,
            "appointments_per_contact": appointments_per_contact,
            "source": "test",
        },
    )[0]


def make_bookable(
    *,
    now: datetime,
    counters: int = 1,
    steps: int = 1,
    days: int = 7,
    opens: int = OPENS,
    closes: int = CLOSES,
    office: Office | None = None,
    service: PublicService | None = None,
) -> Bookable:
    """A bookable office with `days` days planned from today on."""
    city.forget()
    if not BookingRules.objects.exists():
        make_rules()
    office = office or make_office()
    if service is None:
        service = make_service(offices=[office], steps=steps)
    group = CounterGroup.objects.create(office=office, key="buergerdienste", name="Bürgerdienste")
    group.services.add(service)
    for weekday in range(1, 8):
        OpeningRule.objects.create(
            group=group,
            weekday=weekday,
            opens_minute=opens,
            closes_minute=closes,
            counters=counters,
            valid_from=date(2020, 1, 1),
        )
    today = now.date()
    plan_capacity(first_day=today, last_day=today + timedelta(days=days - 1), now=now)
    return Bookable(office=office, group=group, service=service)


def somebody(*, email: str = "", phone: str = "", name: str = "Anna Muster") -> ContactDetails:
    """Contact details, of a new person every time unless an address is given."""
    if not (email or phone):
        email = f"{uuid4().hex}@example.org"
    return ContactDetails(name=name, email=email, phone=phone, language="de")


def make_booking(
    *, at: Bookable, day: date, minute: int, now: datetime, contact: ContactDetails | None = None
) -> Booked:
    """An appointment for the office's service."""
    return book_slot(
        capacity_day_id=at.day(day).pk,
        start_minute=minute,
        wishes=[(at.service.pk, 1)],
        contact=contact or somebody(),
        channel=Channel.PORTAL,
        actor=CITIZEN,
        command_id=uuid4(),
        now=now,
    )
