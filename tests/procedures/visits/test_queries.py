"""The day's list and finding somebody in it."""

from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from einamt.catalog.models import ServiceItem
from einamt.kernel.actor import CITIZEN
from einamt.kernel.channels import Channel
from einamt.procedures.appointments.operations import cancel_appointment
from einamt.procedures.appointments.rules import Paper
from einamt.procedures.visits.entries import DayEntry, DayList, Wish
from einamt.procedures.visits.matching import is_name_match, minute_in
from einamt.procedures.visits.queries import day_list, day_version, evidence
from einamt.procedures.visits.rules import Standing
from tests.factories.appointments import make_booking
from tests.factories.catalog import make_service, paper_key
from tests.procedures.visits.conftest import Morning, at


def read(morning: Morning, clock: str, *, language: str = "de", group_ids: list[int] | None = None) -> DayList:
    now = at(clock)
    return day_list(office_id=morning.place.office.pk, day=now.date(), now=now, language=language, group_ids=group_ids)


def names(entries: list[DayEntry]) -> list[str]:
    return [entry.person_name for entry in entries]


def test_the_day_shows_everybody_where_they_are(morning: Morning) -> None:
    morning.book("Dora", "9:36")
    morning.arrive("Ada", "8:58")
    morning.arrive("Bilal", "9:00")
    morning.next("9:01", counter="7")
    morning.miss("Çiğdem", "9:40")
    day = read(morning, "9:41")
    assert names(day.called) == ["Ada"]
    assert names(day.waiting) == ["Bilal"]
    assert names(day.expected) == ["Dora"]
    assert names(day.ended) == ["Çiğdem"]
    assert day.at_counter("7") == day.called[0]
    assert day.at_counter("8") is None


def test_those_who_wait_stand_in_the_order_of_calling_and_it_is_said_why(morning: Morning) -> None:
    morning.arrive("Ada", "9:15")
    morning.arrive("Bilal", "9:12")
    morning.arrive("Çiğdem", "8:58")
    day = read(morning, "9:16")
    assert [(entry.person_name, entry.standing, entry.waiting_minutes) for entry in day.waiting] == [
        ("Bilal", Standing.PUNCTUAL, 4),
        ("Çiğdem", Standing.PUNCTUAL, 18),
        ("Ada", Standing.WALK_IN, 1),
    ]


def test_the_list_and_the_call_have_one_order(morning: Morning) -> None:
    for name, arrived in (("Ada", "9:15"), ("Bilal", "9:12"), ("Çiğdem", "8:58")):
        morning.arrive(name, arrived)
    waiting = names(read(morning, "9:16").waiting)
    assert [morning.next("9:16", counter=counter) for counter in "123"] == waiting


def test_somebody_expected_is_overdue_after_ten_minutes(morning: Morning) -> None:
    day = read(morning, "9:10")
    assert [(entry.person_name, entry.is_overdue) for entry in day.expected] == [
        ("Ada", True),
        ("Bilal", False),
        ("Çiğdem", False),
    ]


def test_an_entry_says_the_services_in_the_readers_language(morning: Morning) -> None:
    [wish] = read(morning, "9:00").expected[0].wishes
    assert (wish.name, wish.persons) == ("Reisepass beantragen", 1)
    assert read(morning, "9:00", language="en").expected[0].wishes[0].name == "Apply for a passport"


def test_a_counter_sees_whom_it_serves(morning: Morning) -> None:
    assert read(morning, "9:00", group_ids=[]).entries == []
    assert len(read(morning, "9:00", group_ids=[morning.place.group.pk]).entries) == 3


