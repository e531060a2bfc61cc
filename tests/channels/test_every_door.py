"""Every address of the house, tried by everybody: it lets in whom the table of docs/reference/roles.md lets in."""

from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from einamt.accounts.rights import RIGHTS, Right, Role
from einamt.config.doors import Door, doors
from einamt.platform import clock
from einamt.platform.audit.models import ReadingEntry
from tests.channels.counter.pages import text_of
from tests.factories.accounts import make_staff
from tests.factories.whole_city import PERSON, WholeCity, make_whole_city

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
SIGN_IN = "/schalter/anmelden/"
TO_SIGN_IN = {
    "/schalter/abmelden/",
    "/schalter/angemeldet/",
    "/schalter/anmelden/code/",
    "/schalter/anmelden/zweiter-faktor/",
}
"""Doors for everybody that lead to the sign-in by themselves."""
FOR_STAFF = [door for door in doors() if door.needs]
ANYWHERE = {
    "counter:appointment",
    "counter:ask",
    "counter:case",
    "counter:decide",
    "counter:decision",
    "counter:move",
    "counter:objection",
    "counter:objections",
    "counter:waiting-reports",
    "planning:backlog",
    "planning:calls",
}
SHOWING = {"north": ANYWHERE | {"counter:day", "counter:help"}, "mobile": ANYWHERE | {"counter:rounds"}}
"""Doors behind which the city of these tests shows a person: no page drops out of the test unnoticed."""
PAGE = Path(__file__).resolve().parents[2] / "docs/reference/roles.md"


@pytest.fixture
def whole_city(db: None, monkeypatch: pytest.MonkeyPatch) -> WholeCity:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return make_whole_city(now=NOW)


def signed_in(role: Role, **place: object) -> Client:
    client = Client()
    client.force_login(make_staff(role=role, **place))  # type: ignore[arg-type]
    return client


def outcome(whole_city: WholeCity, client: Client, door: Door) -> str:
    """What happened at the door, in a word."""
    response = whole_city.open(client, door)
    if response.status_code == 403:
        return "refused"
    if response.status_code == 302 and response.url.startswith(SIGN_IN):
        return "sign in first"
    return "let in"


def expected(door: Door, role: Role | None) -> str:
    if door.needs is None:
        return "sign in first" if door.address in TO_SIGN_IN else "let in"
    if role is None:
        return "sign in first"
    return "let in" if door.needs in RIGHTS[role] else "refused"


def test_nobody_who_is_not_signed_in_comes_through_a_door_for_staff(whole_city: WholeCity) -> None:
    found = {door.address: outcome(whole_city, Client(), door) for door in doors()}
    assert found == {door.address: expected(door, None) for door in doors()}


@pytest.mark.parametrize("role", Role)
def test_a_role_comes_through_the_doors_of_its_rights_and_through_no_other(whole_city: WholeCity, role: Role) -> None:
    of_the_city = signed_in(role)
    found = {door.address: outcome(whole_city, of_the_city, door) for door in FOR_STAFF}
    assert found == {door.address: expected(door, role) for door in FOR_STAFF}


@pytest.mark.parametrize("role", Role)
def test_what_is_about_the_north_stays_closed_to_a_role_held_in_the_south(whole_city: WholeCity, role: Role) -> None:
    mine = [door for door in FOR_STAFF if role in door.roles]
    of_the_south = signed_in(role, organisation=whole_city.south.organisation)
    found = {door.address: outcome(whole_city, of_the_south, door) for door in mine}
    assert found == {door.address: "refused" if door.is_local else "let in" for door in mine}


def test_every_right_opens_a_door_or_is_used_inside_one() -> None:
    """Approving is a button of a page for all who edit; people are managed by the command `einamt staff`."""
    assert set(Right) - {door.needs for door in FOR_STAFF} == {Right.REVIEW_CATALOG, Right.MANAGE_STAFF}


def test_the_table_in_the_reference_is_what_the_code_says() -> None:
    printed = StringIO()
    call_command("roles", stdout=printed)
    assert PAGE.read_text(encoding="utf-8") == printed.getvalue()


@pytest.mark.parametrize("office", ["north", "mobile"])
def test_whoever_sees_a_person_leaves_an_entry_in_the_log_of_reading(whole_city: WholeCity, office: str) -> None:
    manager, where = signed_in(Role.OFFICE_MANAGER), getattr(whole_city, office)
    manager.post(f"/schalter/platz/?amt={where.slug}", {"counter": "7"})
    showing = set()
    for door in FOR_STAFF:
        before = ReadingEntry.objects.count()
        response = manager.get(whole_city.address(door))
        is_page = response.status_code < 300 and response.headers.get("Content-Type", "").startswith("text/html")
        page = text_of(response) if is_page else ""
        if PERSON in page or any(reference in page for reference in whole_city.references):
            showing.add(door.name)
            assert ReadingEntry.objects.count() > before, f"{door.address} shows a person and tells nobody"
    assert showing == SHOWING[office]
