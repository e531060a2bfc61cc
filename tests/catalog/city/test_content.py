"""A city's content is read whole or refused with the name of the file and the key."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from einamt.catalog.city.content import BadContent, read_city
from einamt.catalog.city.errors import CatalogNotEmpty
from einamt.catalog.city.operations import load_city
from einamt.catalog.models import AddressEntry, Area, LifeEvent, Office, PostalArea, PublicService, ServiceOffer
from einamt.catalog.queries import service_page
from einamt.catalog.responsibility import Outcome, Whereabouts, responsibility_findings, responsible_for

BERLIN = Path(__file__).resolve().parents[3] / "demo" / "berlin"
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the demo city that may be damaged."""
    return Path(shutil.copytree(BERLIN, tmp_path / "berlin"))


def test_the_demo_city_has_berlins_shape() -> None:
    content = read_city(folder=BERLIN)
    assert (len(content.districts), len(content.offices), len(content.services)) == (12, 44, 60)
    assert len(content.postal_codes) == 190
    events = {key for key, *_ in content.life_events}
    assert {key for service in content.services for key in service.life_events} <= events


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_service_is_complete_in_both_languages(language: str) -> None:
    for service in read_city(folder=BERLIN).services:
        words = service.words[language]
        assert all([words.name, words.summary, words.description, words.plain, words.synonyms]), service.key
        assert len(words.evidence) == len(service.words["de"].evidence), service.key


@pytest.mark.parametrize(
    ("file", "old", "new", "named"),
    [
        ("city.toml", 'name = "Berlin"', "name = ", "city.toml"),
        ("services/reisepass-beantragen.toml", "steps = 1", "", "reisepass-beantragen"),
        ("offices.toml", 'opens = "08:00"', 'opens = "acht"', "offices.toml"),
    ],
)
def test_a_mistake_in_a_file_is_named(folder: Path, file: str, old: str, new: str, named: str) -> None:
    path = folder / file
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(BadContent, match=named):
        read_city(folder=folder)


@pytest.mark.django_db
def test_a_city_is_loaded_once_and_whole() -> None:
    content = read_city(folder=BERLIN)
    load_city(content=content, now=NOW)
    assert (PublicService.objects.count(), Office.objects.count(), PostalArea.objects.count()) == (60, 44, 190)
    assert LifeEvent.objects.count() == len(content.life_events)
    assert ServiceOffer.objects.filter(is_bookable=True).exists()
    page = service_page(slug="reisepass-beantragen", language="en")
    assert not page.is_fallback
    assert [cost.cents for cost in page.costs][:2] == [7000, 3750]
    with pytest.raises(CatalogNotEmpty):
        load_city(content=content, now=NOW)
    assert PublicService.objects.count() == 60


@pytest.mark.django_db
def test_in_the_demo_city_somebody_answers_for_every_service_everywhere_and_only_one() -> None:
    load_city(content=read_city(folder=BERLIN), now=NOW)
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
    assert (answer.outcome, answer.candidates[0].name) == (Outcome.ONE, "Bezirksamt Neukölln")
    assert answer.reason == "Ihre Adresse liegt in Neukölln; Familiennamen L bis Z."


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
        load_city(content=read_city(folder=folder), now=NOW)


@pytest.mark.django_db
def test_a_city_of_municipalities_has_their_official_keys(folder: Path) -> None:
    path = folder / "offices.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('ars = ""', 'ars = "145240180180"', 1), encoding="utf-8")
    (folder / "responsibilities.toml").unlink()
    (folder / "addresses.csv").unlink()
    load_city(content=read_city(folder=folder), now=NOW)
    area = Area.objects.get(key="145240180180")
    assert (area.name, area.kind) == ("Mitte", Area.Kind.MUNICIPALITY)
