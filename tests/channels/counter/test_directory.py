"""Signing in with the account of the city's directory, at an OpenID provider that really runs."""

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from einamt.accounts.models import Invitation, Staff, StaffIdentity
from einamt.accounts.openid import Directory, Identity
from einamt.accounts.operations import invite_staff, link_identity
from einamt.channels.parts import directory as client_side
from tests.channels.counter.pages import text_of
from tests.factories.accounts import make_clerk
from tests.factories.catalog import make_office
from tests.openid import CLIENT, SECRET, Provider, StartProvider
from tests.procedures.visits.conftest import at

pytestmark = pytest.mark.django_db
LEAVE, BACK = "/schalter/anmelden/verzeichnis/", "/schalter/anmelden/verzeichnis/zurueck/"
HOUSE = "http://localhost:8000"


@pytest.fixture
def provider(openid_provider: StartProvider) -> Provider:
    return openid_provider(redirect_uris=[HOUSE + BACK], post_logout_redirect_uris=[f"{HOUSE}/schalter/anmelden/"])


@pytest.fixture(autouse=True)
def directory(provider: Provider, settings: Settings, set_clock: Callable[[str], None]) -> Directory:
    """The city's directory; clients that remember an earlier one are forgotten."""
    client_side._client.cache_clear()
    settings.STAFF_OPENID = Directory(issuer=provider.issuer, client_id=CLIENT, client_secret=SECRET)
    return settings.STAFF_OPENID


@pytest.fixture
def demir(db: None) -> Staff:
    """Serves at an office."""
    return make_clerk(office=make_office(), full_name="Aylin Demir")


@pytest.fixture
def linked(demir: Staff, provider: Provider) -> Staff:
    """And is linked with the account `demir-17`."""
    link_identity(staff_id=demir.pk, identity=Identity(provider.issuer, "demir-17"))
    return demir


def come_back(client: Client, address: str) -> HttpResponse:
    """The browser follows the directory's redirect to the house."""
    assert address.startswith(HOUSE + BACK), address
    return client.get(address.removeprefix(HOUSE))


def sign_in(
    client: Client, provider: Provider, *, login: str = "demir-17", factors: int = 1, way: str = LEAVE
) -> HttpResponse:
    return come_back(client, provider.visit(client.get(way).url, login=login, factors=factors))


def is_in(client: Client) -> bool:
    return client.get("/schalter/platz/").status_code == 200


def test_somebody_who_is_linked_comes_in_and_to_the_page_that_was_asked_for(
    client: Client, provider: Provider, linked: Staff
) -> None:
    page = client.get(client.get("/schalter/platz/").url)
    assert "Mit dem Konto der Stadt anmelden" in text_of(page)
    way = f"{LEAVE}?next=/schalter/platz/"
    assert way.replace("/", "%2F")[-20:] in page.content.decode().replace("/", "%2F")
    assert sign_in(client, provider, way=way).url == "/schalter/platz/"
    assert is_in(client)


def test_the_way_there_carries_state_nonce_and_pkce(client: Client, provider: Provider) -> None:
    asked = dict(parse_qsl(urlsplit(client.get(LEAVE).url).query))
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["code_challenge"]) == 43
    assert min(len(asked["state"]), len(asked["nonce"])) >= 20
    assert asked["redirect_uri"] == HOUSE + BACK


def test_who_is_linked_with_nobody_stays_out_whatever_their_address_of_mail(
    client: Client, provider: Provider, demir: Staff
) -> None:
    Staff.objects.update(email="demir-17@example.org")
    response = sign_in(client, provider)
    assert response.status_code == 403
    assert "kein Zugang verbunden" in text_of(response)
    assert not is_in(client)


def test_a_link_of_an_invitation_links_the_account_and_is_used_up(
    client: Client, provider: Provider, demir: Staff
) -> None:
    token = invite_staff(staff_id=demir.pk, now=at("9:00")).token
    page = client.get(f"/schalter/passwort/{token}/")
    assert "Mit dem Konto der Stadt verbinden" in text_of(page)
    way = f"{LEAVE}?einladung={token}"
    assert way in page.content.decode()
    assert Invitation.objects.exists(), "opening links changes nothing"
    assert sign_in(client, provider, way=way).status_code == 302
    assert is_in(client)
    assert (StaffIdentity.objects.get().subject, Invitation.objects.count()) == ("demir-17", 0)
    assert sign_in(Client(), provider, way=way).status_code == 410
    assert sign_in(Client(), provider).status_code == 302


def test_an_account_is_linked_with_one_person_only(client: Client, provider: Provider, linked: Staff) -> None:
    other = make_clerk(office=make_office())
    token = invite_staff(staff_id=other.pk, now=at("9:00")).token
    response = sign_in(client, provider, way=f"{LEAVE}?einladung={token}")
    assert "schon mit einem anderen Zugang verbunden" in text_of(response)
    assert Invitation.objects.filter(staff=other).exists(), "the link is still good for the right account"
    assert not is_in(client)


def test_who_left_is_out_at_once_and_does_not_come_in_again(client: Client, provider: Provider, linked: Staff) -> None:
    sign_in(client, provider)
    assert is_in(client)
    Staff.objects.update(is_active=False)
    assert client.get("/schalter/platz/").url.startswith("/schalter/anmelden/")
    assert sign_in(Client(), provider).status_code == 403


