"""The log of reading is looked into by two persons: one asks, another releases."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from einamt.accounts.models import Staff
from einamt.accounts.rights import Role
from einamt.cases.models import Case
from einamt.kernel.actor import Actor, ActorKind
from einamt.platform import clock
from einamt.platform.audit import operations, requests
from einamt.platform.audit.errors import LogClosed, LogRequestUnknown, SecondPersonNeeded
from einamt.platform.audit.models import LogRequest, ReadingEntry
from einamt.platform.audit.steps import record_reading
from tests.channels.backoffice.conftest import NOW, desk, text_of
from tests.factories.accounts import make_staff
from tests.factories.appointments import make_bookable, make_booking, somebody
from tests.factories.catalog import make_district

pytestmark = pytest.mark.django_db
PAGE = "/protokoll/"
REASON = "Beschwerde vom 20. November: Die Nachbarin wusste davon."


@pytest.fixture
def clerk(db: None) -> Staff:
    return make_staff(full_name="Aylin Demir")


@pytest.fixture
def case(clerk: Staff) -> Case:
    """Read twice by a clerk."""
    at = make_bookable(now=NOW)
    booked = make_booking(at=at, day=NOW.date() + timedelta(days=1), minute=600, now=NOW, contact=somebody(name="Ada"))
    for purpose in ("visit", "read-out"):
        record_reading(actor=clerk.actor, what="case-read", subject=f"case:{booked.case.pk}", purpose=purpose, now=NOW)
    return booked.case


@pytest.fixture
def officer(case: Case) -> Client:
    return desk(role=Role.DATA_PROTECTION, name="Ruth Adler")


@pytest.fixture
def second(case: Case) -> Client:
    return desk(role=Role.ADMINISTRATOR, name="Piotr Nowak")


def asked(officer: Client, case: Case) -> str:
    """The address of a request."""
    response = officer.post(PAGE, {"reference": case.reference, "reason": REASON})
    assert response.status_code == 302
    return str(response.url)


def test_what_was_asked_for_is_seen_once_another_person_has_released_it(
    officer: Client, second: Client, case: Case
) -> None:
    address = asked(officer, case)
    assert "Aylin Demir" not in text_of(officer.get(address))
    page = text_of(second.get(PAGE))
    assert REASON in page
    assert "Ruth Adler" in page
    assert "wartet auf eine zweite Person" in page
    assert second.post(address).status_code == 302
    page = text_of(officer.get(address))
    assert page.count("Aylin Demir") == 2
    assert "Freigegeben von Piotr Nowak" in page
    assert "Vorgang gelesen" in page
    assert "Besuch am Schalter" in page


def test_nobody_releases_their_own(officer: Client, case: Case) -> None:
    address = asked(officer, case)
    page = officer.post(address)
    assert page.status_code == 409
    assert "In das Protokoll sieht niemand allein" in text_of(page)
    assert "Für 24 Stunden freigeben" not in text_of(officer.get(address))
    assert LogRequest.objects.get().expires_at is None


def test_the_database_itself_knows_that_two_persons_are_needed(officer: Client, case: Case) -> None:
    asked(officer, case)
    with pytest.raises(IntegrityError), transaction.atomic():
        LogRequest.objects.update(released_by=LogRequest.objects.get().asked_by, expires_at=NOW)


def test_who_releases_sees_nothing_of_it(officer: Client, second: Client, case: Case) -> None:
    address = asked(officer, case)
    second.post(address)
    assert "Aylin Demir" not in text_of(second.get(address))


def test_it_is_open_for_a_day(officer: Client, second: Client, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    address = asked(officer, case)
    second.post(address)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(hours=24))
    page = text_of(officer.get(address))
    assert "abgelaufen" in page
    assert "Aylin Demir" not in page
    assert REASON not in text_of(officer.get(PAGE))


def test_each_step_is_logged_itself(officer: Client, second: Client, case: Case) -> None:
    address = asked(officer, case)
    second.post(address)
    second.post(address)
    officer.get(address)
    steps = ReadingEntry.objects.filter(subject=f"case:{case.pk}", what__startswith="log-").order_by("id")
    number = LogRequest.objects.get().pk
    assert [(entry.what, entry.purpose) for entry in steps] == [
        ("log-asked", f"request:{number}"),
        ("log-released", f"request:{number}"),
        ("log-read", f"request:{number}"),
    ]
    assert len({entry.actor for entry in steps}) == 2


def test_a_reason_and_a_case_are_needed(officer: Client, case: Case) -> None:
    assert officer.post(PAGE, {"reference": case.reference, "reason": ""}).status_code == 422
    page = officer.post(PAGE, {"reference": "unsinn", "reason": REASON})
    assert page.status_code == 422
    assert "finden wir nichts" in text_of(page)
    assert not LogRequest.objects.exists()


def test_asking_again_while_it_waits_is_one_request(officer: Client, case: Case) -> None:
    assert asked(officer, case) == asked(officer, case)


def test_a_role_in_a_part_of_the_city_is_not_enough(case: Case) -> None:
    of_a_district = desk(staff=make_staff(role=Role.DATA_PROTECTION, organisation=make_district()))
    assert of_a_district.get(PAGE).status_code == 403


def test_what_operations_refuse(case: Case) -> None:
    one, other = Actor(ActorKind.STAFF, "1"), Actor(ActorKind.STAFF, "2")
    made = requests.ask_for_log(subject="case:1", reason="x", actor=one, now=NOW)
    with pytest.raises(LogClosed):
        requests.read_log(request_id=made.pk, actor=one, now=NOW)
    with pytest.raises(SecondPersonNeeded):
        requests.release_log(request_id=made.pk, actor=one, now=NOW)
    requests.release_log(request_id=made.pk, actor=other, now=NOW)
    with pytest.raises(LogClosed):
        requests.read_log(request_id=made.pk, actor=other, now=NOW)
    for call in (requests.release_log, requests.read_log):
        with pytest.raises(LogRequestUnknown):
            call(request_id=case.pk, actor=other, now=NOW)


def test_requests_are_kept_as_long_as_entries(case: Case) -> None:
    one = Actor(ActorKind.STAFF, "1")
    requests.ask_for_log(subject="case:1", reason="x", actor=one, now=NOW - timedelta(days=900))
    requests.ask_for_log(subject="case:2", reason="x", actor=one, now=NOW)
    operations.chain_entries(NOW)
    while operations.forget_readings(NOW):
        pass
    assert [each.subject for each in LogRequest.objects.all()] == ["case:2"]
