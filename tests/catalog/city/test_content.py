"""A city's content is read whole or refused with the name of the file and the key."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from einamt.catalog.addresses import find_places
from einamt.catalog.city.content import BadContent, Words
from einamt.catalog.city.errors import CatalogNotEmpty
from einamt.catalog.city.operations import load_city
from einamt.catalog.city.reading import read_city
from einamt.catalog.linting.operations import lint_catalog
from einamt.catalog.linting.queries import open_findings
from einamt.catalog.linting.terms import term_days
from einamt.catalog.models import AddressEntry, Area, LifeEvent, Office, PostalArea, PublicService, ServiceOffer
from einamt.catalog.queries import service_page
from einamt.catalog.responsibility import Outcome, Whereabouts, responsibility_findings, responsible_for

DEMO = Path(__file__).resolve().parents[3] / "demo"
BERLIN, MEERANE = DEMO / "berlin", DEMO / "meerane"
CITIES = pytest.mark.parametrize("city", [BERLIN, MEERANE], ids=lambda folder: folder.name)
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the demo city that may be damaged."""
    return Path(shutil.copytree(BERLIN, tmp_path / "berlin"))


def test_the_demo_city_has_berlins_shape() -> None:
    content = read_city(folder=BERLIN)
    assert (len(content.districts), len(content.offices), len(content.services)) == (12, 44, 186)
    assert sum(bool(service.online_url) for service in content.services) == 27
    assert len(content.postal_codes) == 190
    assert sum(len(districts) > 1 for *_, districts in content.postal_codes) == 69


def test_the_second_demo_is_a_community_in_which_a_town_serves_its_neighbour() -> None:
    content = read_city(folder=MEERANE)
    assert content.parts == "municipality"
    assert {part.name.de: part.area_key for part in content.districts} == {
        "Meerane": "145245118190",
        "Schönberg": "145245118270",
    }
    assert content.postal_codes[0][3] == ["stadt-meerane", "gemeinde-schoenberg"]
    assert {office.district for office in content.offices} == {part.key for part in content.districts}
    assert len(content.services) == 42


@CITIES
def test_every_part_of_a_city_can_be_reached_and_is_known_by_its_localities(city: Path) -> None:
    for part in read_city(folder=city).districts:
        assert part.contact is not None, part.key
        assert part.contact.street, part.key
        assert part.contact.phone, part.key
        assert part.contact.hours.en, part.key
        assert part.also_called, part.key


@CITIES
def test_services_name_life_events_and_groups_of_counters_that_there_are(city: Path) -> None:
    content = read_city(folder=city)
    events = {key for key, *_ in content.life_events}
    groups = {key for office in content.offices for key, _ in office.counter_groups}
    used = {key for service in content.services for key in service.life_events}
    assert used == events
    for service in content.services:
        assert set(service.counter_groups) <= groups, service.key
        assert not service.needs_appointment or service.counter_groups, service.key


@CITIES
def test_opening_hours_fit_the_grid(city: Path) -> None:
    content = read_city(folder=city)
    step = content.settings["booking_rules"][-1]["step_minutes"]
    for office in content.offices:
        assert not any((closes - opens) % step for _, opens, closes in office.hours), office.key


@CITIES
@pytest.mark.parametrize("language", ["de", "en"])
def test_every_service_is_complete_in_both_languages(city: Path, language: str) -> None:
    for service in read_city(folder=city).services:
        words = service.words[language]
        assert all([words.name, words.summary, words.description, words.plain, words.synonyms]), service.key
        assert all([words.conditions, words.evidence, words.procedure, words.duration]), service.key
        assert len(words.evidence) == len(service.words["de"].evidence), service.key
        assert len(words.conditions) == len(service.words["de"].conditions), service.key


