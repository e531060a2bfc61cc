"""What becomes of what a specialist system reports."""

from datetime import date, timedelta
from itertools import permutations

import pytest

from einamt.cases.models import CaseEvent
from einamt.cases.queries import status_view
from einamt.cases.telling import Asker
from einamt.kernel.actor import SYSTEM, Actor, ActorKind
from einamt.platform.outbox.models import OutboxMessage
from einamt.platform.retention import erasing
from einamt.procedures.identity_documents.errors import AlreadyDecided, DocumentNotFound, NothingToOpen
from einamt.procedures.identity_documents.models import IdentityDocument, StateReport
from einamt.procedures.identity_documents.numbers import number_hash
from einamt.procedures.identity_documents.operations import decide_report, revoke_slips, take_reports
from einamt.procedures.identity_documents.queries import document_by_number, document_by_slip
from einamt.procedures.identity_documents.rules import DocumentState as S
from einamt.procedures.identity_documents.rules import Verdict, Why
from einamt.procedures.identity_documents.slip_tokens import slip_token
from tests.factories.identity_documents import NOW, NUMBER, Workshop

CLERK = Actor(ActorKind.STAFF, "1")
TO_THE_COUNTER = [S.APPLIED, S.IN_PRODUCTION, S.ARRIVED, S.READY, S.HANDED_OUT]
TO_THE_DOOR = [S.APPLIED, S.IN_PRODUCTION, S.ON_ITS_WAY, S.DELIVERY_FAILED, S.RETURNED]


def test_an_order_is_followed_from_the_application_to_the_hand_over(workshop: Workshop) -> None:
    for hours, state in enumerate(TO_THE_COUNTER):
        assert workshop.take(state, hours=hours).verdict == Verdict.APPLIED
    case = workshop.document().case
    assert (case.state, case.closed_at) == (S.HANDED_OUT, NOW - timedelta(days=20) + timedelta(hours=4))
    told = CaseEvent.objects.filter(case=case).order_by("occurred_at").values_list("kind", flat=True)
    assert list(told) == TO_THE_COUNTER


def test_the_same_report_again_is_answered_the_same_and_does_nothing(workshop: Workshop) -> None:
    first = workshop.take(S.READY)
    again = workshop.take(S.READY)
    assert (again.verdict, again.reference, again.code, again.is_new) == (
        first.verdict,
        first.reference,
        first.code,
        False,
    )
    assert StateReport.objects.count() == CaseEvent.objects.count() == OutboxMessage.objects.count() == 1


def test_the_same_state_with_a_later_time_is_nothing_new(workshop: Workshop) -> None:
    workshop.take(S.READY)
    assert workshop.take(S.READY, hours=5).verdict == Verdict.REPEATED
    assert workshop.take(S.READY, hours=6, ready_until=date(2027, 1, 31)).verdict == Verdict.APPLIED
    assert workshop.document().ready_until == date(2027, 1, 31)


@pytest.mark.parametrize("way", [TO_THE_COUNTER, TO_THE_DOOR], ids=["counter", "door"])
def test_in_whatever_order_reports_come_the_end_is_the_same(workshop: Workshop, way: list[S]) -> None:
    for number, order in enumerate(permutations(range(len(way)))):
        for place in order:
            workshop.take(way[place], hours=place, order=f"A-{number}", number_hash="")
        assert workshop.document(f"A-{number}").case.state == way[-1], order
    assert not StateReport.objects.filter(verdict=Verdict.WAITING).exists()


def test_a_step_that_the_table_does_not_allow_waits_for_a_person(workshop: Workshop) -> None:
    workshop.take(S.APPLIED)
    answer = workshop.take(S.RETURNED, hours=1)
    assert (answer.verdict, answer.why) == (Verdict.WAITING, Why.NOT_ALLOWED)
    assert workshop.document().case.state == S.APPLIED
    report = StateReport.objects.get(verdict=Verdict.WAITING)
    decide_report(report_id=report.pk, is_so=True, reason="Nachgefragt", actor=CLERK, now=NOW)
    document = workshop.document()
    assert document.case.state == S.RETURNED
    last = CaseEvent.objects.filter(case=document.case).order_by("occurred_at").last()
    assert last is not None
    assert (last.kind, last.actor) == ("corrected", str(CLERK))
    with pytest.raises(AlreadyDecided):
        decide_report(report_id=report.pk, is_so=False, reason="Doch nicht", actor=CLERK, now=NOW)


def test_a_report_that_is_set_aside_changes_nothing_and_stays_on_record(workshop: Workshop) -> None:
    workshop.take(S.APPLIED)
    workshop.take(S.RETURNED, hours=1)
    report = StateReport.objects.get(verdict=Verdict.WAITING)
    decide_report(report_id=report.pk, is_so=False, reason="Verwechselt", actor=CLERK, now=NOW)
    report.refresh_from_db()
    assert (report.verdict, report.decision_reason) == (Verdict.SET_ASIDE, "Verwechselt")
    assert workshop.document().case.state == S.APPLIED


