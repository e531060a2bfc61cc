"""Signing in to a citizen's account at an OpenID provider that really runs."""

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from einamt.accounts.models import StaffIdentity
from einamt.accounts.openid import Directory, Identity
from einamt.accounts.operations import link_identity
from einamt.channels.parts import directory as client_side
from einamt.citizens.models import CitizenAccount, CitizenIdentity, ProvedAddress
from einamt.kernel.assurance import Level
from tests.channels.portal.visitor import text_of
from tests.factories.accounts import make_clerk
from tests.factories.catalog import make_office
from tests.openid import CLIENT, SECRET, Provider, StartProvider

pytestmark = pytest.mark.django_db
LEAVE, BACK = "/konto/anmelden/dienst/", "/konto/anmelden/dienst/zurueck/"
STAFF_LEAVE, STAFF_BACK = "/schalter/anmelden/verzeichnis/", "/schalter/anmelden/verzeichnis/zurueck/"
HOUSE = "http://localhost:8000"


@pytest.fixture
def provider(openid_provider: StartProvider) -> Provider:
    return openid_provider(
        redirect_uris=[HOUSE + BACK, HOUSE + STAFF_BACK], post_logout_redirect_uris=[f"{HOUSE}/konto/anmelden/"]
    )


@pytest.fixture(autouse=True)
def service(provider: Provider, settings: Settings) -> Iterator[Directory]:
    """Where citizens sign in; clients that remember an earlier one are forgotten."""
    client_side._client.cache_clear()
    settings.CITIZEN_OPENID = Directory(issuer=provider.issuer, client_id=CLIENT, client_secret=SECRET)
    yield settings.CITIZEN_OPENID
    client_side._client.cache_clear()


def come_back(client: Client, address: str) -> HttpResponse:
    """The browser follows the provider's redirect to the house."""
    assert address.startswith(HOUSE), address
    return client.get(address.removeprefix(HOUSE))


def sign_in(
    client: Client, provider: Provider, *, login: str = "ayse", factors: int = 1, way: str = LEAVE
) -> HttpResponse:
    return come_back(client, provider.visit(client.get(way).url, login=login, factors=factors))


def is_in(client: Client) -> bool:
    return client.get("/konto/").status_code == 200


def test_somebody_signs_in_and_is_known_again(client: Client, provider: Provider) -> None:
    page = text_of(client.get("/konto/anmelden/"))
    assert "Zum Anmeldedienst" in page
    assert "keinen Namen und keine Adresse" in page
    assert sign_in(client, provider).url == "/konto/"
    assert is_in(client)
    assert sign_in(Client(), provider).url == "/konto/"
    assert CitizenAccount.objects.count() == 1
    sign_in(Client(), provider, login="somebody-else")
    assert CitizenAccount.objects.count() == 2
    assert CitizenIdentity.objects.first().issuer == provider.issuer  # type: ignore[union-attr]


def test_only_who_it_is_is_asked_for_with_state_nonce_and_pkce(client: Client) -> None:
    asked = dict(parse_qsl(urlsplit(client.get(LEAVE).url).query))
    assert (asked["scope"], asked["response_type"]) == ("openid", "code")
    assert (asked["code_challenge_method"], len(asked["code_challenge"])) == ("S256", 43)
    assert min(len(asked["state"]), len(asked["nonce"])) >= 20
    assert asked["redirect_uri"] == HOUSE + BACK


def test_a_clerk_s_own_account_gives_no_staff_session(client: Client, provider: Provider) -> None:
    """The city may have one provider for both: who comes in by the citizens' door is a citizen."""
    clerk = make_clerk(office=make_office())
    link_identity(staff_id=clerk.pk, identity=Identity(provider.issuer, "ayse"))
    sign_in(client, provider)
    assert is_in(client)
    assert "_auth_user_id" not in client.session
    assert client.get("/schalter/platz/").url.startswith("/schalter/anmelden/")


def test_what_was_begun_at_the_staff_s_door_does_not_end_at_the_citizens_door(
    client: Client, provider: Provider, settings: Settings
) -> None:
    settings.STAFF_OPENID = replace(settings.CITIZEN_OPENID, client_id="staff")
    state = dict(parse_qsl(urlsplit(client.get(STAFF_LEAVE).url).query))["state"]
    code = dict(parse_qsl(urlsplit(provider.visit(Client().get(LEAVE).url, login="ayse")).query))["code"]
    assert client.get(BACK, {"code": code, "state": state}).status_code == 400
    assert not is_in(client)
    assert not StaffIdentity.objects.exists()