@pytest.mark.parametrize("language", ["tr", "uk", "ar"])
def test_the_ten_services_most_asked_for_are_complete_in_three_more_languages(language: str) -> None:
    services = sorted(read_city(folder=BERLIN).services, key=lambda service: (-service.demand, service.key))
    assert len([service for service in services if language in service.words]) >= 10
    for service in services:
        if service in services[:10] or language in service.words:
            words, german = service.words[language], service.words["de"]
            assert all([words.name, words.summary, words.description, words.plain, words.synonyms]), service.key
            assert all([words.procedure, words.duration]), service.key
            assert bool(words.costs_note) == bool(german.costs_note), service.key
            for there, here in ((words.evidence, german.evidence), (words.conditions, german.conditions)):
                assert len(there) == len(here), service.key
            assert all(language in label.further for _, label in service.costs), service.key
            assert language in service.responsible_body.further or not service.responsible_body.de, service.key


@CITIES
@pytest.mark.parametrize("language", ["de", "en"])
def test_no_two_services_of_the_demo_have_one_name(city: Path, language: str) -> None:
    names = [service.words[language].name for service in read_city(folder=city).services]
    assert [name for name in names if names.count(name) > 1] == []


@CITIES
def test_every_service_of_the_demo_says_what_it_costs_or_that_it_costs_nothing(city: Path) -> None:
    silent = [
        service.key
        for service in read_city(folder=city).services
        if not service.costs and not all(words.costs_note for words in service.words.values())
    ]
    assert silent == []


@CITIES
def test_what_is_done_online_has_its_address_and_only_that(city: Path) -> None:
    for service in read_city(folder=city).services:
        if service.online_url:
            assert "online" in service.channels, service.key


@pytest.mark.parametrize(
    ("file", "old", "new", "named"),
    [
        ("city.toml", 'name = "Berlin"', "name = ", "city.toml"),
        ("city.toml", 'parts = "district"', 'parts = "village"', "city.toml.*village"),
        ("city.toml", 'parts = "district"', "", "city.toml.*parts"),
        ("offices.toml", "[[district]]", "[[quarter]]", "offices.toml.*district"),
        ("offices.toml", 'key = "mitte"', 'key = "berlin"', "offices.toml.*key of the city"),
        ("services/reisepass-beantragen.toml", "steps = 1", "", "reisepass-beantragen"),
        ("offices.toml", 'opens = "08:00"', 'opens = "acht"', "offices.toml"),
        ("life_events.toml", 'key = "umziehen"', "", "life_events.toml"),
        ("life_events.toml", "[[event]]", "[[moment]]", "no .*event"),
        ("postal_codes.csv", "10117,52.518746", "10117", "postal_codes.csv, line 3"),
        ("postal_codes.csv", "10119,52.532666", "10119,north", "postal_codes.csv, line 4"),
    ],
)
def test_a_mistake_in_a_file_is_named(folder: Path, file: str, old: str, new: str, named: str) -> None:
    path = folder / file
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(BadContent, match=named):
        read_city(folder=folder)


def _in_turkish(folder: Path) -> Path:
    """The file of a service that has a text and a label in Turkish too, whatever the demo has."""
    path = folder / "services" / "reisepass-vorlaeufig.toml"
    text = path.read_text(encoding="utf-8").replace(' en = "', ' tr = "Türkçe", en = "', 1)
    english = text.split("\n[en]\n")[1].split("\n[", 1)[0]
    path.write_text(f"{text}\n[tr]\n{english}", encoding="utf-8")
    return path


@pytest.mark.django_db
def test_a_service_may_be_said_in_further_languages(folder: Path) -> None:
    _in_turkish(folder)
    content = read_city(folder=folder)
    service = next(service for service in content.services if service.key == "reisepass-vorlaeufig")
    assert list(service.words) == ["de", "en", "tr"]
    load_city(content=content)
    page = service_page(slug=service.key, language="tr")
    assert (page.language, page.is_fallback) == ("tr", False)
    assert page.evidence
    other = service_page(slug="hund-anmelden", language="tr")
    assert (other.language, other.is_fallback) == ("de", True)


