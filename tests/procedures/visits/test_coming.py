"""Who may still go in front of somebody who waits: by the appointed time, and nobody twice."""

from collections.abc import Collection
from uuid import UUID

from einamt.procedures.visits.coming import Coming, may_overtake
from einamt.procedures.visits.estimating import Ahead, Span
from einamt.procedures.visits.rules import QueueRules, Waiting
from tests.procedures.visits.conftest import at

RULES = QueueRules(late_minutes=15, missing_minutes=20, soon_minutes=12)
OWN, OTHER, THIRD = (UUID(int=number) for number in range(1, 4))


def early(case_id: UUID, due: str, called_from: str) -> Coming:
    return Coming(None, at(due), Ahead(Span(8, 12), at(called_from)), case_id)


def expected(due: str, *, group_id: int | None = None) -> Coming:
    return Coming(group_id, at(due), Ahead(Span(8, 12), at(due)))


def overtaking(
    place: Waiting, *coming: Coming, without: Collection[UUID] = (), group_id: int | None = None
) -> list[Coming]:
    found = may_overtake(
        place, group_id=group_id, coming=coming, without={OWN, *without}, of_line=RULES, now=at("9:20")
    )
    return [each for each in coming if each.ahead in found]


def test_whoever_is_early_does_not_wait_for_themselves() -> None:
    assert overtaking(Waiting(at("10:00"), at("9:10")), early(OWN, "10:00", "9:48")) == []


def test_whoever_is_early_and_counted_in_front_is_not_counted_again() -> None:
    other = early(OTHER, "9:50", "9:38")
    assert overtaking(Waiting(at("10:00"), at("9:10")), other, without={OTHER}) == []


def test_a_later_appointment_goes_in_front_of_no_punctual_one_though_it_is_called_before_its_time() -> None:
    assert overtaking(Waiting(at("9:30"), at("9:10")), early(OTHER, "9:40", "9:28")) == []


def test_without_an_appointment_all_who_come_may_go_in_front() -> None:
    coming = (early(OTHER, "9:40", "9:28"), early(THIRD, "10:00", "9:48"), expected("9:30"))
    assert overtaking(Waiting(None, at("9:10")), *coming) == list(coming)


def test_an_earlier_appointment_that_has_not_come_yet_may_go_in_front() -> None:
    assert overtaking(Waiting(at("9:30"), at("9:10")), expected("9:24"), expected("9:30")) == [expected("9:24")]


def test_nobody_who_comes_goes_in_front_of_an_emergency_or_of_who_is_back() -> None:
    assert overtaking(Waiting(None, at("9:10"), rank=1), expected("9:24")) == []
    assert overtaking(Waiting(at("9:00"), at("8:50"), resumed_at=at("9:15")), expected("9:24")) == []


def test_who_comes_for_other_counters_takes_nobodys_turn() -> None:
    assert overtaking(Waiting(None, at("9:10")), expected("9:24", group_id=1), group_id=2) == []
