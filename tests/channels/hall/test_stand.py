"""What screens and phones are told, through the door and behind it: few bytes, no names, nothing of anybody else."""

import json
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any
from uuid import uuid4
from wsgiref.util import setup_testing_defaults

import pytest
from django.db import DatabaseError
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from einamt.cases.tokens import holder_token
from einamt.channels.hall.door import Environ, HallDoor, StartResponse
from einamt.channels.hall.stand import calls_of
from einamt.procedures.visits.hall import hall
from einamt.procedures.visits.hall_codes import display_key, hall_code, list_key
from einamt.procedures.visits.halls import HALLS
from einamt.procedures.visits.operations import call_visit
from einamt.procedures.visits.queries import day_version
from tests.procedures.visits.conftest import Morning, at


def inside(_environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    start_response("200 OK", [])
    return [b"inside"]


def ask(path: str, *, method: str = "GET", known: str = "") -> tuple[str, dict[str, str], bytes]:
    """Ask at the door."""
    asked: dict[str, Any] = {"PATH_INFO": path, "REQUEST_METHOD": method, "HTTP_IF_NONE_MATCH": known}
    setup_testing_defaults(asked)
    said: dict[str, Any] = {}

    def start(status: str, fields: list[tuple[str, str]]) -> None:
        said["status"], said["fields"] = status, dict(fields)

    content = b"".join(HallDoor(inside)(asked, start))
    return said["status"], said["fields"], content


def screen(morning: Morning) -> str:
    return f"/halle/{morning.place.office.pk}/"


def phone(morning: Morning, name: str) -> str:
    return f"{screen(morning)}{holder_token(case_id=morning.id(name))}/"


def said(path: str) -> dict[str, Any]:
    _, _, content = ask(path)
    return dict(json.loads(content))


@pytest.fixture(autouse=True)
def at_nine(set_clock: Callable[[str], None]) -> None:
    """It is nine."""


def test_a_screen_is_told_numbers_and_counters_the_latest_in_front(morning: Morning) -> None:
    morning.call("Ada", "8:58", counter="1")
    morning.start("Ada", "8:59", counter="1")
    morning.call("Bilal", "9:00", counter="7")
    morning.take("Dora", "9:00")
    assert said(screen(morning)) == {
        "calls": [
            ["A002", "7", int(at("9:00").timestamp()), 1, 1],
            ["A001", "1", int(at("8:58").timestamp()), 1, 0],
        ],
        "waiting": 1,
    }


def test_a_call_is_news_for_twenty_seconds_and_nothing_says_when_exactly_it_was(morning: Morning) -> None:
    called_at = at("8:59") + timedelta(seconds=33)
    call_visit(case_id=morning.id("Ada"), desk=morning.desk("1"), command_id=uuid4(), now=called_at)
    shown = hall(office_id=morning.place.office.pk, now=at("9:00"))
    minute = int(at("8:59").timestamp())
    for seconds, is_news in ((0, 1), (19, 1), (20, 0), (400, 0)):
        said_then = calls_of(shown, now=called_at + timedelta(seconds=seconds))
        assert said_then["calls"] == [["A001", "1", minute, 1, is_news]]


@pytest.mark.parametrize("gone_on", ["parked", "handed on"])
def test_who_has_gone_on_from_the_counter_is_no_news_there(morning: Morning, gone_on: str) -> None:
    morning.call("Ada", "9:00")
    if gone_on == "parked":
        morning.park("Ada", "9:00")
    else:
        morning.hand_on("Ada", "9:00", to=morning.place.group.pk)
    assert said(screen(morning))["calls"] == [["A001", "1", int(at("9:00").timestamp()), 0, 0]]


def test_only_a_screen_with_the_offices_key_is_told_the_code(morning: Morning) -> None:
    office_id = morning.place.office.pk
    morning.call("Ada", "9:00")
    with_key = said(f"{screen(morning)}{display_key(office_id=office_id)}/")
    assert with_key.pop("code") == hall_code(office_id=office_id, now=at("9:00"))
    assert with_key == said(screen(morning))
    assert said(f"{screen(morning)}{display_key(office_id=office_id + 1)}/") == {"state": "away"}


def test_a_page_with_the_days_list_is_told_its_version_in_two_queries(
    morning: Morning, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    office_id, today = morning.place.office.pk, at("9:00").date()
    listed = f"{screen(morning)}{list_key(office_id=office_id, day=today)}/"
    with django_assert_num_queries(2):
        before = ask(listed)[2]
    assert before == str(day_version(office_id=office_id, day=today)).encode()
    morning.arrive("Ada", "8:58")
    assert ask(listed)[2] != before


@pytest.mark.parametrize("ahead", [-1, 1])
def test_the_list_of_another_day_or_office_is_no_list_any_more(morning: Morning, ahead: int) -> None:
    office_id, today = morning.place.office.pk, at("9:00").date()
    another_day = list_key(office_id=office_id, day=today + timedelta(days=ahead))
    another_office = list_key(office_id=office_id + ahead, day=today)
    for key in (another_day, another_office):
        assert said(f"{screen(morning)}{key}/") == {"state": "away"}


def test_a_phone_is_told_its_own_place_in_every_state(morning: Morning) -> None:
    morning.call("Ada", "8:58", counter="7")
    morning.take("Dora", "9:00")
    morning.take("Emil", "9:00")
    emil = said(phone(morning, "Emil"))
    assert (emil["state"], emil["number"], emil["front"]) == ("waiting", "B002", 1)
    assert 0 <= emil["least"] < emil["most"]
    assert said(phone(morning, "Ada")) == {
        "state": "called",
        "number": "A001",
        "counter": "7",
        "at": int(at("8:58").timestamp()),
    }
    morning.recall("Ada", "8:59", counter="7")
    assert said(phone(morning, "Ada"))["at"] == int(at("8:59").timestamp()), "so that a phone rings again"
    morning.park("Ada", "9:00", counter="7")
    assert said(phone(morning, "Ada")) == {"state": "parked", "number": "A001"}
    assert said(phone(morning, "Bilal")) == {"state": "away"}


def test_the_door_and_the_page_behind_it_say_the_same(morning: Morning, client: Client) -> None:
    morning.call("Ada", "8:58")
    for path in (screen(morning), phone(morning, "Ada")):
        status, fields, content = ask(path)
        page = client.get(path)
        assert (status, content) == ("200 OK", page.content)
        assert fields["ETag"] == page["ETag"]


def test_what_is_known_is_not_said_again(morning: Morning, client: Client) -> None:
    morning.call("Ada", "8:58")
    tag = ask(screen(morning))[1]["ETag"]
    status, fields, content = ask(screen(morning), known=tag)
    assert (status, fields["ETag"], content) == ("304 Not Modified", tag, b"")
    assert float(fields["X-Now"]) == at("9:00").timestamp(), "a screen's clock may be wrong"
    assert client.get(screen(morning), headers={"If-None-Match": tag}).status_code == 304
    morning.recall("Ada", "9:00")
    status, fields, _ = ask(screen(morning), known=tag)
    assert status == "200 OK"
    assert fields["ETag"] != tag


def test_two_thousand_phones_take_no_query_while_nothing_happens(
    morning: Morning, django_assert_num_queries: DjangoAssertNumQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("einamt.procedures.visits.halls.FRESH_SECONDS", 60.0)
    morning.take("Dora", "9:00")
    path = phone(morning, "Dora")
    _, fields, _ = ask(path)
    with django_assert_num_queries(0):
        for _ in range(2_000):
            assert ask(path, known=fields["ETag"])[0] == "304 Not Modified"


def test_a_forged_secret_is_told_what_somebody_not_in_the_hall_is_told(morning: Morning) -> None:
    real = phone(morning, "Bilal")
    forged = [f"{screen(morning)}{'A' * 32}/", f"{real[:-3]}xx/", f"{screen(morning)}{holder_token(case_id=uuid4())}/"]
    assert [ask(path) for path in forged] == [ask(real)] * len(forged)


def test_of_an_office_that_does_not_exist_nothing_is_known_and_nothing_is_kept(
    morning: Morning, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        assert said("/halle/999999/")["calls"] == []
    assert not HALLS._known


@pytest.mark.parametrize("path", ["/halle/", "/halle/x/", "/halle/1/a/b/", "/", "/halle/12345678901/"])
def test_everything_else_is_handed_on(path: str, morning: Morning) -> None:
    assert ask(path)[2] == b"inside"


def test_only_reading_is_answered_at_the_door(morning: Morning) -> None:
    assert ask(screen(morning), method="POST")[2] == b"inside"
    assert ask(screen(morning), method="HEAD")[2] == b""


def test_without_a_database_the_screen_learns_that_nothing_is_known(
    morning: Morning, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(HALLS, "at", fail)
    assert ask(screen(morning))[0] == "503 Service Unavailable"


def test_nobodys_name_is_ever_said(morning: Morning) -> None:
    for name in morning.appointments:
        morning.arrive(name, "8:50")
    morning.call("Ada", "9:00")
    whole = b"".join(ask(path)[2] for path in (screen(morning), phone(morning, "Ada"))).decode()
    assert not [name for name in morning.appointments if name in whole]
    assert not [each.case.reference for each in morning.appointments.values() if each.case.reference in whole]