@pytest.mark.parametrize("asked", [{"acr": frozenset({"two-factors"})}, {"amr": frozenset({"otp", "hwk"})}])
def test_where_the_city_asks_for_it_one_factor_is_not_enough(
    client: Client, provider: Provider, linked: Staff, settings: Settings, asked: dict[str, frozenset[str]]
) -> None:
    settings.STAFF_OPENID = replace(settings.STAFF_OPENID, **asked)
    response = sign_in(client, provider)
    assert response.status_code == 403
    assert "nur mit einem Faktor" in text_of(response)
    assert not is_in(client)
    assert sign_in(client, provider, factors=2).status_code == 302
    assert is_in(client)


def test_an_answer_that_was_not_asked_for_in_this_browser_is_refused(
    client: Client, provider: Provider, linked: Staff
) -> None:
    """An attacker's own answer, foisted on somebody: they would work in the attacker's name."""
    address = provider.visit(Client().get(LEAVE).url, login="demir-17")
    response = come_back(client, address)
    assert response.status_code == 400
    assert "unterbrochen" in text_of(response)
    assert not is_in(client)


def test_an_answer_is_good_once(client: Client, provider: Provider, linked: Staff) -> None:
    address = provider.visit(client.get(LEAVE).url, login="demir-17")
    assert come_back(client, address).status_code == 302
    assert come_back(client, address).status_code == 400


def test_a_code_that_was_stolen_is_worth_nothing_without_the_verifier(
    client: Client, provider: Provider, linked: Staff
) -> None:
    stolen = dict(parse_qsl(urlsplit(provider.visit(Client().get(LEAVE).url, login="demir-17")).query))
    own = dict(parse_qsl(urlsplit(client.get(LEAVE).url).query))
    assert client.get(BACK, {"code": stolen["code"], "state": own["state"]}).status_code == 400
    assert not is_in(client)


def test_what_the_directory_refuses_is_said_without_its_words(client: Client, provider: Provider) -> None:
    state = dict(parse_qsl(urlsplit(client.get(LEAVE).url).query))["state"]
    response = client.get(BACK, {"error": "access_denied", "error_description": "<b>x</b>", "state": state})
    assert response.status_code == 400
    assert "<b>x</b>" not in response.content.decode()


def test_a_token_for_another_client_or_of_another_issuer_is_refused(
    client: Client, provider: Provider, linked: Staff, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for other in ({"client_id": "another"}, {"issuer": "http://127.0.0.1:1"}):
        address = provider.visit(client.get(LEAVE).url, login="demir-17")
        registered = client_side._client(settings.STAFF_OPENID)
        monkeypatch.setattr(client_side, "_client", lambda _directory, known=registered: known)
        genuine, settings.STAFF_OPENID = settings.STAFF_OPENID, replace(settings.STAFF_OPENID, **other)
        assert come_back(client, address).status_code == 400
        settings.STAFF_OPENID = genuine
        monkeypatch.undo()
    assert not is_in(client)


def test_a_token_with_the_nonce_of_another_sign_in_is_refused(
    client: Client, provider: Provider, linked: Staff
) -> None:
    address = provider.visit(client.get(LEAVE).url, login="demir-17")
    session = client.session
    [key] = [key for key in session.keys() if key.startswith("_state_")]  # noqa: SIM118 - a session is no dict
    session[key]["data"]["nonce"] = "of-another-sign-in"
    session.save()
    assert come_back(client, address).status_code == 400
    assert not is_in(client)


def test_the_directory_may_change_its_keys(client: Client, provider: Provider, linked: Staff) -> None:
    sign_in(Client(), provider)
    provider.stop()
    provider.start(key="2")
    assert sign_in(client, provider).status_code == 302
    assert is_in(client)


def test_a_directory_that_is_away_is_said_to_be(client: Client, provider: Provider, linked: Staff) -> None:
    address = provider.visit(client.get(LEAVE).url, login="demir-17")
    provider.stop()
    assert come_back(client, address).status_code == 503
    client_side._client.cache_clear()
    response = client.get(LEAVE)
    assert response.status_code == 503
    assert "antwortet gerade nicht" in text_of(response)
    assert client.get("/schalter/anmelden/").status_code == 200


def test_a_configuration_of_another_issuer_is_not_believed(
    client: Client, provider: Provider, settings: Settings
) -> None:
    settings.STAFF_OPENID = replace(settings.STAFF_OPENID, issuer=f"{provider.issuer}/")
    assert client.get(LEAVE).status_code == 503


def test_signing_out_signs_out_at_the_directory_as_well(client: Client, provider: Provider, linked: Staff) -> None:
    browser = requests.Session()
    come_back(client, provider.visit(client.get(LEAVE).url, login="demir-17", browser=browser))
    page = client.post("/schalter/abmelden/")
    assert not is_in(client)
    there = page.context["there"]
    assert there.startswith(f"{provider.issuer}/session/end?")
    asked = dict(parse_qsl(urlsplit(there).query))
    assert asked["post_logout_redirect_uri"] == f"{HOUSE}/schalter/anmelden/"
    assert asked["id_token_hint"].count(".") == 2
    assert browser.get(there).status_code == 200


def test_who_signed_in_with_a_password_is_signed_out_here_only(client: Client, linked: Staff) -> None:
    client.force_login(linked)
    assert client.post("/schalter/abmelden/").url == "/schalter/anmelden/"


def test_no_foreign_page_is_led_to_after_the_sign_in(client: Client, provider: Provider, linked: Staff) -> None:
    assert sign_in(client, provider, way=f"{LEAVE}?next=https://elsewhere.example/").url == "/schalter/"


def test_without_a_directory_there_is_no_such_door(client: Client, settings: Settings) -> None:
    settings.STAFF_OPENID = None
    assert client.get(LEAVE).status_code == client.get(BACK).status_code == 404
    assert "Konto der Stadt" not in text_of(client.get("/schalter/anmelden/"))
