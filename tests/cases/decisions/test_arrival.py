"""When a decision arrived: noted once, put right with a reason, disputed by its person, proved after all."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from einamt.cases.decisions.errors import ArrivalNoted, DayNotPossible, NothingToNote
from einamt.cases.decisions.models import Decision
from einamt.cases.decisions.operations import correct_arrival, deliver_again, note_arrival, note_not_arrived
from einamt.cases.decisions.queries import Stage, notes_on, withheld
from einamt.cases.decisions.rules import ArrivalReason, Law
from einamt.cases.models import Case
from einamt.citizens.models import CitizenAccount
from tests.cases.decisions.conftest import NOW
from tests.cases.decisions.on_its_way import post_all, seen, work
from tests.factories.decisions import HOME, IN_PERSON, ISSUER, PORTAL, POST, SERVED, make_decision

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)
LATER = NOW + timedelta(days=20)
"""The 14th of December."""


@pytest.fixture
def posted(case: Case) -> Decision:
    decision = make_decision(case, now=NOW)
    work()
    post_all(TODAY)
    return decision


def arrive(decision: Decision, on: date) -> None:
    note_arrival(document_id=decision.pk, on=on, actor=ISSUER, now=LATER)


def correct(decision: Decision, on: date, reason: ArrivalReason = ArrivalReason.PROOF) -> None:
    correct_arrival(document_id=decision.pk, on=on, reason=reason, actor=ISSUER, now=LATER)


def dispute(decision: Decision) -> None:
    note_not_arrived(document_id=decision.pk, actor=ISSUER, now=LATER)


def noted(decision: Decision) -> list[tuple[str, dict[str, object]]]:
    events = notes_on(case_id=decision.document.case_id, document_id=decision.pk)
    return [(event.kind, {key: told for key, told in event.data.items() if key != "document"}) for event in events]


def test_a_letter_that_counts_already_can_still_be_shown_to_have_come_later(posted: Decision) -> None:
    assert seen(posted, LATER).stage is Stage.KNOWN
    assert seen(posted, LATER).can_arrive
    arrive(posted, date(2026, 12, 3))
    assert seen(posted, LATER).effective_on == date(2026, 12, 3)


def test_the_same_day_again_changes_nothing_and_another_one_is_not_written_over(posted: Decision) -> None:
    for _ in range(2):
        arrive(posted, date(2026, 12, 3))
    with pytest.raises(ArrivalNoted):
        arrive(posted, date(2026, 12, 4))
    assert seen(posted, LATER).arrived_on == date(2026, 12, 3)
    assert noted(posted)[1:] == [("decision-delivered", {"arrived_on": "2026-12-03"})]


def test_a_day_is_put_right_with_a_reason_and_the_history_keeps_both(posted: Decision) -> None:
    arrive(posted, date(2026, 12, 3))
    for _ in range(2):
        correct(posted, date(2026, 12, 4), ArrivalReason.MISTAKE)
    assert seen(posted, LATER).effective_on == date(2026, 12, 4)
    corrected = {"from": "2026-12-03", "to": "2026-12-04", "reason": "mistake"}
    assert noted(posted)[-1] == ("decision-arrival-corrected", corrected)
    assert len(noted(posted)) == 3


def test_nothing_is_put_right_that_was_not_noted_and_no_day_before_the_posting(posted: Decision) -> None:
    with pytest.raises(NothingToNote):
        correct(posted, date(2026, 12, 4))
    arrive(posted, date(2026, 12, 3))
    with pytest.raises(DayNotPossible):
        correct(posted, date(2026, 11, 23))


def test_what_its_person_says_never_came_has_no_effect_until_it_is_proved(posted: Decision) -> None:
    dispute(posted)
    view = seen(posted, LATER)
    assert (view.stage, view.effective_on, view.last_day) == (Stage.CAME_BACK, None, None)
    assert withheld(case_id=posted.document.case_id, now=LATER) == {posted.pk}
    with pytest.raises(NothingToNote):
        dispute(posted)
    arrive(posted, date(2026, 12, 1))
    assert seen(posted, LATER).effective_on == date(2026, 12, 1)
    assert [kind for kind, _ in noted(posted)] == ["decision-posted", "decision-not-arrived", "decision-delivered"]


def test_disputed_it_is_kept_as_long_as_if_nobody_knew_the_deadline(posted: Decision) -> None:
    dispute(posted)
    posted.refresh_from_db()
    assert posted.held_until == date(2028, 11, 24)


def test_made_known_once_more_it_counts_from_then(posted: Decision) -> None:
    dispute(posted)
    deliver_again(document_id=posted.pk, direction=SERVED, actor=ISSUER, command_id=uuid4(), now=LATER)
    assert seen(posted, LATER).stage is Stage.TO_SERVE
    arrive(posted, date(2026, 12, 14))
    view = seen(posted, LATER)
    assert (view.stage, view.effective_on) == (Stage.KNOWN, date(2026, 12, 14))


def test_the_next_try_counts_also_where_it_begins_at_the_same_moment(case: Case) -> None:
    decision = make_decision(case, now=NOW)
    work()
    post_all(TODAY)
    note_not_arrived(document_id=decision.pk, actor=ISSUER, now=NOW)
    deliver_again(document_id=decision.pk, direction=SERVED, actor=ISSUER, command_id=uuid4(), now=NOW)
    assert seen(decision).stage is Stage.TO_SERVE


def test_what_has_effect_keeps_it_when_it_is_sent_once_more(posted: Decision) -> None:
    deliver_again(document_id=posted.pk, direction=POST, actor=ISSUER, command_id=uuid4(), now=LATER)
    assert seen(posted, LATER).effective_on == date(2026, 11, 28)


@pytest.mark.parametrize("law", [Law.SOCIAL, Law.TAX])
def test_so_does_what_the_law_supposes_to_have_been_read_on_the_portal(case: Case, law: Law) -> None:
    decision = make_decision(case, now=NOW, direction=PORTAL, law=law)
    work()
    before = seen(decision, LATER).effective_on
    assert before is not None
    deliver_again(document_id=decision.pk, direction=POST, actor=ISSUER, command_id=uuid4(), now=LATER)
    assert seen(decision, LATER).effective_on == before


def test_word_of_what_lies_on_the_portal_can_be_disputed_where_it_makes_it_known(case: Case) -> None:
    social = make_decision(case, now=NOW, direction=PORTAL, law=Law.SOCIAL)
    work()
    dispute(social)
    assert seen(social, LATER).effective_on is None
    account = CitizenAccount.objects.create(created_at=NOW, used_at=NOW)
    social.deliveries.update(fetched_at=NOW + timedelta(days=3), fetching_account=account.pk)
    assert seen(social, LATER).effective_on == date(2026, 11, 27), "§ 37(2a) sentence 5 SGB X: when it was fetched"


def test_what_was_handed_over_served_proved_or_is_not_supposed_cannot_be_disputed(case: Case, posted: Decision) -> None:
    arrive(posted, date(2026, 12, 3))
    others = [make_decision(case, now=NOW, direction=direction) for direction in (IN_PERSON, SERVED, PORTAL, POST)]
    work()
    arrive(others[1], TODAY)
    for decision in (posted, *others):
        assert not seen(decision, LATER).can_be_disputed
        with pytest.raises(NothingToNote):
            dispute(decision)


def test_a_letter_abroad_of_which_nothing_is_supposed_may_be_said_not_to_have_come(case: Case) -> None:
    abroad = make_decision(case, now=NOW, direction=replace(POST, address=replace(HOME, country="Polen")))
    work()
    post_all(TODAY)
    dispute(abroad)
    assert seen(abroad, LATER).stage is Stage.CAME_BACK
