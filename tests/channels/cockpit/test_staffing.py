"""The pages of staffing and what-if, with a city whose bookings go back 40 weeks."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import Settings

from einamt.accounts.models import Staff
from einamt.accounts.rights import Role
from einamt.catalog.models import Organisation
from einamt.insight.staffing import answering, erasing
from einamt.insight.staffing.demand import OfficeNeed, need
from einamt.insight.staffing.models import Scenario, StaffingParameters
from einamt.insight.staffing.operations import ASKED
from einamt.insight.staffing.parameters import ASSUMED
from einamt.platform.facts.models import Fact
from einamt.platform.facts.steps import new_fact
from einamt.platform.outbox.models import OutboxMessage
from einamt.procedures.appointments.facts import SEARCH_FAILED
from einamt.procedures.appointments.models import OpeningRule
from einamt.procedures.appointments.queries import city_rules
from einamt.procedures.visits.facts import VISITED
from tests.factories.accounts import make_staff
from tests.factories.appointments import Bookable, make_bookable
from tests.factories.catalog import make_city, make_district, make_office, make_service
from tests.factories.facts import record_bookings

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
TODAY = date(2026, 11, 27)
ASK = "/cockpit/personal/was-waere-wenn/"


@pytest.fixture(autouse=True)
def places(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> list[Bookable]:
    """Two districts with an office each."""
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr("einamt.platform.clock.now", lambda: NOW)
    root = make_city()
    offices = [make_office(district=make_district(name=name, city=root)) for name in ("Nordbezirk", "Südbezirk")]
    service = make_service(offices=offices, name="Reisepass beantragen")
    return [make_bookable(now=NOW, office=office, service=service, counters=2) for office in offices]


@pytest.fixture
def forty_weeks(places: list[Bookable]) -> None:
    """On each working day ten people book at each office, for ten to twelve days later."""
    for back in range(280):
        day = TODAY - timedelta(days=back)
        if day.weekday() < 5:
            for place in places:
                record_bookings(place, *[7] * 4, *[14] * 3, *[10 if day.weekday() < 2 else 11] * 3, on=day)


def served(place: Bookable, *, each_week: int, is_alone: bool = False, service: str = "", longer: int = 0) -> None:
    """Visits of half a year, of twelve minutes on average; of who is alone no minutes are known."""
    Fact.objects.bulk_create(
        new_fact(
            schema=VISITED,
            occurred_at=datetime(day.year, day.month, day.day, tzinfo=UTC),
            values={
                "service": service or place.service.identifier,
                "district": place.office.organisation.identifier,
                "office": place.office.identifier,
                "counter_group": "",
                "channel": "portal",
                "arrival": "appointment",
                "arrival_channel": "",
                "visit_date": day,
                "outcome": "served",
                "wait_minutes": 4,
                "service_minutes": None if is_alone else longer + 10 + number % 5,
                "count": 1,
            },
        )
        for day in (date(2026, 5, 4) + timedelta(days=7 * week) for week in range(26))
        for number in range(each_week)
    )


def steer(client: Client) -> Staff:
    person = make_staff(role=Role.STEERING)
    client.force_login(person)
    return person


def asked(**given: object) -> dict[str, object]:
    return {"command_id": str(uuid4()), "ort": "", "tage": ["1"]} | given


def work() -> None:
    for message in OutboxMessage.objects.filter(topic=ASKED):
        answering.answer(message.payload, NOW)


def answered() -> dict[str, Any]:
    """The answer as it is kept."""
    found = Scenario.objects.get().answer
    assert found is not None
    return dict(found)


def answer_to(client: Client, **given: object) -> str:
    made = client.post(ASK, asked(**given))
    assert made.status_code == 302
    work()
    return client.get(made["Location"]).content.decode()


def test_offices_with_enough_visits_say_what_they_need(client: Client, places: list[Bookable]) -> None:
    served(places[0], each_week=100)
    steer(client)
    page = client.get("/cockpit/personal/").content.decode()
    # 100 visits of 12 minutes a week are 1,040 hours a year; with 15 % more, over 1,580 hours
    assert ">0,8<" in page
    assert "Reisepass beantragen" in page
    assert "nicht gezeigt" in page


def test_of_an_office_of_one_clerk_the_page_says_the_same_whatever_she_served(
    client: Client, places: list[Bookable]
) -> None:
    """Neither how much she did nor of what can be derived, from her row or from the others."""
    served(places[0], each_week=100)
    steer(client)
    pages = []
    for each_week in (20, 35):
        served(places[1], each_week=each_week, is_alone=True)
        pages.append(client.get("/cockpit/personal/").content.decode())
    assert without_nonce(pages[0]) == without_nonce(pages[1])
    assert re.search(rf">{places[1].office.name}</th><td[^>]*>nicht gezeigt<", pages[0])


def test_of_an_office_whose_plan_opens_one_counter_no_need_is_told(places: list[Bookable]) -> None:
    served(places[0], each_week=100)
    OpeningRule.objects.filter(group=places[0].group).update(counters=1)
    assert [each.needed for each in needs()] == [None, None]


def test_a_service_of_few_cases_does_not_show_in_what_its_office_needs(places: list[Bookable]) -> None:
    """One a week is withheld of the office: it weighs as the city's mean, whether it takes ten minutes or fifty."""
    served(places[1], each_week=100, service="short")
    served(places[1], each_week=100, service="long", longer=40)
    served(places[0], each_week=99)
    found = []
    for service in ("short", "long"):
        served(places[0], each_week=1, service=service, is_alone=True)
        [office] = [each for each in needs() if each.identifier == places[0].office.identifier]
        assert office.needed is not None
        found.append(office.needed)
        Fact.objects.filter(data__office=places[0].office.identifier, data__service=service).delete()
    assert found[0] == found[1]


