"""A morning in an office: three persons with appointments, two clerks at two counters."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from einamt.cases.models import Case
from einamt.kernel.actor import Actor, ActorKind
from einamt.kernel.channels import Channel
from einamt.procedures.appointments.models import Appointment
from einamt.procedures.visits import operations, ticketing
from einamt.procedures.visits.models import Visit
from einamt.procedures.visits.operations import Desk
from tests.factories.appointments import Bookable, make_bookable, make_booking, somebody

BOOKED_AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NINE = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
"""Nine o'clock in Berlin, on a Tuesday."""


def at(clock: str) -> datetime:
    """A moment of that Tuesday, on the wall clock of Berlin."""
    hours, minutes = clock.split(":")
    return NINE + timedelta(hours=int(hours) - 9, minutes=int(minutes))


@dataclass
class Morning:
    """The office, its desks, and short words for what happens in it."""

    place: Bookable
    appointments: dict[str, Appointment] = field(default_factory=dict)
    tickets: dict[str, UUID] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)

    def desk(self, counter: str = "1") -> Desk:
        return Desk(self.place.office.pk, counter, Actor(ActorKind.STAFF, f"clerk-{counter}"), Channel.COUNTER)

    def book(self, name: str, clock: str) -> Appointment:
        moment = at(clock)
        minute = int(clock.split(":", maxsplit=1)[0]) * 60 + moment.minute
        booked = make_booking(
            at=self.place,
            day=moment.date(),
            minute=minute,
            now=BOOKED_AT,
            contact=somebody(email=f"{name}@example.org", name=name),
        )
        self.appointments[name], self.codes[name] = booked.appointment, booked.code
        return booked.appointment

    def id(self, name: str) -> UUID:
        return self.tickets[name] if name in self.tickets else self.appointments[name].case_id

    def arrive(self, name: str, clock: str) -> Visit:
        return operations.mark_arrived(case_id=self.id(name), desk=self.desk(), command_id=uuid4(), now=at(clock))

    def take(
        self, name: str, clock: str, *, reason: str = "", command_id: UUID | None = None, service_id: int | None = None
    ) -> Visit:
        """Somebody comes without an appointment and gets a ticket."""
        visit = ticketing.take_ticket(
            wishes=[(service_id or self.place.service.pk, 1)],
            desk=self.desk(""),
            reason=reason,
            command_id=command_id or uuid4(),
            now=at(clock),
        )
        self.tickets[name] = visit.case_id
        return visit

    def leave(self, name: str, clock: str) -> Visit:
        return self._do(operations.leave_visit, name, clock, "")

    def next(
        self, clock: str, *, counter: str = "1", command_id: UUID | None = None, group_ids: list[int] | None = None
    ) -> str:
        visit = operations.call_next(
            desk=self.desk(counter), group_ids=group_ids, command_id=command_id or uuid4(), now=at(clock)
        )
        names = {case_id: name for name, case_id in self.tickets.items()}
        return names.get(visit.case_id) or visit.case.appointment.person_name

    def call(self, name: str, clock: str, *, counter: str = "1") -> Visit:
        return self._do(operations.call_visit, name, clock, counter)

    def recall(self, name: str, clock: str, *, counter: str = "1") -> Visit:
        return self._do(operations.recall_visit, name, clock, counter)

    def start(self, name: str, clock: str, *, counter: str = "1") -> Visit:
        return self._do(operations.start_visit, name, clock, counter)

    def park(self, name: str, clock: str, *, counter: str = "1") -> Visit:
        return self._do(operations.park_visit, name, clock, counter)

    def hand_on(self, name: str, clock: str, *, to: int, counter: str = "1") -> Visit:
        return operations.hand_on(
            case_id=self.id(name), group_id=to, desk=self.desk(counter), command_id=uuid4(), now=at(clock)
        )

    def finish(
        self, name: str, clock: str, *, counter: str = "1", done: Sequence[tuple[int, int]] | None = None
    ) -> Visit:
        return operations.finish_visit(
            case_id=self.id(name), desk=self.desk(counter), command_id=uuid4(), now=at(clock), done=done
        )

    def miss(self, name: str, clock: str, *, counter: str = "1") -> Visit:
        return self._do(operations.mark_no_show, name, clock, counter)

    def undo(self, name: str, clock: str, *, counter: str = "1") -> Visit:
        return self._do(operations.undo_last, name, clock, counter)

    def _do(self, operation: Callable[..., Visit], name: str, clock: str, counter: str) -> Visit:
        return operation(case_id=self.id(name), desk=self.desk(counter), command_id=uuid4(), now=at(clock))

    def visit(self, name: str) -> Visit:
        return Visit.objects.get(case_id=self.id(name))

    def events(self, name: str) -> list[str]:
        return [event.kind for event in Case.objects.get(pk=self.id(name)).events.all()]


@pytest.fixture
def morning(db: None) -> Morning:
    """Ada at 9:00, Bilal at 9:12, Çiğdem at 9:24."""
    made = Morning(make_bookable(now=BOOKED_AT, counters=3))
    made.book("Ada", "9:00")
    made.book("Bilal", "9:12")
    made.book("Çiğdem", "9:24")
    return made
