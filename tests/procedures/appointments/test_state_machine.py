"""Booking as a state machine: whatever happens in whatever order, the database says what a dictionary says."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

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

from einamt.kernel.actor import CITIZEN, SYSTEM
from einamt.kernel.channels import Channel
from einamt.kernel.errors import DomainError
from einamt.kernel.localtime import at_minute
from einamt.platform.shell import city
from einamt.procedures.appointments import errors, jobs, operations
from einamt.procedures.appointments.models import CapacityDay, Offer
from einamt.procedures.appointments.offers import offer_token
from einamt.procedures.appointments.planning.drafts import changing_counters
from einamt.procedures.appointments.planning.effects import preview
from einamt.procedures.appointments.planning.errors import PlanWithdrawn
from einamt.procedures.appointments.rules import capacity_day_id, day_of
from einamt.procedures.appointments.search import free_starts
from tests.factories.appointments import STEP, make_bookable, make_rules, misnoted, somebody

pytestmark = pytest.mark.django_db

BEGIN = datetime(2026, 11, 24, 6, 45, tzinfo=UTC)
"""A quarter of an hour before the office opens."""
DAYS = [date(2026, 11, 24), date(2026, 11, 25)]
OPENS, STEPS, COUNTERS = 8 * 60, 5, 2
MINUTES = [OPENS + STEP * step for step in range(STEPS)]
LEAD = timedelta(minutes=10)
HELD = timedelta(minutes=15)

a_day = st.sampled_from(DAYS)
some_steps = st.integers(1, 2)


@dataclass
class Kept:
    """What the model knows of a hold or an appointment."""

    id: UUID
    day: date
    minute: int
    steps: int
    state: str = "kept"
    """`kept`, `ended` (a hold that can be taken again), `booked` (a used hold) or `cancelled`."""
    expires_at: datetime = BEGIN
    contact: operations.ContactDetails = field(default_factory=somebody)
    command_id: UUID = field(default_factory=uuid4)
    changed_by: UUID | None = None

    @property
    def minutes(self) -> list[int]:
        return [self.minute + STEP * step for step in range(self.steps)]

    @property
    def starts_at(self) -> datetime:
        return at_minute(day=self.day, minute=self.minute, zone=city.zone())


class Booking(RuleBasedStateMachine):
    """One group with two counters on two days, and all that can happen to it within a day."""

    holds: Bundle[Kept] = Bundle("holds")
    appointments: Bundle[Kept] = Bundle("appointments")
    closures: Bundle[Any] = Bundle("closures")
    plans: Bundle[Any] = Bundle("plans")

    def __init__(self) -> None:
        super().__init__()
        self.rollback = transaction.atomic()
        self.rollback.__enter__()
        self.now = BEGIN
        make_rules()
        self.place = make_bookable(
            now=BEGIN, counters=COUNTERS, days=len(DAYS), opens=OPENS, closes=OPENS + STEPS * STEP
        )
        self.taken = {(day, minute): 0 for day in DAYS for minute in MINUTES}
        self.closed: set[date] = set()
        self.changes: dict[UUID, tuple[date, list[int], int]] = {}
        self.offers: dict[UUID, Kept] = {}
        self.all_holds: list[Kept] = []
        self.all_appointments: list[Kept] = []

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.rollback.__exit__(None, None, None)

    # What the model says

    def total(self, day: date, minute: int) -> int:
        if day in self.closed or minute not in MINUTES:
            return 0
        counts = [count for on, minutes, count in self.changes.values() if on == day and minute in minutes]
        return max(0, COUNTERS + sum(counts))

    def free(self, day: date, minute: int) -> int:
        return max(0, self.total(day, minute) - self.taken.get((day, minute), 0))

    def is_free(self, kept: Kept) -> bool:
        return all(self.free(kept.day, minute) for minute in kept.minutes)

    def take(self, kept: Kept, sign: int = 1) -> None:
        for minute in kept.minutes:
            self.taken[kept.day, minute] += sign

    def starts(self, steps: int) -> set[tuple[date, int]]:
        times = [Kept(id=uuid4(), day=day, minute=minute, steps=steps) for day in DAYS for minute in MINUTES]
        return {(time.day, time.minute) for time in times if self.is_free(time) and time.starts_at >= self.now + LEAD}

    def unavailable(self, kept: Kept) -> set[type[DomainError]]:
        """Why a time cannot be had, apart from somebody else having it."""
        passed: set[type[DomainError]] = {errors.TimePassed} if kept.starts_at <= self.now else set()
        if kept.day in self.closed:
            return passed | {errors.OfficeClosed}
        is_planned = all(self.total(kept.day, minute) for minute in kept.minutes)
        return passed if is_planned else passed | {errors.NotOffered}

    def refusals(self, kept: Kept) -> set[type[DomainError]]:
        """How booking an ordinary time is refused; nothing where it is not."""
        return self.unavailable(kept) or (set() if self.is_free(kept) else {errors.SlotTaken})

    def refusals_of_hold(self, hold: Kept) -> set[type[DomainError]]:
        if hold.state == "booked":
            return {errors.HoldUsed}
        lost: set[type[DomainError]] = set()
        if hold.state == "ended" and not self.is_free(hold):
            lost = {errors.HoldExpired}
        if hold.state == "kept" and any(
            self.taken[hold.day, minute] > self.total(hold.day, minute) for minute in hold.minutes
        ):
            lost = {errors.NoLongerServed}
        return self.unavailable(hold) or lost

    # What happens

    def wishes(self, kept: Kept) -> list[tuple[int, int]]:
        return [(self.place.service.pk, kept.steps)]

    def book_now(self, kept: Kept) -> operations.Booked:
        return operations.book_slot(
            capacity_day_id=self.place_id(kept),
            start_minute=kept.minute,
            wishes=self.wishes(kept),
            contact=kept.contact,
            channel=Channel.PORTAL,
            actor=CITIZEN,
            command_id=kept.command_id,
            now=self.now,
        )

    def place_id(self, kept: Kept) -> int:
        return capacity_day_id(day=kept.day, group_id=self.place.group.pk)

    @rule(target=holds, day=a_day, position=st.integers(0, STEPS - 2), steps=some_steps)
    def hold(self, day: date, position: int, steps: int) -> object:
        wanted = Kept(id=uuid4(), day=day, minute=MINUTES[position], steps=steps)
        inputs = {"start_minute": wanted.minute, "wishes": self.wishes(wanted), "now": self.now}
        if refused := self.refusals(wanted):
            with pytest.raises(tuple(refused)):
                operations.hold_slot(capacity_day_id=self.place_id(wanted), **inputs)
            return multiple()
        wanted.id = operations.hold_slot(capacity_day_id=self.place_id(wanted), **inputs).pk
        wanted.expires_at = self.now + HELD
        self.take(wanted)
        self.all_holds.append(wanted)
        return wanted

    @rule(target=appointments, day=a_day, position=st.integers(0, STEPS - 2), steps=some_steps)
    def book(self, day: date, position: int, steps: int) -> object:
        wanted = Kept(id=uuid4(), day=day, minute=MINUTES[position], steps=steps)
        if refused := self.refusals(wanted):
            with pytest.raises(tuple(refused)):
                self.book_now(wanted)
            return multiple()
        return self.booked(wanted, self.book_now(wanted), is_new=True)

    @rule(target=appointments, data=st.data(), steps=some_steps)
    def book_what_is_offered(self, data: st.DataObject, steps: int) -> object:
        ids, minutes = free_starts(wishes=[(self.place.service.pk, steps)], now=self.now).unfolded()
        if not len(ids):
            return multiple()
        pk, minute = data.draw(st.sampled_from(list(zip(ids.tolist(), minutes.tolist(), strict=True))))
        wanted = Kept(id=uuid4(), day=day_of(pk), minute=minute, steps=steps)
        return self.booked(wanted, self.book_now(wanted), is_new=True)

    def booked(self, kept: Kept, answer: operations.Booked, *, is_new: bool) -> Kept:
        kept.id = answer.appointment.pk
        if is_new:
            self.take(kept)
        self.all_appointments.append(kept)
        return kept

    @rule(appointment=appointments)
    def book_with_the_same_command(self, appointment: Kept) -> None:
        assert self.book_now(appointment).appointment.pk == appointment.id

    @rule(target=appointments, hold=holds)
    def confirm(self, hold: Kept) -> object:
        made = Kept(id=uuid4(), day=hold.day, minute=hold.minute, steps=hold.steps)
        inputs: dict[str, Any] = {
            "hold_id": hold.id,
            "contact": made.contact,
            "channel": Channel.PORTAL,
            "actor": CITIZEN,
            "command_id": made.command_id,
            "now": self.now,
        }
        if refused := self.refusals_of_hold(hold):
            with pytest.raises(tuple(refused)):
                operations.confirm_booking(**inputs)
            return multiple()
        booked = self.booked(made, operations.confirm_booking(**inputs), is_new=hold.state == "ended")
        hold.state = "booked"
        assert operations.confirm_booking(**inputs).appointment.pk == booked.id
        return booked

    @rule(hold=holds)
    def release(self, hold: Kept) -> None:
        operations.release_hold(hold_id=hold.id, now=self.now)
        self.end(hold)

    def end(self, hold: Kept) -> None:
        if hold.state == "kept":
            hold.state = "ended"
            self.take(hold, -1)

    @rule(appointment=appointments)
    def cancel(self, appointment: Kept) -> None:
        inputs: dict[str, Any] = {"appointment_id": appointment.id, "actor": CITIZEN, "channel": Channel.PORTAL}
        command = uuid4()
        if refused := self.refusals_of_change(appointment):
            with pytest.raises(tuple(refused)):
                operations.cancel_appointment(**inputs, command_id=command, now=self.now)
            return
        for _ in range(2):
            operations.cancel_appointment(**inputs, command_id=command, now=self.now)
        appointment.state = "cancelled"
        self.take(appointment, -1)

    @rule(appointment=appointments, hold=holds)
    def change(self, appointment: Kept, hold: Kept) -> None:
        inputs: dict[str, Any] = {
            "appointment_id": appointment.id,
            "hold_id": hold.id,
            "actor": CITIZEN,
            "channel": Channel.PORTAL,
            "command_id": uuid4(),
            "now": self.now,
        }
        if refused := self.refusals_of_change(appointment) or self.refusals_of_hold(hold):
            with pytest.raises(tuple(refused)):
                operations.change_appointment(**inputs)
            return
        for _ in range(2):
            moved = operations.change_appointment(**inputs)
            assert (day_of(moved.capacity_day_id), moved.start_minute) == (hold.day, hold.minute)
        if hold.state == "ended":
            self.take(hold)
        hold.state = "booked"
        self.take(appointment, -1)
        appointment.day, appointment.minute, appointment.steps = hold.day, hold.minute, hold.steps

    def refusals_of_change(self, appointment: Kept) -> set[type[DomainError]]:
        if appointment.state == "cancelled":
            return {errors.AlreadyCancelled}
        return {errors.TooLate} if appointment.starts_at <= self.now else set()

    @rule(minutes=st.integers(1, 40))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule()
    def holds_expire(self) -> None:
        due = [hold for hold in self.all_holds if hold.state == "kept" and hold.expires_at <= self.now]
        offered = [hold for hold in self.offers.values() if hold.state == "kept" and hold.expires_at <= self.now]
        assert operations.expire_holds(now=self.now) == len(due) + len(offered)
        for hold in (*due, *offered):
            self.end(hold)

    @rule(target=closures, day=a_day)
    def close(self, day: date) -> object:
        if day in self.closed:
            return multiple()
        was_open = any(self.total(day, minute) for minute in MINUTES)
        closed = operations.close_office(
            office_id=self.place.office.pk,
            starts_on=day,
            ends_on=day + timedelta(days=1),
            reason="Rohrbruch",
            now=self.now,
        )
        self.closed.add(day)
        still_booked = {each.id for each in self.all_appointments if each.day == day and each.state != "cancelled"}
        assert set(closed.affected) == (still_booked if was_open else set())
        return day, closed.closure.pk

    @rule(closure=consumes(closures))
    def reopen(self, closure: tuple[date, int]) -> None:
        day, pk = closure
        reopened = operations.reopen_office(closure_id=pk, now=self.now)
        self.closed.remove(day)
        assert self.changes or reopened.affected == []

    @rule(
        target=plans,
        day=a_day,
        position=st.integers(0, STEPS - 1),
        length=st.integers(1, 3),
        counters=st.integers(-2, 2).filter(bool),
    )
    def change_supply(self, day: date, position: int, length: int, counters: int) -> object:
        minutes = MINUTES[position : position + length]
        draft = changing_counters(
            group=self.place.group,
            first_day=day,
            end_day=day + timedelta(days=1),
            opens_minute=minutes[0],
            closes_minute=minutes[-1] + STEP,
            counters=counters,
            reason="Erkrankung",
        )
        seen = preview(draft=draft, now=self.now)
        saved = operations.save_plan(draft=draft, actor=SYSTEM, command_id=uuid4(), seen=seen.seen, now=self.now)
        assert set(seen.affected) <= set(saved.affected)
        self.changes[saved.plan.pk] = (day, minutes, counters)
        return saved.plan.pk

    @rule(plan=consumes(plans))
    def take_back(self, plan: UUID) -> None:
        operations.withdraw_plan(plan_id=plan, actor=SYSTEM, now=self.now)
        del self.changes[plan]
        with pytest.raises(PlanWithdrawn):
            operations.withdraw_plan(plan_id=plan, actor=SYSTEM, now=self.now)

    @rule()
    def work_the_backlog_off(self) -> None:
        jobs.work_off_backlog(self.now)
        for offer in Offer.objects.select_related("hold"):
            if offer.pk not in self.offers:
                assert offer.hold is not None
                place = (day_of(offer.capacity_day_id), offer.start_minute, offer.hold.steps)
                self.offers[offer.pk] = Kept(offer.hold.pk, *place, expires_at=offer.expires_at)
                self.take(self.offers[offer.pk])
            elif offer.outcome in {"expired", "withdrawn"} and self.offers[offer.pk].state == "kept":
                assert offer.outcome == "withdrawn" or offer.expires_at <= self.now
                self.end(self.offers[offer.pk])
        assert misnoted(now=self.now) == set()

    @rule(data=st.data(), is_accepted=st.booleans())
    def answer_an_offer(self, data: st.DataObject, is_accepted: bool) -> None:
        if not self.offers:
            return
        pk = data.draw(st.sampled_from(sorted(self.offers)))
        hold, token = self.offers[pk], offer_token(offer_id=pk)
        try:
            if is_accepted:
                moved = operations.accept_offer(
                    token=token, actor=CITIZEN, channel=Channel.PORTAL, command_id=uuid4(), now=self.now
                )
            else:
                operations.decline_offer(token=token, now=self.now)
        except DomainError:
            return
        if hold.state != "kept":  # answered the same way before
            return
        assert hold.expires_at > self.now
        if not is_accepted:
            self.end(hold)
            return
        hold.state = "booked"
        [appointment] = [each for each in self.all_appointments if each.id == moved.pk]
        self.take(appointment, -1)
        appointment.day, appointment.minute, appointment.steps = hold.day, hold.minute, hold.steps

    @rule()
    def plan_again(self) -> None:
        planned = operations.plan_capacity(first_day=DAYS[0], last_day=DAYS[-1], now=self.now)
        assert planned.added == 0

    # What always holds

    @invariant()
    def the_rows_say_what_the_model_says(self) -> None:
        for day in DAYS:
            row = CapacityDay.objects.get(group=self.place.group, day=day)
            rows = zip(bytes(row.total), bytes(row.free), bytes(row.over), strict=True)
            found = {row.first_minute + row.step_minutes * step: counts for step, counts in enumerate(rows)}
            assert found.keys() <= set(MINUTES)
            for minute in MINUTES:
                total, taken = self.total(day, minute), self.taken[day, minute]
                expected = (total, max(0, total - taken), max(0, taken - total))
                assert found.get(minute, (0, 0, 0)) == expected, (day, minute)

    @invariant()
    def the_audit_finds_nothing(self) -> None:
        assert list(operations.audit_capacity(now=self.now)) == []

    @invariant()
    def the_search_offers_what_the_model_says_is_free(self) -> None:
        for steps in (1, 2):
            ids, minutes = free_starts(wishes=[(self.place.service.pk, steps)], now=self.now).unfolded()
            found = [(day_of(pk), minute) for pk, minute in zip(ids.tolist(), minutes.tolist(), strict=True)]
            assert len(found) == len(set(found))
            assert set(found) == self.starts(steps)


def test_the_rows_and_the_search_agree_with_a_dictionary_whatever_happens() -> None:
    run_state_machine_as_test(
        Booking,
        settings=settings(
            max_examples=15, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
