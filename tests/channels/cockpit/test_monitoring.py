"""The page of the daily check: offices answer their own findings, the monitoring unit sees all."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from einamt.accounts.rights import Role
from einamt.channels.cockpit.monitoring import ENDED_SHOWN
from einamt.procedures.appointments.models import CapacityDay, RuleFinding
from einamt.procedures.appointments.operations import check_rules
from tests.factories.accounts import make_staff
from tests.factories.appointments import Bookable, make_bookable, make_rules
from tests.factories.catalog import make_city, make_district, make_office, make_service

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)
PAGE = "/cockpit/regeln/"


@pytest.fixture
def two(monkeypatch: pytest.MonkeyPatch) -> tuple[Bookable, Bookable]:
    """Two offices in two districts that both have not planned tomorrow."""
    monkeypatch.setattr("einamt.platform.clock.now", lambda: NOW)
    make_rules(horizon_days=5)
    root = make_city()
    offices = [
        make_office(name=f"Amt {name}", district=make_district(name=name, city=root)) for name in ("Nord", "Süd")
    ]
    service = make_service(offices=offices)
    north, south = (make_bookable(now=NOW, days=5, office=office, service=service) for office in offices)
    CapacityDay.objects.filter(day=NOW.date() + timedelta(days=1)).delete()
    check_rules(now=NOW)
    return north, south


def page(client: Client, address: str = PAGE) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_office_sees_and_answers_its_own_findings_only(two: tuple[Bookable, Bookable], client: Client) -> None:
    north, south = two
    client.force_login(make_staff(role=Role.OFFICE_MANAGER, office=north.office, full_name="Jonas Weber"))
    shown = page(client)
    assert "Amt Nord" in shown
    assert "Amt Süd" not in shown
    own, other = (RuleFinding.objects.get(office=each.office) for each in (north, south))
    assert client.get(f"{PAGE}{other.pk}/").status_code == 404
    assert client.post(f"{PAGE}{other.pk}/", {"answer": "Nicht unseres."}).status_code == 404
    assert client.post(f"{PAGE}{own.pk}/", {"answer": ""}).status_code == 422
    assert client.post(f"{PAGE}{own.pk}/", {"answer": "Wird heute geplant."}).status_code == 302
    assert "Wird heute geplant." in page(client)
    assert "Jonas Weber" in page(client, f"{PAGE}{own.pk}/")
    own.refresh_from_db()
    assert own.ended_at is None


def test_the_monitoring_unit_sees_all_and_what_is_late(two: tuple[Bookable, Bookable], client: Client) -> None:
    client.force_login(make_staff(role=Role.STEERING))
    RuleFinding.objects.filter(office=two[0].office).update(due_date=NOW.date() - timedelta(days=1))
    shown = page(client)
    assert "Amt Nord" in shown
    assert "Amt Süd" in shown
    assert "2 Regeln werden nicht eingehalten. Bei 1 ist die Frist vorbei. Bei 2 fehlt eine Antwort." in shown


def test_what_has_ended_stays_in_sight(two: tuple[Bookable, Bookable], client: Client) -> None:
    client.force_login(make_staff(role=Role.STEERING))
    RuleFinding.objects.update(ended_at=NOW)
    shown = page(client)
    assert "Alle Ämter halten die Regeln der Stadt ein." in shown
    assert "Zuletzt beendet" in shown


def test_a_district_sees_what_ended_there_however_much_ended_elsewhere(
    two: tuple[Bookable, Bookable], client: Client
) -> None:
    north, south = two
    RuleFinding.objects.update(ended_at=NOW - timedelta(days=3))
    RuleFinding.objects.bulk_create(
        RuleFinding(
            rule=f"other-{number}",
            subject=f"office:{south.office.pk}",
            office=south.office,
            message="Anderswo",
            first_seen_at=NOW,
            last_seen_at=NOW,
            ended_at=NOW,
        )
        for number in range(ENDED_SHOWN)
    )
    client.force_login(make_staff(role=Role.OFFICE_MANAGER, organisation=north.office.organisation))
    shown = page(client)
    assert "Zuletzt beendet" in shown
    assert "Amt Nord" in shown
    assert "Amt Süd" not in shown


def test_a_finding_that_came_back_says_so(two: tuple[Bookable, Bookable], client: Client) -> None:
    client.force_login(make_staff(role=Role.STEERING))
    RuleFinding.objects.update(ended_at=NOW)
    check_rules(now=NOW + timedelta(hours=1))
    finding = RuleFinding.objects.filter(ended_at=None).first()
    assert finding is not None
    assert "zum wiederholten Mal" in page(client)
    assert "Schon einmal: vom " in page(client, f"{PAGE}{finding.pk}/")


def test_an_answer_stays_to_be_read_once_the_rule_is_kept(two: tuple[Bookable, Bookable], client: Client) -> None:
    north, south = two
    client.force_login(make_staff(role=Role.OFFICE_MANAGER, office=north.office))
    own, other = (RuleFinding.objects.get(office=each.office) for each in (north, south))
    assert client.post(f"{PAGE}{own.pk}/", {"answer": "Wird heute geplant."}).status_code == 302
    RuleFinding.objects.update(ended_at=NOW)
    assert f'href="{PAGE}{own.pk}/"' in page(client)
    shown = page(client, f"{PAGE}{own.pk}/")
    assert "Wird heute geplant." in shown
    assert "<textarea" not in shown
    assert client.post(f"{PAGE}{own.pk}/", {"answer": "Doch nicht."}).status_code == 404
    assert client.get(f"{PAGE}{other.pk}/").status_code == 404
    check_rules(now=NOW + timedelta(hours=1))
    again = RuleFinding.objects.get(office=north.office, ended_at=None)
    assert f'href="{PAGE}{own.pk}/"' in page(client, f"{PAGE}{again.pk}/")


def test_of_two_who_answer_at_once_the_second_reads_the_first(two: tuple[Bookable, Bookable], client: Client) -> None:
    client.force_login(make_staff(role=Role.STEERING))
    address = f"{PAGE}{RuleFinding.objects.get(office=two[0].office).pk}/"
    assert client.post(address, {"answer": "Der Plan kommt.", "seen_at": ""}).status_code == 302
    answer = client.post(address, {"answer": "Weiß nicht.", "seen_at": ""})
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "Inzwischen hat jemand anderes geantwortet." in shown
    assert "Der Plan kommt." in shown
    assert "Weiß nicht.</textarea>" in shown
    read = answer.context["seen_at"]
    assert f'value="{read}"' in shown
    assert client.post(address, {"answer": "Er ist da.", "seen_at": read}).status_code == 302


@pytest.mark.parametrize("role", [Role.CLERK, Role.EDITOR, Role.HOTLINE])
def test_who_manages_nothing_does_not_see_it(two: tuple[Bookable, Bookable], client: Client, role: Role) -> None:
    client.force_login(make_staff(role=role))
    assert client.get(PAGE).status_code == 403


def test_the_list_needs_as_many_queries_for_many_findings_as_for_few(
    two: tuple[Bookable, Bookable], client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(make_staff(role=Role.STEERING))
    page(client)
    with django_assert_max_num_queries(14):
        page(client)
