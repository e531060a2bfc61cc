"""A share of each day is reserved for urgent services, and opens first to them and then to all."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from einamt.catalog.models import PublicService, ServiceOffer
from einamt.kernel.actor import CITIZEN
from einamt.kernel.channels import Channel
from einamt.procedures.appointments import errors
from einamt.procedures.appointments.late_release import free_beyond, reserved_counters, reserved_from
from einamt.procedures.appointments.models import CapacityDay, Hold
from einamt.procedures.appointments.operations import plan_capacity
from einamt.procedures.appointments.operations.bulk import BookingOrder, book_many
from einamt.procedures.appointments.rules import Wish
from einamt.procedures.appointments.search import free_starts
from tests.factories.appointments import (
    OPENS,
    STEP,
    Bookable,
    cancel,
    confirm,
    make_bookable,
    make_booking,
    make_hold,
    make_late_rules,
    make_rules,
    somebody,
    unbalanced,
)
from tests.factories.catalog import make_service

BERLIN = ZoneInfo("Europe/Berlin")
FRIDAY = date(2026, 11, 27)


# In plain Python


@given(
    total=st.lists(st.integers(0, 255), max_size=60),
    percent=st.integers(0, 100),
    block_steps=st.integers(1, 6),
)
def test_never_more_than_the_share_is_reserved_and_never_more_than_serves(
    total: list[int], percent: int, block_steps: int
) -> None:
    reserved = reserved_counters(total=total, percent=percent, block_steps=block_steps)
    assert len(reserved) in {0, len(total)}
    assert sum(reserved) * 100 <= sum(total) * percent
    assert all(kept <= count for kept, count in zip(reserved, total, strict=False))
    for begin in range(0, len(reserved), block_steps):
        block = reserved[begin : begin + block_steps]
        assert len(set(block)) == 1 or len(block) < block_steps, "an urgent visit fits into what is reserved"


def test_few_counters_save_their_share_up_until_it_is_a_whole_visit() -> None:
    found = reserved_counters(total=[1] * 40, percent=10, block_steps=2)
    assert [step for step, count in enumerate(found) if count] == [18, 19, 38, 39]
    assert reserved_counters(total=[1] * 10, percent=10, block_steps=2) == b""


@pytest.mark.parametrize(
    ("hours", "minute"),
    [(24, 24 * 60), (71, 6 * 60), (72, 7 * 60), (73, 8 * 60), (96, 24 * 60), (48, 0)],
)
def test_a_step_opens_so_many_hours_before_it_begins(hours: int, minute: int) -> None:
    now = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
    assert reserved_from(day=FRIDAY, late_hours=hours, zone=BERLIN, now=now) == (0 if hours < 72 - 7 else minute)


@pytest.mark.parametrize("day", [date(2026, 10, 25), date(2027, 3, 28)])
def test_after_a_night_of_a_clock_change_the_wall_clock_counts(day: date) -> None:
    now = datetime(day.year, day.month, day.day - 1, 9, 0, tzinfo=BERLIN).astimezone(UTC)
    opens = reserved_from(day=day, late_hours=24, zone=BERLIN, now=now)
    assert opens == 9 * 60 + (60 if day.month == 3 else -60), "24 hours later by the clock of the sun"


@given(
    free=st.lists(st.integers(0, 9), min_size=1, max_size=30),
    reserved_from_minute=st.integers(0, 1440),
    data=st.data(),
)
def test_before_it_opens_a_step_has_only_what_is_beyond_the_reserved(
    free: list[int], reserved_from_minute: int, data: st.DataObject
) -> None:
    reserved = data.draw(st.lists(st.integers(0, 9), min_size=len(free), max_size=len(free)))
    left = free_beyond(
        free=bytes(free),
        reserved=bytes(reserved),
        first_minute=OPENS,
        step_minutes=STEP,
        reserved_from_minute=reserved_from_minute,
    )
    for step, count in enumerate(free):
        is_open = OPENS + step * STEP < reserved_from_minute
        assert left[step] == (count if is_open else max(0, count - reserved[step]))


# In the house


@pytest.fixture
def urgent(at: Bookable) -> PublicService:
    """A second service of the office's counter, which is urgent; two counters, of which one step in two is reserved."""
    service = make_service(offices=[at.office])
    at.group.services.add(service)
    return service


