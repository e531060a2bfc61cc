"""Opening a case and recording what happens to it."""

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from einamt.cases.errors import CaseMoved, EventNotAllowed
from einamt.cases.models import Case, CaseEvent
from einamt.cases.steps import locked_case, record_event
from einamt.kernel.actor import Actor, ActorKind
from einamt.kernel.channels import Channel
from einamt.kernel.references import parse_code, parse_reference
from einamt.platform.transactions import NoTransaction
from tests.factories.cases import make_case, unsaved_case

CLERK = Actor(ActorKind.STAFF, "12")
pytestmark = pytest.mark.django_db


def record(case: Case, event: str, now: datetime, *, to: str | None = None) -> CaseEvent:
    with transaction.atomic():
        locked = locked_case(case_id=case.pk)
        data = {"reason": "Foto fehlt"}
        return record_event(case=locked, event=event, actor=CLERK, channel=Channel.COUNTER, data=data, now=now, to=to)


def test_a_new_case_is_not_saved_and_says_its_code_once(now: datetime) -> None:
    made = unsaved_case(now=now)
    assert not Case.objects.exists()
    assert made.event.case_id == made.case.pk
    assert parse_reference(made.case.reference) == made.case.reference
    assert parse_code(made.code) == made.code
    assert made.code not in made.case.code_hash


def test_the_same_code_on_two_cases_is_kept_differently(now: datetime) -> None:
    from einamt.cases.codes import code_hash

    first, second = unsaved_case(now=now).case, unsaved_case(now=now).case
    assert code_hash(case_id=first.pk, code="ABC346") != code_hash(case_id=second.pk, code="ABC346")


def test_an_event_moves_the_case_as_its_table_says(now: datetime) -> None:
    case, _ = make_case(now=now)
    record(case, "asked", now + timedelta(hours=1))
    case.refresh_from_db()
    assert case.state == "waiting"
    assert [(event.kind, event.state, event.actor) for event in case.events.all()] == [
        ("opened", "open", "citizen"),
        ("asked", "waiting", "staff:12"),
    ]


def test_an_event_that_the_table_does_not_have_is_refused_and_leaves_no_trace(now: datetime) -> None:
    case, _ = make_case(now=now)
    with pytest.raises(EventNotAllowed):
        record(case, "answered", now)
    case.refresh_from_db()
    assert (case.state, case.events.count()) == ("open", 1)


def test_a_case_closes_with_a_final_state_and_opens_again_when_that_is_taken_back(now: datetime) -> None:
    case, _ = make_case(now=now)
    record(case, "finished", now + timedelta(days=1))
    case.refresh_from_db()
    assert case.closed_at == now + timedelta(days=1)
    record(case, "undone", now + timedelta(days=2), to="open")
    case.refresh_from_db()
    assert (case.state, case.closed_at) == ("open", None)


def test_a_target_that_the_table_does_not_have_is_refused(now: datetime) -> None:
    case, _ = make_case(now=now)
    record(case, "finished", now)
    with pytest.raises(EventNotAllowed):
        record(case, "undone", now, to="waiting")


def test_a_case_that_somebody_else_moved_is_not_moved_again(now: datetime) -> None:
    case, _ = make_case(now=now)
    Case.objects.filter(pk=case.pk).update(state="waiting")
    with pytest.raises(CaseMoved), transaction.atomic():
        record_event(case=case, event="finished", actor=CLERK, channel=Channel.COUNTER, data={}, now=now)


@pytest.mark.django_db(transaction=True)
def test_steps_refuse_to_run_without_a_transaction(now: datetime) -> None:
    case, _ = make_case(now=now)
    with pytest.raises(NoTransaction):
        locked_case(case_id=case.pk)
    with pytest.raises(NoTransaction):
        record_event(case=case, event="asked", actor=CLERK, channel=Channel.COUNTER, data={}, now=now)


@pytest.mark.parametrize("change", [{"kind": "finished"}, {"occurred_at": None}, {"data": {"reason": "anders"}}])
def test_the_database_itself_refuses_to_edit_an_event(now: datetime, change: dict[str, object]) -> None:
    case, _ = make_case(now=now)
    change = {name: value or now for name, value in change.items()}
    with pytest.raises(DatabaseError, match="appended, never edited"), transaction.atomic():
        CaseEvent.objects.filter(case=case).update(**change)


def test_the_history_goes_with_its_case(now: datetime) -> None:
    case, _ = make_case(now=now)
    case.delete()
    assert not CaseEvent.objects.exists()
