"""A mobile team is planned on the pages on which every group is planned."""

from datetime import date

import pytest
from django.test import Client

from einamt.accounts.rights import Role
from einamt.procedures.appointments import jobs
from einamt.procedures.appointments.models import OpeningRule
from tests.channels.backoffice.conftest import NOW, desk, text_of
from tests.factories.accounts import make_staff
from tests.factories.appointments import somebody, unbalanced
from tests.factories.catalog import make_service
from tests.factories.tours import Touring, busy, make_tour, visit_home

DAY = date(2026, 11, 25)


@pytest.fixture
def tour(db: None) -> Touring:
    return make_tour(now=NOW)


@pytest.fixture
def manager(tour: Touring) -> Client:
    """The manager of the team's office."""
    return desk(staff=make_staff(role=Role.OFFICE_MANAGER, office=tour.office, full_name="Nadia Yılmaz"))


def fields(tour: Touring, **changed: object) -> dict[str, object]:
    """The team is away on Wednesday from 8:00 to 8:30: it would be on its way then."""
    return {
        "group": tour.group.pk,
        "counters": -1,
        "first_day": "25.11.2026",
        "last_day": "25.11.2026",
        "opens": "8:00",
        "closes": "8:30",
        "reason": "Auto in der Werkstatt",
        "act": "preview",
        **changed,
    }


def test_the_office_s_page_says_which_group_goes_to_people(tour: Touring, manager: Client) -> None:
    said = text_of(manager.get(f"/planung/{tour.office.slug}/"))
    assert said.count("Ein mobiles Team, das zu Menschen nach Hause fährt.") == 1


def test_a_change_shows_who_loses_a_visit_by_it_before_it_is_saved(tour: Touring, manager: Client) -> None:
    contact = somebody(name="Ada Koval", email="ada@example.org")
    visit_home(at=tour, day=DAY, minute=516, km=9, now=NOW, contact=contact)
    page = manager.post(f"/planung/{tour.office.slug}/schalter/", fields(tour))
    assert "Ada Koval" in text_of(page), "the visit begins at 8:36, the way to it at 8:12"


def test_who_loses_a_visit_stands_on_the_list_of_calls_with_an_address(tour: Touring, manager: Client) -> None:
    contact = somebody(name="Ada Koval", email="ada@example.org")
    visit_home(at=tour, day=DAY, minute=516, km=9, now=NOW, contact=contact)
    OpeningRule.objects.filter(group=tour.group).delete()
    tour.open_with(1, now=NOW)
    jobs.work_off_backlog(NOW)
    said = text_of(manager.get("/planung/anrufe/"))
    assert "Ada Koval" in said
    assert "ada@example.org" in said
    assert "Hausbesuch" in said
    assert unbalanced() == []


def test_what_a_team_brings_is_ticked_and_changed_like_what_counters_serve(tour: Touring, manager: Client) -> None:
    other = make_service(offices=[tour.office])
    address = f"/planung/{tour.office.slug}/gruppe/{tour.group.pk}/"
    page = manager.get(address)
    assert f'value="{tour.service.pk}"' in page.content.decode()
    assert page.content.decode().count(" checked") == 1
    manager.post(address, {"name": "Team Nord", "services": [str(other.pk)]})
    assert list(tour.tour.services.values_list("pk", flat=True)) == [other.pk]
    assert not tour.group.services.exists()


def test_the_steps_of_visits_and_ways_stay_taken_when_the_day_is_planned_anew(tour: Touring) -> None:
    visit_home(at=tour, day=DAY, minute=600, km=3, now=NOW)
    OpeningRule.objects.filter(group=tour.group).update(opens_minute=540, closes_minute=660)
    tour.open_with(1, now=NOW)
    assert busy(tour.day(DAY)) == "----###---"
    assert unbalanced() == []