def test_an_answer_that_was_not_asked_for_in_this_browser_is_refused(client: Client, provider: Provider) -> None:
    """An attacker's own answer, foisted on somebody: they would type their data into the attacker's account."""
    response = come_back(client, provider.visit(Client().get(LEAVE).url, login="attacker"))
    assert response.status_code == 400
    assert "unterbrochen" in text_of(response)
    assert not is_in(client)
    assert not CitizenAccount.objects.exists()


def test_an_answer_is_good_once(client: Client, provider: Provider) -> None:
    address = provider.visit(client.get(LEAVE).url, login="ayse")
    assert come_back(client, address).status_code == 302
    assert come_back(client, address).status_code == 400


def test_a_token_with_the_nonce_of_another_sign_in_is_refused(client: Client, provider: Provider) -> None:
    address = provider.visit(client.get(LEAVE).url, login="ayse")
    session = client.session
    [key] = [key for key in session.keys() if key.startswith("_state_")]  # noqa: SIM118 - a session is no dict
    session[key]["data"]["nonce"] = "of-another-sign-in"
    session.save()
    assert come_back(client, address).status_code == 400
    assert not is_in(client)


def test_what_the_service_refuses_is_said_without_its_words(client: Client) -> None:
    state = dict(parse_qsl(urlsplit(client.get(LEAVE).url).query))["state"]
    response = client.get(BACK, {"error": "access_denied", "error_description": "<b>x</b>", "state": state})
    assert response.status_code == 400
    assert "<b>x</b>" not in response.content.decode()


def test_where_the_city_asks_for_a_surer_way_a_password_is_not_enough(
    client: Client, provider: Provider, settings: Settings
) -> None:
    settings.CITIZEN_OPENID = replace(settings.CITIZEN_OPENID, acr=frozenset({"two-factors"}))
    response = sign_in(client, provider)
    assert response.status_code == 403
    assert "Online-Ausweis" in text_of(response)
    assert not is_in(client)
    assert not CitizenAccount.objects.exists()
    sign_in(client, provider, factors=2)
    assert is_in(client)


def test_a_service_that_is_away_is_said_to_be_and_mail_still_goes(client: Client, provider: Provider) -> None:
    address = provider.visit(client.get(LEAVE).url, login="ayse")
    provider.stop()
    assert come_back(client, address).status_code == 503
    client_side._client.cache_clear()
    response = client.get(LEAVE)
    assert response.status_code == 503
    assert "Der Anmeldedienst antwortet gerade nicht." in text_of(response)
    assert client.post("/konto/anmelden/", {"email": "ayse@example.org"}).status_code == 302


def test_the_session_gets_a_new_key(client: Client, provider: Provider) -> None:
    address = provider.visit(client.get(LEAVE).url, login="ayse")
    before = client.session.session_key
    come_back(client, address)
    assert client.session.session_key != before


def test_signing_out_signs_out_at_the_service_as_well(client: Client, provider: Provider) -> None:
    browser = requests.Session()
    come_back(client, provider.visit(client.get(LEAVE).url, login="ayse", browser=browser))
    page = client.post("/konto/abmelden/")
    assert not is_in(client)
    there = page.context["there"]
    assert there.startswith(f"{provider.issuer}/session/end?")
    asked = dict(parse_qsl(urlsplit(there).query))
    assert asked["post_logout_redirect_uri"] == f"{HOUSE}/konto/anmelden/"
    assert browser.get(there).status_code == 200


@pytest.mark.parametrize("wanted", ["https://elsewhere.example/", "//elsewhere.example/", "abc"])
def test_no_foreign_page_is_led_to(client: Client, provider: Provider, wanted: str) -> None:
    assert sign_in(client, provider, way=f"{LEAVE}?next={wanted}").url == "/konto/"


def test_who_came_in_english_goes_on_in_english(client: Client, provider: Provider) -> None:
    assert sign_in(client, provider, way=f"/en{LEAVE}").url == "/en/konto/"


def test_without_a_service_there_is_no_such_door(client: Client, settings: Settings) -> None:
    settings.CITIZEN_OPENID = None
    assert client.get(LEAVE).status_code == client.get(BACK).status_code == 404
    assert "Anmeldedienst" not in text_of(client.get("/konto/anmelden/"))


def by_mail(client: Client, address: str = "ayse@example.org") -> None:
    """Somebody signs in with a link instead."""
    client.post("/konto/anmelden/", {"email": address})
    found = re.search(r"/konto/link/\S+", str(mail.outbox[-1].body))
    assert found is not None
    client.post(found[0])


