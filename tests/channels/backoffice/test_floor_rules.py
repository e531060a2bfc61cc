"""The rules of the halls on pages: proposed by one, put in force by another, told to everybody before they hold."""

from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from einamt.accounts.rights import Role
from einamt.procedures.appointments.models import BookingRules
from einamt.procedures.visits.models import EmergencyReason, FloorProposal, FloorRules
from tests.channels.backoffice.conftest import NOW, desk, fields_of, text_of
from tests.factories.appointments import Bookable, make_bookable, make_rules

FORM = "/regeln/halle/vorschlag/"


@pytest.fixture
def at(db: None) -> Bookable:
    make_rules(horizon_days=20)
    rules = FloorRules.objects.create(valid_from=date(2026, 1, 1), source="Beschluss 1/26")
    EmergencyReason.objects.create(rules=rules, code="todesfall", rank=1, name="Todesfall", name_en="Death")
    EmergencyReason.objects.create(rules=rules, code="reise", rank=2, name="Reise", name_en="Journey")
    return make_bookable(now=NOW, days=3)


@pytest.fixture
def steering(at: Bookable) -> Client:
    return desk(role=Role.STEERING, name="Miriam Vogel")


@pytest.fixture
def administration(at: Bookable) -> Client:
    return desk(role=Role.ADMINISTRATOR, name="Piotr Nowak")


def propose(client: Client, **changed: str) -> str:
    """What the page answers; empty where the proposal was taken."""
    filled = {**fields_of(client.get(FORM)), "reason": "Der Rat will es.", "source": "Beschluss 12/26", **changed}
    answer = client.post(FORM, {name: value for name, value in filled.items() if value != ""})
    return "" if answer.status_code == 302 else text_of(answer)


def test_there_are_not_more_reasons_than_there_may_be(steering: Client) -> None:
    rules = FloorRules.objects.get()
    for rank in range(3, 50):
        EmergencyReason.objects.create(rules=rules, code=f"grund-{rank}", rank=rank, name="Grund", name_en="Reason")
    new = {f"name_{number}": "Neu" for number in (49, 50)} | {f"name_en_{number}": "New" for number in (49, 50)}
    assert "Es können höchstens 50 Gründe sein." in propose(steering, **new)
    assert propose(steering, **new, retired_0="on") == ""


