"""Plans of supply: what they would do, saving them, and taking them back."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from einamt.procedures.appointments import errors
from einamt.procedures.appointments.models import BacklogEntry, Holiday, OpeningRule, Plan
from einamt.procedures.appointments.operations import (
    extend_capacity,
    plan_capacity,
    record_holidays,
    save_plan,
    withdraw_plan,
)
from einamt.procedures.appointments.planning import drafts
from einamt.procedures.appointments.planning.drafts import Hours
from einamt.procedures.appointments.planning.effects import overlapping_openings, preview, preview_withdrawal
from einamt.procedures.appointments.planning.errors import PlanChanged
from einamt.procedures.appointments.queries import planned_counters
from einamt.procedures.appointments.rules import Change, DayPlan, Opening, planned, restricted
from einamt.procedures.appointments.search import free_starts
from tests.factories.appointments import (
    STEP,
    Bookable,
    make_bookable,
    make_booking,
    make_hold,
    make_rules,
    unbalanced,
)
from tests.factories.plans import AMTSLEITUNG, TEN, ill, save


def test_an_ill_clerk_takes_a_counter_out_of_every_step_that_is_touched(at: Bookable, now: datetime, day: date) -> None:
    at.open_with(2, now=now)
    save(ill(at, day, opens=TEN + 5, closes=TEN + 25), now=now)
    assert at.free(day)[9:14] == [2, 1, 1, 1, 2]
    assert unbalanced() == []


def test_more_counters_on_a_day_that_has_no_hours_open_it(at: Bookable, now: datetime, day: date) -> None:
    OpeningRule.objects.filter(weekday=day.isoweekday()).delete()
    plan_capacity(first_day=day, last_day=day, now=now)
    save(ill(at, day, counters=2), now=now)
    assert at.free(day) == [2] * 10


def test_counters_before_the_first_opening_keep_to_its_steps(at: Bookable, now: datetime, day: date) -> None:
    save(ill(at, day, counters=1, opens=7 * 60, closes=8 * 60), now=now)
    row = at.day(day)
    assert (row.first_minute, list(row.total)) == (7 * 60, [1] * 25)
    save(ill(at, day, counters=1, opens=6 * 60 + 50, closes=7 * 60 + 5), now=now)
    assert at.day(day).first_minute == 7 * 60, "half a step is none"


def test_a_lent_clerk_is_missing_in_one_group_and_serves_in_the_other(at: Bookable, now: datetime, day: date) -> None:
    at.open_with(2, now=now)
    elsewhere = make_bookable(now=now)
    draft = drafts.lending(
        giver=at.group,
        taker=elsewhere.group,
        first_day=day,
        end_day=day + timedelta(days=5),
        opens_minute=480,
        closes_minute=720,
        counters=1,
        reason="Springerpool",
    )
    effect = preview(draft=draft, now=now)
    assert effect.gained_minutes == effect.lost_minutes == 5 * 240
    saved = save(draft, now=now)
    assert (max(at.free(day)), min(elsewhere.free(day))) == (1, 2)
    assert set(saved.plan.offices.all()) == {at.office, elsewhere.office}
    withdraw_plan(plan_id=saved.plan.pk, actor=AMTSLEITUNG, now=now)
    assert (max(at.free(day)), min(elsewhere.free(day))) == (2, 1)


def test_an_office_that_closes_at_ten_serves_nobody_after(at: Bookable, now: datetime, day: date) -> None:
    early, late = (make_booking(at=at, day=now.date(), minute=minute, now=now) for minute in (588, 600))
    draft = drafts.closing_early(groups=[at.group], day=now.date(), minute=TEN, reason="Rohrbruch")
    effect = preview(draft=draft, now=now)
    assert effect.affected == [late.appointment.pk]
    assert (effect.lost_minutes, effect.lost_appointments) == (120, 10)
    saved = save(draft, now=now, seen=effect.seen)
    assert saved.affected == [late.appointment.pk]
    assert at.free(now.date()) == [*[1] * 9, *[0] * 11]
    assert early.appointment.pk not in saved.affected
    entry = BacklogEntry.objects.get()
    assert (entry.appointment_id, entry.reason, entry.state) == (late.appointment.pk, "Rohrbruch", "waiting")


def test_a_preview_writes_nothing(at: Bookable, now: datetime, day: date) -> None:
    make_booking(at=at, day=day, minute=600, now=now)
    before = at.free(day)
    assert preview(draft=ill(at, day), now=now).affected
    assert at.free(day) == before
    assert not Plan.objects.exists()
    assert not BacklogEntry.objects.exists()


def test_what_was_looked_at_is_what_is_saved(at: Bookable, now: datetime, day: date) -> None:
    draft = ill(at, day)
    seen = preview(draft=draft, now=now).seen
    make_booking(at=at, day=day, minute=480, now=now)
    save(ill(at, day), seen=seen, now=now)
    assert at.free(day) == [0, *[1] * 9, *[0] * 10], "a booking that the change does not touch does not matter"


def test_a_booking_meanwhile_is_shown_before_it_loses_its_time(at: Bookable, now: datetime, day: date) -> None:
    draft = ill(at, day)
    seen = preview(draft=draft, now=now).seen
    booked = make_booking(at=at, day=day, minute=TEN, now=now)
    with pytest.raises(PlanChanged):
        save(draft, seen=seen, now=now)
    assert not Plan.objects.exists()
    assert at.free(day)[11] == 1
    again = preview(draft=ill(at, day), now=now)
    assert save(ill(at, day), seen=again.seen, now=now).affected == [booked.appointment.pk] == again.affected


def test_another_manager_s_change_is_shown_before_it_is_planned_over(at: Bookable, now: datetime, day: date) -> None:
    at.open_with(3, now=now)
    mine, theirs = ill(at, day), ill(at, day, counters=-2, opens=480, closes=TEN + 12)
    seen = preview(draft=mine, now=now).seen
    save(theirs, now=now)
    with pytest.raises(PlanChanged):
        save(mine, seen=seen, now=now)
    save(ill(at, day), now=now)
    assert at.free(day)[9:12] == [1, 0, 2], "both changes count, nothing is lost"


def test_the_same_command_is_one_plan(at: Bookable, now: datetime, day: date) -> None:
    command_id = uuid4()
    first, second = (
        save_plan(draft=ill(at, day), actor=AMTSLEITUNG, command_id=command_id, now=now).plan for _ in range(2)
    )
    assert first == second
    assert first.author == "staff:7"


def test_new_hours_end_the_old_ones_and_taking_back_restores_them(at: Bookable, now: datetime, day: date) -> None:
    hours = [Hours(weekday, 600, 840, 2) for weekday in range(1, 8)]
    draft = drafts.opening(group=at.group, hours=hours, first_day=day, end_day=None, reason="Neue Zeiten")
    saved = save(draft, now=now)
    assert (at.day(day).first_minute, at.free(day)) == (600, [2] * 20)
    assert at.free(day - timedelta(days=1)) == [1] * 20
    assert overlapping_openings(group=at.group, first_day=day) == []
    withdraw_plan(plan_id=saved.plan.pk, actor=AMTSLEITUNG, now=now)
    assert (at.day(day).first_minute, at.free(day)) == (480, [1] * 20)


def test_hours_for_a_while_end_and_the_old_ones_go_on(at: Bookable, now: datetime, day: date) -> None:
    after = day + timedelta(days=2)
    draft = drafts.opening(
        group=at.group, hours=[Hours(day.isoweekday(), 600, 720, 1)], first_day=day, end_day=after, reason="Sommer"
    )
    save(draft, now=now)
    assert at.free(day) == [1] * 10
    assert at.free(day + timedelta(days=1)) == []
    assert at.free(after) == [1] * 20


def test_rules_that_overlap_add_up_and_are_named(at: Bookable, now: datetime, day: date) -> None:
    OpeningRule.objects.create(
        group=at.group, weekday=day.isoweekday(), opens_minute=660, closes_minute=780, counters=1, valid_from=day
    )
    plan_capacity(first_day=day, last_day=day, now=now)
    assert at.free(day) == [*[1] * 15, *[2] * 5, *[1] * 5]
    assert len(overlapping_openings(group=at.group, first_day=day)) == 1


def test_the_strictest_factor_counts_and_one_counter_stays_open(at: Bookable, now: datetime, day: date) -> None:
    at.open_with(5, now=now)
    until = day + timedelta(days=3)
    organisation = at.office.organisation.parent
    assert organisation is not None
    for percent in (50, 70):
        draft = drafts.restricting(
            organisation_id=organisation.pk, first_day=day, end_day=until, percent=percent, reason="Abstand"
        )
        save(draft, now=now)
    assert set(at.free(day)) == {2}
    save(drafts.restricting(office=at.office, first_day=day, end_day=until, percent=10, reason="Umzug"), now=now)
    assert set(at.free(day)) == {1}
    save(drafts.restricting(office=at.office, first_day=day, end_day=until, percent=0, reason="Umzug"), now=now)
    assert set(at.free(day)) == {0}
    assert set(at.free(until)) == {5}


def test_a_change_on_a_closed_day_changes_nothing(at: Bookable, now: datetime, day: date) -> None:
    save(drafts.adding_holiday(organisation_id=at.office.organisation_id, day=day, name="Kirchweih"), now=now)
    assert preview(draft=ill(at, day, counters=2), now=now).is_nothing


def test_a_holiday_can_be_added_and_lifted_with_effect(at: Bookable, now: datetime) -> None:
    organisation = at.office.organisation.parent
    assert organisation is not None
    record_holidays(organisation_id=organisation.pk, state="BE", years=[2026])
    plan_capacity(first_day=date(2026, 12, 24), last_day=date(2026, 12, 27), now=now)
    christmas = Holiday.objects.get(day=date(2026, 12, 25))
    saved = save(drafts.removing_holiday(holiday=christmas), now=now)
    assert at.free(christmas.day) == [1] * 20
    record_holidays(organisation_id=organisation.pk, state="BE", years=[2026])
    plan_capacity(first_day=christmas.day, last_day=christmas.day, now=now)
    assert at.free(christmas.day) == [1] * 20, "the nightly list of holidays does not bring it back"
    assert preview_withdrawal(plan=saved.plan, now=now).lost_minutes == 240
    withdraw_plan(plan_id=saved.plan.pk, actor=AMTSLEITUNG, now=now)
    assert not any(at.free(christmas.day))
    eve = date(2026, 12, 24)
    added = save(drafts.adding_holiday(organisation_id=at.office.organisation_id, day=eve, name="Markt"), now=now)
    assert not any(at.free(eve))
    withdraw_plan(plan_id=added.plan.pk, actor=AMTSLEITUNG, now=now)
    assert at.free(eve) == [1] * 20


def test_what_lies_beyond_the_horizon_takes_effect_when_its_days_are_planned(at: Bookable, now: datetime) -> None:
    extend_capacity(now=now)
    far = now.date() + timedelta(days=70)
    assert preview(draft=ill(at, far), now=now).is_nothing
    save(ill(at, far), now=now)
    plan_capacity(first_day=far, last_day=far, now=now)
    assert at.free(far) == [*[1] * 10, *[0] * 10]


@pytest.mark.parametrize("horizon", [0, 14, 28, 56])
def test_the_horizon_says_how_far_can_be_booked_also_not_at_all(at: Bookable, now: datetime, horizon: int) -> None:
    extend_capacity(now=now)
    make_rules(horizon_days=horizon)
    extend_capacity(now=now)
    offered = free_starts(wishes=at.wishes(), now=now).unfolded()[0]
    assert len({pk >> 20 for pk in offered.tolist()}) == horizon
    if horizon == 0:
        with pytest.raises(errors.NotOffered):
            make_booking(at=at, day=now.date(), minute=600, now=now)
        with pytest.raises(errors.NotOffered):
            make_hold(at=at, day=now.date(), minute=600, now=now)
    save(ill(at, now.date() + timedelta(days=3)), now=now)


@pytest.mark.parametrize("day", [date(2026, 10, 25), date(2027, 3, 28)])
def test_in_a_night_of_a_clock_change_a_change_takes_what_the_clock_says(db: None, day: date) -> None:
    now = datetime(day.year, day.month, day.day - 1, 12, tzinfo=UTC)
    at = make_bookable(now=now, days=2, opens=0, closes=24 * 60)
    booked = make_booking(at=at, day=day, minute=3 * 60, now=now)
    effect = preview(draft=ill(at, day, opens=0, closes=4 * 60), now=now)
    assert effect.lost_minutes == 3 * 60, "the odd hour has no counters to lose"
    assert effect.affected == [booked.appointment.pk]
    saved = save(ill(at, day, opens=0, closes=4 * 60), now=now)
    withdraw_plan(plan_id=saved.plan.pk, actor=AMTSLEITUNG, now=now)
    save(ill(at, day, counters=1, opens=60, closes=4 * 60), now=now)
    assert sum(at.day(day).total) == 23 * 5 + 2 * 5
    assert unbalanced() == []


openings = st.lists(
    st.builds(
        lambda begin, length, counters: Opening(begin, begin + length, counters),
        st.integers(0, 1200),
        st.integers(1, 240),
        st.integers(0, 255),
    ),
    max_size=4,
)
changes = st.lists(
    st.builds(
        lambda begin, length, counters: Change(begin, begin + length, counters),
        st.integers(0, 1200),
        st.integers(1, 240),
        st.none() | st.integers(-255, 255),
    ),
    max_size=4,
)


@given(openings=openings, changes=changes, percent=st.integers(0, 100), booked=openings)
def test_whatever_is_planned_what_is_taken_stays_taken(
    openings: list[Opening], changes: list[Change], percent: int, booked: list[Opening]
) -> None:
    day, zone = date(2026, 11, 25), ZoneInfo("Europe/Berlin")
    base = planned(openings=booked, step_minutes=STEP, day=day, zone=zone, before=None)
    before = DayPlan(base.first_minute, STEP, base.total, bytes(len(base.total)), base.over)
    after = planned(
        openings=openings, changes=changes, percent=percent, step_minutes=STEP, day=day, zone=zone, before=before
    )
    taken = {before.first_minute + STEP * step: count for step, count in enumerate(before.taken) if count}
    found = {after.first_minute + STEP * step: count for step, count in enumerate(after.taken) if count}
    assert found == taken
    for total, free, over in zip(after.total, after.free, after.over, strict=True):
        assert not (free and over)
        assert free <= total
    shuffled = planned(
        openings=openings[::-1],
        changes=changes[::-1],
        percent=percent,
        step_minutes=STEP,
        day=day,
        zone=zone,
        before=before,
    )
    assert shuffled == after, "the order in which changes were made does not matter"


@given(counters=st.integers(0, 255), percent=st.integers(0, 100))
def test_a_factor_never_allows_more_than_its_share_but_for_the_last_counter(counters: int, percent: int) -> None:
    left = restricted(counters=counters, percent=percent)
    assert left <= counters
    assert left * 100 <= counters * percent or left == 1
    assert (left == 0) == (counters == 0 or percent == 0)


@pytest.mark.django_db
def test_counters_are_counted_where_they_serve_at_once(now: datetime) -> None:
    """Two in the morning and one all day are three; one in the afternoon may be one of them."""
    morning = make_bookable(now=now, counters=2, days=1, opens=8 * 60, closes=12 * 60)
    make_bookable(
        now=now, counters=1, days=1, opens=8 * 60, closes=16 * 60, office=morning.office, service=morning.service
    )
    make_bookable(
        now=now, counters=1, days=1, opens=12 * 60, closes=16 * 60, office=morning.office, service=morning.service
    )
    day = now.date()
    assert planned_counters(first_day=day, last_day=day + timedelta(days=7)) == {morning.office.pk: {day: 3}}
