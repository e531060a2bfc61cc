"""A service is given up by two people; it waits for its appointments, and can be brought back for a while."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from einamt.catalog.editing import operations as editing
from einamt.catalog.errors import ServiceNotFound
from einamt.catalog.lifecycle import errors
from einamt.catalog.lifecycle.operations import ask_to_retire, refuse_retirement, restore_service, retire_service
from einamt.catalog.lifecycle.queries import RESTORABLE, needed_by, open_retirement
from einamt.catalog.models import PublicService, Retirement, ServiceOffer
from einamt.catalog.operations import remove_deleted_services
from einamt.catalog.queries import service_page
from einamt.procedures.appointments.errors import NotOffered
from tests.catalog.editing.conftest import hand_in
from tests.catalog.exchange.messages import import_message, leistung, write
from tests.factories.appointments import Bookable, make_bookable, make_booking
from tests.factories.catalog import make_office, make_service

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
ADA, BEA = "staff:1", "staff:2"
AFTER = NOW + RESTORABLE + timedelta(minutes=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def at() -> Bookable:
    """A service that can be booked."""
    office = make_office()
    service = make_service(offices=[office])
    PublicService.objects.filter(pk=service.pk).update(source="L1", identifier="1")
    return make_bookable(now=NOW, office=office, service=service)


def ask(at: Bookable) -> Retirement:
    return ask_to_retire(service_id=at.service.pk, reason="Das Gesetz ist aufgehoben.", person=ADA, now=NOW)


def retire(at: Bookable) -> Retirement:
    ask(at)
    return retire_service(service_id=at.service.pk, person=BEA, now=NOW)


def test_asking_changes_nothing_and_who_asks_cannot_decide(at: Bookable) -> None:
    ask(at)
    assert service_page(slug=at.service.slug, language="de")
    with pytest.raises(errors.OwnRetirement):
        retire_service(service_id=at.service.pk, person=ADA, now=NOW)
    with pytest.raises(errors.RetirementElsewhere):
        ask(at)


def test_a_retired_service_has_no_page_and_cannot_be_booked(at: Bookable) -> None:
    retire(at)
    with pytest.raises(ServiceNotFound):
        service_page(slug=at.service.slug, language="de")
    with pytest.raises(NotOffered):
        make_booking(at=at, day=date(2026, 11, 25), minute=480, now=NOW)


def test_it_waits_for_its_appointments_and_for_the_time_in_which_it_can_be_brought_back(at: Bookable) -> None:
    make_booking(at=at, day=date(2026, 11, 25), minute=480, now=NOW)
    retire(at)
    assert needed_by(service_id=at.service.pk, now=NOW) == ["appointments", "cases"]
    assert remove_deleted_services(now=AFTER) == []


def test_one_that_nobody_needs_is_removed_after_that_time_and_not_before(at: Bookable) -> None:
    retire(at)
    assert remove_deleted_services(now=AFTER - timedelta(minutes=2)) == []
    assert remove_deleted_services(now=AFTER) == ["1"]


def test_brought_back_it_is_as_it_was(at: Bookable) -> None:
    retire(at)
    restore_service(service_id=at.service.pk, person=ADA, now=NOW)
    assert service_page(slug=at.service.slug, language="de")
    assert make_booking(at=at, day=date(2026, 11, 25), minute=480, now=NOW)
    assert open_retirement(service_id=at.service.pk) is None
    with pytest.raises(errors.RetirementElsewhere):
        restore_service(service_id=at.service.pk, person=ADA, now=NOW)


def test_a_refused_proposal_can_be_made_again(at: Bookable) -> None:
    ask(at)
    refuse_retirement(service_id=at.service.pk, person=BEA, now=NOW)
    assert open_retirement(service_id=at.service.pk) is None
    assert ask(at).state == Retirement.State.ASKED


def test_a_proposal_without_a_reason_is_refused(at: Bookable) -> None:
    with pytest.raises(errors.NoRetirementReason):
        ask_to_retire(service_id=at.service.pk, reason=" ", person=ADA, now=NOW)


def test_no_text_is_published_about_a_retired_service(at: Bookable) -> None:
    version = hand_in(at.service, {"text.de.name": "Neuer Name"})
    retire(at)
    with pytest.raises(errors.ServiceRetired):
        editing.approve_version(version_id=version.pk, seen_edits=version.edits, person=BEA, now=NOW)


def test_an_approved_text_that_waits_goes_back_to_its_editors(at: Bookable) -> None:
    version = hand_in(at.service, {"text.de.name": "Neuer Name"})
    editing.approve_version(
        version_id=version.pk, seen_edits=version.edits, person=BEA, now=NOW, valid_from=NOW + timedelta(days=1)
    )
    retire(at)
    assert editing.publish_due(now=NOW + timedelta(days=2)) == 0
    version.refresh_from_db()
    assert version.state == "draft"
    assert "aufgegeben" in version.reason


def test_an_import_does_not_bring_back_what_the_city_has_given_up(at: Bookable, tmp_path: Path) -> None:
    retire(at)
    import_message(write(tmp_path / "m.xml", leistung("1", name="Wieder da")))
    service = PublicService.objects.get(identifier="1")
    assert (service.is_public, service.deleted_at) == (False, NOW)
    assert not ServiceOffer.objects.filter(is_bookable=True).exists()