@pytest.fixture
def reserving(at: Bookable, urgent: PublicService, now: datetime) -> Bookable:
    """Half of one counter is reserved: every second step, from the second on."""
    make_late_rules(urgent=urgent, percent=50)
    plan_capacity(first_day=now.date(), last_day=now.date() + timedelta(days=6), now=now)
    return at


def of(service: PublicService) -> list[Wish]:
    return [(service.pk, 1)]


def minutes(at: Bookable, wishes: list[Wish], day: date, now: datetime) -> list[int]:
    """The minutes that the search gives on a day."""
    return [minute for times in free_starts(wishes=wishes, now=now).at(day) for minute in times.minutes]


def test_by_default_nothing_is_reserved(at: Bookable, now: datetime, day: date) -> None:
    assert bytes(at.day(day).reserved) == b""


def test_what_is_reserved_is_planned_with_the_day_and_given_up_with_the_rule(
    reserving: Bookable, now: datetime
) -> None:
    assert list(bytes(reserving.day(FRIDAY).reserved)) == [0, 1] * 10
    rules = make_rules()
    rules.late_share_percent = 0
    rules.save()
    plan_capacity(first_day=FRIDAY, last_day=FRIDAY, now=now)
    assert bytes(reserving.day(FRIDAY).reserved) == b""


def test_a_group_that_serves_nothing_urgent_reserves_nothing(reserving: Bookable, now: datetime) -> None:
    other = make_bookable(now=now, office=reserving.office)
    assert bytes(other.day(FRIDAY).reserved) == b""


@pytest.mark.parametrize(
    ("hours_before", "of_all", "of_urgent"),
    [
        (72, "beyond", "beyond"),
        (47, "beyond", "all"),
        (25, "beyond", "all"),
        (23, "all", "all"),
    ],
)
def test_search_and_booking_agree_who_can_have_a_reserved_time_and_when(
    reserving: Bookable, urgent: PublicService, hours_before: int, of_all: str, of_urgent: str
) -> None:
    begins = datetime(2026, 11, 27, 7, 12, tzinfo=UTC)  # the second step, 8:12 by the clock
    now = begins - timedelta(hours=hours_before)
    for wishes, expected in ((reserving.wishes(), of_all), (of(urgent), of_urgent)):
        is_had = OPENS + STEP in minutes(reserving, wishes, FRIDAY, now)
        assert is_had == (expected == "all")
        assert OPENS in minutes(reserving, wishes, FRIDAY, now), "what is not reserved can always be had"
        for _ in range(2):  # by the long way, and by what is remembered of the place
            if is_had:
                cancel(make_booking(at=reserving, day=FRIDAY, minute=OPENS + STEP, wishes=wishes, now=now), now=now)
                hold = make_hold(at=reserving, day=FRIDAY, minute=OPENS + STEP, wishes=wishes, now=now)
                Hold.objects.filter(pk=hold.pk).delete()
                plan_capacity(first_day=FRIDAY, last_day=FRIDAY, now=now)
                CapacityDay.objects.filter(day=FRIDAY).update(free=b"\1" * 20)
            else:
                with pytest.raises(errors.SlotReserved) as refused:
                    make_booking(at=reserving, day=FRIDAY, minute=OPENS + STEP, wishes=wishes, now=now)
                with pytest.raises(errors.SlotReserved):
                    make_hold(at=reserving, day=FRIDAY, minute=OPENS + STEP, wishes=wishes, now=now)
                assert refused.value.next_time is not None
    assert unbalanced() == []