def needs() -> tuple[OfficeNeed, ...]:
    """Of all offices, unrounded."""
    everywhere = list(Organisation.objects.values_list("pk", flat=True))
    return need(today=TODAY, promise_days=14, parameters=ASSUMED, organisation_ids=everywhere).offices


def test_what_waits_beyond_the_promise_and_what_is_not_found_ask_for_more_posts(places: list[Bookable]) -> None:
    served(places[0], each_week=100)
    before = needs()[0].needed
    assert before is not None
    assert before.for_promise == pytest.approx((before.for_work, before.for_work))
    record_bookings(places[0], *[14] * 300, on=TODAY)
    assert needs()[0].needed == before
    record_bookings(places[0], *[15] * 260, on=TODAY)
    failed_searches(places[0], count=184 * 10 // 7)
    after = needs()[0].needed
    assert after is not None
    # 260 in 26 weeks are 10 a week beside 100, and as many searches of a whole office
    assert after.for_work == before.for_work
    assert after.for_promise[0] == pytest.approx(before.for_work * 1.1)
    assert after.for_promise[1] == pytest.approx(before.for_work * 1.2, rel=0.001)


def failed_searches(place: Bookable, *, count: int) -> None:
    """Searches without result; as many more that wished for a day do not count."""
    Fact.objects.bulk_create(
        new_fact(
            schema=SEARCH_FAILED,
            occurred_at=datetime(2026, 9, 1, tzinfo=UTC),
            values={
                "service": place.service.identifier,
                "district": place.office.organisation.identifier,
                "office": place.office.identifier,
                "is_narrowed": is_narrowed,
                "searched_on": date(2026, 9, 1),
                "hour": 9,
                "count": count,
            },
        )
        for is_narrowed in (False, True)
    )


def without_nonce(page: str) -> str:
    return re.sub(r'(name="csrfmiddlewaretoken" value|nonce)="[^"]+"', "", page)


def test_a_district_sees_its_own_offices_only(client: Client, places: list[Bookable]) -> None:
    served(places[0], each_week=100)
    served(places[1], each_week=100)
    client.force_login(make_staff(role=Role.OFFICE_MANAGER, organisation=places[0].office.organisation))
    page = client.get("/cockpit/personal/").content.decode()
    assert page.count('<th scope="row">') == 2  # one office, one service
    assert client.get(ASK).status_code == 403
    assert client.get("/cockpit/personal/werte/").status_code == 403


def test_the_city_says_what_it_reckons_with_from_a_day_on(client: Client, places: list[Bookable]) -> None:
    served(places[0], each_week=100)
    steer(client)
    given = {"ab": "2026-11-01", "stunden": "1040", "verteilzeit": "0", "warten": "10", "quelle": "Eigene Erhebung"}
    assert client.post("/cockpit/personal/werte/", given).status_code == 302
    assert client.post("/cockpit/personal/werte/", given).status_code == 422
    assert StaffingParameters.objects.count() == 1
    page = client.get("/cockpit/personal/").content.decode()
    assert ">1<" in page
    assert "Eigene Erhebung" in page


@pytest.mark.usefixtures("forty_weeks")
def test_many_more_counters_shorten_the_wait_and_the_error_stands_beside(client: Client) -> None:
    steer(client)
    page = answer_to(client, schalter="20", tage=["0", "1", "2", "3", "4"])
    assert "kürzer" in page or "lässt sich nicht sagen" in page
    assert "Dreimal an zwölf vergangenen Wochen geprüft" in page
    answer = answered()
    assert answer["wait"]["difference"] < 0
    assert answer["error_days"] >= 0
    assert len(answer["trials"]) == 3
    # ten bookings: four of seven days, three of ten or eleven, three of fourteen
    assert {each["happened"] for each in answer["trials"]} <= {10, 11}
    misses = [abs(each["foretold"] - each["happened"]) for each in answer["trials"]]
    assert answer["error_days"] == pytest.approx(sum(misses) / 3)
    half = 3.18 * (sum(miss**2 for miss in misses) / 3) ** 0.5
    assert answer["wait"]["high"] - answer["wait"]["difference"] >= half - 1e-9
    assert answer["can_be_told"] == (answer["wait"]["high"] < 0)


@pytest.mark.usefixtures("forty_weeks")
def test_what_changes_nothing_cannot_be_told(client: Client) -> None:
    steer(client)
    as_it_is = city_rules(on=TODAY).horizon_days
    assert "lässt sich nicht sagen" in answer_to(client, horizont=str(as_it_is), tage=[])


@pytest.mark.usefixtures("forty_weeks")
def test_a_closed_place_sends_people_elsewhere(client: Client, places: list[Bookable]) -> None:
    steer(client)
    answer_to(client, ort=f"office:{places[0].office.identifier}", geschlossen="on", tage=[])
    answer = answered()
    assert answer["wait"]["difference"] > 0


@pytest.mark.usefixtures("forty_weeks")
def test_of_a_place_with_few_bookings_nothing_is_answered_not_for_the_city_either(client: Client) -> None:
    few = make_bookable(now=NOW, office=make_office(district=make_district(name="Ostbezirk")))
    record_bookings(few, 7, 7, 7, on=date(2026, 10, 7))
    steer(client)
    for place in (f"office:{few.office.identifier}", f"district:{few.office.organisation.identifier}"):
        page = answer_to(client, ort=place, schalter="2")
        assert "zu wenige Buchungen, um ihn für sich zu betrachten" in page
    assert not Scenario.objects.exclude(answer=None).exists()


@pytest.mark.usefixtures("forty_weeks")
def test_the_place_has_the_error_of_its_own_bookings(client: Client, places: list[Bookable]) -> None:
    steer(client)
    page = answer_to(client, ort=f"office:{places[0].office.identifier}", schalter="2")
    assert "An dem Ort waren es" in page
    answer = answered()
    assert answer["error_there_days"] >= 0
    assert answer["wait_there"]["low"] <= answer["wait_there"]["difference"] <= answer["wait_there"]["high"]


@pytest.mark.usefixtures("forty_weeks")
def test_an_answer_of_an_older_model_has_to_be_asked_again(client: Client) -> None:
    steer(client)
    made = client.post(ASK, asked(schalter="3"))
    work()
    older = {name: value for name, value in answered().items() if name != "trials"}
    Scenario.objects.update(answer=older)
    assert client.get(made["Location"]).status_code == 404


def test_a_city_without_history_is_told_so(client: Client) -> None:
    steer(client)
    assert "reichen die Zahlen noch nicht weit genug zurück" in answer_to(client, schalter="3")


def test_while_the_worker_reckons_the_page_says_so_and_looks_again(client: Client) -> None:
    steer(client)
    made = client.post(ASK, asked(schalter="3"))
    answer = client.get(made["Location"])
    assert "Wird gerechnet" in answer.content.decode()
    assert answer["Refresh"] == "3"
    work()
    assert "Refresh" not in client.get(made["Location"])


def test_a_question_asked_twice_is_answered_once(client: Client) -> None:
    steer(client)
    given = asked(schalter="3")
    assert client.post(ASK, given)["Location"] == client.post(ASK, given)["Location"]
    assert OutboxMessage.objects.filter(topic=ASKED).count() == 1


def test_a_question_is_its_askers_own_and_forgotten_after_a_month(client: Client) -> None:
    steer(client)
    made = client.post(ASK, asked(schalter="3"))
    steer(client)
    assert client.get(made["Location"]).status_code == 404
    assert not erasing.ERASER.erase_some(NOW + timedelta(days=29))
    erasing.ERASER.erase_some(NOW + timedelta(days=31))
    assert not Scenario.objects.exists()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "was anders wäre"),
        ({"schalter": "3", "tage": []}, "Bitte wählen Sie die Tage"),
        ({"geschlossen": "on"}, "was geschlossen ist"),
    ],
)
def test_a_question_that_asks_nothing_says_what_is_missing(client: Client, given: dict[str, object], said: str) -> None:
    steer(client)
    answer = client.post(ASK, asked(**given))
    assert answer.status_code == 422
    assert said in answer.content.decode()
