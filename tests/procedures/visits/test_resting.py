"""A counter that makes a pause or is closed counts as closed at once, and nobody is left standing at it."""

from datetime import datetime, timedelta

import pytest
from django.db.models import OuterRef

from einamt.catalog.models import Office
from einamt.platform.retention import erasing
from einamt.procedures.visits import errors
from einamt.procedures.visits.board import counters_now
from einamt.procedures.visits.hall import hall
from einamt.procedures.visits.models import CounterRest, FloorRevision
from einamt.procedures.visits.outlook import outlook
from einamt.procedures.visits.resting import go_on, is_resting, rest_counter
from tests.procedures.visits.conftest import Morning, at


@pytest.fixture
def served(morning: Morning) -> Morning:
    """Counter 1 has served Ada, and Dora waits."""
    morning.call("Ada", "9:00", counter="1")
    morning.finish("Ada", "9:05", counter="1")
    morning.take("Dora", "9:06")
    return morning


def knows_a_wait(morning: Morning, clock: str) -> bool:
    return hall(office_id=morning.place.office.pk, now=at(clock)).spots[morning.id("Dora")].wait is not None


def rests(morning: Morning, counter: str, now: datetime) -> bool:
    rest = is_resting(office=OuterRef("pk"), counter=counter, now=now)
    return Office.objects.filter(rest, pk=morning.place.office.pk).exists()


def counters_on_board(morning: Morning, clock: str) -> list[str]:
    return [each.name for each in counters_now(seen=outlook(office_id=morning.place.office.pk, now=at(clock)))]


def test_a_pause_closes_the_counter_for_waits_and_board_at_once_and_going_on_opens_it(served: Morning) -> None:
    assert (knows_a_wait(served, "9:07"), counters_on_board(served, "9:07")) == (True, ["1"])
    rest_counter(desk=served.desk("1"), now=at("9:07"))
    assert rests(served, "1", at("9:07"))
    assert (knows_a_wait(served, "9:07"), counters_on_board(served, "9:07")) == (False, [])
    go_on(desk=served.desk("1"), now=at("9:08"))
    assert (knows_a_wait(served, "9:08"), counters_on_board(served, "9:08")) == (True, ["1"])


def test_a_pause_that_reaches_the_city_late_is_made_unless_the_counter_has_called_since(served: Morning) -> None:
    rest_counter(desk=served.desk("1"), now=at("9:30"), pressed_at=at("8:59"))
    assert not rests(served, "1", at("9:30"))
    rest_counter(desk=served.desk("1"), now=at("9:30"), pressed_at=at("9:06"))
    assert rests(served, "1", at("9:30"))


def test_a_pause_of_yesterday_is_over(served: Morning) -> None:
    rest_counter(desk=served.desk("1"), now=at("31:00"), pressed_at=at("23:50"))
    assert not CounterRest.objects.exists()


def test_screens_are_told_of_a_pause_and_of_its_end_once(served: Morning) -> None:
    def revision() -> int:
        return FloorRevision.objects.get(office=served.place.office).number

    before = revision()
    for _ in range(2):
        rest_counter(desk=served.desk("1"), now=at("9:07"))
    assert revision() == before + 1
    for _ in range(2):
        go_on(desk=served.desk("1"), now=at("9:08"))
    assert revision() == before + 2


def test_whoever_calls_has_gone_on(served: Morning) -> None:
    rest_counter(desk=served.desk("1"), now=at("9:07"))
    rest_counter(desk=served.desk("2"), now=at("9:07"))
    served.next("9:08", counter="1")
    assert [each.counter for each in CounterRest.objects.all()] == ["2"]


def test_nobody_who_was_called_is_left_standing(served: Morning) -> None:
    served.call("Dora", "9:07", counter="1")
    with pytest.raises(errors.CounterBusy, match="B001"):
        rest_counter(desk=served.desk("1"), now=at("9:08"))
    assert not CounterRest.objects.exists()


def test_the_information_desk_has_nothing_to_close(served: Morning) -> None:
    rest_counter(desk=served.desk(""), now=at("9:07"))
    assert not CounterRest.objects.exists()


def test_a_rest_says_neither_since_when_nor_who_and_is_gone_the_next_day(served: Morning) -> None:
    assert {each.name for each in CounterRest._meta.get_fields()} == {"id", "office", "day", "counter"}
    rest_counter(desk=served.desk("1"), now=at("9:07"))
    assert not rests(served, "1", at("9:07") + timedelta(days=1))
    erasing.erase_due(now=at("23:00"))
    assert CounterRest.objects.exists()
    erasing.erase_due(now=at("9:07") + timedelta(days=1))
    assert not CounterRest.objects.exists()
