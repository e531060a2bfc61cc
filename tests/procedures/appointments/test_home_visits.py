"""Visits at home: a tour takes what it drives, and nobody is promised a time at which the team is elsewhere."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from einamt.catalog.rules.distances import Place
from einamt.kernel.actor import CITIZEN, SYSTEM
from einamt.kernel.channels import Channel
from einamt.procedures.appointments import errors, jobs, operations
from einamt.procedures.appointments.models import Appointment, BacklogEntry, CapacityDay, Hold, HomeVisit, RuleFinding
from einamt.procedures.appointments.search import free_starts
from einamt.procedures.appointments.tours.errors import (
    NoReasonForVisit,
    OutOfReach,
    TooSoonForTour,
    TourInUse,
    VisitExpired,
    VisitNotReachable,
)
from einamt.procedures.appointments.tours.homes import Reason, read
from einamt.procedures.appointments.tours.search import home_times
from tests.factories.appointments import STEP, cancel, confirm, make_booking, make_hold, make_rules, move, unbalanced
from tests.factories.catalog import make_service
from tests.factories.tours import Touring, be_away, busy, hold_home, home, make_tour, visit_home

pytestmark = pytest.mark.django_db

EIGHT = 8 * 60


def minute(step: int) -> int:
    """The begin of a step of the day."""
    return EIGHT + step * STEP


@pytest.fixture
def tour(now: datetime) -> Touring:
    """A tour from 8 to 10:24 h: twelve steps."""
    return make_tour(now=now, closes=EIGHT + 12 * STEP)


def times(at: Touring, *, km: float, now: datetime, on: date) -> list[int]:
    """The steps of a day at which a home so far away can be visited."""
    found = home_times(wishes=at.wishes(), place=home(km=km).place, now=now).times
    return [(each - EIGHT) // STEP for time in found if time.day == on for each in time.minutes]


def test_a_visit_takes_the_way_there_and_back_as_well(tour: Touring, now: datetime, day: date) -> None:
    visit_home(at=tour, day=day, minute=minute(4), km=3, now=now)
    assert busy(tour.day(day)) == "---###------"
    assert unbalanced() == []


def test_the_way_back_moves_behind_the_next_visit(tour: Touring, now: datetime, day: date) -> None:
    visit_home(at=tour, day=day, minute=minute(4), km=3, now=now)
    visit_home(at=tour, day=day, minute=minute(7), km=3, now=now)
    assert busy(tour.day(day)) == "---##-###---"
    assert unbalanced() == []


def test_only_times_are_offered_at_which_the_team_can_be_there_and_at_the_next_home(
    tour: Touring, now: datetime, day: date
) -> None:
    assert times(tour, km=3, now=now, on=day) == list(range(1, 11))
    visit_home(at=tour, day=day, minute=minute(5), km=3, now=now)
    assert times(tour, km=3, now=now, on=day) == [1, 2, 3, 7, 8, 9, 10]
    assert times(tour, km=9, now=now, on=day) == [2, 8, 9], "two steps from the base and from the other home"


def test_every_offered_time_can_be_had_and_no_other(tour: Touring, now: datetime, day: date) -> None:
    visit_home(at=tour, day=day, minute=minute(5), km=3, now=now)
    offered = times(tour, km=9, now=now, on=day)
    for step in range(12):
        if step in offered:
            hold = hold_home(at=tour, day=day, minute=minute(step), km=9, now=now)
            operations.release_hold(hold_id=hold.pk, now=now)
        else:
            with pytest.raises(errors.DomainError) as refusal:
                hold_home(at=tour, day=day, minute=minute(step), km=9, now=now)
            assert refusal.value.code in {"visit-not-reachable", "not-offered"}
    assert unbalanced() == []


def test_a_home_beside_the_one_before_takes_less_than_one_far_from_it(tour: Touring, now: datetime, day: date) -> None:
    visit_home(at=tour, day=day, minute=minute(4), km=9, now=now)
    assert 6 in times(tour, km=9, now=now, on=day)
    assert 6 not in times(tour, km=-9, now=now, on=day)


def test_nobody_finds_a_tour_among_the_counters(tour: Touring, now: datetime, day: date) -> None:
    offices = free_starts(wishes=tour.wishes(), now=now)
    assert set(offices.office_of) == {tour.counters.group.pk}
    with pytest.raises(errors.NotOffered):
        make_booking(at=tour, day=day, minute=minute(4), now=now)
    with pytest.raises(errors.NotOffered):
        make_hold(at=tour, day=day, minute=minute(4), now=now)


def test_counters_are_not_visited_homes(tour: Touring, now: datetime, day: date) -> None:
    with pytest.raises(NoReasonForVisit):
        operations.hold_home_visit(
            capacity_day_id=tour.counters.day(day).pk,
            start_minute=minute(4),
            wishes=tour.wishes(),
            home=home(km=3),
            reason=Reason.CANNOT_LEAVE,
            now=now,
        )


def test_who_gives_no_reason_of_the_citys_is_not_visited(tour: Touring, now: datetime, day: date) -> None:
    with pytest.raises(NoReasonForVisit):
        operations.hold_home_visit(
            capacity_day_id=tour.day(day).pk,
            start_minute=minute(4),
            wishes=tour.wishes(),
            home=home(km=3),
            reason=Reason.NO_WAY,
            now=now,
        )
    assert not Hold.objects.exists()


def test_a_home_beyond_the_tours_reach_is_told_how_far_it_goes(now: datetime, day: date) -> None:
    tour = make_tour(now=now, radius_km=5)
    found = home_times(wishes=tour.wishes(), place=home(km=6).place, now=now)
    assert (found.is_served, found.radius_km, found.times) == (True, 5, [])
    with pytest.raises(OutOfReach) as refusal:
        hold_home(at=tour, day=day, minute=minute(4), km=6, now=now)
    assert "5" in str(refusal.value)


def test_a_service_that_no_tour_brings_is_not_offered_at_home(tour: Touring, now: datetime, day: date) -> None:
    other = make_service(offices=[tour.office])
    found = home_times(wishes=[(other.pk, 1)], place=home(km=3).place, now=now)
    assert not found.is_served
    with pytest.raises(errors.NotOffered):
        hold_home(at=tour, day=day, minute=minute(4), km=3, now=now, wishes=[(other.pk, 1)])


def test_the_team_has_to_know_early_enough(now: datetime, day: date) -> None:
    tour = make_tour(now=now, notice_hours=30)
    assert times(tour, km=3, now=now, on=day) == []
    first = home_times(wishes=tour.wishes(), place=home(km=3).place, now=now).times[0]
    assert first.day == day + timedelta(days=1)
    with pytest.raises(TooSoonForTour):
        hold_home(at=tour, day=day, minute=minute(4), km=3, now=now)


def test_a_hold_keeps_the_ways_and_confirming_changes_nothing_of_them(tour: Touring, now: datetime, day: date) -> None:
    hold = hold_home(at=tour, day=day, minute=minute(4), km=3, now=now)
    assert busy(tour.day(day)) == "---###------"
    booked = confirm(hold, now=now)
    assert busy(tour.day(day)) == "---###------"
    assert booked.appointment.is_home_visit
    visit = HomeVisit.objects.get()
    assert (visit.appointment_id, visit.hold_id) == (booked.appointment.pk, None)
    assert read(visit.content) == home(km=3)
    assert unbalanced() == []


@pytest.mark.django_db(transaction=True)
def test_a_hold_of_a_visit_is_confirmed_the_long_way_also_where_one_statement_would_do_for_others(
    tour: Touring, now: datetime, day: date
) -> None:
    hold = hold_home(at=tour, day=day, minute=minute(4), km=3, now=now)
    booked = confirm(hold, now=now)
    visit = HomeVisit.objects.get()
    assert (visit.appointment_id, visit.hold_id) == (booked.appointment.pk, None)
    assert Appointment.objects.get().is_home_visit
    assert Hold.objects.get().outcome == Hold.Outcome.BOOKED
    assert busy(tour.day(day)) == "---###------"
    assert unbalanced() == []


def test_a_hold_whose_way_was_lost_since_cannot_be_confirmed(tour: Touring, now: datetime, day: date) -> None:
    lost = hold_home(at=tour, day=day, minute=minute(3), km=9, now=now)
    kept = hold_home(at=tour, day=day, minute=minute(9), km=3, now=now)
    be_away(at=tour, day=day, steps=range(2), now=now)
    with pytest.raises(errors.NoLongerServed):
        confirm(lost, now=now)
    assert confirm(kept, now=now).appointment.is_home_visit
    assert unbalanced() == []


def test_the_appointment_says_when_the_team_comes_not_when_it_sets_out(tour: Touring, now: datetime, day: date) -> None:
    booked = visit_home(at=tour, day=day, minute=minute(4), km=3, now=now)
    assert booked.appointment.start_minute == minute(4)
    assert booked.appointment.ends_at - booked.appointment.starts_at == timedelta(minutes=STEP)


def test_released_and_expired_holds_give_their_ways_back(tour: Touring, now: datetime, day: date) -> None:
    visit_home(at=tour, day=day, minute=minute(2), km=3, now=now)
    before = busy(tour.day(day))
    hold = hold_home(at=tour, day=day, minute=minute(6), km=9, now=now)
    operations.release_hold(hold_id=hold.pk, now=now)
    assert busy(tour.day(day)) == before
    hold_home(at=tour, day=day, minute=minute(6), km=9, now=now)
    jobs.sweep_holds(now + timedelta(hours=1))
    assert busy(tour.day(day)) == before
    assert unbalanced() == []


def test_a_hold_that_ran_out_is_taken_again_where_the_team_can_still_come(
    tour: Touring, now: datetime, day: date
) -> None:
    hold = hold_home(at=tour, day=day, minute=minute(4), km=3, now=now)
    later = now + timedelta(hours=1)
    jobs.sweep_holds(later)
    booked = confirm(hold, now=later)
    assert busy(tour.day(day)) == "---###------"
    assert HomeVisit.objects.get().appointment_id == booked.appointment.pk
    assert Hold.objects.get(pk=hold.pk).outcome == Hold.Outcome.BOOKED
    assert unbalanced() == []


def test_a_hold_that_ran_out_is_gone_where_another_home_lies_too_far(tour: Touring, now: datetime, day: date) -> None:
    hold = hold_home(at=tour, day=day, minute=minute(6), km=9, now=now)
    later = now + timedelta(hours=1)
    jobs.sweep_holds(later)
    visit_home(at=tour, day=day, minute=minute(4), km=-9, now=later)
    with pytest.raises(VisitExpired):
        confirm(hold, now=later)
    with pytest.raises(VisitExpired):
        operations.extend_hold(hold_id=hold.pk, now=later)
    assert unbalanced() == []


def test_a_hold_is_kept_longer_for_who_confirms_by_mail(tour: Touring, now: datetime, day: date) -> None:
    hold = hold_home(at=tour, day=day, minute=minute(4), km=3, now=now)
    later = now + timedelta(hours=1)
    jobs.sweep_holds(later)
    operations.extend_hold(hold_id=hold.pk, now=later)
    assert busy(tour.day(day)) == "---###------"
    assert unbalanced() == []


def test_cancelling_between_two_visits_lets_the_team_go_straight(tour: Touring, now: datetime, day: date) -> None:
    visit_home(at=tour, day=day, minute=minute(2), km=3, now=now)
    between = visit_home(at=tour, day=day, minute=minute(5), km=9, now=now)
    visit_home(at=tour, day=day, minute=minute(9), km=3, now=now)
    assert busy(tour.day(day)) == "-#####-####-"
    cancel(between, now=now)
    assert busy(tour.day(day)) == "-##-----###-"
    assert unbalanced() == []


def test_moving_within_the_day_takes_the_new_ways_and_gives_the_old_ones_back(
    tour: Touring, now: datetime, day: date
) -> None:
    booked = visit_home(at=tour, day=day, minute=minute(2), km=3, now=now)
    hold = hold_home(at=tour, day=day, minute=minute(8), km=3, now=now)
    assert unbalanced() == []
    moved = move(booked, to=hold, now=now)
    assert busy(tour.day(day)) == "-------###--"
    assert (moved.start_minute, moved.is_home_visit) == (minute(8), True)
    assert HomeVisit.objects.get().appointment_id == moved.pk
    assert unbalanced() == []


def test_moving_to_another_home_and_day_is_reckoned_there(tour: Touring, now: datetime, day: date) -> None:
    booked = visit_home(at=tour, day=day, minute=minute(2), km=3, now=now)
    next_day = day + timedelta(days=1)
    visit_home(at=tour, day=next_day, minute=minute(2), km=-9, now=now)
    with pytest.raises(VisitNotReachable):
        hold_home(at=tour, day=next_day, minute=minute(4), km=9, now=now)
    move(booked, to=hold_home(at=tour, day=next_day, minute=minute(8), km=9, now=now), now=now)
    assert busy(tour.day(day)) == "------------"
    assert unbalanced() == []


def test_who_can_come_after_all_is_moved_to_a_counter_and_back(tour: Touring, now: datetime, day: date) -> None:
    booked = visit_home(at=tour, day=day, minute=minute(2), km=3, now=now)
    moved = move(booked, to=make_hold(at=tour.counters, day=day, minute=minute(2), now=now), now=now)
    assert not moved.is_home_visit
    assert not HomeVisit.objects.exists(), "an address that nobody needs is not kept"
    assert busy(tour.day(day)) == "------------"
    assert unbalanced() == []
    again = move(booked, to=hold_home(at=tour, day=day, minute=minute(4), km=3, now=now), now=now)
    assert again.is_home_visit
    assert set(busy(tour.counters.day(day))) == {"-"}
    assert unbalanced() == []


def test_leaving_one_person_out_brings_the_way_home_forward(tour: Touring, now: datetime, day: date) -> None:
    booked = visit_home(at=tour, day=day, minute=minute(2), km=3, now=now, wishes=tour.wishes(persons=3))
    assert busy(tour.day(day)) == "-#####------"
    operations.leave_out(
        appointment_id=booked.appointment.pk,
        service_id=tour.service.pk,
        sequence=0,
        actor=CITIZEN,
        channel=Channel.PORTAL,
        command_id=uuid4(),
        now=now,
    )
    assert busy(tour.day(day)) == "-####-------"
    assert unbalanced() == []


def test_a_repeated_command_books_and_holds_once(tour: Touring, now: datetime, day: date) -> None:
    command = uuid4()
    first = visit_home(at=tour, day=day, minute=minute(2), km=3, now=now, command_id=command)
    again = visit_home(at=tour, day=day, minute=minute(2), km=3, now=now, command_id=command)
    assert first.appointment.pk == again.appointment.pk
    tap = uuid4()
    one = hold_home(at=tour, day=day, minute=minute(6), km=3, now=now, command_id=tap)
    assert one.pk == hold_home(at=tour, day=day, minute=minute(6), km=3, now=now, command_id=tap).pk
    assert unbalanced() == []


def test_the_limit_of_open_appointments_holds_at_home_as_well(tour: Touring, now: datetime, day: date) -> None:
    make_rules(appointments_per_contact=1)
    who = operations.ContactDetails(name="Anna Muster", email="anna@example.org")
    visit_home(at=tour, day=day, minute=minute(2), km=3, now=now, contact=who)
    with pytest.raises(errors.TooManyAppointments):
        visit_home(at=tour, day=day, minute=minute(6), km=3, now=now, contact=who)
    assert unbalanced() == []


def test_the_address_is_sealed_and_the_reason_is_not_kept(tour: Touring, now: datetime, day: date) -> None:
    visit_home(at=tour, day=day, minute=minute(2), km=3, now=now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM appointments_homevisit")
        stored = bytes(cursor.fetchone()[0])
    assert b"Nordstra" not in stored
    assert b"52." not in stored
    assert {field.name for field in HomeVisit._meta.fields} == {"id", "hold", "appointment", "content"}


def test_a_team_that_is_away_loses_the_visits_that_it_would_drive_to(tour: Touring, now: datetime, day: date) -> None:
    early = visit_home(at=tour, day=day, minute=minute(3), km=9, now=now)
    late = visit_home(at=tour, day=day, minute=minute(9), km=3, now=now)
    be_away(at=tour, day=day, steps=range(2), now=now)
    lost = set(BacklogEntry.objects.values_list("appointment_id", flat=True))
    assert lost == {early.appointment.pk}, "the visit itself would be on duty, the way to it is not"
    assert late.appointment.pk not in lost
    assert unbalanced() == []


def test_a_visit_is_not_lost_because_of_the_way_home(tour: Touring, now: datetime, day: date) -> None:
    visit_home(at=tour, day=day, minute=minute(3), km=9, now=now)
    be_away(at=tour, day=day, steps=range(4, 20), now=now)
    jobs.work_off_backlog(now)
    assert not BacklogEntry.objects.exists()


def test_who_cannot_come_is_rung_and_not_offered_a_counter(tour: Touring, now: datetime, day: date) -> None:
    visit_home(at=tour, day=day, minute=minute(3), km=3, now=now)
    operations.close_office(
        office_id=tour.office.pk,
        starts_on=day,
        ends_on=day + timedelta(days=1),
        reason="Sturm",
        actor=SYSTEM,
        command_id=uuid4(),
        now=now,
    )
    jobs.work_off_backlog(now)
    entry = BacklogEntry.objects.get()
    assert (entry.needs_call, entry.offers_made) == (True, 0)
    assert entry.told_at, "and told by mail at once"


def test_a_second_counter_does_not_make_a_second_team(tour: Touring, now: datetime, day: date) -> None:
    tour.open_with(3, now=now)
    assert set(bytes(tour.day(day).total)) == {1}
    visit_home(at=tour, day=day, minute=minute(4), km=3, now=now)
    assert 4 not in times(tour, km=3, now=now, on=day)


def test_the_daily_check_finds_nothing_kept_back_by_a_tour(tour: Touring, now: datetime) -> None:
    operations.check_rules(now=now)
    assert not RuleFinding.objects.filter(rule="nothing-kept-back").exists()


def test_ways_stay_as_they_are_while_visits_are_to_come(tour: Touring, now: datetime, day: date) -> None:
    def faster() -> None:
        operations.set_up_tour(
            group_id=tour.group.pk,
            service_ids=[tour.service.pk],
            kmh=60,
            overhead_minutes=6,
            radius_km=20,
            notice_hours=0,
            reasons=[Reason.CANNOT_LEAVE],
            now=now,
        )

    booked = visit_home(at=tour, day=day, minute=minute(2), km=3, now=now)
    with pytest.raises(TourInUse):
        faster()
    cancel(booked, now=now)
    faster()
    tour.tour.refresh_from_db()
    assert tour.tour.kmh == 60


def test_counters_that_people_come_to_become_no_tour(tour: Touring, now: datetime, day: date) -> None:
    make_booking(at=tour.counters, day=day, minute=minute(2), now=now)
    with pytest.raises(TourInUse):
        operations.set_up_tour(
            group_id=tour.counters.group.pk,
            service_ids=[],
            kmh=30,
            overhead_minutes=6,
            radius_km=20,
            notice_hours=0,
            reasons=[],
            now=now,
        )


def test_what_a_tour_serves_is_changed_like_any_group_and_taken_back(tour: Touring, now: datetime) -> None:
    other = make_service(offices=[tour.office])
    operations.change_group(
        office_id=tour.office.pk,
        group_id=tour.group.pk,
        name="Team Nord",
        service_ids=[other.pk],
        actor=SYSTEM,
        command_id=uuid4(),
        now=now,
    )
    assert list(tour.tour.services.values_list("pk", flat=True)) == [other.pk]
    assert not tour.group.services.exists(), "no search may find the team among the counters"
    plan = tour.office.plans.get()
    operations.withdraw_plan(plan_id=plan.pk, actor=SYSTEM, now=now)
    assert list(tour.tour.services.values_list("pk", flat=True)) == [tour.service.pk]


def test_finding_times_asks_as_much_with_many_visits_as_with_none(tour: Touring, now: datetime, day: date) -> None:
    place = Place(latitude=home(km=3).place.latitude, longitude=home(km=3).place.longitude)
    with CaptureQueriesContext(connection) as before:
        home_times(wishes=tour.wishes(), place=place, now=now)
    for ahead in range(4):
        for step in (2, 5, 8):
            visit_home(at=tour, day=day + timedelta(days=ahead), minute=minute(step), km=3, now=now)
    with CaptureQueriesContext(connection) as after:
        home_times(wishes=tour.wishes(), place=place, now=now)
    assert len(after) == len(before) <= 7


def test_cancelling_at_a_counter_asks_nothing_about_tours(tour: Touring, now: datetime, day: date) -> None:
    booked = make_booking(at=tour.counters, day=day, minute=minute(2), now=now)
    with CaptureQueriesContext(connection) as asked:
        cancel(booked, now=now)
    assert not [query for query in asked if "tour" in query["sql"] or "homevisit" in query["sql"]]
    assert CapacityDay.objects.filter(group=tour.counters.group).exists()
    assert Appointment.objects.get().cancelled_at


def test_the_address_of_a_hold_that_became_nothing_is_gone_after_a_day(tour: Touring, now: datetime, day: date) -> None:
    hold_home(at=tour, day=day, minute=minute(4), km=3, now=now)
    jobs.sweep_holds(now + timedelta(hours=1))
    assert HomeVisit.objects.count() == 1, "a form left open can still be told what became of it"
    jobs.sweep_holds(now + timedelta(hours=26))
    assert not HomeVisit.objects.exists()


def test_the_address_is_erased_with_its_appointment(tour: Touring, now: datetime, day: date) -> None:
    booked = visit_home(at=tour, day=day, minute=minute(4), km=3, now=now)
    booked.case.delete()
    assert not HomeVisit.objects.exists()


def test_the_audit_finds_drives_that_a_row_does_not_have(tour: Touring, now: datetime, day: date) -> None:
    visit_home(at=tour, day=day, minute=minute(4), km=3, now=now)
    row = tour.day(day)
    CapacityDay.objects.filter(pk=row.pk).update(free=bytes([1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1]))
    found = [(each.begins_minute, each.ends_minute, each.kept, each.should_be) for each in unbalanced()]
    assert found == [(minute(3), minute(4), 1, 0), (minute(5), minute(6), 1, 0)]


def test_a_draw_keeps_no_time_of_a_tour_back(tour: Touring, now: datetime) -> None:
    rules = make_rules()
    rules.draw_minutes, rules.bulk_release_minimum = 10, 1
    rules.save()
    tour.open_with(1, now=now, days=12)
    last = now.date() + timedelta(days=11)
    assert set(busy(tour.counters.day(last))) == {"#"}, "the counters' new times are collected for"
    assert set(busy(tour.day(last))) == {"-"}
