"""Fair access as a state machine: supply changes, holds, chains, offers, the waitlist and draws in whatever order.

`test_state_machine` says of one group what each row must hold; here two groups serve visits that lead through both, and
what is kept back, offered and drawn comes and goes. The capacity equation is recomputed after each step.
"""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from einamt.kernel.actor import CITIZEN, SYSTEM
from einamt.kernel.channels import Channel
from einamt.kernel.errors import DomainError
from einamt.procedures.appointments import jobs, operations
from einamt.procedures.appointments.fairness import lots
from einamt.procedures.appointments.fairness.models import Draw, KeptBack, WaitlistEntry
from einamt.procedures.appointments.fairness.queries import proof
from einamt.procedures.appointments.fairness.rules import TimeWish
from einamt.procedures.appointments.fairness.tokens import entry_token
from einamt.procedures.appointments.models import Appointment, Hold, Offer
from einamt.procedures.appointments.offers import offer_token
from einamt.procedures.appointments.planning.drafts import changing_counters
from einamt.procedures.appointments.rules import capacity_day_id
from tests.factories.appointments import STEP, make_bookable, make_rules, somebody
from tests.factories.catalog import make_office

pytestmark = pytest.mark.django_db

BEGIN = datetime(2026, 11, 24, 5, 40, tzinfo=UTC)
"""Twenty minutes before the horizon's last day is released and drawn."""
DAYS = [date(2026, 11, 24), date(2026, 11, 25), date(2026, 11, 26)]
OPENS, STEPS = 8 * 60, 6

a_day = st.sampled_from(DAYS)
a_step = st.integers(0, STEPS - 1)
a_number = st.integers(0, 30)


