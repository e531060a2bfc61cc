"""What is counted about decisions and objections: nobody, and no office."""

from datetime import UTC, datetime, timedelta

import pytest

from einamt.cases.decisions.facts import ISSUED
from einamt.cases.decisions.rules import Court, Law
from einamt.cases.models import Case
from einamt.kernel.actor import CITIZEN
from einamt.kernel.channels import Channel
from einamt.platform.facts.models import Fact
from einamt.procedures.objections.facts import CLOSED, RECEIVED
from einamt.procedures.objections.operations import decide_objection, take_up, withdraw_objection
from einamt.procedures.objections.rules import Form, State
from tests.cases.decisions.conftest import NOW
from tests.factories.decisions import IN_PERSON, REVIEWER, make_decision, make_objection

pytestmark = pytest.mark.django_db
MIDNIGHT = datetime(2026, 11, 23, 23, tzinfo=UTC)


def test_a_decision_an_objection_and_its_end_are_counted_to_the_day(case: Case) -> None:
    decision = make_decision(case, now=NOW, direction=IN_PERSON, law=Law.SOCIAL, court=Court.ADMINISTRATIVE)
    objection = make_objection(decision, now=NOW, form=Form.PLAIN)
    take_up(case_id=objection.case_id, actor=REVIEWER, now=NOW)
    decide_objection(case_id=objection.case_id, as_=State.REMEDIED, actor=REVIEWER, now=NOW + timedelta(days=100))
    facts = {fact.schema: fact for fact in Fact.objects.all()}
    assert facts[ISSUED.name].occurred_at == facts[RECEIVED.name].occurred_at == MIDNIGHT
    place = {"service": case.service.identifier, "district": case.organisation.identifier}
    assert facts[ISSUED.name].data == place | {
        "case_kind": case.kind,
        "law": "social",
        "court": "administrative",
        "remedy": "objection",
        "way": "in-person",
        "issued_on": "2026-11-24",
        "case_days": 0,
    }
    received = place | {
        "law": "social",
        "court": "administrative",
        "channel": "portal",
        "received_on": "2026-11-24",
    }
    assert facts[RECEIVED.name].data == received | {"form": "plain", "is_late": False, "days_since_decision": 0}
    assert facts[CLOSED.name].data == received | {
        "outcome": "remedied",
        "closed_on": "2027-03-04",
        "days": 100,
        "is_in_time": False,
    }


def test_one_that_is_taken_back_is_counted_once(case: Case) -> None:
    objection = make_objection(make_decision(case, now=NOW, direction=IN_PERSON), now=NOW)
    withdraw_objection(case_id=objection.case_id, actor=CITIZEN, channel=Channel.PORTAL, now=NOW)
    [closed] = Fact.objects.filter(schema=CLOSED.name)
    assert (closed.data["outcome"], closed.data["is_in_time"]) == ("withdrawn", True)


def test_no_column_says_where_or_when_to_the_minute_somebody_worked() -> None:
    for schema in (ISSUED, RECEIVED, CLOSED):
        assert not {"office", "counter_group", "actor", "staff", "reference"} & schema.columns.keys()
        assert "TIMESTAMPTZ" not in {str(kind) for kind in schema.columns.values()}
