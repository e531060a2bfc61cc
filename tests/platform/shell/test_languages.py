"""The languages of single pages: how they write, which way they run, and where their links lead."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.test import RequestFactory
from django.urls import reverse
from django.utils import translation

from einamt.platform.shell import context, languages, words
from einamt.platform.shell.models import City

pytestmark = pytest.mark.usefixtures("unnamed_city")

TUESDAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("tr", ["24 Kasım 2026 Salı", "24 Kasım Salı", "24 Kas Sal", "24.11.2026", "1.234,50\u00a0avro", "%81"]),
        (
            "uk",
            [
                "Вівторок, 24 листопада 2026\u00a0р.",
                "Вівторок, 24 листопада",
                "Вт, 24 листопада",
                "24.11.2026",
                "1\u00a0234,50\u00a0євро",
                "81\u00a0%",
            ],
        ),
        (
            "ar",
            [
                "الثلاثاء، 24 نوفمبر 2026",
                "الثلاثاء، 24 نوفمبر",
                "ثلاثاء، 24 نوفمبر",
                "24/11/2026",
                "1,234.50\u00a0يورو",
                "81%",
            ],
        ),
        ("pl", ["wtorek, 24 listopad 2026"]),
    ],
)
def test_dates_money_and_shares_are_written_as_the_language_does(language: str, said: list[str]) -> None:
    with translation.override(language):
        spoken = [
            words.date_long(TUESDAY),
            words.date_day(TUESDAY),
            words.date_short(TUESDAY),
            words.date_numeric(TUESDAY),
            words.euro(123_450),
            words.percent(0.81),
        ]
    assert [text.casefold() for text in spoken[: len(said)]] == [text.casefold() for text in said]


@pytest.mark.parametrize(
    ("language", "days"),
    [
        ("ar", ["اليوم", "غدًا", "بعد يومين", "بعد 3 أيام", "بعد 11 يومًا"]),
        ("uk", ["сьогодні", "завтра", "через 2 дні", "через 3 дні", "через 11 днів"]),
        ("tr", ["bugün", "yarın", "2 gün sonra", "3 gün sonra", "11 gün sonra"]),
    ],
)
def test_days_ahead_take_the_plural_of_their_language(language: str, days: list[str]) -> None:
    with translation.override(language):
        assert [words.in_days(count) for count in (0, 1, 2, 3, 11)] == days


def test_a_phone_number_keeps_its_order_within_arabic_only() -> None:
    with translation.override("ar"):
        assert words.left_to_right("030 115") == "\u2066030 115\u2069"
        assert words.left_to_right("") == ""
    with translation.override("tr"):
        assert words.left_to_right("030 115") == "030 115"


def test_a_text_in_another_language_says_so_and_its_direction_where_that_differs() -> None:
    with translation.override("ar"):
        assert languages.attributes(code="ar") == ""
        assert languages.attributes(code="en") == ' lang="en" dir="ltr"'
        assert languages.attributes(code="fa") == ' lang="fa"'
    with translation.override("de"):
        assert languages.attributes(code="ar") == ' lang="ar" dir="rtl"'
        assert languages.attributes(code="tr") == ' lang="tr"'
        assert languages.attributes(code="zz") == ' lang="zz"'


@pytest.mark.parametrize(("language", "around"), [("de", "de"), ("en", "en"), ("uk", "uk"), ("fr", "en")])
def test_a_page_is_in_the_language_of_its_text_where_we_have_the_words(language: str, around: str) -> None:
    assert languages.around(code=language) == around


@pytest.mark.parametrize(
    ("language", "home"), [("de", "/"), ("en", "/en/"), ("ar", "/en/"), ("tr", "/en/"), ("uk", "/en/")]
)
def test_links_lead_from_a_content_language_on_into_english(language: str, home: str) -> None:
    with translation.override(language):
        assert reverse("portal:home") == home
        assert context.front_door() == home
        assert [link.url for link in context.shell(RequestFactory().get("/"))["citizen_links"]][:1] == [  # type: ignore[attr-defined]
            f"{home}leistungen/"
        ]


def test_the_hours_of_the_hotline_are_never_said_in_the_wrong_language() -> None:
    row = City(
        hotline_hours="Montag, 8 Uhr", hotline_hours_en="Monday, 8 am", hotline_hours_further={"ar": "الاثنين، 8:00"}
    )
    spoken = {language: row.in_language(language).hotline_hours for language in ("de", "en", "ar", "tr")}
    assert spoken == {"de": "Montag, 8 Uhr", "en": "Monday, 8 am", "ar": "الاثنين، 8:00", "tr": ""}


def test_every_content_language_has_its_words() -> None:
    (folder,) = settings.LOCALE_PATHS
    catalogues = {path.parts[-3] for path in Path(folder).glob("*/LC_MESSAGES/django.po")}
    assert catalogues == {*settings.CONTENT_LANGUAGES, "en"}
