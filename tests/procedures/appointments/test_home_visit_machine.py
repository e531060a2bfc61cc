"""A tour as a state machine: whatever is held, booked, moved, given up and planned, what is taken is what is to do.

After every step the whole city is added up again (`unbalanced`), and the day is driven along by the minute.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from einamt.catalog.rules.distances import distance_km
from einamt.kernel.actor import CITIZEN, SYSTEM
from einamt.kernel.channels import Channel
from einamt.kernel.errors import DomainError
from einamt.procedures.appointments import jobs, operations
from einamt.procedures.appointments.backlog.queries import standing_entries
from einamt.procedures.appointments.models import Appointment, BacklogEntry, Hold
from einamt.procedures.appointments.tours.reading import home_of
from einamt.procedures.appointments.tours.search import home_times
from tests.factories.appointments import STEP, cancel, confirm, make_hold, make_rules, misnoted, move, unbalanced
from tests.factories.tours import BASE, KMH, OVERHEAD, be_away, hold_home, home, make_tour, served_on, visit_home

pytestmark = pytest.mark.django_db

BEGIN = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
DAYS = [date(2026, 11, 25), date(2026, 11, 26)]
OPENS, STEPS = 8 * 60, 14

a_day = st.sampled_from(DAYS)
a_step = st.integers(0, STEPS - 1)
a_way = st.integers(-9, 9)
persons = st.integers(1, 2)


class Tour(RuleBasedStateMachine):
    """One team on two days, its office's counters, and all that can happen to both."""

    holds: Bundle[Any] = Bundle("holds")
    visits: Bundle[Any] = Bundle("visits")
    plans: Bundle[Any] = Bundle("plans")

    def __init__(self) -> None:
        super().__init__()
        self.rollback = transaction.atomic()
        self.rollback.__enter__()
        self.now = BEGIN
        make_rules(appointments_per_contact=9)
        self.at = make_tour(now=BEGIN, days=3, closes=OPENS + STEPS * STEP)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.rollback.__exit__(None, None, None)

    def offered(self, *, day: date, km: float, count: int) -> list[int]:
        found = home_times(wishes=self.at.wishes(persons=count), place=home(km=km).place, now=self.now).times
        return [minute for times in found if times.day == day for minute in times.minutes]

    @rule(target=holds, day=a_day, step=a_step, km=a_way, count=persons)
    def hold(self, day: date, step: int, km: int, count: int) -> object:
        minute = OPENS + step * STEP
        is_offered = minute in self.offered(day=day, km=km, count=count)
        try:
            held = hold_home(
                at=self.at, day=day, minute=minute, km=km, now=self.now, wishes=self.at.wishes(persons=count)
            )
        except DomainError:
            assert not is_offered, "what is offered can be had"
            return multiple()
        assert is_offered, "what is not offered cannot"
        return held

    @rule(target=visits, day=a_day, step=a_step, km=a_way, count=persons)
    def book(self, day: date, step: int, km: int, count: int) -> object:
        minute = OPENS + step * STEP
        is_offered = minute in self.offered(day=day, km=km, count=count)
        try:
            booked = visit_home(
                at=self.at, day=day, minute=minute, km=km, now=self.now, wishes=self.at.wishes(persons=count)
            )
        except DomainError:
            assert not is_offered
            return multiple()
        assert is_offered
        return booked

    @rule(target=visits, hold=consumes(holds))
    def confirm(self, hold: Any) -> object:
        try:
            return confirm(hold, now=self.now)
        except DomainError:
            return multiple()

    @rule(hold=holds)
    def release(self, hold: Any) -> None:
        operations.release_hold(hold_id=hold.pk, now=self.now)

    @rule(hold=holds)
    def keep_longer(self, hold: Any) -> None:
        try:
            operations.extend_hold(hold_id=hold.pk, now=self.now)
        except DomainError:
            return

    @rule(visit=consumes(visits))
    def cancel(self, visit: Any) -> None:
        cancel(visit, now=self.now)

    @rule(visit=visits, hold=consumes(holds))
    def move(self, visit: Any, hold: Any) -> None:
        try:
            move(visit, to=hold, now=self.now)
        except DomainError:
            return

    @rule(visit=visits, day=a_day, step=a_step)
    def come_to_the_counter(self, visit: Any, day: date, step: int) -> None:
        try:
            hold = make_hold(at=self.at.counters, day=day, minute=OPENS + step * STEP, now=self.now)
            move(visit, to=hold, now=self.now)
        except DomainError:
            return

    @rule(visit=visits)
    def leave_one_out(self, visit: Any) -> None:
        appointment = Appointment.objects.get(pk=visit.appointment.pk)
        try:
            operations.leave_out(
                appointment_id=appointment.pk,
                service_id=self.at.service.pk,
                sequence=appointment.sequence,
                actor=CITIZEN,
                channel=Channel.PORTAL,
                command_id=uuid4(),
                now=self.now,
            )
        except DomainError:
            return

    @rule(target=plans, day=a_day, step=a_step, length=st.integers(1, 4))
    def be_away(self, day: date, step: int, length: int) -> object:
        return be_away(at=self.at, day=day, steps=range(step, step + length), now=self.now).plan.pk

    @rule(plan=consumes(plans))
    def be_back(self, plan: Any) -> None:
        operations.withdraw_plan(plan_id=plan, actor=SYSTEM, now=self.now)

    @rule(minutes=st.integers(1, 20))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        jobs.sweep_holds(self.now)

    @rule()
    def work_the_backlog_off(self) -> None:
        """Then who stands in it is who loses the time; driven along without the rule, where nobody holds one."""
        jobs.work_off_backlog(self.now)
        assert misnoted(now=self.now) == set()
        if Hold.objects.filter(outcome=Hold.Outcome.KEPT).exists():
            return
        lost = set(standing_entries().values_list("appointment_id", flat=True))
        for day in DAYS:
            to_come = Appointment.objects.filter(
                capacity_day=self.at.day(day), cancelled_at=None, starts_at__gt=self.now
            )
            assert {visit.pk for visit in to_come} - lost == {visit.pk for visit in to_come} & served_on(
                at=self.at, day=day
            )

    @rule(data=st.data())
    def ring(self, data: st.DataObject) -> None:
        if entries := list(BacklogEntry.objects.filter(needs_call=True).order_by("pk")):
            entry = data.draw(st.sampled_from(entries))
            operations.tick_off_call(entry_id=entry.pk, actor=SYSTEM, now=self.now)

    @invariant()
    def what_is_taken_is_what_is_to_be_done(self) -> None:
        assert unbalanced() == []

    @invariant()
    def nobody_waits_in_vain(self) -> None:
        """Driven along by the minute; who is known to have lost the time is not waited for at a certain hour."""
        for day in DAYS:
            here, free_from = BASE, OPENS * 1.0
            row = self.at.day(day)
            stops = [
                *Hold.objects.filter(capacity_day=row, outcome=Hold.Outcome.KEPT),
                *Appointment.objects.filter(capacity_day=row, cancelled_at=None),
            ]
            for stop in sorted(stops, key=lambda stop: stop.start_minute):
                reached = home_of(stop)
                assert reached is not None
                free_from += distance_km(start=here, end=reached.place) / KMH * 60 + OVERHEAD
                assert free_from <= stop.start_minute + 1e-6
                here, free_from = reached.place, stop.start_minute + stop.steps * STEP


def test_a_tours_capacity_is_its_visits_and_drives_whatever_happens() -> None:
    run_state_machine_as_test(
        Tour,
        settings=settings(
            max_examples=15,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
        ),
    )
