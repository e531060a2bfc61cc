"""Objecting to a decision, looking into it, deciding about it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.core import mail

from einamt.cases.archive.operations import agree
from einamt.cases.decisions.models import Decision
from einamt.cases.decisions.operations import note_wrong_remedy
from einamt.cases.decisions.rules import Court, Law, Remedy
from einamt.cases.documents.models import IssuedDocument
from einamt.cases.errors import EventNotAllowed
from einamt.cases.models import Case, CaseEvent
from einamt.cases.operations import erase_some_cases
from einamt.cases.persons import export, find, reached_at
from einamt.cases.queries import StatusView, case_by_code, status_view
from einamt.cases.telling import Asker
from einamt.kernel.actor import CITIZEN
from einamt.kernel.channels import Channel
from einamt.platform import clock
from einamt.platform.outbox import relay
from einamt.platform.retention.persons import Wanted
from einamt.procedures.objections.errors import (
    DayNotPossible,
    NoDecisionYet,
    NothingToObjectTo,
    ObjectionOpen,
    SamePerson,
)
from einamt.procedures.objections.models import Objection
from einamt.procedures.objections.operations import decide_objection, take_up, withdraw_objection
from einamt.procedures.objections.queries import open_against, standing_of
from einamt.procedures.objections.rules import Form, Standing, State
from tests.cases.decisions.conftest import NOW
from tests.factories.decisions import ADDRESS, IN_PERSON, ISSUER, REVIEWER, make_decision, make_objection

pytestmark = pytest.mark.django_db
TOO_LATE = NOW + timedelta(days=31)


@pytest.fixture
def decision(case: Case) -> Decision:
    return make_decision(case, now=NOW, direction=IN_PERSON)


@pytest.fixture
def objection(decision: Decision) -> Objection:
    return make_objection(decision, now=NOW)


@pytest.fixture
def under_review(objection: Objection) -> Objection:
    take_up(case_id=objection.case_id, actor=REVIEWER, now=NOW)
    return objection


def shown(objection: Objection, now: datetime = NOW) -> StatusView:
    case = Case.objects.get(pk=objection.case_id)
    return status_view(case=case, asker=Asker.HOLDER, language="de", now=now)


def state_of(objection: Objection) -> str:
    return Case.objects.get(pk=objection.case_id).state


def stands(objection: Objection) -> Standing:
    return standing_of(objection=objection)


def is_revoked(decision: Decision) -> bool:
    return IssuedDocument.objects.get(pk=decision.pk).revoked_at is not None


def work(now: datetime = NOW) -> None:
    """Let the worker do what waits."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: now)
        relay.drain()


def test_an_objection_is_a_case_of_its_own_with_a_promise_by_statute(case: Case, objection: Objection) -> None:
    own = case_by_code(reference=objection.case.reference, code=objection.case_code)
    assert own != case
    view = shown(objection)
    assert (view.kind_name, view.state_label, view.promise_source) == (
        "Widerspruch",
        "Eingegangen",
        "Gesetz: § 75 VwGO",
    )
    assert "bis Mittwoch, 24. Februar 2027" in view.by_when
    lines = {line.label: line.value for line in view.lines}
    assert lines["Gegen den Bescheid im Vorgang"] == case.reference
    assert lines["Eingegangen"] == "Dienstag, 24. November 2026, in der Frist"
    assert CaseEvent.objects.filter(case=case, kind="objection-received").count() == 1


def test_the_last_day_is_in_time_and_a_later_one_is_taken_in_and_marked(decision: Decision) -> None:
    in_time = make_objection(decision, now=datetime(2026, 12, 24, 22, 30, tzinfo=UTC))
    withdraw_objection(case_id=in_time.case_id, actor=CITIZEN, channel=Channel.PORTAL, now=NOW)
    late = make_objection(decision, now=TOO_LATE)
    assert (stands(in_time).is_late, stands(late).is_late) == (False, True)
    assert stands(late).last_day == date(2026, 12, 24)
    assert state_of(late) == State.RECEIVED


def test_a_letter_counts_from_the_day_on_which_it_came(decision: Decision) -> None:
    assert not stands(make_objection(decision, now=TOO_LATE, received_on=date(2026, 12, 23))).is_late


def test_nothing_is_late_before_anybody_knows_when_the_decision_came(case: Case) -> None:
    found = make_objection(make_decision(case, now=NOW), now=NOW + timedelta(days=200))
    assert (stands(found).is_late, stands(found).last_day) == (False, None)