def test_the_service_is_linked_with_an_account_by_its_person_s_button(client: Client, provider: Provider) -> None:
    by_mail(client)
    assert "Anmeldedienst verbinden" in text_of(client.get("/konto/angaben/"))
    there = client.post("/konto/angaben/dienst/").context["there"]
    assert sign_in(client, provider, way=there).url == "/konto/angaben/"
    assert "Anmeldedienst entfernen" in text_of(client.get("/konto/angaben/"))
    sign_in(Client(), provider)
    assert CitizenAccount.objects.count() == 1


def test_without_the_button_nothing_is_linked(client: Client, provider: Provider) -> None:
    """An address alone could be foisted on somebody, with an attacker's identity waiting at the provider."""
    by_mail(client)
    sign_in(client, provider, login="attacker", way=f"{LEAVE}?verbinden=1")
    assert CitizenIdentity.objects.get().account.addresses.count() == 0


def test_a_link_that_was_begun_is_forgotten_by_signing_in_or_out(client: Client, provider: Provider) -> None:
    by_mail(client)
    there = client.post("/konto/angaben/dienst/").context["there"]
    client.post("/konto/abmelden/")
    sign_in(client, provider, login="somebody-else", way=there)
    assert CitizenIdentity.objects.get().account.addresses.count() == 0


def test_an_identity_of_another_account_is_not_taken_over(client: Client, provider: Provider) -> None:
    sign_in(Client(), provider)
    by_mail(client)
    there = client.post("/konto/angaben/dienst/").context["there"]
    response = sign_in(client, provider, way=there)
    assert response.status_code == 409
    assert "schon ein anderes Konto" in text_of(response)
    assert CitizenIdentity.objects.get().account.addresses.count() == 0


def test_every_way_into_the_account_can_be_removed_but_the_last(client: Client, provider: Provider) -> None:
    by_mail(client)
    address = ProvedAddress.objects.get()
    assert "entfernen" not in text_of(client.get("/konto/angaben/")), "what is refused is not offered"
    assert client.post(f"/konto/angaben/adresse/{address.pk}/entfernen/").status_code == 409
    sign_in(client, provider, way=client.post("/konto/angaben/dienst/").context["there"])
    assert client.post(f"/konto/angaben/adresse/{address.pk}/entfernen/").url == "/konto/angaben/"
    assert not ProvedAddress.objects.exists()
    identity = CitizenIdentity.objects.get()
    response = client.post(f"/konto/angaben/dienst/{identity.pk}/entfernen/")
    assert response.status_code == 409
    assert "die einzige Art" in text_of(response)
    assert client.post(f"/konto/angaben/dienst/{10**30}/entfernen/").url == "/konto/angaben/", "there is no such one"
    other = Client()
    by_mail(other, "somebody-else@example.org")
    other.post(f"/konto/angaben/dienst/{identity.pk}/entfernen/")
    assert CitizenIdentity.objects.exists(), "nobody removes what is another's"


@pytest.mark.parametrize(("factors", "level"), [(1, None), (2, Level.HIGH)])
def test_how_surely_somebody_was_seen_is_what_the_city_says_of_the_class_in_the_token(
    client: Client, provider: Provider, settings: Settings, factors: int, level: Level | None
) -> None:
    settings.CITIZEN_OPENID = replace(settings.CITIZEN_OPENID, levels=frozenset({("two-factors", Level.HIGH)}))
    sign_in(client, provider, factors=factors)
    kept = client.session["account.signed-in"]
    assert (kept["level"], kept["issuer"]) == (level, provider.issuer)


def test_the_service_is_called_by_the_name_that_the_city_has_given_it(
    client: Client, provider: Provider, settings: Settings
) -> None:
    settings.CITIZEN_OPENID = replace(settings.CITIZEN_OPENID, name="Servicekonto")
    assert "Weiter zu: Servicekonto" in text_of(client.get("/konto/anmelden/"))
    by_mail(client)
    assert "Servicekonto verbinden" in text_of(client.get("/konto/angaben/"))
    there = client.post("/konto/angaben/dienst/").context["there"]
    sign_in(client, provider, way=there)
    page = text_of(client.get("/konto/angaben/"))
    assert "Anmeldung mit: Servicekonto" in page
    assert "Servicekonto entfernen" in page
    assert provider.issuer not in page
    settings.CITIZEN_OPENID = None
    assert "früherer Anmeldedienst (127.0.0.1)" in text_of(client.get("/konto/angaben/"))
