"""A city that can be booked: rules, an office with counters, services and planned capacity."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

from einamt.catalog.models import Office, PublicService
from einamt.kernel.actor import CITIZEN
from einamt.kernel.channels import Channel
from einamt.procedures.appointments import capacity
from einamt.procedures.appointments.auditing import Difference
from einamt.procedures.appointments.backlog.queries import standing_entries
from einamt.procedures.appointments.losses import reckon, served_again
from einamt.procedures.appointments.models import (
    Appointment,
    BookingRules,
    CapacityDay,
    CounterGroup,
    Hold,
    OpeningRule,
)
from einamt.procedures.appointments.operations import (
    Booked,
    ContactDetails,
    audit_capacity,
    book_slot,
    cancel_appointment,
    change_appointment,
    confirm_booking,
    hold_slot,
    plan_capacity,
)
from einamt.procedures.appointments.rules import Wish
from tests.factories.catalog import make_office, make_service

NOTHING_ERASED = datetime(2020, 1, 1, tzinfo=UTC)
"""A moment at which no appointment of a test had been kept for long enough to be erased."""
STEP = 12
OPENS, CLOSES = 8 * 60, 12 * 60


@dataclass
class Bookable:
    """An office with one group of counters that serves `service` from 8 to 12 h on every day of the week."""

    office: Office
    group: CounterGroup
    service: PublicService

    def day(self, day: date) -> CapacityDay:
        """The capacity of a day, as it is now."""
        return CapacityDay.objects.get(group=self.group, day=day)

    def free(self, day: date) -> list[int]:
        """How many counters are free in each step of a day."""
        return list(bytes(self.day(day).free))

    def wishes(self, persons: int = 1) -> list[Wish]:
        """The office's service."""
        return [(self.service.pk, persons)]

    def open_with(self, counters: int, *, now: datetime, days: int = 7) -> None:
        """Let another number of counters serve, and replan."""
        OpeningRule.objects.filter(group=self.group).update(counters=counters)
        today = now.date()
        plan_capacity(first_day=today, last_day=today + timedelta(days=days - 1), now=now)


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


def make_late_rules(
    *, urgent: PublicService, percent: int, release_hours: int = 48, open_hours: int = 24
) -> BookingRules:
    """The city's rules with a share for one urgent service; days have to be planned again."""
    rules = make_rules()
    rules.late_share_percent, rules.late_release_hours, rules.late_open_hours = percent, release_hours, open_hours
    rules.save()
    rules.urgent_services.set([urgent])
    return rules


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
    if not BookingRules.objects.exists():
        make_rules()
    office = office or make_office()
    if service is None:
        service = make_service(offices=[office], steps=steps)
    others = CounterGroup.objects.filter(office=office).count()
    key = f"buergerdienste-{others + 1}" if others else "buergerdienste"
    group = CounterGroup.objects.create(office=office, key=key, name="Bürgerdienste")
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


def make_hold(*, at: Bookable, day: date, minute: int, now: datetime, wishes: Sequence[Wish] | None = None) -> Hold:
    """A time held for the office's service."""
    return hold_slot(capacity_day_id=at.day(day).pk, start_minute=minute, wishes=wishes or at.wishes(), now=now)


def confirm(
    hold: Hold, *, now: datetime, contact: ContactDetails | None = None, command_id: UUID | None = None
) -> Booked:
    """A hold confirmed by a citizen on the portal."""
    return confirm_booking(
        hold_id=hold.pk,
        contact=contact or somebody(),
        channel=Channel.PORTAL,
        actor=CITIZEN,
        command_id=command_id or uuid4(),
        now=now,
    )


def make_booking(
    *,
    at: Bookable,
    day: date,
    minute: int,
    now: datetime,
    contact: ContactDetails | None = None,
    wishes: Sequence[Wish] | None = None,
    command_id: UUID | None = None,
) -> Booked:
    """An appointment for the office's service, held and confirmed in one."""
    return book_slot(
        capacity_day_id=at.day(day).pk,
        start_minute=minute,
        wishes=wishes or at.wishes(),
        contact=contact or somebody(),
        channel=Channel.PORTAL,
        actor=CITIZEN,
        command_id=command_id or uuid4(),
        now=now,
    )


def cancel(booked: Booked, *, now: datetime, command_id: UUID | None = None) -> Appointment:
    """An appointment cancelled by its citizen."""
    return cancel_appointment(
        appointment_id=booked.appointment.pk,
        actor=CITIZEN,
        channel=Channel.PORTAL,
        command_id=command_id or uuid4(),
        now=now,
    )


def move(booked: Booked, *, to: Hold, now: datetime, command_id: UUID | None = None) -> Appointment:
    """An appointment moved to a held time by its citizen."""
    return change_appointment(
        appointment_id=booked.appointment.pk,
        hold_id=to.pk,
        actor=CITIZEN,
        channel=Channel.PORTAL,
        command_id=command_id or uuid4(),
        now=now,
    )


def unbalanced() -> list[Difference]:
    """Where capacity rows are not what appointments and holds make them; nothing in a sound city."""
    return list(audit_capacity(now=NOTHING_ERASED, with_plans=False))


def misnoted(*, now: datetime) -> set[UUID]:
    """Appointments to come that lose their time and do not stand in the backlog, or stand in it and are served.

    None once the backlog has been worked off.
    """
    plans = {
        row.pk: capacity.plan_of(row)
        for row in capacity.read_days(capacity_day_ids=CapacityDay.objects.values_list("pk", flat=True))
    }
    lost = reckon(plans=plans, now=now).lost_ids
    wrong = set(lost).difference(standing_entries().values_list("appointment_id", flat=True))
    wrong.update(served_again(plans=plans, lost_ids=lost, now=now))
    to_come = Appointment.objects.filter(pk__in=wrong, cancelled_at=None, starts_at__gt=now, case__state="booked")
    return set(to_come.values_list("pk", flat=True))
