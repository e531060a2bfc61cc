"""Many visits at once leave what single ones leave."""

import pytest

from einamt.cases.models import CaseEvent
from einamt.kernel.actor import Actor, ActorKind
from einamt.platform.facts.models import Fact
from einamt.procedures.visits.bulk import PastVisit, complete_many
from einamt.procedures.visits.models import Visit
from tests.procedures.visits.conftest import Morning, at

pytestmark = pytest.mark.django_db


def left(morning: Morning, name: str) -> dict[str, object]:
    """Everything that a visit has left, without its identifiers."""
    appointment = morning.appointments[name]
    appointment.case.refresh_from_db()
    visit = Visit.objects.filter(case=appointment.case).values().get()
    events = CaseEvent.objects.filter(case=appointment.case).order_by("occurred_at", "id")
    for identifier in ("id", "case_id", "number"):
        visit.pop(identifier)
    return {
        "visit": visit,
        "case": (appointment.case.state, appointment.case.closed_at),
        "events": [
            (event.kind, event.state, event.occurred_at, event.actor, event.channel, event.data)
            for event in events
            if event.kind != "booked"
        ],
        "facts": [fact.data for fact in Fact.objects.filter(schema__startswith="visits.").order_by("schema")],
    }


@pytest.mark.parametrize("came", [True, False])
def test_visits_in_bulk_leave_what_single_operations_leave(morning: Morning, came: object) -> None:
    morning.book("Adam", "9:00")
    if came:
        morning.arrive("Ada", "8:58")
        morning.call("Ada", "9:04", counter="1")
        morning.finish("Ada", "9:15", counter="1")
    else:
        morning.miss("Ada", "9:15")
    single = left(morning, "Ada")
    Fact.objects.all().delete()
    past = PastVisit(
        case_id=morning.id("Adam"),
        counter="1",
        arrived_at=at("8:58") if came else None,
        called_at=at("9:04") if came else None,
        ended_at=at("9:15"),
    )
    complete_many(visits=[past], actor=Actor(ActorKind.STAFF, "clerk-1"))
    assert left(morning, "Adam") == single
