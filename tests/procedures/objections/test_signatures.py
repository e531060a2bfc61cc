"""The form that the law asks of an objection: missing, made good in time, made good too late."""

from datetime import date, timedelta

import pytest

from einamt.cases.decisions.models import Decision
from einamt.cases.models import Case, CaseEvent
from einamt.cases.queries import status_view
from einamt.cases.telling import Asker
from einamt.kernel.channels import Channel
from einamt.procedures.objections.errors import DayNotPossible, ObjectionOver, SignatureNoted
from einamt.procedures.objections.models import Objection
from einamt.procedures.objections.operations import note_signature, withdraw_objection
from einamt.procedures.objections.queries import standing_of
from einamt.procedures.objections.rules import Form, Standing
from tests.cases.decisions.conftest import NOW
from tests.factories.decisions import IN_PERSON, REVIEWER, make_decision, make_objection

pytestmark = pytest.mark.django_db
LAST_DAY = date(2026, 12, 24)
LATER = NOW + timedelta(days=40)


@pytest.fixture
def decision(case: Case) -> Decision:
    return make_decision(case, now=NOW, direction=IN_PERSON)


@pytest.fixture
def unsigned(decision: Decision) -> Objection:
    return make_objection(decision, now=NOW, form=Form.PLAIN)


def sign(objection: Objection, on: date) -> Standing:
    note_signature(case_id=objection.case_id, on=on, actor=REVIEWER, now=LATER)
    objection.refresh_from_db()
    return standing_of(objection=objection)


def lines_of(objection: Objection) -> dict[str, str]:
    case = Case.objects.get(pk=objection.case_id)
    view = status_view(case=case, asker=Asker.HOLDER, language="de", now=LATER)
    return {line.label: line.value for line in view.lines}


def test_without_a_signature_the_form_is_missing_and_its_person_sees_it(unsigned: Objection) -> None:
    assert standing_of(objection=unsigned) == Standing(last_day=LAST_DAY, formal_on=None, is_late=False)
    assert lines_of(unsigned)["Unterschrift"] == "fehlt noch"


def test_a_signature_on_the_last_day_makes_it_good_and_one_a_day_later_makes_it_late(unsigned: Objection) -> None:
    assert sign(unsigned, LAST_DAY) == Standing(last_day=LAST_DAY, formal_on=LAST_DAY, is_late=False)
    assert lines_of(unsigned)["Unterschrift"] == "Donnerstag, 24. Dezember 2026"
    assert sign(unsigned, date(2026, 12, 25)).is_late


def test_another_day_puts_the_first_right_and_the_history_keeps_both(unsigned: Objection) -> None:
    sign(unsigned, date(2026, 12, 25))
    sign(unsigned, LAST_DAY)
    events = CaseEvent.objects.filter(case=unsigned.case, kind__startswith="objection-sig").order_by("id")
    assert [(event.kind, event.data["on"], event.data["before"]) for event in events] == [
        ("objection-signed", "2026-12-25", None),
        ("objection-signature-corrected", "2026-12-24", "2026-12-25"),
    ]


def test_the_same_day_twice_and_a_signature_that_was_never_missing_are_refused(
    decision: Decision, unsigned: Objection
) -> None:
    sign(unsigned, LAST_DAY)
    with pytest.raises(SignatureNoted):
        sign(unsigned, LAST_DAY)
    withdraw_objection(case_id=unsigned.case_id, actor=REVIEWER, channel=Channel.COUNTER, now=NOW)
    with pytest.raises(SignatureNoted):
        sign(make_objection(decision, now=NOW, form=Form.WRITTEN), LAST_DAY)


@pytest.mark.parametrize("on", [date(2026, 11, 23), date(2027, 1, 4)])
def test_it_was_not_signed_before_it_came_in_nor_tomorrow(unsigned: Objection, on: date) -> None:
    with pytest.raises(DayNotPossible):
        sign(unsigned, on)


def test_what_is_over_is_not_signed_any_more(unsigned: Objection) -> None:
    withdraw_objection(case_id=unsigned.case_id, actor=REVIEWER, channel=Channel.COUNTER, now=NOW)
    with pytest.raises(ObjectionOver):
        sign(unsigned, LAST_DAY)
