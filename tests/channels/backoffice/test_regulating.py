"""The steering unit proposes rules, the administration puts them in force, and both see where they are not kept."""

import pytest
from django.test import Client

from einamt.accounts.rights import Role
from einamt.procedures.appointments.models import BookingRules, CapacityDay, RuleFinding, RulesProposal
from einamt.procedures.appointments.operations import check_rules
from tests.channels.backoffice.conftest import NOW, desk, fields_of, text_of
from tests.factories.appointments import Bookable, make_bookable, make_rules


@pytest.fixture
def at(db: None) -> Bookable:
    make_rules(horizon_days=20)
    return make_bookable(now=NOW, days=20)


@pytest.fixture
def steering(at: Bookable) -> Client:
    return desk(role=Role.STEERING, name="Miriam Vogel")


@pytest.fixture
def administration(at: Bookable) -> Client:
    return desk(role=Role.ADMINISTRATOR, name="Piotr Nowak")


def propose(client: Client, **changed: str) -> str:
    """What the page answers; empty where the proposal was taken."""
    filled = fields_of(client.get("/regeln/vorschlag/"))
    answer = client.post(
        "/regeln/vorschlag/", {**filled, "reason": "Der Rat will es.", "source": "Beschluss 12/26", **changed}
    )
    return "" if answer.status_code == 302 else text_of(answer)


def test_what_one_person_proposes_another_puts_in_force(steering: Client, administration: Client) -> None:
    assert propose(steering, horizon_days="28", release_minute="7:30", reminder_hours="48, 3") == ""
    proposal = RulesProposal.objects.get()
    address = f"/regeln/vorschlag/{proposal.pk}/"
    assert "In Kraft setzen muss es jemand anderes" in text_of(steering.get(address))
    page = text_of(administration.get(address))
    assert "Miriam Vogel" in page
    assert "für die nächsten 20 Tage" in page
    assert "für die nächsten 28 Tage" in page
    assert administration.post(address, {"act": "accept"}).status_code == 302
    rules = BookingRules.objects.latest("valid_from")
    assert (rules.horizon_days, rules.release_minute, rules.reminder_hours) == (28, 450, [48, 3])
    book = text_of(steering.get("/regeln/"))
    assert "Kommt in Kraft" in book
    assert "Piotr Nowak" in book
    steering.post(f"/regeln/zuruecknehmen/{rules.pk}/")
    assert BookingRules.objects.count() == 1
    assert "zurückgenommen: Der Rat will es." in text_of(steering.get("/regeln/"))


def test_nobody_decides_alone(steering: Client) -> None:
    propose(steering)
    answer = steering.post(f"/regeln/vorschlag/{RulesProposal.objects.get().pk}/", {"act": "accept"})
    assert answer.status_code == 403
    assert "Das haben Sie selbst vorgeschlagen" in text_of(answer)
    assert BookingRules.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"step_minutes": "7"}, "Eine Stunde muss ganze Schritte haben"),
        ({"late_open_hours": "72"}, "Für alle frei würde die Zeit schon 72 Stunden vorher"),
        ({"horizon_days": "3"}, "Zugesagt sind 14 Tage, buchbar nur 3"),
        ({"release_minute": "früh"}, "Bitte schreiben Sie eine Uhrzeit"),
        ({"reminder_hours": "bald"}, "Bitte schreiben Sie Zahlen"),
        ({"valid_from": "2026-11-24"}, "Neue Regeln gelten frühestens ab morgen"),
        ({"valid_from": "2020-01-01"}, "Neue Regeln gelten frühestens ab morgen"),
        ({"sources": "Unsinn: § 1"}, "nennt keine Regel"),
        ({"horizon_days": "viele"}, "eine Zahl"),
    ],
)
def test_what_does_not_fit_is_said_at_the_field(steering: Client, changed: dict[str, str], sentence: str) -> None:
    assert sentence in propose(steering, **changed)
    assert not RulesProposal.objects.exists()


def test_an_unchanged_form_changes_nothing(steering: Client) -> None:
    propose(steering)
    page = text_of(steering.get(f"/regeln/vorschlag/{RulesProposal.objects.get().pk}/"))
    assert "An den Regeln selbst ändert sich nichts" in page


def test_where_rules_are_not_kept_somebody_takes_over(steering: Client, at: Bookable) -> None:
    CapacityDay.objects.filter(day=NOW.date()).delete()
    check_rules(now=NOW)
    page = text_of(steering.get("/regeln/befunde/"))
    assert "Nicht bis zum Ende geplant" in page
    assert at.office.name in page
    finding = RuleFinding.objects.get()
    address = f"/regeln/befunde/{finding.pk}/"
    steering.post(address, {**fields_of(steering.get(address)), "owner": "", "note": ""})
    assert "niemand" in text_of(steering.get("/regeln/befunde/"))
    RuleFinding.objects.update(ended_at=NOW)
    assert "Zuletzt beendet" in text_of(steering.get("/regeln/befunde/"))
    assert steering.get(address).status_code == 404


@pytest.mark.parametrize("role", [Role.CLERK, Role.EDITOR, Role.OFFICE_MANAGER])
def test_who_does_not_set_rules_does_not_see_the_pages(at: Bookable, role: Role) -> None:
    client = desk(role=role)
    for address in ("/regeln/", "/regeln/vorschlag/", "/regeln/befunde/"):
        assert client.get(address).status_code == 403
