"""Offices and what they serve: what is changed counts at once, is written down, and can be taken back."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from einamt.catalog.editing.errors import EditedMeanwhile
from einamt.catalog.editing.marks import mark
from einamt.catalog.journal import errors as journal
from einamt.catalog.journal.queries import changes_of_office
from einamt.catalog.lifecycle.errors import SlugTaken
from einamt.catalog.models import CatalogChange, Office, OpeningHours, PublicService, ServiceOffer
from einamt.catalog.offices import errors, operations
from einamt.catalog.offices.rows import office_wording
from einamt.catalog.queries import offices, revision
from tests.factories.catalog import make_city, make_office, make_service

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ADA, BEA = "staff:1", "staff:2"
pytestmark = pytest.mark.django_db


@pytest.fixture
def office(db: None) -> Office:
    return make_office()


@pytest.fixture
def service(db: None) -> PublicService:
    return make_service()


def seen_of(office: Office) -> dict[str, str]:
    """The marks of what a form opened now would show."""
    return {key: mark(text) for key, text in office_wording(office=Office.objects.get(pk=office.pk)).items()}


def save(
    office: Office, changes: Mapping[str, str], *, seen: Mapping[str, str] | None = None, person: str = ADA
) -> CatalogChange | None:
    return operations.save_office(
        office_id=office.pk,
        wording_by_key=changes,
        seen=seen_of(office) if seen is None else seen,
        person=person,
        now=NOW,
    )


def wording(office: Office, key: str) -> str:
    return office_wording(office=Office.objects.get(pk=office.pk))[key]


def test_what_is_saved_counts_at_once_and_says_who_did_it(office: Office) -> None:
    before = revision()
    save(office, {"phone": "030 1", "hours_2": "8-12, 13-18", "latitude": "52,5", "hours_note": "Montags nie."})
    assert revision() > before
    office.refresh_from_db()
    assert (office.phone, office.latitude, office.coordinate_source) == ("030 1", 52.5, "editor")
    assert list(OpeningHours.objects.filter(office=office).values_list("weekday", "opens_minute", "closes_minute")) == [
        (2, 480, 720),
        (2, 780, 1080),
    ]
    (line,) = changes_of_office(office_id=office.pk)
    assert (line.person, line.what, [each.key for each in line.fields]) == (
        ADA,
        "changed",
        ["hours_2", "hours_note", "latitude", "phone"],
    )


def test_saving_what_stands_there_already_is_no_change(office: Office) -> None:
    assert save(office, office_wording(office=office)) is None
    assert not CatalogChange.objects.exists()


def test_two_editors_at_one_field_both_keep_their_text(office: Office) -> None:
    seen = seen_of(office)
    save(office, {"phone": "030 1"}, seen=seen)
    with pytest.raises(EditedMeanwhile) as clash:
        save(office, {"phone": "030 2", "street": "Weg 1"}, seen=seen, person=BEA)
    assert [(each.theirs, each.mine) for each in clash.value.clashes] == [("030 1", "030 2")]
    assert (wording(office, "phone"), wording(office, "street")) == ("030 1", "Breite Straße 24a")


def test_two_editors_at_different_fields_come_together(office: Office) -> None:
    seen = seen_of(office)
    everything = office_wording(office=office)
    save(office, {**everything, "phone": "030 1"}, seen=seen)
    save(office, {**everything, "street": "Weg 1"}, seen=seen, person=BEA)
    assert (wording(office, "phone"), wording(office, "street")) == ("030 1", "Weg 1")


@pytest.mark.parametrize(
    ("changes", "refusal"), [({"name": " "}, errors.NoOfficeName), ({"latitude": ""}, errors.HalfAPlace)]
)
def test_an_office_without_a_name_or_with_half_a_place_is_refused(
    office: Office, changes: dict[str, str], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        save(office, {"phone": "030 1", **changes})
    assert wording(office, "phone") == ""


def test_a_change_taken_back_leaves_what_others_have_changed(office: Office) -> None:
    change = save(office, {"phone": "030 1", "hours_1": "8-12"})
    save(office, {"street": "Weg 1"}, person=BEA)
    assert change is not None
    operations.take_back(change_id=change.pk, office_id=office.pk, person=BEA, now=NOW)
    assert (wording(office, "phone"), wording(office, "hours_1"), wording(office, "street")) == ("", "", "Weg 1")
    with pytest.raises(journal.TakenBackAlready):
        operations.take_back(change_id=change.pk, office_id=office.pk, person=BEA, now=NOW)


def test_a_change_is_not_taken_back_where_somebody_has_gone_on(office: Office) -> None:
    change = save(office, {"phone": "030 1"})
    save(office, {"phone": "030 2"})
    assert change is not None
    with pytest.raises(journal.ChangedSince):
        operations.take_back(change_id=change.pk, office_id=office.pk, person=BEA, now=NOW)


def test_a_change_of_another_office_is_not_taken_back_here(office: Office) -> None:
    change = save(office, {"phone": "030 1"})
    assert change is not None
    with pytest.raises(journal.ChangeNotFound):
        operations.take_back(change_id=change.pk, office_id=make_office().pk, person=BEA, now=NOW)


def test_a_new_office_is_not_public_before_somebody_says_so() -> None:
    made = operations.create_office(
        name="Bürgeramt Süd",
        slug="",
        organisation_id=make_city().pk,
        wording_by_key={"street": "Weg 1"},
        person=ADA,
        now=NOW,
    )
    assert (made.slug, made.street, offices()) == ("buergeramt-sued", "Weg 1", [])
    save(made, {"is_public": "1"})
    assert [entry.name for entry in offices()] == ["Bürgeramt Süd"]
    created = changes_of_office(office_id=made.pk)[-1]
    with pytest.raises(journal.ChangeNotFound):
        operations.take_back(change_id=created.id, office_id=made.pk, person=ADA, now=NOW)
    with pytest.raises(SlugTaken):
        operations.create_office(
            name="Bürgeramt Süd",
            slug="",
            organisation_id=made.organisation_id,
            wording_by_key={},
            person=ADA,
            now=NOW,
        )


def test_services_are_added_changed_and_removed_with_their_history(office: Office, service: PublicService) -> None:
    added = operations.add_offers(office_id=office.pk, service_ids=[service.pk, 0], person=ADA, now=NOW)
    assert added == 1
    offer = ServiceOffer.objects.get()
    assert (offer.steps, offer.is_bookable) == (1, True)
    seen = {"steps": mark("1"), "max_persons": mark(""), "is_bookable": mark("1")}
    operations.save_offer(
        office_id=office.pk,
        service_id=service.pk,
        wording_by_key={"steps": "3", "max_persons": "4", "is_bookable": ""},
        seen=seen,
        person=BEA,
        now=NOW,
    )
    removed = operations.remove_offer(office_id=office.pk, service_id=service.pk, person=ADA, now=NOW)
    assert not ServiceOffer.objects.exists()
    operations.take_back(change_id=removed.pk, office_id=office.pk, person=BEA, now=NOW)
    offer = ServiceOffer.objects.get()
    assert (offer.steps, offer.max_persons, offer.is_bookable) == (3, 4, False)
    assert [line.what for line in changes_of_office(office_id=office.pk)] == ["added", "removed", "changed", "added"]


def test_what_is_offered_already_stays_as_it_is(office: Office, service: PublicService) -> None:
    ServiceOffer.objects.create(office=office, service=service, steps=5)
    assert operations.add_offers(office_id=office.pk, service_ids=[service.pk], person=ADA, now=NOW) == 0
    assert ServiceOffer.objects.get().steps == 5


def test_an_offer_that_is_not_there_cannot_be_changed(office: Office, service: PublicService) -> None:
    with pytest.raises(errors.NotServedThere):
        operations.remove_offer(office_id=office.pk, service_id=service.pk, person=ADA, now=NOW)