class FairAccess(RuleBasedStateMachine):
    """One office with two groups; what was asked for is drawn from what there is, and refusals are answers too."""

    def __init__(self) -> None:
        super().__init__()
        self.rollback = transaction.atomic()
        self.rollback.__enter__()
        self.now = BEGIN
        self.told: Counter[str] = Counter()
        rules = make_rules(horizon_days=3)
        rules.release_minute, rules.draw_minutes, rules.offer_ahead_hours = 7 * 60, 10, 0
        rules.bulk_release_minimum, rules.offer_minutes = 8, 60
        rules.save()
        office = make_office()
        closes = OPENS + STEPS * STEP
        self.one = make_bookable(now=BEGIN, counters=2, days=3, opens=OPENS, closes=closes, office=office)
        self.other = make_bookable(now=BEGIN, counters=1, days=3, opens=OPENS, closes=closes, office=office)
        self.wishes = [
            [(self.one.service.pk, 1)],
            [(self.one.service.pk, 2)],
            [(self.one.service.pk, 1), (self.other.service.pk, 1)],
        ]
        jobs.serve_waitlist(self.now)  # announces the draw of the last day
        for which, day in product(range(3), DAYS[::2]):
            self.join(which=which, day=day, is_confirmed=True)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.rollback.__exit__(None, None, None)

    def tell(self, name: str, deed: Any) -> Any:
        """Do it; a refusal is counted."""
        try:
            answer = deed()
        except DomainError as refusal:
            self.told[refusal.code] += 1
            return None
        self.told[name] += 1
        return answer

    def request(self) -> dict[str, Any]:
        return {"channel": Channel.PORTAL, "actor": CITIZEN, "command_id": uuid4(), "now": self.now}

    def chosen(self, rows: Any, number: int) -> UUID | None:
        keys: list[UUID] = list(rows.order_by("pk").values_list("pk", flat=True))
        return keys[number % len(keys)] if keys else None

    # Citizens

    @rule(day=a_day, step=a_step, which=st.integers(0, 2), begins_elsewhere=st.booleans())
    def hold(self, day: date, step: int, which: int, begins_elsewhere: bool) -> None:
        group = self.other.group if begins_elsewhere else self.one.group
        place = {"capacity_day_id": capacity_day_id(day=day, group_id=group.pk), "start_minute": OPENS + STEP * step}
        self.tell("hold", lambda: operations.hold_slot(**place, wishes=self.wishes[which], now=self.now))

    @rule(day=a_day, step=a_step, which=st.integers(0, 2))
    def book(self, day: date, step: int, which: int) -> None:
        self.hold(day=day, step=step, which=which, begins_elsewhere=False)
        self.confirm(number=-1)

    @rule(number=a_number)
    def confirm(self, number: int) -> None:
        if hold := self.chosen(Hold.objects.filter(offers=None, kept_back=None).exclude(wishes=[]), number):
            self.tell("confirm", lambda: operations.confirm_booking(hold_id=hold, contact=somebody(), **self.request()))

    @rule(number=a_number)
    def release(self, number: int) -> None:
        if hold := self.chosen(Hold.objects.filter(offers=None, kept_back=None).exclude(wishes=[]), number):
            operations.release_hold(hold_id=hold, now=self.now)

    @rule(number=a_number)
    def cancel(self, number: int) -> None:
        if appointment := self.chosen(Appointment.objects.all(), number):
            self.tell("cancel", lambda: operations.cancel_appointment(appointment_id=appointment, **self.request()))

    @rule(number=a_number, other=a_number)
    def move(self, number: int, other: int) -> None:
        appointment = self.chosen(Appointment.objects.all(), number)
        hold = self.chosen(Hold.objects.filter(offers=None, kept_back=None).exclude(wishes=[]), other)
        if appointment and hold:
            self.tell(
                "move",
                lambda: operations.change_appointment(appointment_id=appointment, hold_id=hold, **self.request()),
            )

    @rule(which=st.integers(0, 2), day=a_day, is_confirmed=st.booleans())
    def join(self, which: int, day: date, is_confirmed: bool) -> None:
        self.tell(
            "join",
            lambda: operations.join_waitlist(
                wishes=self.wishes[which],
                time_wish=TimeWish(earliest=day),
                contact=somebody(),
                is_confirmed=is_confirmed,
                command_id=uuid4(),
                now=self.now,
            ),
        )

    @rule(number=a_number, deed=st.sampled_from(["confirm", "leave", "wish"]), day=a_day)
    def change_an_entry(self, number: int, deed: str, day: date) -> None:
        entry = self.chosen(WaitlistEntry.objects.all(), number)
        if entry is None:
            return
        token = entry_token(entry_id=entry)
        if deed == "wish":
            self.tell(
                deed, lambda: operations.change_wishes(token=token, time_wish=TimeWish(earliest=day), now=self.now)
            )
        else:
            operation = operations.confirm_entry if deed == "confirm" else operations.leave_waitlist
            self.tell(deed, lambda: operation(token=token, now=self.now))

    @rule(number=a_number, is_accepted=st.booleans())
    def answer_an_offer(self, number: int, is_accepted: bool) -> None:
        offer = self.chosen(Offer.objects.all(), number)
        if offer is None:
            return
        token = offer_token(offer_id=offer)
        if is_accepted:
            self.tell("accept", lambda: operations.accept_offer(token=token, **self.request()))
        else:
            self.tell("decline", lambda: operations.decline_offer(token=token, now=self.now))

    # The city

    @rule(day=a_day, step=a_step, counters=st.integers(-2, 4).filter(bool), is_other=st.booleans())
    def change_supply(self, day: date, step: int, counters: int, is_other: bool) -> None:
        draft = changing_counters(
            group=(self.other if is_other else self.one).group,
            first_day=day,
            end_day=day + timedelta(days=1),
            opens_minute=OPENS + STEP * step,
            closes_minute=OPENS + STEP * STEPS,
            counters=counters,
            reason="Dienstplan",
        )
        saved = self.tell(
            "plan", lambda: operations.save_plan(draft=draft, actor=SYSTEM, command_id=uuid4(), now=self.now)
        )
        if saved and counters == 1:
            self.tell("take back", lambda: operations.withdraw_plan(plan_id=saved.plan.pk, actor=SYSTEM, now=self.now))

    @rule(minutes=st.sampled_from([1, 5, 12, 61]))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule()
    def the_worker_works(self) -> None:
        jobs.sweep_holds(self.now)
        jobs.serve_waitlist(self.now)
        jobs.work_off_backlog(self.now)

    @rule()
    def collecting_ends_and_lots_decide(self) -> None:
        draw = Draw.objects.filter(state=Draw.State.ANNOUNCED).order_by("closes_at").first()
        if draw is not None:
            self.now = max(self.now, draw.closes_at)
        jobs.serve_waitlist(self.now)

    # What always holds

    @invariant()
    def the_capacity_equation_holds(self) -> None:
        assert list(operations.audit_capacity(now=self.now)) == []

    @invariant()
    def an_entry_is_offered_one_time_at_most_and_that_is_held(self) -> None:
        open_ones = Offer.objects.filter(outcome=Offer.Outcome.OPEN).select_related("hold")
        of_waitlist = [offer.subject_id for offer in open_ones if offer.kind == "waitlist"]
        assert len(of_waitlist) == len(set(of_waitlist))
        assert set(of_waitlist) == set(WaitlistEntry.objects.filter(state="offered").values_list("pk", flat=True))
        assert all(offer.hold is not None for offer in open_ones)

    @invariant()
    def who_is_booked_has_an_appointment(self) -> None:
        assert not WaitlistEntry.objects.filter(state="booked", appointment=None).exists()

    @invariant()
    def what_is_kept_back_is_held_or_over(self) -> None:
        kept = Hold.Outcome.KEPT, Hold.Outcome.EXPIRED
        assert not KeptBack.objects.exclude(hold__outcome__in=kept).exists()
        assert not KeptBack.objects.filter(draw__state=Draw.State.DRAWN).exists()

    @invariant()
    def every_draw_can_be_checked(self) -> None:
        for draw in Draw.objects.filter(state=Draw.State.DRAWN):
            assert lots.check_proof(proof(draw=draw)) == len(draw.order)


def test_fair_access_never_breaks_the_capacity_equation() -> None:
    run_state_machine_as_test(
        FairAccess,
        settings=settings(
            max_examples=15, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
