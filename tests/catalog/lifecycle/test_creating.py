"""A service begins as a draft: nobody but editors sees it before somebody else has read it."""

from datetime import UTC, datetime

import pytest

from einamt.catalog.editing import operations as editing
from einamt.catalog.editing.content import from_json
from einamt.catalog.errors import ServiceNotFound
from einamt.catalog.lifecycle import errors
from einamt.catalog.lifecycle.operations import create_service
from einamt.catalog.models import Organisation, PublicService, ServiceOffer, ServiceVersion
from einamt.catalog.queries import service_page
from tests.factories.catalog import make_city, make_office, make_service

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ADA, BEA = "staff:1", "staff:2"
pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db: None) -> Organisation:
    return make_city()


def create(city: Organisation, *, name: str = "Straßenfest anmelden", slug: str = "", **wording: str) -> ServiceVersion:
    return create_service(
        name=name,
        slug=slug,
        organisation_id=city.pk,
        office_ids=[make_office().pk],
        wording_by_key={"needs_appointment": "1", **wording},
        person=ADA,
        now=NOW,
    )


def test_it_has_no_page_until_somebody_else_has_approved_its_draft(city: Organisation) -> None:
    version = create(city)
    slug = version.service.slug
    assert slug == "strassenfest-anmelden"
    with pytest.raises(ServiceNotFound):
        service_page(slug=slug, language="de")
    editing.submit_version(version_id=version.pk, person=ADA, now=NOW)
    with pytest.raises(editing.OwnWork):
        editing.approve_version(version_id=version.pk, seen_edits=version.edits, person=ADA, now=NOW)
    editing.approve_version(version_id=version.pk, seen_edits=version.edits, person=BEA, now=NOW)
    assert service_page(slug=slug, language="de").name == "Straßenfest anmelden"


def test_what_it_begins_with_stands_in_its_draft_and_its_offices_offer_it(city: Organisation) -> None:
    version = create(city, **{"text.de.summary": "Wenn die Nachbarn feiern.", "channels": "office"})
    content = from_json(version.content)
    assert (content.texts["de"].summary, content.channels, content.is_public) == (
        "Wenn die Nachbarn feiern.",
        ("office",),
        True,
    )
    offer = ServiceOffer.objects.get(service=version.service)
    assert (offer.steps, offer.is_bookable) == (1, True)
    assert list(version.service.versions.order_by("number").values_list("state", "author")) == [
        ("published", ADA),
        ("draft", ADA),
    ]


def test_an_address_that_is_taken_is_refused_and_nothing_is_created(city: Organisation) -> None:
    taken = make_service().slug
    with pytest.raises(errors.SlugTaken):
        create(city, slug=taken)
    assert PublicService.objects.count() == 1


def test_a_name_without_a_latin_letter_needs_an_address(city: Organisation) -> None:
    with pytest.raises(errors.SlugEmpty):
        create(city, name="Паспорт")
    assert create(city, name="Паспорт", slug="Pass beantragen").service.slug == "pass-beantragen"


def test_an_organisation_that_is_gone_is_refused(city: Organisation) -> None:
    Organisation.objects.all().delete()
    with pytest.raises(errors.OrganisationNotFound):
        create_service(
            name="X", slug="", organisation_id=city.pk or 0, office_ids=[], wording_by_key={}, person=ADA, now=NOW
        )
