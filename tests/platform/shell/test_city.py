"""Which city this is."""

import pytest
from django.db import IntegrityError, transaction

from einamt.platform.shell import city
from einamt.platform.shell.models import City

pytestmark = pytest.mark.django_db


def test_a_city_that_nobody_set_up_lies_in_germany() -> None:
    assert (city.current().name, city.zone().key) == (city.UNNAMED, "Europe/Berlin")


def test_the_citys_row_is_read_once_and_remembered(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    City.objects.create(name="Halle (Saale)", zone="Europe/Berlin")
    with django_assert_num_queries(1):
        assert city.current().name == "Halle (Saale)"
        assert city.zone().key == "Europe/Berlin"


def test_a_change_is_seen_after_a_few_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(city, "monotonic", lambda: now)
    City.objects.create(name="Halle")
    assert city.current().name == "Halle"
    City.objects.update(name="Halle (Saale)")
    assert city.current().name == "Halle"
    now += city.REMEMBERED_SECONDS
    assert city.current().name == "Halle (Saale)"


def test_there_is_only_one_city() -> None:
    City.objects.create(name="Berlin")
    with pytest.raises(IntegrityError), transaction.atomic():
        City.objects.bulk_create([City(id=2, name="Potsdam")])


def test_a_name_is_english_for_whoever_reads_no_german_and_hours_are_in_their_language_or_left_out() -> None:
    halle = City(name="Halle (Saale)", name_en="Halle on the Saale", hotline_hours="Montag", hotline_hours_en="Monday")
    read = {language: halle.in_language(language) for language in ("de", "en", "uk")}
    assert [said.name for said in read.values()] == ["Halle (Saale)", "Halle on the Saale", "Halle on the Saale"]
    assert [said.hotline_hours for said in read.values()] == ["Montag", "Monday", ""]
    assert halle.name == "Halle (Saale)"


def test_what_has_no_english_words_keeps_the_german_ones() -> None:
    assert City(name="Halle").in_language("en").name == "Halle"


def test_a_city_has_districts_until_it_says_that_it_is_a_community() -> None:
    assert not City(name="Halle").is_community
    assert City(name="Meerane-Schönberg", parts=City.Parts.MUNICIPALITY).is_community
