from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from einamt.cases.models import Case
from einamt.catalog import usage
from einamt.catalog.errors import ServiceNotFound
from einamt.catalog.models import Organisation, PublicService, ServiceOffer, ServiceText
from einamt.catalog.operations import remove_deleted_services
from einamt.catalog.queries import deleted_services, service_page
from einamt.procedures.appointments.errors import NotOffered
from tests.catalog.exchange.messages import import_message, leistung, loesche, organisation, write, zustaendigkeit
from tests.factories.appointments import Bookable, make_bookable, make_booking
from tests.factories.catalog import make_office, make_service

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
DAY = date(2026, 11, 25)
pytestmark = pytest.mark.django_db


@pytest.fixture
def at() -> Bookable:
    """A service of an agency that can be booked."""
    office = make_office()
    service = make_service(offices=[office])
    PublicService.objects.filter(pk=service.pk).update(source="L1", identifier="1")
    return make_bookable(now=NOW, office=office, service=service)


def delete(tmp_path: Path, kind: str = "leistung", identifier: str = "1") -> str:
    return import_message(write(tmp_path / "delete.xml", loesche(kind, identifier)))


def test_a_deleted_service_has_no_page_and_cannot_be_booked_anew(at: Bookable, tmp_path: Path) -> None:
    said = delete(tmp_path)
    assert "withdrawn services:\n  L1:1" in said
    with pytest.raises(ServiceNotFound):
        service_page(slug=at.service.slug, language="de")
    assert not ServiceOffer.objects.filter(is_bookable=True).exists()
    with pytest.raises(NotOffered):
        make_booking(at=at, day=DAY, minute=480, now=NOW)


def test_it_is_kept_until_its_appointment_is_served_and_its_case_is_erased(at: Bookable, tmp_path: Path) -> None:
    booked = make_booking(at=at, day=DAY, minute=480, now=NOW)
    delete(tmp_path)
    assert remove_deleted_services(now=NOW) == []
    (kept,) = deleted_services(now=NOW)
    assert kept.needed_by == ["appointments", "cases"]
    after = booked.appointment.ends_at + timedelta(minutes=1)
    (kept,) = deleted_services(now=after)
    assert kept.needed_by == ["cases"]
    Case.objects.all().delete()
    assert remove_deleted_services(now=after) == ["1"]
    assert not PublicService.objects.exists()


def test_one_that_nobody_needs_is_removed_with_all_that_hangs_on_it(tmp_path: Path) -> None:
    import_message(write(tmp_path / "m.xml", leistung("1"), leistung("2"), organisation("a", zustaendigkeit("1"))))
    delete(tmp_path)
    assert remove_deleted_services(now=NOW) == ["1"]
    assert list(PublicService.objects.values_list("identifier", flat=True)) == ["2"]
    assert ServiceText.objects.count() == 1


def test_deleting_twice_changes_nothing_and_writing_again_brings_it_back(at: Bookable, tmp_path: Path) -> None:
    delete(tmp_path)
    assert "Nothing to change." in delete(tmp_path)
    said = import_message(write(tmp_path / "m.xml", leistung("1", name="Wieder da")))
    assert "L1:1 (there again)" in said
    service = PublicService.objects.get()
    assert (service.is_public, service.deleted_at, service.slug) == (True, None, at.service.slug)
    assert ServiceOffer.objects.get().is_bookable
    assert make_booking(at=at, day=DAY, minute=480, now=NOW)


def test_an_offer_that_could_not_be_booked_before_cannot_be_booked_after(at: Bookable, tmp_path: Path) -> None:
    ServiceOffer.objects.update(is_bookable=False)
    delete(tmp_path)
    import_message(write(tmp_path / "m.xml", leistung("1")))
    assert not ServiceOffer.objects.get().is_bookable


def test_deleting_what_is_not_there_is_a_finding(tmp_path: Path) -> None:
    assert "notice delete-unknown: 1" in delete(tmp_path, identifier="404")


def test_an_organisation_goes_with_its_responsibilities_unless_something_names_it(tmp_path: Path) -> None:
    publisher = '<x:herausgeber><x:id schemeAgencyID="L1">b</x:id></x:herausgeber>'
    import_message(
        write(tmp_path / "m.xml", organisation("a", zustaendigkeit("1")), organisation("b"), leistung("1", publisher))
    )
    delete(tmp_path, "organisationseinheit", "a")
    assert "organisation-in-use: 1" in delete(tmp_path, "organisationseinheit", "b")
    assert list(Organisation.objects.exclude(identifier="root").values_list("identifier", flat=True)) == ["b"]


def test_a_deleted_online_service_takes_its_address_with_it(tmp_path: Path) -> None:
    online = (
        '<x:schreibe><x:onlinedienst><x:id schemeAgencyID="L1">o</x:id><x:link>https://a.example.de</x:link>'
        '<x:leistungID schemeAgencyID="L1">1</x:leistungID></x:onlinedienst></x:schreibe>'
    )
    import_message(write(tmp_path / "m.xml", leistung("1"), online))
    assert PublicService.objects.get().online_url == "https://a.example.de"
    delete(tmp_path, "onlinedienst", "o")
    service = PublicService.objects.get()
    assert (service.online_url, service.channels, "attached" in service.extra["xzufi"]) == ("", [], False)


def test_the_command_says_who_still_needs_what(at: Bookable, tmp_path: Path) -> None:
    make_booking(at=at, day=DAY, minute=480, now=NOW)
    delete(tmp_path)
    out = StringIO()
    call_command("catalog", "remove-deleted", stdout=out)
    assert out.getvalue().startswith("0 removed.\nL1:1 Reisepass beantragen: still needed by")


def test_one_that_somebody_here_has_made_public_again_is_not_removed(tmp_path: Path) -> None:
    import_message(write(tmp_path / "m.xml", leistung("1")))
    delete(tmp_path)
    PublicService.objects.update(is_public=True)
    assert remove_deleted_services(now=NOW) == []


def test_two_rooms_of_one_name_are_a_bug() -> None:
    with pytest.raises(ValueError, match="uses services twice"):
        usage.register(name="cases", users=lambda _ids, _now: set())
