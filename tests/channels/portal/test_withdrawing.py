"""Taking an objection back on the portal: reference and code do not suffice."""

import re
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.test import Client

from einamt.cases.models import Case
from einamt.citizens.models import AccountAct, AccountCase, CitizenAccount
from einamt.citizens.rules import Act
from einamt.platform.outbox import relay
from einamt.procedures.objections.models import Objection
from einamt.procedures.objections.operations import decide_objection, take_up
from einamt.procedures.objections.rules import State
from tests.channels.portal.conftest import NOW, TOMORROW, StandingClock
from tests.channels.portal.test_account import sign_in
from tests.channels.portal.visitor import TIME, text_of
from tests.factories.appointments import Bookable, make_booking
from tests.factories.decisions import ADDRESS, IN_PERSON, REVIEWER, make_decision, make_objection

pytestmark = pytest.mark.django_db
PAGE = "/vorgang/widerspruch/zuruecknehmen/"


@pytest.fixture
def case(place: Bookable) -> Case:
    return make_booking(at=place, day=TOMORROW, minute=TIME, now=NOW).case


@pytest.fixture
def objection(case: Case) -> Objection:
    return make_objection(make_decision(case, now=NOW, direction=IN_PERSON), now=NOW)


def state_of(objection: Objection) -> str:
    return Case.objects.get(pk=objection.case_id).state


def open_(client: Client, objection: Objection) -> None:
    sent = {"reference": objection.case.reference, "code": objection.case_code}
    assert client.post("/vorgang/", sent).status_code == 302


def mailed_link() -> str:
    relay.drain()
    found = re.search(r"https?://\S+/zuruecknehmen/\S+", str(mail.outbox[-1].body))
    assert found is not None, mail.outbox[-1].body
    return urlsplit(found[0]).path


def test_with_reference_and_code_alone_only_a_link_to_the_address_on_file_is_sent(
    client: Client, objection: Objection
) -> None:
    open_(client, objection)
    page = text_of(client.get(PAGE))
    assert "Link schicken" in page
    assert ADDRESS not in page
    assert client.post(PAGE)["Location"] == f"{PAGE}post/"
    assert state_of(objection) == State.RECEIVED
    assert "Solange läuft Ihr Widerspruch weiter." in text_of(client.get(f"{PAGE}post/"))
    link = mailed_link()
    assert mail.outbox[-1].to == [ADDRESS]
    elsewhere = Client()
    assert "Ja, zurücknehmen" in text_of(elsewhere.get(link))
    assert state_of(objection) == State.RECEIVED, "opening a link takes nothing back"
    for _ in range(2):
        said = elsewhere.post(link, follow=True)
        assert "Ihr Widerspruch ist zurückgenommen" in text_of(said)
    assert state_of(objection) == State.WITHDRAWN


def test_an_account_that_took_the_case_in_by_its_code_is_no_more(client: Client, objection: Objection) -> None:
    sign_in(client, "stranger@example.org")
    AccountCase.objects.create(account=CitizenAccount.objects.get(), case=objection.case, taken_at=NOW)
    open_(client, objection)
    client.post(PAGE)
    assert state_of(objection) == State.RECEIVED


def test_the_account_that_has_proved_the_address_takes_it_back_at_once(client: Client, objection: Objection) -> None:
    sign_in(client, ADDRESS)
    open_(client, objection)
    assert "Ja, zurücknehmen" in text_of(client.get(PAGE))
    for _ in range(2):  # pressed twice
        said = client.post(PAGE, follow=True)
        assert (said.status_code, "zurückgenommen" in text_of(said)) == (200, True)
    assert state_of(objection) == State.WITHDRAWN
    act = AccountAct.objects.get(case=objection.case)
    assert (act.act, act.subject, act.account) == (Act.WITHDRAWAL, objection.case_id, CitizenAccount.objects.get().pk)


def test_so_does_the_account_in_which_it_was_lodged(client: Client, case: Case) -> None:
    sign_in(client, "own@example.org")
    decision = make_decision(case, now=NOW, direction=IN_PERSON)
    objection = make_objection(decision, now=NOW, email="", account_id=CitizenAccount.objects.get().pk)
    open_(client, objection)
    client.post(PAGE)
    assert state_of(objection) == State.WITHDRAWN


def test_what_is_decided_asks_nobody_whether_to_take_it_back(client: Client, objection: Objection) -> None:
    open_(client, objection)
    client.post(PAGE)
    link = mailed_link()
    take_up(case_id=objection.case_id, actor=REVIEWER, now=NOW)
    decide_objection(case_id=objection.case_id, as_=State.REMEDIED, actor=REVIEWER, now=NOW)
    for said in (client.get(PAGE, follow=True), client.post(PAGE, follow=True)):
        assert (said.status_code, "Sie haben recht bekommen" in text_of(said)) == (200, True)
    for refused in (Client().get(link), Client().post(link)):
        assert (refused.status_code, "schon abgeschlossen" in text_of(refused)) == (409, True)
    assert state_of(objection) == State.REMEDIED


def test_without_an_address_it_is_said_how_it_goes_otherwise(client: Client, case: Case) -> None:
    objection = make_objection(make_decision(case, now=NOW, direction=IN_PERSON), now=NOW, email="")
    open_(client, objection)
    page = text_of(client.get(PAGE))
    assert "an einem Schalter" in page
    assert "Link schicken" not in page
    assert client.post(PAGE).status_code == 409
    assert state_of(objection) == State.RECEIVED


def test_links_are_not_asked_for_without_end(client: Client, objection: Objection, clock: StandingClock) -> None:
    open_(client, objection)
    answers = [client.post(PAGE).status_code for _ in range(6)]
    assert answers == [302] * 5 + [429]
    relay.drain()
    assert sum("zuruecknehmen" in str(sent.body) for sent in mail.outbox) == 1


@pytest.mark.parametrize("token", ["x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="])
def test_a_forged_or_old_link_is_refused(
    client: Client, objection: Objection, clock: StandingClock, token: str
) -> None:
    assert client.get(f"{PAGE}{token}/").status_code == 410
    open_(client, objection)
    client.post(PAGE)
    link = mailed_link()
    clock.forward(days=3)
    assert Client().post(link).status_code == 410
    assert state_of(objection) == State.RECEIVED
