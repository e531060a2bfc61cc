"""The second factor of a local account: set up, asked for, lost."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO

import pyotp
import pytest
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from einamt.accounts.models import RecoveryCode, SecondFactor, Staff
from einamt.platform import clock
from tests.channels.counter.pages import text_of
from tests.factories.accounts import PASSWORD, make_clerk
from tests.factories.catalog import make_office

pytestmark = pytest.mark.django_db
CODE, SET_UP = "/schalter/anmelden/code/", "/schalter/anmelden/zweiter-faktor/"
NOW = datetime(2026, 11, 24, 8, 0, 10, tzinfo=UTC)
Later = Callable[[int], datetime]


@pytest.fixture(autouse=True)
def asked_for(settings: Settings) -> None:
    """The city asks local accounts for a second factor."""
    settings.STAFF_SECOND_FACTOR = True


@pytest.fixture(autouse=True)
def later(set_clock: Callable[[str], None], monkeypatch: pytest.MonkeyPatch) -> Later:
    """The world's time, so many seconds after eight."""

    def show(seconds: int) -> datetime:
        moment = NOW + timedelta(seconds=seconds)
        monkeypatch.setattr(clock, "of_the_world", lambda: moment)
        return moment

    show(0)
    return show


@pytest.fixture
def nadia(db: None) -> Staff:
    clerk = make_clerk(office=make_office())
    clerk.username = "nadia"
    clerk.set_password(PASSWORD)
    clerk.save()
    return clerk


def sign_in(client: Client, *, next_page: str = "") -> HttpResponse:
    return client.post("/schalter/anmelden/", {"username": "nadia", "password": PASSWORD, "next": next_page})


def shown_by_phone(moment: datetime, *, secret: str = "") -> str:
    return pyotp.TOTP(secret or SecondFactor.objects.get().secret).at(moment)


def set_up(client: Client, moment: datetime) -> list[str]:
    """Sign in for the first time; the recovery codes."""
    assert sign_in(client).url == SET_UP
    client.get(SET_UP)
    page = client.post(SET_UP, {"code": shown_by_phone(moment)})
    return re.findall(r"<li><code>(\w+)</code></li>", page.content.decode())


def is_in(client: Client) -> bool:
    return client.get("/schalter/platz/").status_code == 200


def test_who_has_none_sets_one_up_before_anything_else(client: Client, nadia: Staff, later: Later) -> None:
    assert sign_in(client, next_page="/schalter/platz/").url == SET_UP
    assert not is_in(client)
    page = client.get(SET_UP)
    secret = SecondFactor.objects.get().secret
    assert " ".join(secret[start : start + 4] for start in range(0, 32, 4)) in text_of(page)
    assert page.context["address"] == (
        f"otpauth://totp/{page.context['address'].split('/')[3].split('?')[0]}?secret={secret}"
        f"&issuer={page.context['address'].rpartition('=')[2]}"
    )
    wrong = client.post(SET_UP, {"code": "000000"})
    assert wrong.status_code == 422
    assert not is_in(client)
    page = client.post(SET_UP, {"code": shown_by_phone(later(0))})
    assert len(page.context["codes"]) == 8
    assert page.context["onward"] == "/schalter/platz/"
    assert is_in(client)


def test_from_then_on_password_and_code_are_asked_for(client: Client, nadia: Staff, later: Later) -> None:
    set_up(Client(), later(0))
    assert sign_in(client, next_page="/schalter/platz/").url == CODE
    assert not is_in(client), "the password alone opens nothing"
    assert client.get(SET_UP).status_code == 409, "and no second phone is set up with it"
    wrong = client.post(CODE, {"code": "000000"})
    assert wrong.status_code == 422
    assert "Dieser Code stimmt nicht oder gilt nicht mehr." in text_of(wrong)
    assert not is_in(client)
    moment = later(60)
    assert client.post(CODE, {"code": shown_by_phone(moment)}).url == "/schalter/platz/"
    assert is_in(client)


def test_a_code_is_good_once(nadia: Staff, later: Later) -> None:
    set_up(Client(), later(0))
    moment = later(60)
    first, second = Client(), Client()
    for browser in (first, second):
        sign_in(browser)
        browser.post(CODE, {"code": shown_by_phone(moment)})
    assert (is_in(first), is_in(second)) == (True, False)