def test_words_that_a_language_lacks_are_given_in_english() -> None:
    words = Words(de="Antrag", en="Application", further={"tr": "Başvuru"})
    assert [words.in_language(code) for code in ("de", "en", "tr", "uk")] == [
        "Antrag",
        "Application",
        "Başvuru",
        "Application",
    ]


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [("[en]", "[englisch]", "englisch"), ("[de]", "[tr]", "'de'"), (' en = "', ' english = "', "english")],
)
def test_a_language_that_is_none_and_one_that_is_missing_are_named(
    folder: Path, old: str, new: str, named: str
) -> None:
    path = folder / "services" / "hund-anmelden.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadContent, match=f"hund-anmelden.*{named}"):
        read_city(folder=folder)


@pytest.mark.django_db
def test_a_city_is_loaded_once_and_whole() -> None:
    content = read_city(folder=BERLIN)
    load_city(content=content)
    assert (PublicService.objects.count(), Office.objects.count(), PostalArea.objects.count()) == (186, 44, 190)
    assert LifeEvent.objects.count() == len(content.life_events)
    assert ServiceOffer.objects.filter(is_bookable=True).exists()
    page = service_page(slug="reisepass-beantragen", language="en")
    assert not page.is_fallback
    assert [cost.cents for cost in page.costs][:2] == [7000, 3750]
    with pytest.raises(CatalogNotEmpty):
        load_city(content=content)
    assert PublicService.objects.count() == 186


@pytest.mark.django_db
def test_in_the_demo_city_somebody_answers_for_every_service_everywhere_and_only_one() -> None:
    load_city(content=read_city(folder=BERLIN))
    assert responsibility_findings(now=NOW) == []
    assert Area.objects.count() == 13
    assert AddressEntry.objects.filter(area__isnull=False).count() >= 400
    answer = responsible_for(
        service_id=PublicService.objects.get(slug="elterngeld").pk,
        place=Whereabouts(("1100000008",)),
        surname="Öztürk",
        language="de",
        now=NOW,
    )
    assert (answer.outcome, answer.candidates[0].name) == (Outcome.ONE, "Jugendamt Neukölln")
    assert answer.candidates[0].part_of == "Bezirksamt Neukölln"
    assert answer.reason == "Ihre Adresse liegt in Neukölln; Familiennamen L bis Z."
    assert answer.candidates[0].contact is not None
    assert answer.candidates[0].contact.street == "Karl-Marx-Straße 83"
    for typed, district in (("Wedding", "Mitte"), ("Kreuzberg", "Friedrichshain-Kreuzberg")):
        place = find_places(text=typed).place
        assert place is not None
        assert Area.objects.get(key__in=place.area_keys).name == district


@pytest.mark.django_db
def test_in_the_demo_city_each_district_s_own_authority_answers_and_says_how_it_is_reached() -> None:
    load_city(content=read_city(folder=BERLIN))
    areas = Area.objects.filter(kind=Area.Kind.DISTRICT)
    assert areas.count() == 12
    for slug, kind in (
        ("wohngeld", "Wohnungsamt"),
        ("ehe-anmelden", "Standesamt"),
        ("grundsicherung", "Amt für Soziales"),
    ):
        for area in areas:
            answer = responsible_for(
                service_id=PublicService.objects.get(slug=slug).pk,
                place=Whereabouts((area.key,)),
                surname="Öztürk",
                language="de",
                now=NOW,
            )
            [candidate] = answer.candidates
            assert (candidate.name, candidate.part_of) == (f"{kind} {area.name}", f"Bezirksamt {area.name}")
            assert candidate.contact is not None
            assert candidate.contact.street
            assert candidate.contact.phone