def test_the_list_takes_five_queries_whatever_its_length(
    morning: Morning, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for minute in range(0, 48, 12):
        morning.book(f"Person {minute}", f"10:{minute:02d}")
    morning.arrive("Ada", "8:58")
    with django_assert_num_queries(5):
        assert len(read(morning, "9:00").entries) == 7


def test_the_version_changes_with_every_step(morning: Morning) -> None:
    def version() -> str:
        return day_version(office_id=morning.place.office.pk, day=at("9:00").date())

    seen = [version()]
    steps = [
        lambda: morning.arrive("Ada", "8:58"),
        lambda: morning.next("9:00"),
        lambda: morning.recall("Ada", "9:01"),
        lambda: morning.finish("Ada", "9:05"),
        lambda: morning.book("Dora", "9:36"),
    ]
    for step in steps:
        step()
        seen.append(version())
    assert len(set(seen)) == len(seen)
    assert version() == seen[-1]


def test_the_version_tells_whoever_takes_the_time_of_another(morning: Morning) -> None:
    def version() -> str:
        return day_version(office_id=morning.place.office.pk, day=at("9:00").date())

    bilal, before = morning.appointments["Bilal"], version()
    cancel_appointment(
        appointment_id=bilal.pk, actor=CITIZEN, channel=Channel.PORTAL, command_id=uuid4(), now=at("8:00")
    )
    freed = version()
    make_booking(at=morning.place, day=at("9:12").date(), minute=9 * 60 + 12, now=at("8:01"))
    assert len({before, freed, version()}) == 3


def test_somebody_is_found_by_name_time_or_reference(morning: Morning) -> None:
    day = read(morning, "9:00")
    assert names(day.found("cig")) == ["Çiğdem"]
    assert names(day.found("9:12")) == names(day.found("0912")) == ["Bilal"]
    assert names(day.found(morning.appointments["Ada"].case.reference.lower())) == ["Ada"]
    assert day.found("Niemand") == []
    assert day.found("   ") == []


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("mueller", "Jürgen Müller"),
        ("Muller", "Jürgen Müller"),
        ("müller jür", "Jürgen Müller"),
        ("weiss", "Ayşe Özdemir-Weiß"),
        ("ozdemir", "Ayşe Özdemir-Weiß"),
        ("oezdemir-weiss", "Ayşe Özdemir-Weiß"),
        ("dang", "Đặng-Nguyễn Thu"),
        ("oconnor", "Sinéad OConnor"),
        ("connor", "Sinéad O’Connor"),
        ("lukasz", "Łukasz Wójcik"),
    ],
)
def test_a_name_is_found_however_it_is_typed(wanted: str, name: str) -> None:
    assert is_name_match(wanted=wanted, name=name)


@pytest.mark.parametrize(("wanted", "name"), [("meier", "Jürgen Müller"), ("", "Jürgen"), ("ller", "Jürgen Müller")])
def test_a_name_is_not_found_by_what_it_does_not_begin_with(wanted: str, name: str) -> None:
    assert not is_name_match(wanted=wanted, name=name)


@pytest.mark.parametrize(
    ("text", "minute"),
    [
        ("9:36", 576),
        ("09.36", 576),
        ("0936", 576),
        ("9:36 Uhr", 576),
        ("25:00", None),
        ("936 Meier", None),
        ("9", None),
    ],
)
def test_a_time_is_read_as_people_write_it(text: str, minute: int | None) -> None:
    assert minute_in(text) == minute


@pytest.mark.django_db
def test_what_to_bring_is_read_with_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    passport, dog = make_service(), make_service(name="Hund anmelden", evidence=[])
    wishes = [Wish(passport.pk, "Reisepass", 1), Wish(dog.pk, "Hund", 1)]
    with django_assert_num_queries(1):
        found = evidence(wishes=wishes, language="en")
    assert [(each.service_name, [paper.name for paper in each.items]) for each in found] == [
        ("Reisepass", ["Biometrisches Passfoto", "Alter Ausweis"]),
        ("Hund", []),
    ]


@pytest.mark.django_db
def test_what_somebody_ticked_in_english_is_ticked_in_german_though_the_lists_differ() -> None:
    passport, old = make_service(), paper_key("Alter Ausweis")
    papers = [("Old document", old), ("Proof of residence", "0f0f0f0f"), ("Photo", paper_key("Biometrisches Passfoto"))]
    for place, (name, key) in enumerate(papers):
        ServiceItem.objects.create(service=passport, language="en", kind="evidence", position=place, name=name, key=key)
    ready = [
        Paper(passport.pk, "", "Old document"),
        Paper(passport.pk, "0f0f0f0f", "Proof of residence"),
        Paper(passport.pk, "", "A paper that was renamed"),
    ]
    wishes = [Wish(passport.pk, "Reisepass", 1)]
    [found] = evidence(wishes=wishes, language="de", papers_ready=ready, read_in="en")
    assert [(paper.name, paper.is_ready) for paper in found.items] == [
        ("Biometrisches Passfoto", False),
        ("Alter Ausweis", True),
    ]
