"""Signing in and out, and setting a password."""

from collections.abc import Callable

import pytest
from django.test import Client

from einamt.accounts.models import Staff
from einamt.accounts.operations import create_first_administrator, invite_staff
from einamt.accounts.rights import Role
from tests.channels.counter.pages import text_of
from tests.factories.accounts import PASSWORD, make_clerk, make_staff
from tests.factories.catalog import make_office
from tests.procedures.visits.conftest import at

pytestmark = pytest.mark.django_db
WRONG = "Benutzername und Passwort passen nicht zusammen."


@pytest.fixture(autouse=True)
def standing_clock(set_clock: Callable[[str], None]) -> None:
    """Limits are counted at nine o’clock."""


@pytest.fixture
def nadia() -> Staff:
    clerk = make_clerk(office=make_office())
    clerk.username = "nadia"
    clerk.set_password(PASSWORD)
    clerk.save()
    return clerk


def sign_in(client: Client, *, username: str = "nadia", password: str = PASSWORD, **fields: str) -> object:
    return client.post("/schalter/anmelden/", {"username": username, "password": password, **fields})


def test_a_staff_page_leads_to_the_sign_in_and_back(client: Client, nadia: Staff) -> None:
    response = client.get("/schalter/platz/")
    assert response.url == "/schalter/anmelden/?next=/schalter/platz/"
    response = sign_in(client, username="Nadia", next="/schalter/platz/")
    assert (response.status_code, response.url) == (302, "/schalter/platz/")


@pytest.mark.parametrize("path", ["aktion", "notiz", "suche"])
def test_what_was_sent_after_the_session_ended_is_said_to_be_lost_and_leads_back_to_the_page(
    client: Client, nadia: Staff, path: str
) -> None:
    page = "http://testserver/schalter/?vorgang=1"
    response = client.post(f"/schalter/{path}/", {"text": "Ada"}, headers={"Referer": page})
    assert response.url == "/schalter/anmelden/?next=/schalter/%3Fvorgang%3D1"
    assert "Ihr letzter Schritt wurde nicht gespeichert" in text_of(client.get(response.url))


@pytest.mark.parametrize("page", ["", "https://example.org/schalter/", "http://testserver//example.org/"])
def test_no_foreign_page_is_led_back_to(client: Client, nadia: Staff, page: str) -> None:
    assert client.post("/schalter/aktion/", headers={"Referer": page}).url == "/schalter/anmelden/?next="


def test_after_signing_in_the_work_is_there(client: Client, nadia: Staff) -> None:
    assert sign_in(client).url == "/schalter/"


def test_steering_comes_to_the_figures(client: Client) -> None:
    make_staff(role=Role.STEERING, password=PASSWORD)
    response = sign_in(client, username=Staff.objects.get().username)
    assert response.url == "/cockpit/"


def test_who_has_no_page_yet_is_told_so(client: Client) -> None:
    staff = make_staff(password=PASSWORD)
    response = sign_in(client, username=staff.username)
    assert response.url == "/schalter/angemeldet/"
    assert "Für Ihre Rolle gibt es hier noch keine Seite." in text_of(client.get(response.url))


@pytest.mark.parametrize("address", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_signing_in_never_leads_elsewhere(client: Client, nadia: Staff, address: str) -> None:
    assert sign_in(client, next=address).url == "/schalter/"


def test_a_wrong_name_and_a_wrong_password_get_one_answer(client: Client, nadia: Staff) -> None:
    answers = [
        sign_in(client, password="falsch"),
        sign_in(client, username="niemand"),
    ]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert all(WRONG in text_of(answer) for answer in answers)
    assert "falsch" not in answers[0].content.decode()


def test_who_left_does_not_get_in(client: Client, nadia: Staff) -> None:
    Staff.objects.update(is_active=False)
    assert WRONG in text_of(sign_in(client))


def test_the_session_gets_a_new_key_at_the_sign_in(client: Client, nadia: Staff) -> None:
    session = client.session
    session["before"] = 1
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before
    sign_in(client)
    assert client.cookies["sessionid"].value != before


def test_the_eleventh_attempt_on_one_name_is_refused_for_a_while(
    client: Client, nadia: Staff, set_clock: Callable[[str], None]
) -> None:
    for _ in range(10):
        assert sign_in(client, password="falsch").status_code == 422
    refused = sign_in(client)
    assert refused.status_code == 429
    assert "Das waren zu viele Versuche" in text_of(refused)
    set_clock("9:15")
    assert sign_in(client).status_code == 302


def test_signing_out_ends_the_session(client: Client, nadia: Staff) -> None:
    sign_in(client)
    assert client.get("/schalter/abmelden/").status_code == 405
    client.post("/schalter/abmelden/")
    assert client.get("/schalter/").status_code == 302


def test_a_page_for_staff_is_kept_by_nobody(client: Client, nadia: Staff) -> None:
    sign_in(client)
    assert "no-store" in client.get("/schalter/platz/")["Cache-Control"]


def test_a_link_sets_a_password_once(client: Client, nadia: Staff) -> None:
    link = f"/schalter/passwort/{invite_staff(staff_id=nadia.pk, now=at('9:00')).token}/"
    opened = client.get(link)
    assert "nadia" in text_of(opened)
    assert client.get(link).status_code == 200
    assert client.post(link, {"password": "Neue Kekse im Keller"}).url == "/schalter/anmelden/"
    assert sign_in(client, password="Neue Kekse im Keller").status_code == 302
    again = client.get(link)
    assert again.status_code == 410
    assert "Dieser Link gilt nicht mehr" in text_of(again)


def test_a_weak_password_gets_a_sentence_and_the_link_stays_good(client: Client, nadia: Staff) -> None:
    link = f"/schalter/passwort/{invite_staff(staff_id=nadia.pk, now=at('9:00')).token}/"
    short = client.post(link, {"password": "kurz"})
    assert short.status_code == 422
    assert "mindestens 12 Zeichen" in text_of(short)
    common = client.post(link, {"password": "telechargement"})
    assert "leicht erraten" in text_of(common)
    assert client.post(link, {"password": PASSWORD}).status_code == 302


def test_a_new_password_ends_open_sessions(nadia: Staff) -> None:
    elsewhere, here = Client(), Client()
    sign_in(elsewhere)
    link = f"/schalter/passwort/{invite_staff(staff_id=nadia.pk, now=at('9:00')).token}/"
    here.post(link, {"password": "Neue Kekse im Keller"})
    assert elsewhere.get("/schalter/platz/").status_code == 302


def test_the_first_administrator_comes_in_by_the_printed_link(client: Client) -> None:
    invited = create_first_administrator(username="verwaltung", full_name="Fachadministration", now=at("9:00"))
    assert invited is not None
    client.post(f"/schalter/passwort/{invited.token}/", {"password": PASSWORD})
    assert sign_in(client, username="Verwaltung").status_code == 302