def test_a_visit_that_is_only_partly_urgent_is_not(reserving: Bookable, urgent: PublicService, now: datetime) -> None:
    both = [*of(urgent), *reserving.wishes()]
    late = datetime(2026, 11, 26, 6, 0, tzinfo=UTC)
    assert minutes(reserving, both, FRIDAY, late) == []
    assert minutes(reserving, of(urgent), FRIDAY, late) == list(range(OPENS, OPENS + 20 * STEP, STEP))


def test_a_visit_begins_before_the_opening_only_where_all_of_its_steps_are_open(
    reserving: Bookable, urgent: PublicService
) -> None:
    ServiceOffer.objects.filter(service=reserving.service).update(steps=2)
    now = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)  # until ten o'clock the next day all is open
    found = minutes(reserving, reserving.wishes(), FRIDAY, now)
    assert found == list(range(OPENS, 600, STEP)), "the step from ten on is not reserved, the one after it is"
    with pytest.raises(errors.SlotReserved):
        make_booking(at=reserving, day=FRIDAY, minute=600, now=now)
    make_booking(at=reserving, day=FRIDAY, minute=588, now=now)
    assert unbalanced() == []


def test_what_was_remembered_before_the_plan_reserved_something_takes_nothing_of_it(
    at: Bookable, urgent: PublicService, now: datetime
) -> None:
    make_late_rules(urgent=urgent, percent=50)
    cancel(make_booking(at=at, day=FRIDAY, minute=OPENS + STEP, now=now), now=now)  # planned without a share
    CapacityDay.objects.filter(day=FRIDAY).update(reserved=b"\0\1" * 10)
    with pytest.raises(errors.SlotReserved):
        make_booking(at=at, day=FRIDAY, minute=OPENS + STEP, now=now)


def test_an_urgent_visit_takes_what_is_free_first_and_leaves_the_share(
    reserving: Bookable, urgent: PublicService, now: datetime
) -> None:
    reserving.open_with(2, now=now)
    assert list(bytes(reserving.day(FRIDAY).reserved)) == [1] * 20
    late = datetime(2026, 11, 26, 6, 0, tzinfo=UTC)
    make_booking(at=reserving, day=FRIDAY, minute=OPENS, wishes=of(urgent), now=late)
    assert OPENS not in minutes(reserving, reserving.wishes(), FRIDAY, late)
    assert OPENS in minutes(reserving, of(urgent), FRIDAY, late)


def test_a_hold_on_a_reserved_time_is_confirmed_and_one_that_ran_out_is_taken_again_by_the_same_rule(
    reserving: Bookable, urgent: PublicService
) -> None:
    late = datetime(2026, 11, 26, 6, 0, tzinfo=UTC)
    hold = make_hold(at=reserving, day=FRIDAY, minute=OPENS + STEP, wishes=of(urgent), now=late)
    booked = confirm(hold, now=late)
    assert booked.appointment.start_minute == OPENS + STEP
    assert unbalanced() == []


def test_a_chain_leaves_alone_what_is_reserved_at_each_of_its_counters(
    reserving: Bookable, urgent: PublicService, now: datetime
) -> None:
    other = make_bookable(now=now, office=reserving.office)
    wishes = [*reserving.wishes(), *other.wishes()]
    found = minutes(reserving, wishes, FRIDAY, now)
    assert OPENS in found
    with pytest.raises(errors.SlotReserved):
        make_booking(at=reserving, day=FRIDAY, minute=OPENS + STEP, wishes=wishes, now=now)
    make_booking(at=reserving, day=FRIDAY, minute=OPENS, wishes=wishes, now=now)
    assert unbalanced() == []


def test_what_another_system_has_booked_is_taken_over_whatever_is_reserved(reserving: Bookable, now: datetime) -> None:
    order = BookingOrder(
        capacity_day_id=reserving.day(FRIDAY).pk,
        start_minute=OPENS + STEP,
        wishes=reserving.wishes(),
        contact=somebody(),
        channel=Channel.PORTAL,
        actor=CITIZEN,
        command_id=uuid4(),
        booked_at=now,
    )
    assert None not in book_many(orders=[order, replace(order, command_id=uuid4(), start_minute=OPENS)])
