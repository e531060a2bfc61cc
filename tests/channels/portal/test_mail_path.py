"""Booking where the browser could not do the proof of work: the link in a mail, and the button behind it."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.test import Client

from einamt.procedures.appointments.models import Appointment, Hold
from einamt.procedures.appointments.operations import expire_holds
from tests.channels.portal.conftest import TOMORROW, StandingClock, kept_holds
from tests.channels.portal.visitor import TIME, Visitor, fields_of, proof_of_work, text_of
from tests.factories.appointments import make_booking


def link_in_mail() -> str:
    """The path of the link in the last mail."""
    found = re.search(r"https?://\S+/termin/bestaetigen/\S+", str(mail.outbox[-1].body))
    assert found is not None
    return urlsplit(found[0]).path


@pytest.fixture
def asked(visitor: Visitor) -> Visitor:
    """Somebody without JavaScript who has pressed the button that books."""
    visitor.tap(TOMORROW)
    visitor.fill_in(solves=False)
    page = visitor.confirm(follow=True)
    assert "Bitte schauen Sie in Ihre E-Mails" in text_of(page)
    return visitor


def test_nothing_is_booked_until_the_button_behind_the_link_is_pressed(asked: Visitor) -> None:
    assert Appointment.objects.count() == 0
    other_browser = Client()
    page = other_browser.get(link_in_mail())
    assert "Möchten Sie diesen Termin buchen?" in text_of(page)
    assert Appointment.objects.count() == 0
    page = other_browser.post(link_in_mail(), follow=True)
    assert "Ihr Termin ist gebucht" in text_of(page)
    assert Appointment.objects.get().person_name == "Ayşe Öztürk"


def test_the_time_is_held_twice_as_long(asked: Visitor, clock: StandingClock) -> None:
    expire_holds(now=clock.forward(minutes=29))
    assert kept_holds() == 1
    expire_holds(now=clock.forward(minutes=2))
    assert kept_holds() == 0


def test_the_mail_says_what_is_to_be_booked_and_until_when_it_is_held(asked: Visitor) -> None:
    sent = mail.outbox[-1]
    assert sent.to == ["ayse@example.org"]
    assert sent.subject == "Bitte bestätigen: Termin am Mi, 25. Nov, 8:12 Uhr, Bürgeramt Rathaus Nord"
    assert "Bis 10:30 Uhr ist die Zeit für Sie gehalten." in sent.body
    assert "&" not in sent.body.split("http", maxsplit=1)[0]


def test_what_was_typed_cannot_be_read_in_the_link(asked: Visitor) -> None:
    assert "ayse" not in link_in_mail()
    assert "Öztürk" not in link_in_mail()
    assert len(link_in_mail()) < 600


def test_a_mail_scanner_that_opens_the_link_twice_changes_nothing(asked: Visitor) -> None:
    for _ in range(2):
        assert Client().get(link_in_mail()).status_code == 200
        assert Client().head(link_in_mail()).status_code == 200
    assert Appointment.objects.count() == 0


def test_pressing_the_button_twice_finds_the_same_booking(asked: Visitor) -> None:
    first = asked.client.post(link_in_mail(), follow=True)
    second = asked.client.post(link_in_mail(), follow=True)
    assert text_of(first) == text_of(second)
    assert Appointment.objects.count() == 1
    page = Client().get(link_in_mail())
    assert "Dieser Termin ist gebucht" in text_of(page)
    assert "Termin ansehen, ändern oder absagen" in text_of(page)


def test_the_button_on_the_page_pressed_twice_sends_one_mail(asked: Visitor) -> None:
    asked.confirm()
    assert len(mail.outbox) == 1


def test_another_address_gets_its_own_mail(asked: Visitor) -> None:
    asked.fill_in(solves=False, email="ayse.oeztuerk@example.org")
    asked.confirm()
    assert [sent.to for sent in mail.outbox] == [["ayse@example.org"], ["ayse.oeztuerk@example.org"]]


def test_a_link_opened_too_late_takes_the_time_again_if_it_is_free(asked: Visitor, clock: StandingClock) -> None:
    expire_holds(now=clock.forward(hours=2))
    assert "Ihr Termin ist gebucht" in text_of(Client().post(link_in_mail(), follow=True))


def test_a_link_opened_too_late_offers_the_next_time_and_keeps_what_was_typed(
    asked: Visitor, clock: StandingClock
) -> None:
    expire_holds(now=clock.forward(hours=2))
    for _ in range(2):
        make_booking(at=asked.place, day=TOMORROW, minute=TIME, now=clock.now)
    browser = Client()
    page = browser.post(link_in_mail())
    assert page.status_code == 410
    assert "8:24 Uhr nehmen" in text_of(page)
    browser.post(f"/termin/halten/?{asked.wish}", {"zeit": fields_of(page)["zeit"]})
    assert fields_of(browser.get("/termin/angaben/"))["email"] == "ayse@example.org"


def test_a_link_opened_days_later_asks_for_a_new_time(asked: Visitor, clock: StandingClock) -> None:
    Hold.objects.all().delete()
    clock.forward(days=3)
    page = Client().post(link_in_mail())
    assert page.status_code == 410


@pytest.mark.parametrize(
    "broken",
    [
        lambda link: link[:-9] + "/",
        lambda link: link[:-8] + "AAAAAAA/",
        lambda link: link[:40] + "/",
        lambda _: "/termin/bestaetigen/ä/",
    ],
    ids=["cut off", "changed", "very short", "not ours"],
)
def test_a_broken_link_says_so_and_tells_nothing(asked: Visitor, broken: Callable[[str], str]) -> None:
    for answer in (Client().get(broken(link_in_mail())), Client().post(broken(link_in_mail()))):
        assert answer.status_code == 404
        assert "Dieser Link führt nirgendwohin" in text_of(answer)
        assert "Ayşe" not in text_of(answer)
    assert Appointment.objects.count() == 0


def test_a_mailbox_is_not_flooded(asked: Visitor) -> None:
    for minute in range(1, 7):
        asked.tap(TOMORROW, TIME + 12 * minute)
        asked.fill_in(solves=False)
        answer = asked.confirm()
    assert answer.status_code == 429
    assert "Das waren zu viele Versuche in kurzer Zeit." in text_of(answer)
    assert len(mail.outbox) == 4
    assert kept_holds() == 1


def test_a_mail_server_that_is_down_is_told_and_the_time_stays_held(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    visitor.tap(TOMORROW)
    visitor.fill_in(solves=False)
    page = visitor.confirm()
    assert page.status_code == 503
    assert "Ihr Termin bleibt bis 10:30 Uhr für Sie gehalten." in text_of(page)
    monkeypatch.undo()
    assert kept_holds() == 1


def test_a_proof_of_work_done_on_the_last_page_spares_the_mail(visitor: Visitor) -> None:
    visitor.tap(TOMORROW)
    visitor.fill_in(solves=False)
    payload = proof_of_work(visitor.client.get("/termin/pruefung/").json())
    assert "Ihr Termin ist gebucht" in text_of(visitor.confirm(altcha=payload, follow=True))
    assert len(mail.outbox) == 0


def test_a_proof_of_work_counts_once(visitor: Visitor, another: Visitor) -> None:
    visitor.tap(TOMORROW)
    payload = proof_of_work(visitor.client.get("/termin/pruefung/").json())
    visitor.fill_in(altcha=payload)
    from einamt.channels.parts import humans
    from einamt.platform import clock as city_clock

    hold = Hold.objects.get()
    assert not humans.is_solved(payload=payload, hold_id=hold.pk, now=city_clock.now())


def test_a_proof_of_work_for_another_time_does_not_count(visitor: Visitor, another: Visitor) -> None:
    another.tap(TOMORROW, TIME + 12)
    foreign = proof_of_work(another.client.get("/termin/pruefung/").json())
    visitor.tap(TOMORROW)
    page = visitor.fill_in(altcha=foreign)
    assert page.status_code == 422
    assert "Bitte drücken Sie noch einmal auf „Weiter“." in text_of(page)
    assert fields_of(page)["name"] == "Ayşe Öztürk"


def test_an_old_proof_of_work_does_not_count(visitor: Visitor, clock: StandingClock) -> None:
    visitor.tap(TOMORROW)
    payload = proof_of_work(visitor.client.get("/termin/pruefung/").json())
    clock.forward(minutes=61)
    assert visitor.fill_in(altcha=payload).status_code == 422


@pytest.mark.parametrize("payload", ["x", "e30=", "bnVsbA==", "W10=", "A" * 3999, "eyJjaGFsbGVuZ2UiOiB7fX0="])
def test_a_proof_of_work_that_is_none_is_refused(visitor: Visitor, payload: str) -> None:
    visitor.tap(TOMORROW)
    assert visitor.fill_in(altcha=payload).status_code == 422


def test_there_is_no_challenge_without_a_held_time(client: Client, db: None) -> None:
    assert client.get("/termin/pruefung/").status_code == 404
