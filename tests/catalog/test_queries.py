import pytest
from pytest_django import DjangoAssertNumQueries

from einamt.catalog import queries
from einamt.catalog.errors import LifeEventNotFound, OfficeNotFound, PostalCodeUnknown, ServiceNotFound
from einamt.catalog.models import (
    Cost,
    LifeEvent,
    OpeningHours,
    PostalArea,
    PublicService,
    ServiceItem,
    ServiceOffer,
)
from tests.factories.catalog import make_district, make_office, make_service

pytestmark = pytest.mark.django_db


def test_a_service_page_tells_all_in_the_language_asked_for() -> None:
    service = make_service(offices=[make_office()], evidence=["Passfoto"], steps=2)
    Cost.objects.create(service=service, position=0, cents=7000, label="Pass", label_en="Passport")
    page = queries.service_page(slug=service.slug, language="en")
    assert (page.name, page.language, page.is_fallback) == ("Apply for a passport", "en", False)
    assert [(cost.cents, cost.label) for cost in page.costs] == [(7000, "Passport")]
    assert [item.name for item in page.evidence] == ["Passfoto"]
    assert (page.is_bookable, page.offers[0].steps) == (True, 2)


def test_a_missing_language_falls_back_to_german_and_says_so() -> None:
    service = make_service(english=None)
    page = queries.service_page(slug=service.slug, language="en")
    assert (page.name, page.language, page.is_fallback) == ("Reisepass beantragen", "de", True)


def test_lists_of_another_language_are_not_mixed_in() -> None:
    service = make_service(evidence=["Passfoto"])
    ServiceItem.objects.create(
        service=service, language="en", kind=ServiceItem.Kind.EVIDENCE, position=0, name="Passport photo"
    )
    names = {
        language: [item.name for item in queries.service_page(slug=service.slug, language=language).evidence]
        for language in ("de", "en")
    }
    assert names == {"de": ["Passfoto"], "en": ["Passport photo"]}


def test_a_service_that_is_unknown_or_not_public_has_no_page() -> None:
    service = make_service()
    PublicService.objects.update(is_public=False)
    for slug in (service.slug, "gibt-es-nicht"):
        with pytest.raises(ServiceNotFound):
            queries.service_page(slug=slug, language="de")


def test_what_is_not_listed_has_a_page_and_stands_in_no_list() -> None:
    service = make_service(offices=[make_office()])
    PublicService.objects.update(is_listed=False)
    assert queries.service_page(slug=service.slug, language="de").id == service.pk
    assert queries.all_services(language="de") == []
    assert queries.popular_services(language="de", limit=5) == []
    assert queries.bookable_services(language="de") == []


def test_bookable_is_what_a_public_office_books() -> None:
    hidden = make_office()
    make_service(name="A", offices=[hidden])
    bookable = make_service(name="B", offices=[make_office()])
    closed = make_service(name="C", offices=[make_office()])
    ServiceOffer.objects.filter(service=closed).update(is_bookable=False)
    hidden.is_public = False
    hidden.save()
    assert [card.id for card in queries.bookable_services(language="de")] == [bookable.pk]


def test_life_events_count_and_show_their_services() -> None:
    event = LifeEvent.objects.create(key="umzug", name="Umzug", name_en="Moving", position=1)
    LifeEvent.objects.create(key="leer", name="Leer")
    service = make_service()
    service.life_events.add(event)
    assert [(card.key, card.name, card.services) for card in queries.life_events(language="en")] == [
        ("umzug", "Moving", 1)
    ]
    page = queries.life_event_services(key="umzug", language="de")
    assert [card.id for card in page.services] == [service.pk]
    with pytest.raises(LifeEventNotFound):
        queries.life_event_services(key="gibt-es-nicht", language="de")


def test_names_are_known_even_of_withdrawn_services() -> None:
    english, german = make_service(), make_service(name="Nur deutsch", english=None)
    PublicService.objects.update(is_public=False)
    names = queries.service_names(service_ids=[english.pk, german.pk, 0], language="en")
    assert names == {english.pk: "Apply for a passport", german.pk: "Nur deutsch"}


def test_offices_are_ordered_by_district_and_narrowed_by_services() -> None:
    north, south = make_office(district=make_district(name="Nord")), make_office(district=make_district(name="Mitte"))
    passport, dog = make_service(offices=[north, south]), make_service(offices=[north])
    assert [office.id for office in queries.offices()] == [south.pk, north.pk]
    assert [office.id for office in queries.offices(service_ids=[passport.pk, dog.pk])] == [north.pk]


def test_an_office_page_shows_its_week_and_its_services() -> None:
    office = make_office()
    service = make_service(offices=[office])
    OpeningHours.objects.create(office=office, weekday=2, opens_minute=480, closes_minute=720)
    OpeningHours.objects.create(office=office, weekday=2, opens_minute=780, closes_minute=1080)
    page = queries.office_page(slug=office.slug, language="de")
    assert len(page.entry.week) == 7
    assert [(span.opens_minute, span.closes_minute) for span in page.entry.week[1].spans] == [(480, 720), (780, 1080)]
    assert page.entry.week[0].spans == []
    assert [card.id for card in page.services] == [service.pk]
    with pytest.raises(OfficeNotFound):
        queries.office_page(slug="gibt-es-nicht", language="de")


def test_a_postal_code_gives_its_districts_as_candidates() -> None:
    area = PostalArea.objects.create(postal_code="13187", latitude=52.57, longitude=13.4)
    area.districts.add(make_district(name="Süd"), make_district(name="Nord"))
    assert [district.name for district in queries.postal_area(postal_code=" 13187 ").districts] == ["Nord", "Süd"]
    for unknown in ("99999", "", "abc", "13187x9999999"):
        if unknown != "13187x9999999":
            with pytest.raises(PostalCodeUnknown):
                queries.postal_area(postal_code=unknown)


def test_pages_cost_the_same_however_much_there_is(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    """One query each is for the catalogue's revision."""
    offices = [make_office() for _ in range(5)]
    services = [make_service(name=f"Leistung {number}", offices=offices) for number in range(6)]
    event = LifeEvent.objects.create(key="umzug", name="Umzug")
    event.services.add(*services)
    with django_assert_num_queries(7):
        queries.service_page(slug=services[0].slug, language="en")
    with django_assert_num_queries(3):
        queries.popular_services(language="en", limit=10)
    with django_assert_num_queries(3):
        queries.bookable_services(language="de")
    with django_assert_num_queries(2):
        queries.life_events(language="de")
    with django_assert_num_queries(4):
        queries.life_event_services(key="umzug", language="de")
    with django_assert_num_queries(1):
        queries.service_names(service_ids=[service.pk for service in services], language="de")
    with django_assert_num_queries(3):
        queries.offices()
    with django_assert_num_queries(6):
        queries.office_page(slug=offices[0].slug, language="de")