def test_whether_it_was_late_follows_what_is_learnt_later_and_the_first_word_stays_in_the_history(
    decision: Decision,
) -> None:
    late = make_objection(decision, now=TOO_LATE)
    assert stands(late).is_late
    note_wrong_remedy(document_id=decision.pk, actor=ISSUER, now=TOO_LATE)
    late.refresh_from_db()
    assert (stands(late).is_late, stands(late).last_day) == (False, date(2027, 11, 24))
    lines = {line.label: line.value for line in shown(late, now=TOO_LATE).lines}
    assert lines["Eingegangen"] == "Freitag, 25. Dezember 2026, in der Frist"
    first = CaseEvent.objects.get(case=late.case, kind="lodged")
    assert first.data == {"form": "written", "last_day": "2026-12-24", "is_late": True}


def test_of_an_erased_decision_the_first_word_is_said(decision: Decision) -> None:
    late = make_objection(decision, now=TOO_LATE)
    Objection.objects.update(decision=None)
    late.refresh_from_db()
    assert (stands(late).is_late, stands(late).last_day) == (True, date(2026, 12, 24))


def test_a_command_that_was_used_for_another_decision_leads_to_nothing_of_that(case: Case, decision: Decision) -> None:
    command, other = uuid4(), make_decision(case, now=NOW, direction=IN_PERSON)
    first = make_objection(decision, now=NOW, command=command)
    second = make_objection(other, now=NOW, command=command)
    assert (first.decision, second.decision) == (decision, other)
    assert make_objection(other, now=NOW, command=command) == second


@pytest.mark.parametrize("on", [date(2026, 11, 23), date(2026, 11, 25)])
def test_it_has_not_come_before_the_decision_nor_tomorrow(decision: Decision, on: date) -> None:
    with pytest.raises(DayNotPossible):
        make_objection(decision, now=NOW, received_on=on)


def test_the_second_press_is_the_same_objection_and_another_one_is_refused(decision: Decision) -> None:
    command = uuid4()
    first = make_objection(decision, now=NOW, command=command)
    assert make_objection(decision, now=NOW, command=command) == first
    with pytest.raises(ObjectionOpen) as refused:
        make_objection(decision, now=NOW)
    assert refused.value.params == {"reference": first.case.reference}
    assert open_against(document_ids=[decision.pk]) == {decision.pk: first.case.reference}


@pytest.mark.parametrize(
    ("law", "court", "source"),
    [
        (Law.SOCIAL, Court.ADMINISTRATIVE, "§ 75 VwGO"),
        (Law.SOCIAL, Court.SOCIAL, "§ 88 Abs. 2 SGG"),
        (Law.GENERAL, Court.SOCIAL, "§ 88 Abs. 2 SGG"),
    ],
)
def test_by_when_it_is_decided_the_law_of_the_courts_says(case: Case, law: Law, court: Court, source: str) -> None:
    decision = make_decision(case, now=NOW, direction=IN_PERSON, law=law, court=court)
    assert make_objection(decision, now=NOW).case.promise_source == source


def test_nobody_objects_to_what_holds_no_more(decision: Decision) -> None:
    IssuedDocument.objects.filter(pk=decision.pk).update(revoked_at=NOW, revoked_by="x", revocation="mistake")
    with pytest.raises(NothingToObjectTo):
        make_objection(decision, now=NOW)


@pytest.mark.parametrize(("form", "wants_signature"), [(Form.PLAIN, True), (Form.WRITTEN, False)])
def test_whoever_objects_is_told_that_it_came_in_and_whether_a_signature_is_missing(
    decision: Decision, form: Form, wants_signature: bool
) -> None:
    objection = make_objection(decision, now=NOW, form=form)
    work()
    [sent] = mail.outbox
    assert sent.to == [ADDRESS]
    assert "Widerspruch" not in sent.subject
    assert objection.case_code in str(sent.body)
    assert ("unterschreiben Sie ihn noch" in str(sent.body)) == wants_signature


def test_whoever_issued_a_decision_does_not_look_into_the_objection(objection: Objection) -> None:
    with pytest.raises(SamePerson):
        take_up(case_id=objection.case_id, actor=ISSUER, now=NOW)
    take_up(case_id=objection.case_id, actor=REVIEWER, now=NOW)
    with pytest.raises(SamePerson):
        decide_objection(case_id=objection.case_id, as_=State.REMEDIED, actor=ISSUER, now=NOW)
    assert state_of(objection) == State.UNDER_REVIEW


