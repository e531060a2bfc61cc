"""Checking in without a clerk: who is let in, and what the others are told to do."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from einamt.cases.tokens import case_of_token, holder_token
from einamt.kernel.actor import CITIZEN
from einamt.kernel.channels import Channel
from einamt.kernel.errors import DomainError
from einamt.kernel.references import new_reference
from einamt.platform.facts.models import Fact
from einamt.procedures.appointments.operations import cancel_appointment
from einamt.procedures.visits import errors
from einamt.procedures.visits.arriving import case_expected_here, check_in
from einamt.procedures.visits.hall_codes import changes_at, hall_code, is_hall_code
from einamt.procedures.visits.models import FloorRules, Visit
from tests.factories.appointments import make_bookable, make_booking
from tests.procedures.visits.conftest import BOOKED_AT, Morning, at


def say(morning: Morning, name: str, clock: str, *, office_id: int | None = None, command: UUID | None = None) -> Visit:
    """Somebody says on a phone that they are there."""
    return check_in(
        case_id=morning.id(name),
        office_id=office_id or morning.place.office.pk,
        channel=Channel.PORTAL,
        command_id=command or uuid4(),
        now=at(clock),
    )


def test_whoever_says_so_waits_with_a_number_like_whoever_a_clerk_has_noted(morning: Morning) -> None:
    visit = say(morning, "Ada", "8:45")
    assert (visit.state, visit.number, visit.arrived_at) == ("waiting", "A001", at("8:45"))
    event = morning.appointments["Ada"].case.events.get(kind="arrived")
    assert (event.actor, event.channel) == (str(CITIZEN), "portal")
    morning.call("Ada", "9:00")
    morning.finish("Ada", "9:05")
    told = Fact.objects.get(schema="visits.visited").data
    assert told["arrival_channel"] == "portal", "how somebody checks in is counted"


def test_two_devices_and_a_desk_note_one_arrival(morning: Morning) -> None:
    command = uuid4()
    for _ in range(2):
        say(morning, "Ada", "8:45", command=command)
    say(morning, "Ada", "8:46")
    morning.arrive("Ada", "8:47")
    assert morning.visit("Ada").arrived_at == at("8:45")
    assert morning.events("Ada") == ["booked", "arrived"]


def test_whoever_is_called_meanwhile_stays_called(morning: Morning) -> None:
    morning.call("Ada", "9:00", counter="7")
    assert say(morning, "Ada", "9:01").counter == "7"
    assert morning.events("Ada") == ["booked", "arrived", "called"]


def test_whoever_comes_back_with_a_missing_paper_says_so_too(morning: Morning) -> None:
    morning.call("Ada", "9:00")
    morning.park("Ada", "9:05")
    assert say(morning, "Ada", "9:30").resumed_at == at("9:30")


def test_too_early_is_told_from_when_on_and_the_city_says_how_early(morning: Morning) -> None:
    with pytest.raises(errors.CheckInTooEarly) as refused:
        say(morning, "Ada", "8:29")
    assert refused.value.params == {"start": "9:00", "opens": "8:30"}
    FloorRules.objects.create(valid_from=at("9:00").date(), check_in_minutes=60, source="test")
    assert say(morning, "Ada", "8:00").state == "waiting"


def test_another_day_or_office_is_told_where_and_when(morning: Morning) -> None:
    with pytest.raises(errors.CheckInAnotherDay) as another_day:
        say(morning, "Ada", "33:00")
    assert another_day.value.params["date"] == "Dienstag, 24. November 2026, 9:00 Uhr"
    elsewhere = make_bookable(now=BOOKED_AT)
    with pytest.raises(errors.CheckInElsewhere) as another_office:
        say(morning, "Ada", "8:50", office_id=elsewhere.office.pk)
    assert another_office.value.params["office"] == morning.place.office.name
    assert not Visit.objects.exists()


def cancelled(morning: Morning) -> None:
    cancel_appointment(
        appointment_id=morning.appointments["Ada"].pk,
        channel=Channel.PORTAL,
        actor=CITIZEN,
        command_id=uuid4(),
        now=at("8:00"),
    )


def served(morning: Morning) -> None:
    morning.call("Ada", "8:40")
    morning.finish("Ada", "8:45")


def missed(morning: Morning) -> None:
    morning.call("Ada", "8:40")
    morning.miss("Ada", "8:45")


def left(morning: Morning) -> None:
    morning.arrive("Ada", "8:40")
    morning.leave("Ada", "8:45")


@pytest.mark.parametrize(
    ("happened", "refusal"),
    [
        (cancelled, errors.CheckInCancelled),
        (served, errors.CheckInServed),
        (missed, errors.CheckInMissed),
        (left, errors.CheckInLeft),
    ],
)
def test_what_is_over_is_told_what_to_do_now(
    morning: Morning, happened: Callable[[Morning], None], refusal: type[DomainError]
) -> None:
    happened(morning)
    with pytest.raises(refusal):
        say(morning, "Ada", "8:50")


def test_a_case_that_is_no_visit_is_unknown(morning: Morning) -> None:
    with pytest.raises(errors.CheckInUnknown):
        check_in(
            case_id=uuid4(),
            office_id=morning.place.office.pk,
            channel=Channel.PORTAL,
            command_id=uuid4(),
            now=at("9:00"),
        )


def test_a_typed_reference_is_known_where_and_when_it_is_expected(morning: Morning) -> None:
    reference = morning.appointments["Ada"].case.reference.lower().replace("-", " ")
    found = case_expected_here(reference=reference, office_id=morning.place.office.pk, now=at("8:50"))
    assert found == morning.id("Ada")


def test_whatever_is_wrong_with_a_typed_reference_the_answer_and_the_work_are_the_same(morning: Morning) -> None:
    elsewhere = make_bookable(now=BOOKED_AT)
    other_office = make_booking(at=elsewhere, day=at("9:00").date(), minute=540, now=BOOKED_AT).appointment
    tomorrow = make_booking(at=morning.place, day=at("33:00").date(), minute=540, now=BOOKED_AT).appointment
    gone = morning.appointments["Bilal"]
    cancel_appointment(
        appointment_id=gone.pk, channel=Channel.PORTAL, actor=CITIZEN, command_id=uuid4(), now=at("8:00")
    )
    typed = [
        *(each.case.reference for each in (other_office, tomorrow, gone)),
        *(new_reference(), "K7M4-RX9-3PB", "", "' OR 1=1 --", "x" * 10_000),
    ]
    said = set()
    for reference in typed:
        with CaptureQueriesContext(connection) as queries, pytest.raises(errors.CheckInNotFound) as refused:
            case_expected_here(reference=reference, office_id=morning.place.office.pk, now=at("8:50"))
        said.add((len(queries), refused.value.code, refused.value.message, str(refused.value.params)))
    assert len(said) == 1
    assert next(iter(said))[0] == 1


def test_a_token_is_of_its_case_and_a_forged_one_of_none_without_a_query() -> None:
    case_id = uuid4()
    token = holder_token(case_id=case_id)
    assert case_of_token(token=token) == case_id
    other = holder_token(case_id=uuid4())
    forged = [
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        other[:20] + token[20:],
        token[:-2],
        "",
        "ä" * 32,
        "!" * 32,
    ]
    assert [case_of_token(token=each) for each in forged] == [None] * len(forged)


def test_a_halls_code_is_good_while_it_stands_on_the_wall_and_one_change_before_and_after() -> None:
    now = at("9:02")
    code = hall_code(office_id=1, now=now)
    assert len(code) == 4
    assert hall_code(office_id=1, now=at("9:04")) == code != hall_code(office_id=1, now=at("9:05"))
    good = [
        clock
        for clock in ("8:54", "8:55", "9:02", "9:09", "9:10")
        if is_hall_code(office_id=1, code=code, now=at(clock))
    ]
    assert good == ["8:55", "9:02", "9:09"]
    assert is_hall_code(office_id=1, code=f" {code.lower()} ", now=now)
    assert not is_hall_code(office_id=2, code=code, now=now)
    assert changes_at(now=now) == now + timedelta(minutes=3)
