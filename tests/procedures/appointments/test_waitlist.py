"""Freed and new times go to the waitlist first, as an offer that one tap accepts."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from einamt.kernel.actor import CITIZEN
from einamt.kernel.channels import Channel
from einamt.procedures.appointments.errors import OfferDeclined, OfferExpired, TooManyAppointments
from einamt.procedures.appointments.fairness import erasing
from einamt.procedures.appointments.fairness.errors import EntryEnded, EntryUnknown, LastDayPassed
from einamt.procedures.appointments.fairness.models import KeptBack, WaitlistEntry
from einamt.procedures.appointments.fairness.queries import Standing, open_offer, standing
from einamt.procedures.appointments.fairness.rules import TimeWish, UsualWait, Waited, usual_wait
from einamt.procedures.appointments.models import Appointment, Offer
from einamt.procedures.appointments.offers import offer_token
from einamt.procedures.appointments.operations import (
    accept_offer,
    change_wishes,
    confirm_entry,
    decline_offer,
    end_entries,
    end_offers,
    expire_holds,
    leave_waitlist,
    offer_to_waitlist,
    release_hold,
)
from einamt.procedures.appointments.operations.waiting import AT_ONCE, Joined, join_waitlist
from einamt.procedures.appointments.search import free_starts
from tests.factories.appointments import (
    CLOSES,
    OPENS,
    STEP,
    Bookable,
    cancel,
    make_bookable,
    make_booking,
    make_hold,
    make_rules,
    somebody,
    unbalanced,
)

NOON = 12 * 60
pytestmark = pytest.mark.django_db


@pytest.fixture
def at(db: None, now: datetime) -> Bookable:
    """One counter for two steps on each day."""
    return make_bookable(now=now, opens=OPENS, closes=OPENS + 2 * STEP)


def join(
    at: Bookable,
    now: datetime,
    *,
    email: str = "",
    persons: int = 1,
    wish: TimeWish = TimeWish(),  # noqa: B008 - frozen
    is_confirmed: bool = True,
    command_id: UUID | None = None,
) -> Joined:
    """Somebody on the list."""
    return join_waitlist(
        wishes=at.wishes(persons),
        time_wish=wish,
        contact=somebody(email=email),
        is_confirmed=is_confirmed,
        command_id=command_id or uuid4(),
        now=now,
    )


def fill(at: Bookable, day: date, now: datetime) -> list:  # type: ignore[type-arg]
    """Every time of the week booked; those of `day`."""
    booked = {}
    for offset in range(7):
        each = now.date() + timedelta(days=offset)
        for minute in (OPENS, OPENS + STEP):
            booked[each, minute] = make_booking(at=at, day=each, minute=minute, now=now)
    return [booked[day, OPENS], booked[day, OPENS + STEP]]


def accept(offer: Offer, now: datetime) -> Appointment:
    """One tap."""
    return accept_offer(
        token=offer_token(offer_id=offer.pk), actor=CITIZEN, channel=Channel.PORTAL, command_id=uuid4(), now=now
    )


def offer_of(joined: Joined, now: datetime) -> Offer:
    """The offer that somebody has."""
    offer = open_offer(entry=joined.entry, now=now)
    assert offer is not None
    return offer


def test_a_cancelled_time_goes_to_who_waits_before_anybody_else_sees_it(at: Bookable, now: datetime) -> None:
    day = now.date() + timedelta(days=3)
    first, _ = fill(at, day, now)
    joined = join(at, now)
    cancel(first, now=now)
    assert len(free_starts(wishes=at.wishes(), now=now)) == 0
    assert offer_to_waitlist(now=now) == 1
    appointment = accept(offer_of(joined, now), now)
    assert (appointment.capacity_day.day, appointment.start_minute) == (day, OPENS)
    assert appointment.person_name == joined.entry.person_name
    joined.entry.refresh_from_db()
    assert joined.entry.state == "booked"
    assert unbalanced() == []


def test_whoever_waits_longest_and_would_come_then_is_first(at: Bookable, now: datetime) -> None:
    day = now.date() + timedelta(days=3)
    first, _ = fill(at, day, now)
    elsewhen = join(at, now, wish=TimeWish(weekdays=frozenset({day.isoweekday() % 7 + 1})))
    older = join(at, now + timedelta(minutes=1))
    join(at, now + timedelta(minutes=2))
    cancel(first, now=now + timedelta(minutes=3))
    offer_to_waitlist(now=now + timedelta(minutes=3))
    older.entry.refresh_from_db()
    elsewhen.entry.refresh_from_db()
    assert (older.entry.state, elsewhen.entry.state) == ("offered", "waiting")
    assert Offer.objects.count() == 1


def test_a_group_is_offered_only_a_time_that_is_long_enough(at: Bookable, now: datetime) -> None:
    day = now.date() + timedelta(days=3)
    first, second = fill(at, day, now)
    two = join(at, now, persons=2)
    cancel(first, now=now)
    assert offer_to_waitlist(now=now) == 0
    cancel(second, now=now)
    assert offer_to_waitlist(now=now) == 1
    appointment = accept(offer_of(two, now), now)
    assert (appointment.start_minute, appointment.steps) == (OPENS, 2)


def test_what_nobody_wants_is_free_for_all_again(at: Bookable, now: datetime) -> None:
    day = now.date() + timedelta(days=3)
    first, _ = fill(at, day, now)
    join(at, now, wish=TimeWish(from_minute=NOON))
    cancel(first, now=now)
    offer_to_waitlist(now=now)
    assert len(free_starts(wishes=at.wishes(), now=now)) == 1
    assert KeptBack.objects.count() == 0


def test_a_time_kept_back_is_free_again_where_no_worker_comes(at: Bookable, now: datetime) -> None:
    day = now.date() + timedelta(days=3)
    first, _ = fill(at, day, now)
    join(at, now)
    cancel(first, now=now)
    expire_holds(now=now + timedelta(minutes=4))
    assert len(free_starts(wishes=at.wishes(), now=now)) == 1
    assert unbalanced() == []


def test_an_offer_is_accepted_once_from_however_many_devices(at: Bookable, now: datetime) -> None:
    joined = join(at, now)
    offer_to_waitlist(now=now)
    offer = offer_of(joined, now)
    assert accept(offer, now).pk == accept(offer, now + timedelta(hours=5)).pk
    assert Appointment.objects.count() == 1


def test_an_offer_after_its_time_goes_to_the_next(at: Bookable, now: datetime) -> None:
    joined = join(at, now)
    offer_to_waitlist(now=now)
    offer = offer_of(joined, now)
    later = offer.expires_at
    with pytest.raises(OfferExpired):
        accept(offer, later)
    end_offers(now=later)
    joined.entry.refresh_from_db()
    assert (joined.entry.state, joined.entry.unanswered) == ("waiting", 1)
    assert unbalanced() == []


def test_a_declined_time_is_not_offered_again(at: Bookable, now: datetime) -> None:
    joined = join(at, now)
    offer_to_waitlist(now=now)
    offer = offer_of(joined, now)
    decline_offer(token=offer_token(offer_id=offer.pk), now=now)
    with pytest.raises(OfferDeclined):
        accept(offer, now)
    offer_to_waitlist(now=now)
    other = offer_of(joined, now)
    assert (other.capacity_day_id, other.start_minute) != (offer.capacity_day_id, offer.start_minute)


def test_whoever_never_answers_leaves_the_list_after_three_offers(at: Bookable, now: datetime) -> None:
    joined = join(at, now)
    for _ in range(3):
        offer_to_waitlist(now=now)
        now = offer_of(joined, now).expires_at
        end_offers(now=now)
    joined.entry.refresh_from_db()
    assert joined.entry.state == "unanswered"
    assert offer_to_waitlist(now=now) == 0


def test_an_address_has_one_entry(at: Bookable, now: datetime) -> None:
    one = join(at, now, email="anna@example.org")
    two = join(at, now, email=" Anna@example.org", persons=2)
    assert (one.entry.pk, two.is_new) == (two.entry.pk, False)
    assert two.entry.wishes == [[at.service.pk, 1]]


def test_a_repeated_command_joins_once(at: Bookable, now: datetime) -> None:
    command = uuid4()
    assert join(at, now, command_id=command).entry.pk == join(at, now, command_id=command).entry.pk


def test_an_entry_counts_once_its_address_is_confirmed(at: Bookable, now: datetime) -> None:
    joined = join(at, now, is_confirmed=False)
    assert offer_to_waitlist(now=now) == 0
    later = now + timedelta(hours=1)
    assert confirm_entry(token=joined.token, now=later).confirmed_at == later
    assert confirm_entry(token=joined.token, now=later + timedelta(hours=1)).confirmed_at == later
    assert offer_to_waitlist(now=later) == 1


def test_leaving_frees_what_was_held(at: Bookable, now: datetime) -> None:
    before = len(free_starts(wishes=at.wishes(), now=now))
    joined = join(at, now)
    offer_to_waitlist(now=now)
    assert leave_waitlist(token=joined.token, now=now).state == "left"
    assert leave_waitlist(token=joined.token, now=now).state == "left"
    assert len(free_starts(wishes=at.wishes(), now=now)) == before
    with pytest.raises(EntryEnded):
        confirm_entry(token=joined.token, now=now)
    with pytest.raises(EntryUnknown):
        leave_waitlist(token="0" * 32, now=now)


def test_an_entry_ends_with_its_last_day_and_is_erased(at: Bookable, now: datetime) -> None:
    joined = join(at, now, wish=TimeWish(latest=now.date()))
    assert offer_to_waitlist(now=now) == 0
    end_entries(now=now + timedelta(days=1))
    joined.entry.refresh_from_db()
    assert joined.entry.state == "over"
    erasing.erase_some(now + timedelta(days=32))
    assert not WaitlistEntry.objects.exists()
    with pytest.raises(LastDayPassed):
        join(at, now, wish=TimeWish(latest=now.date() - timedelta(days=1)))


def test_the_limit_of_open_appointments_holds_for_offers_too(at: Bookable, now: datetime) -> None:
    make_rules(appointments_per_contact=1)
    joined = join(at, now, email="anna@example.org")
    offer_to_waitlist(now=now)
    day = now.date() + timedelta(days=5)
    make_booking(at=at, day=day, minute=OPENS, now=now, contact=somebody(email="anna@example.org"))
    with pytest.raises(TooManyAppointments):
        accept(offer_of(joined, now), now)
    assert unbalanced() == []


def test_the_position_counts_who_wants_the_same_and_the_wait_is_told_only_where_it_can_be(
    at: Bookable, now: datetime
) -> None:
    other = make_bookable(now=now, closes=CLOSES)
    join(other, now)
    join(at, now)
    mine = join(at, now + timedelta(minutes=1))
    found = standing(entry=mine.entry, now=now + timedelta(minutes=2))
    assert (found.ahead, found.usual_wait) == (1, None)


def waited(*days: int, is_offered: bool = True) -> list[Waited]:
    """So many days each."""
    return [Waited(timedelta(days=each), is_offered=is_offered) for each in days]


def test_the_usual_wait_is_that_of_the_middle_half() -> None:
    assert usual_wait(waits=waited(0, 1, 2, 3, 4, 5, 6, 90)) == UsualWait(2, 6)
    assert usual_wait(waits=waited(*[1] * 7)) is None


def test_whoever_still_waits_makes_the_usual_wait_longer_and_in_the_end_unknown() -> None:
    lucky = waited(0, 1, 2, 3, 4, 5, 6, 90)
    assert usual_wait(waits=lucky + waited(*[4] * 4, is_offered=False)) == UsualWait(3, 7)
    assert usual_wait(waits=lucky + waited(*[91] * 9, is_offered=False)) == UsualWait(4, None)
    assert usual_wait(waits=lucky + waited(*[91] * 99, is_offered=False)) is None


@given(
    offers=st.lists(st.integers(0, 60), max_size=30),
    in_vain=st.lists(st.integers(0, 60), max_size=30),
)
def test_nobody_who_waits_in_vain_ever_makes_the_promise_shorter(offers: list[int], in_vain: list[int]) -> None:
    said = usual_wait(waits=waited(*offers) + waited(*in_vain, is_offered=False))
    lucky_only = usual_wait(waits=waited(*offers, *offers)) if offers else None
    if said is None:
        return
    assert said.most_days is None or said.least_days < said.most_days
    if lucky_only is not None:
        assert said.least_days >= lucky_only.least_days
        assert said.most_days is None or lucky_only.most_days is None or said.most_days >= lucky_only.most_days


def test_position_and_wait_are_those_of_all_who_came_lately(at: Bookable, now: datetime) -> None:
    fill(at, now.date(), now)
    for number in range(9):
        join(at, now - timedelta(days=20 - number))
    mine = join(at, now)
    assert standing(entry=mine.entry, now=now) == Standing(ahead=9, usual_wait=None)


def test_a_long_line_of_wishes_that_cannot_be_served_hides_nobody(at: Bookable, now: datetime) -> None:
    day = now.date() + timedelta(days=3)
    first, _ = fill(at, day, now)
    in_vain = join(at, now, wish=TimeWish(from_minute=NOON)).entry
    WaitlistEntry.objects.bulk_create(
        WaitlistEntry(
            **{
                field.attname: getattr(in_vain, field.attname)
                for field in WaitlistEntry._meta.concrete_fields
                if field.attname not in {"id", "lot", "address_index", "token_hash", "command_id"}
            },
            lot=f"{number:032}",
            address_index=f"{number:064}",
            token_hash=f"{number:064}",
            command_id=uuid4(),
        )
        for number in range(AT_ONCE + 5)
    )
    servable = join(at, now + timedelta(minutes=1))
    cancel(first, now=now + timedelta(minutes=2))
    assert offer_to_waitlist(now=now + timedelta(minutes=2)) == 1
    servable.entry.refresh_from_db()
    assert servable.entry.state == "offered"


def test_what_was_held_and_not_booked_goes_to_who_waits_first(at: Bookable, now: datetime) -> None:
    day = now.date() + timedelta(days=3)
    first, _ = fill(at, day, now)
    cancel(first, now=now)
    hold = make_hold(at=at, day=day, minute=OPENS, now=now)
    joined = join(at, now)
    expire_holds(now=hold.expires_at)
    assert len(free_starts(wishes=at.wishes(), now=hold.expires_at)) == 0
    assert offer_to_waitlist(now=hold.expires_at) == 1
    assert offer_of(joined, hold.expires_at).start_minute == OPENS
    assert unbalanced() == []


def test_a_hold_that_is_given_up_for_another_goes_to_who_waits_first(at: Bookable, now: datetime) -> None:
    day = now.date() + timedelta(days=3)
    first, _ = fill(at, day, now)
    cancel(first, now=now)
    hold = make_hold(at=at, day=day, minute=OPENS, now=now)
    join(at, now)
    release_hold(hold_id=hold.pk, now=now)
    assert len(free_starts(wishes=at.wishes(), now=now)) == 0
    assert unbalanced() == []


def test_what_one_declines_is_offered_to_the_next_before_anybody_else_sees_it(at: Bookable, now: datetime) -> None:
    day = now.date() + timedelta(days=3)
    first, _ = fill(at, day, now)
    one, other = join(at, now), join(at, now + timedelta(minutes=1))
    cancel(first, now=now + timedelta(minutes=1))
    offer_to_waitlist(now=now + timedelta(minutes=1))
    later = now + timedelta(minutes=2)
    decline_offer(token=offer_token(offer_id=offer_of(one, later).pk), now=later)
    assert len(free_starts(wishes=at.wishes(), now=later)) == 0
    assert offer_to_waitlist(now=later) == 1
    assert offer_of(other, later).start_minute == OPENS
    assert unbalanced() == []


def test_wishes_change_and_the_place_in_the_line_stays(at: Bookable, now: datetime) -> None:
    day = now.date() + timedelta(days=3)
    first, _ = fill(at, day, now)
    older = join(at, now, wish=TimeWish(from_minute=NOON))
    join(at, now + timedelta(minutes=1))
    later = now + timedelta(minutes=2)
    change_wishes(token=older.token, time_wish=TimeWish(weekdays=frozenset({day.isoweekday()})), now=later)
    cancel(first, now=later)
    offer_to_waitlist(now=later)
    assert offer_of(older, later).start_minute == OPENS
    with pytest.raises(LastDayPassed):
        change_wishes(token=older.token, time_wish=TimeWish(latest=now.date() - timedelta(days=1)), now=later)
    leave_waitlist(token=older.token, now=later)
    with pytest.raises(EntryEnded):
        change_wishes(token=older.token, time_wish=TimeWish(), now=later)
