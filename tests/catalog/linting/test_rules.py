"""Each rule finds what it should, and leaves alone what is well."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

import pytest

from einamt.catalog.editing.content import Content, Entry, Fee
from einamt.catalog.linting import registry
from einamt.catalog.linting.rules.complaints import Complaint
from einamt.catalog.linting.rules.facts import Hours, LinkFacts, OfficeAmongOthers, OfficeFacts, ServiceFacts
from einamt.catalog.rules.distances import Place
from tests.catalog.linting.facts import GOOD, GOOD_OFFICE, with_english, with_german

SERVICE = {check.code: check for check in registry.SERVICE_CHECKS}
OFFICE = {check.code: check for check in registry.OFFICE_CHECKS}
LINK = {check.code: check for check in registry.LINK_CHECKS}
HERE = Place(52.57, 13.4)
_numbers = count(1)


def codes(content: Content, *, offices: int = 1) -> set[str]:
    facts = ServiceFacts(next(_numbers), "pass", content, offices=offices, languages=("de", "en"))
    return {check.code for check in registry.SERVICE_CHECKS if list(check.run(facts))}


def complaints(code: str, content: Content) -> list[Complaint]:
    return list(SERVICE[code].run(ServiceFacts(1, "pass", content, offices=1, languages=("de", "en"))))


def test_a_good_service_is_left_alone() -> None:
    assert codes(GOOD) == set()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (with_german(name=""), "missing-basics"),
        (with_german(description=""), "missing-basics"),
        (with_german(duration=""), "missing-module"),
        (Content(texts=GOOD.texts, fees=GOOD.fees, synonyms=GOOD.synonyms), "missing-module"),
        (with_german(plain=""), "missing-plain"),
        (with_english(), "untranslated"),
        (with_english(name="Apply for a passport"), "partly-translated"),
        (with_german(description="<p>Der Pass.</p>"), "markup"),
        (with_german(plain="<script>alert(1)</script>"), "markup"),
        (with_german(procedure="Das ist kostenlos."), "free-or-not"),
        (with_german(plain="Der Pass kostet 60 Euro."), "unknown-amount"),
        (with_german(description="Die Bearbeitung dauert drei Tage."), "duration-text"),
    ],
)
def test_what_is_wrong_is_found(content: Content, code: str) -> None:
    assert code in codes(content)


def test_a_service_that_costs_nothing_says_so() -> None:
    without = Content(texts=GOOD.texts, items=GOOD.items, synonyms=GOOD.synonyms)
    assert codes(without) == {"missing-fees"}
    free = Content(texts=GOOD.texts, items=GOOD.items, synonyms=GOOD.synonyms, fees=(Fee(0),))
    assert codes(free) == set()


def test_a_page_that_leads_nowhere_is_found() -> None:
    assert codes(GOOD, offices=0) == {"no-way"}
    assert codes(with_german(responsible_body="Ausländerbehörde"), offices=0) == {"partly-translated"}


def test_a_service_without_everyday_words_is_found() -> None:
    assert codes(Content(texts=GOOD.texts, items=GOOD.items, fees=GOOD.fees)) == {"missing-synonyms"}


def test_a_text_copied_into_another_language_is_found() -> None:
    german = GOOD.texts["de"]
    copied = Content(texts={"de": german, "en": german}, items=GOOD.items, fees=GOOD.fees, synonyms=GOOD.synonyms)
    assert "copied-text" in codes(copied)


@pytest.mark.parametrize(
    "sentence",
    [
        "Das Foto ist kostenlos, wenn Sie es mitbringen.",
        "Für Kinder ist es kostenlos.",
        "Das Ansehen vor Ort kostet nichts.",
        "Mit einem Stipendium zahlen Sie nichts: Das ist kostenlos.",
        "Der Antrag kostet 70 Euro.",
        "Der Antrag kostet 70,00 €.",
        "Mit Express kostet der Pass 102 Euro.",
        "Die Bearbeitung dauert etwa einen Monat.",
        "Das dauert vier bis acht Wochen.",
        "Melden Sie sich innerhalb von zwei Tagen, das dauert nicht lange.",
        "Die Bearbeitung beginnt, wenn der Ausweis noch drei Tage gültig ist.",
        "Wer weniger als 1.200 Euro verdient, bekommt mehr.",
        "Das Amt liegt drei Tage im Monat still.",
        "Die Fahrt kostet Sie nichts als Zeit.",
    ],
)
def test_harmless_sentences_are_left_alone(sentence: str) -> None:
    assert codes(with_german(procedure=sentence)) == set()


def test_the_sentence_and_the_amount_are_named() -> None:
    [complaint] = complaints("unknown-amount", with_german(plain="Er kostet 1.234,50 Euro."))
    assert complaint.params["amount"] == "1.234,50 Euro"
    assert complaint.place == "de.plain.123450"


def test_english_amounts_and_durations_are_read_too() -> None:
    english = {"name": "Passport", "summary": "s", "description": "d", "plain": "p", "procedure": "p"}
    assert "unknown-amount" in codes(with_english(**english, duration="Four weeks.", costs_note="The fee is €60.00."))
    assert "duration-language" in codes(with_english(**english, duration="About two days."))
    assert "duration-language" not in codes(with_english(**english, duration="About four to six weeks."))


def test_forms_without_address_and_services_without_form_are_found() -> None:
    lists = {**GOOD.items["de"], "form": (Entry("Antrag"),)}
    assert "form-without-address" in codes(
        Content(texts=GOOD.texts, items={"de": lists}, fees=GOOD.fees, synonyms=GOOD.synonyms)
    )
    lists = {**GOOD.items["de"], "evidence": (Entry("Ausgefülltes Formular"),)}
    assert "service-without-form" in codes(
        Content(texts=GOOD.texts, items={"de": lists}, fees=GOOD.fees, synonyms=GOOD.synonyms)
    )


def office(place: Place | None = HERE, *, street: str = "Breite Straße 24a", **values: object) -> OfficeFacts:
    kept = {
        "id": next(_numbers),
        "name": "Bürgeramt",
        "postal_code": "13187",
        "services": 3,
        "hours": GOOD_OFFICE.hours,
    }
    return OfficeFacts(place=place, street=street, **(kept | values))  # type: ignore[arg-type]


def office_codes(one: OfficeFacts, *others: OfficeFacts, city: tuple[Place, ...] = (Place(52.5, 13.4),)) -> set[str]:
    facts = OfficeAmongOthers(one, others, city)
    return {check.code for check in registry.OFFICE_CHECKS if list(check.run(facts))}


def test_a_good_office_is_left_alone() -> None:
    assert office_codes(office(), office(Place(52.48, 13.3), street="Anderswo 1")) == set()


@pytest.mark.parametrize(
    ("one", "code"),
    [
        (office(None), "no-coordinates"),
        (office(Place(0.0, 0.0)), "dummy-coordinates"),
        (office(Place(13.4, 52.5)), "dummy-coordinates"),
        (office(Place(48.1, 11.5)), "dummy-coordinates"),
        (office(hours=()), "no-hours"),
        (office(hours=(Hours(1, 480, 720), Hours(1, 700, 900))), "overlapping-hours"),
    ],
)
def test_what_is_wrong_with_an_office_is_found(one: OfficeFacts, code: str) -> None:
    assert office_codes(one) == {code}


def test_two_offices_in_different_streets_at_one_point_are_found_and_in_one_house_are_not() -> None:
    assert office_codes(office(), office(street="Anderswo 1")) == {"shared-coordinates"}
    assert office_codes(office(), office()) == set()


def test_a_city_without_postal_codes_is_not_measured() -> None:
    assert office_codes(office(Place(48.1, 11.5)), city=()) == set()


def link_codes(trouble: str, *, failures: int = 3, status: int | None = None) -> Iterator[str]:
    facts = LinkFacts("https://example.org/a", trouble, status, datetime(2026, 11, 1, tzinfo=UTC), failures)
    return (check.code for check in registry.LINK_CHECKS if list(check.run(facts)))


def test_a_link_is_dead_after_three_failures_in_a_row() -> None:
    assert list(link_codes("error", status=404)) == ["dead-link"]
    assert list(link_codes("no-answer")) == ["dead-link"]
    assert list(link_codes("error", status=503, failures=2)) == []
    assert list(link_codes("", failures=0)) == []


def test_a_link_into_a_private_network_is_said_at_once() -> None:
    assert list(link_codes("not-public", failures=1)) == ["private-link"]


def test_every_rule_explains_itself_and_has_a_code_of_its_own() -> None:
    kinds = list(registry.kinds())
    assert len({kind.code for kind in kinds}) == len(kinds)
    assert all(kind.explanation.endswith(".") for kind in kinds)
    assert all(len(kind.code) <= 40 for kind in kinds)


def test_lists_of_unequal_length_and_fees_without_a_translation_are_found() -> None:
    both = {**GOOD.items, "en": {"evidence": (Entry("Old document"), Entry("Photo"))}}
    assert "unequal-lists" in codes(replace(GOOD, items=both))
    assert "fees-untranslated" in codes(replace(GOOD, fees=(Fee(7000, "ab 24 Jahren"),)))
    assert "fees-untranslated" not in codes(replace(GOOD, fees=(Fee(7000, "ab 24 Jahren", "from 24 years"),)))