@pytest.mark.parametrize("address", ["/regeln/halle/", FORM])
def test_the_pages_take_as_many_queries_however_long_the_history(
    steering: Client, address: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for month in range(1, 13):
        for year in (2024, 2030):
            row = FloorRules.objects.create(valid_from=date(year, month, 1), source="Beschluss")
            EmergencyReason.objects.create(rules=row, code="reise", rank=1, name="Reise", name_en="Journey")
    steering.get(address)
    with django_assert_max_num_queries(14):
        steering.get(address)


def test_what_one_proposes_another_puts_in_force_and_everybody_reads_it_before(
    steering: Client, administration: Client, client: Client
) -> None:
    changed = {
        "check_in_minutes": "45",
        "call_minutes": "3",
        "name_en_1": "Journey within days",
        "rank_1": "1",
        "retired_0": "on",
        "name_2": "Größere Überschwemmung",
        "name_en_2": "Major flood",
    }
    assert propose(steering, **changed) == ""
    address = f"{FORM}{FloorProposal.objects.get().pk}/"
    assert "In Kraft setzen muss es jemand anderes" in text_of(steering.get(address))
    page = text_of(administration.get(address))
    for sentence in (
        "Anmelden geht frühestens 45 Minuten vor dem Termin statt 30 Minuten.",
        "Nach einem Aufruf wartet der Schalter 3 Minuten statt 2 Minuten.",
        "Ein neuer Grund für einen Notfall, an Stelle 2: „Größere Überschwemmung“.",
        "„Reise / Journey“ heißt dann „Reise / Journey within days“.",
        "„Todesfall“ ist dann kein Grund mehr. Wer schon eine Nummer hat, behält den Platz.",
        "In den letzten vier Wochen: 0 Nummern.",
    ):
        assert sentence in page
    assert "in dieser Rangfolge: 1. Todesfall; 2. Reise" in page
    assert "in dieser Rangfolge: 1. Reise; 2. Größere Überschwemmung" in page
    assert "Was sich ändert" not in text_of(client.get("/so-rufen-wir-auf/"))
    assert administration.post(address, {"act": "accept"}).status_code == 302
    rules = FloorRules.objects.latest("valid_from")
    assert [(each.code, each.name_en) for each in rules.reasons.all()] == [
        ("reise", "Journey within days"),
        ("groessere-ueberschwemmung", "Major flood"),
    ]
    public = text_of(client.get("/so-rufen-wir-auf/"))
    assert "Mit Termin melden Sie sich frühestens 30 Minuten vorher an" in public
    assert "Ab Mittwoch, 25. November 2026Anmelden geht frühestens 45 Minuten vor dem Termin" in public
    assert "Nummern." not in public.partition("Was sich ändert")[2], "how often a reason is used is not told"
    book = text_of(steering.get("/regeln/halle/"))
    assert "Kommt in Kraft" in book
    assert "Piotr Nowak" in book
    steering.post(f"/regeln/halle/zuruecknehmen/{rules.pk}/")
    assert FloorRules.objects.count() == 1
    assert "zurückgenommen: Der Rat will es." in text_of(steering.get("/regeln/halle/"))


def test_nobody_decides_alone(steering: Client) -> None:
    propose(steering, check_in_minutes="45")
    answer = steering.post(f"{FORM}{FloorProposal.objects.get().pk}/", {"act": "accept"})
    assert answer.status_code == 403
    assert "Das haben Sie selbst vorgeschlagen" in text_of(answer)
    assert FloorRules.objects.count() == 1


def test_a_proposal_is_turned_down(steering: Client, administration: Client) -> None:
    propose(steering, check_in_minutes="45")
    administration.post(f"{FORM}{FloorProposal.objects.get().pk}/", {"act": "reject"})
    assert "abgelehnt: Der Rat will es." in text_of(steering.get("/regeln/halle/"))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"valid_from": "2026-11-24"}, "Regeln für die Wartehalle gelten frühestens ab morgen."),
        ({"valid_from": "2026-01-01"}, "Regeln für die Wartehalle gelten frühestens ab morgen."),
        ({"check_in_minutes": "0"}, "1"),
        ({"check_in_minutes": "bald"}, "eine Zahl"),
        ({"call_minutes": "16"}, "15"),
        ({"name_2": "Nur deutsch"}, "Ein Grund braucht einen Namen in beiden Sprachen."),
        ({"name_en_3": "English only"}, "Ein Grund braucht einen Namen in beiden Sprachen."),
        ({"name_0": ""}, "auf Deutsch"),
        ({"source": ""}, "Grundlage"),
    ],
)
def test_what_does_not_fit_is_said_at_the_field(steering: Client, changed: dict[str, str], sentence: str) -> None:
    assert sentence in propose(steering, **changed)
    assert not FloorProposal.objects.exists()


def test_an_unchanged_form_changes_nothing(steering: Client) -> None:
    assert propose(steering) == ""
    page = text_of(steering.get(f"{FORM}{FloorProposal.objects.get().pk}/"))
    assert "An den Regeln selbst ändert sich nichts" in page


def test_of_the_same_rank_a_reason_that_was_there_goes_first(steering: Client) -> None:
    propose(steering, rank_0="2", name_2="Neu", name_en_2="New", rank_2="1")
    values = FloorProposal.objects.get().values
    assert [each["code"] for each in values["emergency"]] == ["neu", "todesfall", "reise"]


def test_a_city_that_has_laid_nothing_down_begins_with_the_usual(steering: Client) -> None:
    FloorRules.objects.all().delete()
    assert "noch nichts festgelegt" in text_of(steering.get("/regeln/halle/"))
    assert propose(steering, name_0="Reise", name_en_0="Journey") == ""
    assert FloorProposal.objects.get().values["check_in_minutes"] == 30


def test_a_change_of_the_grace_period_stands_on_the_public_page_with_its_day(at: Bookable, client: Client) -> None:
    rules = BookingRules.objects.get()
    rules.pk, rules.valid_from, rules.late_arrival_minutes = None, date(2026, 12, 1), 5
    rules.save()
    page = text_of(client.get("/so-rufen-wir-auf/"))
    assert "Ab Dienstag, 1. Dezember 2026Wer bis zu 5 Minuten zu spät kommt, gilt noch als Termin" in page


@pytest.mark.parametrize("role", [Role.CLERK, Role.EDITOR, Role.OFFICE_MANAGER])
def test_who_does_not_set_rules_does_not_see_the_pages(at: Bookable, role: Role) -> None:
    client = desk(role=role)
    for address in ("/regeln/halle/", FORM, f"{FORM}1/"):
        assert client.get(address).status_code == 403


def test_a_proposal_that_is_not_there_is_not_found(steering: Client) -> None:
    assert steering.get(f"{FORM}999/").status_code == 404