def test_a_decision_lets_what_waited_behind_it_go_on(workshop: Workshop) -> None:
    workshop.take(S.APPLIED)
    workshop.take(S.DELIVERY_FAILED, hours=2)
    workshop.take(S.HANDED_OUT, hours=3)
    first = StateReport.objects.get(state=S.DELIVERY_FAILED)
    decide_report(report_id=first.pk, is_so=True, reason="Liegt hier", actor=CLERK, now=NOW)
    assert workshop.document().case.state == S.HANDED_OUT


def test_the_end_of_an_order_that_nobody_knows_waits(workshop: Workshop) -> None:
    answer = workshop.take(S.HANDED_OUT, service_id=None)
    assert (answer.verdict, answer.why, answer.reference) == (Verdict.WAITING, Why.UNKNOWN_ORDER, "")
    report = StateReport.objects.get()
    with pytest.raises(NothingToOpen):
        decide_report(report_id=report.pk, is_so=True, reason="Stimmt", actor=CLERK, now=NOW)
    assert not IdentityDocument.objects.exists()


def test_another_number_for_the_same_order_waits_until_somebody_says_which_is_right(workshop: Workshop) -> None:
    workshop.take(S.APPLIED)
    other = number_hash(number="LZ6311T48")
    answer = workshop.take(S.IN_PRODUCTION, hours=1, number_hash=other)
    assert (answer.verdict, answer.why) == (Verdict.WAITING, Why.OTHER_NUMBER)
    assert workshop.document().number_hash == number_hash(number=NUMBER)
    workshop.take(S.ARRIVED, hours=2)
    report = StateReport.objects.get(verdict=Verdict.WAITING)
    decide_report(report_id=report.pk, is_so=True, reason="Neue Nummer", actor=CLERK, now=NOW)
    assert workshop.document().number_hash == other


def test_many_are_taken_in_the_order_of_what_happened(workshop: Workshop) -> None:
    reports = [workshop.report(state, hours=hours) for hours, state in enumerate(TO_THE_COUNTER)]
    answers = take_reports(system=workshop.system, reports=reports[::-1], actor=SYSTEM, now=NOW)
    assert {answer.verdict for answer in answers} == {Verdict.APPLIED}


def test_nothing_that_is_kept_holds_the_number(workshop: Workshop) -> None:
    workshop.take(S.READY)
    for model in (IdentityDocument, StateReport, CaseEvent, OutboxMessage):
        assert NUMBER not in str(list(model.objects.values()))


def test_a_document_is_found_by_its_number_with_o_for_zero_and_by_its_slip(workshop: Workshop) -> None:
    workshop.take(S.READY, number_hash=number_hash(number="LZ6011T47"))
    document = workshop.document()
    assert document_by_number(number="lz6 O11 T47") == document
    token = slip_token(document_id=document.pk, version=1)
    assert document_by_slip(token=token) == document
    revoke_slips(document_id=document.pk)
    with pytest.raises(DocumentNotFound):
        document_by_slip(token=token)
    assert document_by_slip(token=slip_token(document_id=document.pk, version=2)) == document


def test_the_holder_is_told_where_and_until_when_and_a_number_the_state_alone(workshop: Workshop) -> None:
    workshop.take(S.READY)
    case = document_by_number(number=NUMBER).case
    holder = status_view(case=case, asker=Asker.HOLDER, language="de", now=NOW)
    assert holder.by_when == "Bitte holen Sie es bis Donnerstag, 31. Dezember 2026 ab."
    assert ("Abholen bei", f"{workshop.office.name}, Breite Straße 24a, 13187 Musterstadt") in [
        (line.label, line.value) for line in holder.lines
    ]
    alone = status_view(case=case, asker=Asker.NUMBER, language="de", now=NOW)
    assert alone.state_label == "Liegt zum Abholen bereit"
    assert (alone.reference, alone.service_name, alone.office_name, alone.by_when) == ("", "", "", "")
    assert (alone.lines, alone.timeline, alone.actions, alone.opened_at) == ([], [], [], None)


def test_a_report_goes_with_its_case_and_one_without_after_its_decision(workshop: Workshop) -> None:
    workshop.take(S.READY)
    workshop.take(S.HANDED_OUT, hours=1)
    workshop.take(S.RETURNED, order="B-2")
    stray = StateReport.objects.get(order_number="B-2")
    decide_report(report_id=stray.pk, is_so=False, reason="Gibt es nicht", actor=CLERK, now=NOW)
    erasing.erase_due(now=NOW + timedelta(days=60))
    assert StateReport.objects.count() == 3
    erasing.erase_due(now=NOW + timedelta(days=120))
    assert StateReport.objects.count() == IdentityDocument.objects.count() == 0
