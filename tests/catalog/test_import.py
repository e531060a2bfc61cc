from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from einamt.catalog.models import (
    CatalogRevision,
    Office,
    OpeningHours,
    Organisation,
    PublicService,
    ServiceItem,
    ServiceOffer,
    ServiceText,
    Synonym,
    Topic,
)
from tests.catalog.conftest import FileMaker, berlin_office, berlin_service, munich_service, offer
from tests.factories.catalog import make_service

pytestmark = pytest.mark.django_db


def run_import(*files: Path, **options: Any) -> str:
    out = StringIO()
    call_command("catalog", "import", *files, format="dldb", stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


def test_a_delivery_comes_in_whole(berlin_file: FileMaker) -> None:
    services = berlin_file([berlin_service("1", locations=[offer(location="100")]), berlin_service("2")])
    offices = berlin_file([berlin_office("100", services=[offer(service="1")])], name="offices.json")
    topics = berlin_file([{"id": "10", "name": "Ausweise", "path": "ausweise"}], name="topics.json")
    run_import(offices, topics, services)
    service = PublicService.objects.get(source="service.example.de", identifier="1")
    assert service.slug == "leistung-1"
    assert service.needs_appointment
    assert service.channels == ["office"]
    assert [topic.name for topic in service.topics.all()] == ["Ausweise"]
    booked = ServiceOffer.objects.get(service=service)
    assert (booked.office.identifier, booked.steps, booked.is_bookable) == ("100", 2, True)
    assert Organisation.objects.get(kind="city").name == "Musterstadt"
    assert CatalogRevision.objects.get().number == 1


def test_the_same_files_again_change_nothing(berlin_file: FileMaker) -> None:
    services = berlin_file([berlin_service("1", locations=[offer(location="100")])])
    offices = berlin_file([berlin_office("100", services=[offer(service="1")])], name="offices.json")
    run_import(services, offices)
    assert "Nothing to change." in run_import(services, offices)
    assert CatalogRevision.objects.get().number == 1


@pytest.mark.parametrize("order", ["services-first", "offices-first"])
def test_files_may_come_one_by_one_in_any_order(berlin_file: FileMaker, order: str) -> None:
    services = berlin_file([berlin_service("1", locations=[offer(location="100")])])
    offices = berlin_file([berlin_office("100", services=[offer(service="1")])], name="offices.json")
    for path in (services, offices) if order == "services-first" else (offices, services):
        run_import(path)
    assert ServiceOffer.objects.filter(is_bookable=True).count() == 1
    run_import(services, offices)  # now both sides of every offer are known
    for path in (services, offices):
        assert "Nothing to change." in run_import(path)


def test_a_dry_run_shows_the_difference_and_writes_nothing(berlin_file: FileMaker) -> None:
    out = run_import(berlin_file([berlin_service("1")]), dry_run=True)
    assert "Nothing written" in out
    assert not PublicService.objects.exists()


def test_a_changed_name_is_shown_and_applied_and_the_address_stays(berlin_file: FileMaker) -> None:
    run_import(berlin_file([berlin_service("1", name="Alter Name")]))
    out = run_import(berlin_file([berlin_service("1", name="Neuer Name")]))
    assert "name: Alter Name → Neuer Name" in out
    service = PublicService.objects.get()
    assert service.texts.get().name == "Neuer Name"
    assert service.slug == "alter-name"


def test_an_entry_that_is_gone_is_withdrawn_not_deleted(berlin_file: FileMaker) -> None:
    run_import(berlin_file([berlin_service("1"), berlin_service("2")]))
    run_import(berlin_file([berlin_service("1")]))
    assert list(PublicService.objects.filter(is_public=False).values_list("identifier", flat=True)) == ["2"]
    run_import(berlin_file([berlin_service("1"), berlin_service("2")]))
    assert PublicService.objects.filter(is_public=True).count() == 2


def test_a_broken_export_does_not_withdraw_the_catalogue(berlin_file: FileMaker) -> None:
    run_import(berlin_file([berlin_service(str(number)) for number in range(20)]))
    cut = berlin_file([berlin_service("0")])
    with pytest.raises(CommandError, match="lacks 19 of the 20 services"):
        run_import(cut)
    assert PublicService.objects.filter(is_public=True).count() == 20
    run_import(cut, withdraw=True)
    assert PublicService.objects.filter(is_public=True).count() == 1


def test_another_source_is_left_alone(berlin_file: FileMaker) -> None:
    ours = make_service()
    run_import(berlin_file([berlin_service("1")]))
    ours.refresh_from_db()
    assert ours.is_public


def test_an_import_replaces_its_own_synonyms_and_leaves_the_editors(munich_file: FileMaker) -> None:
    run_import(munich_file([munich_service("1")]))
    service = PublicService.objects.get()
    Synonym.objects.create(service=service, language="de", text="Von uns")
    meta = {"url": "https://stadt.example.de/x", "keywords": "Neues Wort"}
    run_import(munich_file([munich_service("1", meta=meta)]))
    assert sorted(service.synonyms.values_list("text", flat=True)) == ["Neues Wort", "Von uns"]


def test_munich_comes_in_with_texts_links_and_what_we_have_no_column_for(munich_file: FileMaker) -> None:
    links = [{"name": "Vollmacht", "link": "www.example.de/vollmacht.pdf", "description": False}]
    description = (
        '<p>Erster <strong>Absatz</strong></p><ul><li>eins</li><li><a href="https://a.de/b">zwei</a></li></ul>'
    )
    run_import(
        munich_file([munich_service("1", description=description, links=links, forms=links, leika="99036008003000")])
    )
    service = PublicService.objects.get()
    text = ServiceText.objects.get()
    assert text.description == "Erster Absatz\n\n- eins\n- [zwei](https://a.de/b)"
    assert (service.leika, service.extra["combinable"], service.extra["maxQuantity"]) == ("99036008003000", [], 2)
    item = ServiceItem.objects.get()
    assert (item.kind, item.link) == ("link", "https://www.example.de/vollmacht.pdf")
    assert service.organisation.name == "Stadtverwaltung"


def test_what_is_not_public_is_found_only_where_it_is_described(munich_file: FileMaker) -> None:
    described = munich_service(
        "1", public=False, description="<p>" + "Ein Text für alle, die es brauchen. " * 3 + "</p>"
    )
    bare = munich_service("2", public=False, description="", meta={"url": "https://stadt.example.de/x"})
    run_import(munich_file([described, bare]))
    seen = dict(PublicService.objects.values_list("identifier", "is_public"))
    assert seen == {"1": True, "2": False}
    assert not PublicService.objects.filter(is_listed=True).exists()


def test_the_full_format_fills_every_column(berlin_file: FileMaker) -> None:
    full = berlin_service(
        "1",
        description="Was es ist.",
        process_time="Zwei Wochen",
        fees="10 Euro",
        responsibility="Das Bezirksamt",
        responsibility_all=True,
        onlineprocessing={"link": "https://online.example.de", "description": ""},
        requirements=[{"name": "Passfoto", "description": "biometrisch", "link": ""}],
        prerequisites=[{"name": "Wohnsitz", "description": "", "link": ""}],
        legal=[{"name": "§ 1 PAuswG", "link": "https://gesetze.example.de"}],
        publications=[{"name": "Heft", "link": ""}],
        forms=[{"name": "Antrag", "link": "https://example.de/a.pdf"}],
        links=[],
    )
    office = berlin_office(
        "100",
        opening_times={
            "monday": "08:00-12:00 und 13.00 - 18 Uhr",
            "tuesday": "nach Vereinbarung",
            "special": "Nur bar",
        },
        transit="U2",
        accessibility="Der Eingang ist rollstuhlgerecht.",
        payment="Nur Karte",
        contact={"phone": "115", "email": "amt@example.de", "webinfo": "//example.de"},
        authority={"id": "7", "name": "Bezirksamt Nord"},
    )
    run_import(berlin_file([full]), berlin_file([office], name="offices.json"))
    text = ServiceText.objects.get()
    assert (text.duration, text.costs_note, text.responsible_body) == ("Zwei Wochen", "10 Euro", "Das Bezirksamt")
    kinds = sorted(ServiceItem.objects.values_list("kind", flat=True))
    assert kinds == ["condition", "evidence", "form", "legal-basis", "publication"]
    assert PublicService.objects.get().channels == ["online"]
    stored = Office.objects.get()
    assert (stored.accessibility, stored.contact_url) == ("step_free", "https://example.de")
    assert stored.hours_note == "Dienstag: nach Vereinbarung\nNur bar"
    assert stored.organisation.name == "Bezirksamt Nord"
    spans = list(OpeningHours.objects.values_list("weekday", "opens_minute", "closes_minute"))
    assert spans == [(1, 480, 720), (1, 780, 1080)]


def test_found_coordinates_survive_a_source_that_knows_none(berlin_file: FileMaker) -> None:
    dummy = berlin_file([berlin_office("100", geo={"lat": 53.45, "lon": 13.45})])
    run_import(dummy)
    Office.objects.update(latitude=52.5, longitude=13.4, coordinate_source="map")
    assert "Nothing to change." in run_import(dummy)


def test_topics_that_arrive_later_find_their_services(berlin_file: FileMaker) -> None:
    run_import(berlin_file([berlin_service("1")]))
    topics = berlin_file([{"id": "10", "name": "Ausweise", "path": "ausweise"}], name="topics.json")
    run_import(topics, source="service.example.de")
    assert Topic.objects.get().services.get().identifier == "1"