@pytest.mark.parametrize(("off", "is_good"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_phone_may_be_half_a_minute_off(client: Client, nadia: Staff, later: Later, off: int, is_good: bool) -> None:
    set_up(Client(), later(0))
    moment = later(300)
    sign_in(client)
    client.post(CODE, {"code": shown_by_phone(moment + timedelta(seconds=off))})
    assert is_in(client) is is_good


def test_the_codes_are_those_of_the_standard(nadia: Staff, client: Client, later: Later) -> None:
    """RFC 6238, appendix B: at 59 s the secret `12345678901234567890` gives 94287082; six digits are its end."""
    assert (
        shown_by_phone(datetime(1970, 1, 1, 0, 0, 59, tzinfo=UTC), secret="GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
        == "287082"
    )
    set_up(Client(), later(0))
    sign_in(client)
    spaced = shown_by_phone(later(60))
    assert client.post(CODE, {"code": f"{spaced[:3]} {spaced[3:]}"}).status_code == 302


def test_a_lost_phone_is_replaced_by_a_code_that_is_good_once(nadia: Staff, later: Later) -> None:
    codes = set_up(Client(), later(0))
    assert len(set(codes)) == RecoveryCode.objects.count() == 8
    browser = Client()
    sign_in(browser)
    assert browser.post(CODE, {"code": f"{codes[0][:5]}-{codes[0][5:]}".upper()}).status_code == 302
    assert is_in(browser)
    again = Client()
    sign_in(again)
    assert again.post(CODE, {"code": codes[0]}).status_code == 422
    assert RecoveryCode.objects.count() == 7


def test_codes_cannot_be_guessed(client: Client, nadia: Staff, later: Later) -> None:
    set_up(Client(), later(0))
    moment = later(60)
    sign_in(client)
    for _ in range(4):
        client.post(CODE, {"code": "000000"})
    refused = client.post(CODE, {"code": shown_by_phone(moment)})
    assert refused.status_code == 429
    assert not is_in(client)


def test_the_password_counts_for_ten_minutes_and_as_long_as_it_is_the_password(nadia: Staff, later: Later) -> None:
    set_up(Client(), later(0))
    slow, changed, gone = Client(), Client(), Client()
    for browser in (slow, changed, gone):
        sign_in(browser)
    moment = later(601)
    assert slow.post(CODE, {"code": shown_by_phone(moment)}).url == "/schalter/anmelden/"
    moment = later(300)
    nadia.set_password("Andere Kekse im Keller")
    nadia.save()
    assert changed.post(CODE, {"code": shown_by_phone(moment)}).url == "/schalter/anmelden/"
    Staff.objects.update(is_active=False)
    assert gone.post(CODE, {"code": shown_by_phone(moment)}).url == "/schalter/anmelden/"


def test_where_the_city_says_not_yet_only_who_has_one_is_asked(
    client: Client, nadia: Staff, settings: Settings, later: Later
) -> None:
    settings.STAFF_SECOND_FACTOR = False
    assert sign_in(client).url == "/schalter/"
    client.get(SET_UP)
    assert len(client.post(SET_UP, {"code": shown_by_phone(later(0))}).context["codes"]) == 8
    assert sign_in(Client()).url == CODE


def test_the_secret_is_not_legible_in_the_database(client: Client, nadia: Staff, later: Later) -> None:
    from django.db import connection

    set_up(client, later(0))
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM accounts_secondfactor")
        [(kept,)] = cursor.fetchall()
    assert SecondFactor.objects.get().secret.encode() not in bytes(kept)


def test_who_has_lost_everything_begins_anew(nadia: Staff, later: Later) -> None:
    set_up(Client(), later(0))
    call_command("second-factor", "remove", "Nadia", stdout=StringIO())
    assert not RecoveryCode.objects.exists()
    assert sign_in(Client()).url == SET_UP
    with pytest.raises(CommandError, match="Nobody"):
        call_command("second-factor", "remove", "nadia")


def test_nobody_comes_to_the_second_step_without_the_first(client: Client, nadia: Staff) -> None:
    assert client.get(CODE).url == client.get(SET_UP).url == "/schalter/anmelden/"
