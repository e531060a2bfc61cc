"""No figure about somebody who works for the city can be derived (§ 85(1) no. 13 PersVG Berlin)."""

import json

import pytest

from einamt.accounts.models import Staff
from einamt.cases.models import CaseEvent
from einamt.kernel.channels import Channel
from einamt.platform.facts.models import Fact
from einamt.platform.facts.schema import FactSchema, registered
from einamt.platform.outbox.models import OutboxMessage
from einamt.procedures.visits import operations
from einamt.procedures.visits.models import Visit, VisitCommand
from tests.procedures.visits.conftest import Morning

TELLING = {
    "staff",
    "clerk",
    "actor",
    "user",
    "username",
    "employee",
    "agent",
    "counter",
    "desk",
    "author",
    "person",
    "name",
}
"""Words that no column of a fact may contain: who, or where exactly somebody sat."""


@pytest.mark.parametrize("schema", registered().values(), ids=lambda schema: schema.name)
def test_no_column_of_a_fact_can_hold_a_member_of_staff(schema: FactSchema) -> None:
    for column in schema.columns:
        words = {column} | set(column.split("_")) if column != "counter_group" else {"counter_group"}
        assert not words & TELLING, f"{schema.name}.{column}"


def test_no_row_of_a_visit_has_a_column_for_staff() -> None:
    for model in (Visit, VisitCommand):
        assert not [field.name for field in model._meta.get_fields() if field.related_model is Staff]


def test_a_whole_morning_leaves_no_trace_of_who_worked(morning: Morning, monkeypatch: pytest.MonkeyPatch) -> None:
    clerk = Staff.objects.create(pk=918273, username="wilhelmine.uebertragbar", full_name="Wilhelmine Übertragbar")
    desk = operations.Desk(morning.place.office.pk, "7", clerk.actor, Channel.COUNTER)
    monkeypatch.setattr(morning, "desk", lambda _counter="7": desk)
    morning.arrive("Ada", "8:58")
    morning.next("9:00", counter="7")
    morning.recall("Ada", "9:01", counter="7")
    morning.finish("Ada", "9:10", counter="7")
    morning.undo("Ada", "9:11", counter="7")
    morning.finish("Ada", "9:12", counter="7")
    morning.miss("Bilal", "9:30", counter="7")
    left = [fact.data for fact in Fact.objects.all()]
    left += [event.data for event in CaseEvent.objects.all()]
    left += [message.payload for message in OutboxMessage.objects.all()]
    assert len(left) > 12
    for trace in (str(clerk.pk), clerk.username, clerk.full_name, "staff"):
        assert trace not in json.dumps(left, ensure_ascii=False)
