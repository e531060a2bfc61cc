"""Eight processes answer offers, serve the waitlist and draw at once: each time goes to one, and the line holds."""

from collections import Counter
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.models import Count

from einamt.procedures.appointments.fairness import lots
from einamt.procedures.appointments.fairness.models import Draw, KeptBack, WaitlistEntry
from einamt.procedures.appointments.fairness.queries import proof
from einamt.procedures.appointments.fairness.rules import TimeWish
from einamt.procedures.appointments.models import Appointment, Offer
from einamt.procedures.appointments.operations import announce_draws, join_waitlist, offer_to_waitlist
from tests.factories.appointments import (
    OPENS,
    STEP,
    Bookable,
    cancel,
    make_bookable,
    make_booking,
    make_rules,
    somebody,
    unbalanced,
)
from tests.procedures.appointments.conftest import NOW, Race

STEPS = 12
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place(transactional_db: None) -> Bookable:
    """One counter, twelve times tomorrow."""
    rules = make_rules()
    rules.offer_ahead_hours = 0
    rules.save()
    return make_bookable(now=NOW, days=2, opens=OPENS, closes=OPENS + STEPS * STEP)


def wait(place: Bookable, count: int) -> list[WaitlistEntry]:
    """So many people, one after the other."""
    return [
        join_waitlist(
            wishes=place.wishes(),
            time_wish=TimeWish(earliest=NOW.date() + timedelta(days=1)),
            contact=somebody(),
            is_confirmed=True,
            command_id=uuid4(),
            now=NOW + timedelta(seconds=number),
        ).entry
        for number in range(count)
    ]


def offered(place: Bookable, count: int) -> list[str]:
    """The offers of so many people."""
    wait(place, count)
    offer_to_waitlist(now=NOW)
    return [str(pk) for pk in Offer.objects.order_by("made_at", "pk").values_list("pk", flat=True)]


def test_an_offer_that_is_accepted_on_eight_devices_becomes_one_appointment(race: Race, place: Bookable) -> None:
    offers = offered(place, STEPS)
    given = race("accept_again", offers=offers)
    [appointments] = {tuple(one["appointments"]) for one in given}
    assert sorted(appointments) == sorted(str(pk) for pk in Appointment.objects.values_list("pk", flat=True))
    assert Appointment.objects.count() == len(offers) == STEPS
    assert unbalanced() == []


def test_an_offer_that_is_accepted_as_it_ends_is_either_booked_or_over(race: Race, place: Bookable) -> None:
    offers = offered(place, STEPS)
    last_second = Offer.objects.order_by("expires_at").first()
    assert last_second is not None
    assert Offer.objects.values("expires_at").distinct().count() == 1
    given = race("accept_while_it_ends", offers=offers, now=(last_second.expires_at - timedelta(seconds=1)).isoformat())
    told = sum(map(Counter, given), Counter())
    outcomes = Counter(Offer.objects.filter(pk__in=offers).values_list("outcome", flat=True))
    assert outcomes["accepted"] + outcomes["expired"] == STEPS
    assert Appointment.objects.count() == outcomes["accepted"]
    assert told["ended"] == outcomes["expired"]
    assert WaitlistEntry.objects.filter(state="booked").count() == outcomes["accepted"]
    assert WaitlistEntry.objects.filter(state="waiting", unanswered=1).count() == outcomes["expired"]
    assert unbalanced() == []


def test_eight_matchers_at_once_offer_each_time_once_to_those_in_front(race: Race, place: Bookable) -> None:
    day = NOW.date() + timedelta(days=1)
    booked = [make_booking(at=place, day=day, minute=OPENS + STEP * step, now=NOW) for step in range(STEPS)]
    entries = wait(place, 2 * STEPS)
    for each in booked[::2]:
        cancel(each, now=NOW)
    assert KeptBack.objects.count() == STEPS // 2
    given = race("match", rounds=3)
    assert sum(one["offers"] for one in given) == Offer.objects.count() == STEPS // 2
    assert not Offer.objects.values("subject_id").annotate(count=Count("pk")).filter(count__gt=1).exists()
    served = set(Offer.objects.values_list("subject_id", flat=True))
    assert served == {entry.pk for entry in entries[: STEPS // 2]}
    assert unbalanced() == []


def test_a_draw_that_eight_processes_run_is_drawn_once(race: Race) -> None:
    rules = make_rules(horizon_days=2)
    rules.release_minute, rules.draw_minutes, rules.offer_ahead_hours = 10 * 60 + 30, 10, 0
    rules.save()
    place = make_bookable(now=NOW, days=2, opens=OPENS, closes=OPENS + STEPS * STEP)
    assert announce_draws(now=NOW) == 1
    entries = wait(place, 2 * STEPS)
    draw = Draw.objects.get()
    given = race("draw", now=draw.closes_at.isoformat())
    assert sum(one["drawn"] for one in given) == 1
    draw.refresh_from_db()
    assert lots.check_proof(proof(draw=draw)) == len(entries)
    assert draw.offers_made == Offer.objects.count() == STEPS
    by_lot = {entry.lot: entry.pk for entry in entries}
    assert {by_lot[lot] for lot in draw.order[:STEPS]} == set(Offer.objects.values_list("subject_id", flat=True))
    assert unbalanced() == []