@pytest.mark.django_db
def test_an_authority_without_an_address_is_reached_through_its_district_and_one_of_the_city_is_not() -> None:
    load_city(content=read_city(folder=BERLIN))
    place = Whereabouts(("1100000003",))
    answers = {
        slug: responsible_for(
            service_id=PublicService.objects.get(slug=slug).pk, place=place, surname="Wu", language="en", now=NOW
        ).candidates[0]
        for slug in ("wohngeld", "buergergeld")
    }
    housing, work = answers["wohngeld"], answers["buergergeld"]
    assert housing.name == "Housing office of Pankow"
    assert housing.unit == "Housing benefit section, group 3"
    assert housing.contact is not None
    assert housing.contact.street == "Breite Straße 24A–26"
    assert housing.contact.through == housing.part_of
    assert (work.name, work.part_of, work.contact) == ("Jobcenter Berlin Pankow", "", None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"wohngeld", ', '"wohngeld", "wohngeld", ', "wohngeld.*twice"),
        ('"wohngeld", ', '"gibt-es-nicht", ', "gibt-es-nicht"),
        ('"wohngeld", ', '"reisepass-beantragen", ', "reisepass-beantragen"),
        ("pankow = {", "atlantis = {", "atlantis"),
        ("Standesamt {part}", "Standesamt", "standesamt.*part"),
        ('belongs_to = "city"', 'belongs_to = "moon"', "jobcenter.*moon"),
    ],
)
def test_a_mistake_about_an_authority_is_named(folder: Path, old: str, new: str, said: str) -> None:
    path = folder / "authorities.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadContent, match=f"(?s)authorities.toml.*{said}"):
        load_city(content=read_city(folder=folder))


@pytest.mark.django_db
def test_in_the_second_demo_an_address_leads_to_one_of_the_two_towns() -> None:
    load_city(content=read_city(folder=MEERANE))
    for typed, town in (
        ("Hauptstr. 51, Schönberg", "145245118270"),
        ("Lörracher Platz 1", "145245118190"),
        ("Poststraße 3, 08393", "145245118190"),
        ("Gibtesnicht 3, 08393 Schönberg", "145245118270"),
        ("Gibtesnicht 3, Meerane", "145245118190"),
    ):
        place = find_places(text=typed).place
        assert place is not None, typed
        assert place.area_keys == (town,), typed


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('district = "mitte"', 'district = "atlantis"', "atlantis"),
        ('service = "elterngeld"', 'service = "gibt-es-nicht"', "gibt-es-nicht"),
        ('matter = "gaststaette"', 'matter = "zirkus"', "zirkus"),
        ('letters = ["A", "K"]', 'letters = ["A"]', "responsibilities.toml"),
    ],
)
def test_a_rule_about_what_there_is_not_is_named(folder: Path, old: str, new: str, said: str) -> None:
    path = folder / "responsibilities.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(BadContent, match=said):
        load_city(content=read_city(folder=folder))


@pytest.mark.django_db
def test_a_city_of_municipalities_has_their_official_keys(folder: Path) -> None:
    path = folder / "offices.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('ars = ""', 'ars = "145240180180"', 1), encoding="utf-8")
    (folder / "responsibilities.toml").unlink()
    (folder / "addresses.csv").unlink()
    load_city(content=read_city(folder=folder))
    area = Area.objects.get(key="145240180180")
    assert (area.name, area.kind) == ("Mitte", Area.Kind.MUNICIPALITY)


@pytest.mark.django_db
@CITIES
def test_the_linter_finds_nothing_in_the_texts_of_a_demo_city_that_misleads_or_is_missing(city: Path) -> None:
    load_city(content=read_city(folder=city))
    lint_catalog(now=NOW)
    assert [str(each) for each in open_findings().exclude(severity="notice")] == []


@pytest.mark.django_db
def test_the_linter_sees_a_service_that_does_not_say_what_it_costs(folder: Path) -> None:
    path = folder / "services" / "strassenmusik.toml"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith("costs_note")), encoding="utf-8")
    load_city(content=read_city(folder=folder))
    lint_catalog(now=NOW)
    assert [str(each.service) for each in open_findings(code="missing-fees")] == ["strassenmusik"]


@pytest.mark.django_db
def test_a_city_says_within_how_many_days_findings_are_put_right(folder: Path) -> None:
    path = folder / "city.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("notice = 90", "notice = 30"), encoding="utf-8")
    load_city(content=read_city(folder=folder))
    assert term_days() == {"error": 7, "warning": 28, "notice": 30}
    for mistake in ("notice = 0", "disaster = 3", 'notice = "bald"'):
        path.write_text(text.replace("notice = 90", mistake), encoding="utf-8")
        with pytest.raises(BadContent, match="finding_days"):
            read_city(folder=folder)
