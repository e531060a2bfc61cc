"""Taking an objection back by a link to the address on file, and hearing that it was taken back."""

import re
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.core import mail

from einamt.cases.decisions.models import Decision
from einamt.cases.errors import EventNotAllowed
from einamt.cases.models import Case, CaseEvent
from einamt.kernel.actor import CITIZEN
from einamt.kernel.channels import Channel
from einamt.platform.notifications.channels import MessageChannel
from einamt.platform.notifications.models import SentMessage
from einamt.platform.notifications.operations import choose_way
from einamt.platform.notifications.recipients import Recipient
from einamt.procedures.objections.errors import LinkNotUsable, NowhereToWrite, ObjectionOver
from einamt.procedures.objections.models import Objection
from einamt.procedures.objections.operations import (
    ask_to_withdraw,
    decide_objection,
    take_up,
    withdraw_by_link,
    withdraw_objection,
)
from einamt.procedures.objections.queries import withdrawal_token
from einamt.procedures.objections.rules import LINK_LASTS, State
from tests.cases.decisions.conftest import NOW
from tests.cases.decisions.on_its_way import work
from tests.factories.decisions import ADDRESS, HOME, IN_PERSON, REVIEWER, make_decision, make_objection

pytestmark = pytest.mark.django_db


@pytest.fixture
def decision(case: Case) -> Decision:
    return make_decision(case, now=NOW, direction=IN_PERSON)


@pytest.fixture
def objection(decision: Decision) -> Objection:
    made = make_objection(decision, now=NOW)
    work()
    mail.outbox.clear()
    return made


def state_of(objection: Objection) -> str:
    return Case.objects.get(pk=objection.case_id).state


def asked_link(objection: Objection, now: datetime = NOW) -> str:
    """The token in the last mail, after the link was asked for."""
    ask_to_withdraw(case_id=objection.case_id, now=now)
    work(now)
    found = re.search(r"https?://\S+/zuruecknehmen/\S+", str(mail.outbox[-1].body))
    assert found is not None
    return urlsplit(found[0]).path.rstrip("/").rsplit("/", 1)[1]


def test_the_link_goes_to_the_address_on_file_and_takes_nothing_back_by_itself(objection: Objection) -> None:
    asked_link(objection)
    [sent] = mail.outbox
    assert sent.to == [ADDRESS]
    assert "Widerspruch" not in sent.subject
    assert "Der Link gilt bis Donnerstag, 26. November 2026" in str(sent.body)
    assert state_of(objection) == State.RECEIVED
    assert CaseEvent.objects.filter(case=objection.case, kind="objection-withdrawal-asked").count() == 1


def test_with_the_link_it_is_taken_back_once_and_its_person_hears_of_it(objection: Objection) -> None:
    token = asked_link(objection)
    assert withdraw_by_link(token=token, now=NOW + timedelta(hours=1)) == objection
    assert state_of(objection) == State.WITHDRAWN
    with pytest.raises(EventNotAllowed):
        withdraw_by_link(token=token, now=NOW + timedelta(hours=1))
    work(NOW + timedelta(hours=1))
    sent = mail.outbox[-1]
    assert sent.to == [ADDRESS]
    assert "ist zurückgenommen" in str(sent.body)
    assert "Waren Sie das nicht" in str(sent.body)


def test_a_link_runs_out_and_a_newer_one_takes_its_place(objection: Objection) -> None:
    first = asked_link(objection)
    with pytest.raises(LinkNotUsable):
        withdraw_by_link(token=first, now=NOW + LINK_LASTS)
    second = asked_link(objection, NOW + timedelta(hours=1))
    with pytest.raises(LinkNotUsable):
        withdraw_by_link(token=first, now=NOW + timedelta(hours=1))
    withdraw_by_link(token=second, now=NOW + timedelta(hours=2))


def test_asked_for_twice_in_a_minute_one_mail_goes_out_and_its_link_holds(objection: Objection) -> None:
    token = asked_link(objection)
    assert asked_link(objection, NOW + timedelta(minutes=1)) == token
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("change", ["x", "", "A" * 43, "ü" * 43])
def test_a_forged_link_is_refused(objection: Objection, change: str) -> None:
    token = asked_link(objection)
    with pytest.raises(LinkNotUsable):
        withdraw_by_link(token=change or token[:-4], now=NOW)


def test_no_link_works_that_nobody_asked_for(objection: Objection) -> None:
    with pytest.raises(LinkNotUsable):
        withdraw_by_link(token=withdrawal_token(case_id=objection.case_id, asked_at=NOW), now=NOW)


def test_the_link_of_one_objection_takes_no_other_back(case: Case, objection: Objection) -> None:
    other = make_objection(make_decision(case, now=NOW, direction=IN_PERSON), now=NOW)
    ask_to_withdraw(case_id=other.case_id, now=NOW)
    withdraw_by_link(token=asked_link(objection), now=NOW)
    assert state_of(other) == State.RECEIVED


def test_what_is_decided_sends_no_link_and_is_not_taken_back(objection: Objection) -> None:
    token = asked_link(objection)
    take_up(case_id=objection.case_id, actor=REVIEWER, now=NOW)
    decide_objection(case_id=objection.case_id, as_=State.REMEDIED, actor=REVIEWER, now=NOW)
    with pytest.raises(EventNotAllowed):
        withdraw_by_link(token=token, now=NOW)
    with pytest.raises(ObjectionOver):
        ask_to_withdraw(case_id=objection.case_id, now=NOW + timedelta(hours=1))


def test_without_an_address_there_is_no_link(decision: Decision) -> None:
    with pytest.raises(NowhereToWrite):
        ask_to_withdraw(case_id=make_objection(decision, now=NOW, email="").case_id, now=NOW)


def test_who_has_only_a_postal_address_hears_of_it_by_letter(decision: Decision) -> None:
    objection = make_objection(decision, now=NOW, email="")
    choose_way(about=objection.case_id, recipient=Recipient(address=HOME, wish=MessageChannel.LETTER))
    withdraw_objection(case_id=objection.case_id, actor=CITIZEN, channel=Channel.COUNTER, now=NOW)
    work()
    assert SentMessage.objects.get(kind="objections.withdrawn").channel == MessageChannel.LETTER