def test_what_is_remedied_revokes_the_decision_and_is_told(
    case: Case, decision: Decision, under_review: Objection
) -> None:
    decide_objection(case_id=under_review.case_id, as_=State.REMEDIED, actor=REVIEWER, now=NOW)
    assert state_of(under_review) == State.REMEDIED
    assert is_revoked(decision)
    kinds = set(CaseEvent.objects.filter(case=case).values_list("kind", flat=True))
    assert {"objection-decided", "document-revoked"} <= kinds
    work()
    assert [sent.subject for sent in mail.outbox][-1] == f"Neues zu Vorgang {under_review.case.reference}"


@pytest.mark.parametrize("as_", [State.REJECTED, State.PARTLY_REMEDIED])
def test_the_rest_needs_a_decision_on_the_objection_and_leaves_the_first_one(
    decision: Decision, under_review: Objection, as_: State
) -> None:
    decide = partial(decide_objection, case_id=under_review.case_id, as_=as_, actor=REVIEWER, now=NOW)
    with pytest.raises(NoDecisionYet):
        decide()
    written = partial(
        make_decision, under_review.case, now=NOW, direction=IN_PERSON, remedy=Remedy.ACTION, remedy_office="Gericht"
    )
    own = written()
    with pytest.raises(SamePerson):
        decide()
    IssuedDocument.objects.filter(pk=own.pk).delete()
    written(actor=REVIEWER)
    decide()
    assert state_of(under_review) == as_
    assert not is_revoked(decision)


def test_nothing_is_decided_that_nobody_has_looked_into(objection: Objection) -> None:
    with pytest.raises(EventNotAllowed):
        decide_objection(case_id=objection.case_id, as_=State.REMEDIED, actor=REVIEWER, now=NOW)


def test_what_was_decided_is_not_withdrawn_any_more(decision: Decision, under_review: Objection) -> None:
    decide_objection(case_id=under_review.case_id, as_=State.REMEDIED, actor=REVIEWER, now=NOW)
    with pytest.raises(EventNotAllowed):
        withdraw_objection(case_id=under_review.case_id, actor=CITIZEN, channel=Channel.PORTAL, now=NOW)


def test_after_a_withdrawal_one_may_object_again(decision: Decision, objection: Objection) -> None:
    withdraw_objection(case_id=objection.case_id, actor=CITIZEN, channel=Channel.PORTAL, now=NOW)
    assert state_of(objection) == State.WITHDRAWN
    assert make_objection(decision, now=NOW).case_id != objection.case_id


def test_the_decided_case_is_kept_as_long_as_the_objection(case: Case, objection: Objection) -> None:
    Case.objects.filter(pk=case.pk).update(state="done", closed_at=NOW)
    years_later = NOW + timedelta(days=3000)
    assert not erase_some_cases(years_later)
    withdraw_objection(case_id=objection.case_id, actor=CITIZEN, channel=Channel.PORTAL, now=NOW)
    assert not erase_some_cases(years_later), "objections are offered to the archive first"
    agree(kind="objection", is_offered=False, source="LAB 1", now=NOW)
    while erase_some_cases(years_later):
        pass
    assert not Case.objects.exists()
    assert not Objection.objects.exists()


def test_a_person_s_objections_are_found_exported_and_offered_to_their_account(objection: Objection) -> None:
    keys = {found.key: found for found in find(Wanted(email=ADDRESS))}
    found = keys[f"case:{objection.case.reference}"]
    assert (found.name, found.is_open) == ("Ada Đặng", True)
    told = str(export(found.key))
    assert "Ich wohne sehr wohl dort." in told
    assert objection.case_code not in told
    assert reached_at(address=ADDRESS) == [(objection.case_id, ADDRESS)]


@pytest.mark.parametrize(
    "race",
    [
        lambda objection: withdraw_objection(case_id=objection.case_id, actor=CITIZEN, channel=Channel.PORTAL, now=NOW),
        lambda objection: decide_objection(case_id=objection.case_id, as_=State.REMEDIED, actor=REVIEWER, now=NOW),
    ],
)
def test_it_ends_once(under_review: Objection, race: Callable[[Objection], None]) -> None:
    race(under_review)
    with pytest.raises(EventNotAllowed):
        race(under_review)
    ends = CaseEvent.objects.filter(case=under_review.case, state__in=[State.WITHDRAWN, State.REMEDIED])
    assert ends.count() == 1
