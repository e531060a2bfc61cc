"""A living hall in the largest open office of the demo's clerk and manager: people wait, and counters serve them.

Done one by one through the operations that every channel uses, as of moments of the last hour; so a forecast has
something to go by, some came without an appointment on the same weekday of earlier weeks.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import NAMESPACE_OID, UUID, uuid5

from einamt.catalog.models import Office, ServiceOffer
from einamt.channels.demo.seeding.demand import SEED
from einamt.kernel.actor import Actor, ActorKind
from einamt.kernel.channels import Channel
from einamt.kernel.errors import DomainError
from einamt.kernel.localtime import local_date
from einamt.platform.shell.city import zone
from einamt.procedures.appointments.models import Appointment, CapacityDay
from einamt.procedures.visits.floor_rules import emergency_reasons
from einamt.procedures.visits.models import Visit
from einamt.procedures.visits.operations import call_next, call_visit, finish_visit, mark_arrived, start_visit
from einamt.procedures.visits.steps import Desk
from einamt.procedures.visits.ticketing import take_ticket

TICKETS, TICKETS_BEFORE = 14, 14
"""Without an appointment: in the last hour, and on each of the days before that are counted."""
WEEKS_BEFORE = 2

Step = tuple[datetime, Callable[[], object]]


def write(*, now: datetime) -> int:
    """Fill the hall; how many steps were done. Where all of them are closed today, none."""
    district = Office.objects.select_related("organisation").earliest("organisation__name", "name").organisation
    today = local_date(moment=now, zone=zone())
    plans = CapacityDay.objects.select_related("group__office").filter(
        group__office__organisation=district, group__tour=None, day=today
    )
    largest = max(plans.order_by("pk"), key=lambda plan: max(bytes(plan.total)), default=None)
    if largest is None:
        return 0
    office, planned = largest.group.office, max(bytes(largest.total))
    chance = random.Random(SEED)  # noqa: S311 - a demo's dice
    hall = _Hall(office, chance, now, counters=max(1, planned - 1))
    steps = [
        *hall.earlier_days(),
        *hall.arrivals(),
        *hall.tickets(count=TICKETS, until=now, within=55, first_is_emergency=True),
        *hall.counters(),
    ]
    for _, do in sorted(steps, key=lambda step: step[0]):
        with suppress(DomainError):  # nobody waits for this counter just then, or somebody was cancelled
            do()
    return len(steps)


class _Hall:
    def __init__(self, office: Office, chance: random.Random, now: datetime, *, counters: int) -> None:
        self._office, self._chance, self._now, self._counters = office, chance, now, counters
        asked = ServiceOffer.objects.filter(office=office, service__is_public=True).order_by("-service__demand", "pk")
        self._services = list(asked.values_list("service_id", flat=True)[:8])
        self._commands = 0

    def arrivals(self) -> Iterator[Step]:
        """Whoever has an appointment about now is there, but for one of six."""
        soon = Appointment.objects.filter(
            capacity_day__group__office=self._office,
            cancelled_at=None,
            case__state="booked",
            starts_at__gte=self._now - timedelta(minutes=30),
            starts_at__lt=self._now + timedelta(minutes=20),
        )
        for number, appointment in enumerate(soon.order_by("starts_at", "pk")):
            if number % 6 == 5:
                continue
            came_at = appointment.starts_at - timedelta(minutes=self._chance.randint(-4, 14))
            at = min(came_at, self._now - timedelta(minutes=1))
            yield at, self._arriving(appointment.case_id, at)

    def tickets(self, *, count: int, until: datetime, within: int, first_is_emergency: bool = False) -> Iterator[Step]:
        """People without an appointment, in the minutes before a moment."""
        reasons = emergency_reasons(on=local_date(moment=until, zone=zone())) if first_is_emergency else []
        for number in range(count if self._services else 0):
            at = until - timedelta(minutes=self._chance.randint(2, within))
            yield at, self._drawing(at, reasons[0].code if reasons and number == 0 else "")

    def counters(self) -> Iterator[Step]:
        """Each counter calls, serves, ends and calls again; what it does last goes on. One of the plan is missing."""
        for number in range(1, self._counters + 1):
            first = self._now - timedelta(minutes=24 - number % 6)
            yield first, self._calling(str(number), first, has_end=True)
            again = self._now - timedelta(minutes=2 + 3 * (number % 4))
            yield again, self._calling(str(number), again, has_end=False)

    def earlier_days(self) -> Iterator[Step]:
        """People without an appointment on the same weekday of earlier weeks, served a while later."""
        for week in range(1, WEEKS_BEFORE + 1):
            for number in range(TICKETS_BEFORE if self._services else 0):
                begins = self._now - timedelta(weeks=week, hours=1)
                at = begins + timedelta(minutes=self._chance.randint(0, 5 * 60))
                yield at, self._serving(at, counter=str(number + 1))

    def _arriving(self, case_id: UUID, at: datetime) -> Callable[[], object]:
        return lambda: mark_arrived(case_id=case_id, desk=self._desk(""), command_id=self._command(), now=at)

    def _drawing(self, at: datetime, reason: str) -> Callable[[], Visit]:
        wishes = [(self._chance.choice(self._services), 1)]
        return lambda: take_ticket(
            wishes=wishes, desk=self._desk(""), command_id=self._command(), now=at, reason=reason
        )

    def _serving(self, at: datetime, *, counter: str) -> Callable[[], object]:
        draw, desk = self._drawing(at, ""), self._desk(counter)
        called = at + timedelta(minutes=self._chance.randint(5, 40))
        ended = called + timedelta(minutes=self._chance.randint(6, 20))

        def do() -> None:
            case_id = draw().case_id
            call_visit(case_id=case_id, desk=desk, command_id=self._command(), now=called)
            finish_visit(case_id=case_id, desk=desk, command_id=self._command(), now=ended)

        return do

    def _calling(self, counter: str, at: datetime, *, has_end: bool) -> Callable[[], object]:
        """Call the next, who comes to the counter; and, a little later, end it."""

        def do() -> None:
            desk = self._desk(counter)
            visit = call_next(desk=desk, group_ids=None, command_id=self._command(), now=at)
            if counter != "1" or has_end:  # the first counter has just called: nobody has come yet
                begun = at + timedelta(minutes=1)
                start_visit(case_id=visit.case_id, desk=desk, command_id=self._command(), now=begun)
            if has_end:
                ended = at + timedelta(minutes=9)
                finish_visit(case_id=visit.case_id, desk=desk, command_id=self._command(), now=ended)

        return do

    def _desk(self, counter: str) -> Desk:
        return Desk(self._office.pk, counter, Actor(ActorKind.STAFF, f"demo-{counter or 'info'}"), Channel.COUNTER)

    def _command(self) -> UUID:
        self._commands += 1
        return uuid5(NAMESPACE_OID, f"hall/{self._office.pk}/{self._commands}")
