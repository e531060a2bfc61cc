"""Accounts without any page: who is whom, what is erased when, and what `einamt person` finds."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from einamt.accounts.openid import Identity
from einamt.citizens.errors import LinkNotUsable
from einamt.citizens.mailed import links_to
from einamt.citizens.models import AccountCase, CitizenAccount, CitizenIdentity, MailLink, ProvedAddress
from einamt.citizens.operations import ask_for_link, follow_link, sign_in_as, take_case
from einamt.citizens.rules import LINK_VALID, UNUSED, normal_address
from einamt.platform.notifications.models import SentMessage
from einamt.platform.retention import persons, registry
from einamt.platform.retention.persons import Wanted
from tests.factories.appointments import make_bookable, make_booking, make_rules, somebody

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
[ERASER] = [each for each in registry.registered() if each.name == "citizens"]


def account_of(address: str, now: datetime = NOW) -> CitizenAccount:
    token = ask_for_link(address=address, browser="here", account_id=None, now=now)
    return follow_link(token=token, browser="here", account_id=None, now=now)


@pytest.mark.parametrize(
    ("typed", "compared"),
    [
        (" Anna.Muster@Example.ORG ", "anna.muster@example.org"),
        ("anna@straße.de", "anna@straße.de"),
        ("anna@STRASSE.de", "anna@strasse.de"),
        ("Çağla@örnek.example", "Çağla@örnek.example"),
    ],
)
def test_an_address_is_compared_by_its_plain_letters(typed: str, compared: str) -> None:
    assert normal_address(typed) == compared


def test_somebody_is_known_again_by_issuer_and_subject_to_the_letter() -> None:
    first = sign_in_as(identity=Identity("https://login.example", "Anna"), now=NOW)
    assert sign_in_as(identity=Identity("https://login.example", "Anna"), now=NOW) == first
    for issuer, subject in (("https://login.example", "anna"), ("https://login.example/", "Anna")):
        assert sign_in_as(identity=Identity(issuer, subject), now=NOW) != first
    assert CitizenAccount.objects.count() == 3
    assert "Anna" not in CitizenIdentity.objects.values_list("subject_hash", flat=True)


def test_an_address_and_a_service_are_two_accounts_until_their_person_says_otherwise() -> None:
    assert account_of("anna@example.org") != sign_in_as(identity=Identity("https://login.example", "a"), now=NOW)


def test_a_link_s_address_and_browser_are_kept_as_hashes_and_encrypted() -> None:
    token = ask_for_link(address="anna@example.org", browser="secret-of-browser", account_id=None, now=NOW)
    link = MailLink.objects.get()
    assert token not in (link.token_hash, link.browser_hash)
    assert link.browser_hash != "secret-of-browser"


def test_a_link_that_was_used_is_gone() -> None:
    token = ask_for_link(address="anna@example.org", browser="here", account_id=None, now=NOW)
    follow_link(token=token, browser="here", account_id=None, now=NOW)
    with pytest.raises(LinkNotUsable):
        follow_link(token=token, browser="here", account_id=None, now=NOW)


def test_links_that_have_run_out_and_accounts_that_nobody_uses_are_erased() -> None:
    account_of("old@example.org", now=NOW - UNUSED - timedelta(days=1))
    kept = account_of("new@example.org", now=NOW - UNUSED + timedelta(days=1))
    ask_for_link(address="x@example.org", browser="here", account_id=None, now=NOW - LINK_VALID)
    ask_for_link(address="y@example.org", browser="here", account_id=None, now=NOW)
    assert dict(ERASER.due(NOW)) == {
        "accounts that nobody uses": 1,
        "links that have run out": 1,
        "sign-ins that have run out": 0,
    }
    for address in ("old@example.org", "new@example.org"):
        SentMessage.objects.create(
            command_id=uuid4(), kind="portal.account-link", about=links_to(address=address), claimed_at=NOW
        )
    while ERASER.erase_some(NOW):
        pass
    assert CitizenAccount.objects.get() == kept
    assert SentMessage.objects.get().about == links_to(address="new@example.org"), "mails go with their account"
    assert ProvedAddress.objects.get().address == "new@example.org"
    assert MailLink.objects.get().address == "y@example.org"


def test_signing_in_counts_as_use() -> None:
    account_of("old@example.org", now=NOW - UNUSED - timedelta(days=1))
    account_of("old@example.org", now=NOW)
    assert ERASER.due(NOW)["accounts that nobody uses"] == 0


def test_an_account_goes_without_its_cases_and_a_case_without_its_accounts() -> None:
    make_rules()
    place = make_bookable(now=NOW)
    cases = [
        make_booking(at=place, day=NOW.date() + timedelta(days=1), minute=480 + 12 * n, now=NOW).case for n in (0, 1)
    ]
    account, other = account_of("a@example.org"), account_of("b@example.org")
    for case in cases:
        take_case(account_id=account.pk, case_id=case.pk, now=NOW)
    take_case(account_id=other.pk, case_id=cases[0].pk, now=NOW)
    cases[0].delete()
    assert AccountCase.objects.get().case == cases[1]
    account.delete()
    cases[1].refresh_from_db()
    assert not AccountCase.objects.exists()


def test_a_person_s_account_is_found_exported_and_erased_with_their_appointments() -> None:
    make_rules()
    place = make_bookable(now=NOW)
    contact = somebody(name="Đặng-Nguyễn Thị Hà", email="ha@example.org")
    booked = make_booking(at=place, day=NOW.date() + timedelta(days=1), minute=480, now=NOW, contact=contact)
    account = account_of("ha@example.org")
    account_of("somebody-else@example.org")
    take_case(account_id=account.pk, case_id=booked.case.pk, now=NOW)
    found = [matter.key for matter in persons.find(Wanted(email=" HA@example.org"))]
    key = f"account:{account.pk}"
    assert sorted(found) == sorted([key, f"case:{booked.case.reference}"])
    assert len(persons.of_one_person(found)) == 2, "they share an address"
    exported = persons.provider_of(key).export(key)
    assert exported["citizens.ProvedAddress"][0]["address"] == "ha@example.org"  # type: ignore[index]
    assert "address_index" not in str(exported)
    persons.provider_of(key).erase(key)
    assert CitizenAccount.objects.count() == 1
    booked.case.refresh_from_db()
