"""Somebody who loses a time again and again, because it comes free whenever they look, is told what is free instead."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from einamt.procedures.appointments import errors, refusals, steps
from einamt.procedures.appointments.models import Appointment, Hold
from einamt.procedures.appointments.operations import audit_capacity, expire_holds, hold_slot, release_hold
from einamt.procedures.appointments.operations.booking import ATTEMPTS
from tests.factories.appointments import OPENS, STEP, Bookable, confirm, make_booking, make_hold


class Rival:
    """Takes the time after each look of somebody else, and gives it back before the next."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, at: Bookable, now: datetime) -> None:
        self.at, self.now = at, now
        self.wins = 0
        self._hold: UUID | None = None
        new_booking = steps.new_booking

        def lost_meanwhile(**given: Any) -> steps.NewBooking:
            self._take()
            return new_booking(**given)

        monkeypatch.setattr(steps, "new_booking", lost_meanwhile)
        monkeypatch.setattr(refusals, "locate", self._free_at_a_look(refusals.locate))

    def _take(self) -> None:
        tomorrow = self.now.date() + timedelta(days=1)
        day = self.at.day(tomorrow)
        self._hold = hold_slot(capacity_day_id=day.pk, start_minute=OPENS, wishes=self.at.wishes(), now=self.now).pk
        self.wins += 1

    def _free_at_a_look(self, locate: Callable[..., Any]) -> Callable[..., Any]:
        def looked(**given: Any) -> Any:
            if self._hold:
                release_hold(hold_id=self._hold, now=self.now)
                self._hold = None
            return locate(**given)

        return looked


def test_a_booking_that_lost_three_races_names_the_next_free_time(
    at: Bookable, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    rival = Rival(monkeypatch, at, now)
    with pytest.raises(errors.SlotTakenNextSameDay) as refused:
        make_booking(at=at, day=now.date() + timedelta(days=1), minute=OPENS, now=now)
    assert rival.wins == ATTEMPTS
    assert refused.value.next_time is not None
    assert refused.value.next_time.minute == OPENS + STEP
    assert not Appointment.objects.exists()
    assert list(audit_capacity(now=now)) == []


def test_a_hold_that_ran_out_and_lost_three_races_names_the_next_free_time(
    at: Bookable, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold = make_hold(at=at, day=now.date() + timedelta(days=1), minute=OPENS, now=now)
    later = now + timedelta(minutes=20)
    expire_holds(now=later)
    rival = Rival(monkeypatch, at, later)
    with pytest.raises(errors.HoldExpiredNextSameDay) as refused:
        confirm(hold, now=later)
    assert rival.wins == ATTEMPTS
    assert refused.value.next_time is not None
    assert refused.value.next_time.minute == OPENS + STEP
    assert not Appointment.objects.exists()
    assert Hold.objects.get(pk=hold.pk).outcome == Hold.Outcome.EXPIRED
    assert list(audit_capacity(now=later)) == []
