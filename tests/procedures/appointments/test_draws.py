"""After a release wishes are collected, drawn by lot, and offered in the order of the lots."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from einamt.procedures.appointments.fairness import lots
from einamt.procedures.appointments.fairness.models import Draw, WaitlistEntry
from einamt.procedures.appointments.fairness.queries import current_draw, proof
from einamt.procedures.appointments.fairness.rules import TimeWish
from einamt.procedures.appointments.fairness.steps import draw_bulk_release
from einamt.procedures.appointments.models import Offer
from einamt.procedures.appointments.operations import announce_draws, expire_holds, offer_to_waitlist, run_draws
from einamt.procedures.appointments.operations.waiting import join_waitlist
from einamt.procedures.appointments.search import free_starts
from tests.factories.appointments import OPENS, STEP, Bookable, make_bookable, make_rules, somebody, unbalanced

NOW = datetime(2026, 11, 24, 5, 30, tzinfo=UTC)
"""Half past six: the new day opens at seven."""
OPENS_AT = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
CLOSES_AT = OPENS_AT + timedelta(minutes=10)
NEW_DAY = NOW.date() + timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def at(db: None) -> Bookable:
    """A horizon of two days whose second opens at seven with two times; nothing else is planned to be had."""
    rules = make_rules(horizon_days=2)
    rules.release_minute, rules.draw_minutes, rules.offer_ahead_hours = 7 * 60, 10, 0
    rules.save()
    return make_bookable(now=NOW, days=2, opens=OPENS, closes=OPENS + 2 * STEP)


def join(at: Bookable, now: datetime) -> WaitlistEntry:
    """Somebody who wants the new day."""
    return join_waitlist(
        wishes=at.wishes(),
        time_wish=TimeWish(earliest=NEW_DAY),
        contact=somebody(),
        is_confirmed=True,
        command_id=uuid4(),
        now=now,
    ).entry


def test_a_draw_is_announced_once_with_the_hash_of_its_seed_before_the_release(at: Bookable) -> None:
    assert (announce_draws(now=NOW), announce_draws(now=NOW)) == (1, 0)
    draw = current_draw(now=NOW)
    assert draw is not None
    assert (draw.opens_at, draw.closes_at) == (OPENS_AT, CLOSES_AT)
    assert draw.commitment == lots.commitment_of(seed=draw.seed)


def test_a_plan_that_adds_no_times_asks_nothing_about_draws_while_bookings_wait_for_it(at: Bookable) -> None:
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        draw_bulk_release(gained={}, now=NOW)
    assert len(queries) == 0


def test_while_wishes_are_collected_nobody_gets_a_new_time_by_being_fast(at: Bookable) -> None:
    announce_draws(now=NOW)
    assert free_starts(wishes=at.wishes(), first_day=NEW_DAY, now=OPENS_AT).earliest(1) == []
    join(at, OPENS_AT)
    assert offer_to_waitlist(now=OPENS_AT) == 0
    assert run_draws(now=CLOSES_AT - timedelta(seconds=1)) == 0


def test_offers_go_out_in_the_order_of_the_lots_and_the_others_stay_on_the_list(at: Bookable) -> None:
    announce_draws(now=NOW)
    entries = [join(at, OPENS_AT + timedelta(seconds=number)) for number in range(6)]
    assert run_draws(now=CLOSES_AT) == 1
    draw = Draw.objects.get()
    assert draw.order == lots.drawn(entry_ids=[entry.lot for entry in entries], seed=draw.seed)
    assert lots.check_proof(proof(draw=draw)) == 6
    state_of = dict(WaitlistEntry.objects.values_list("lot", "state"))
    assert [state_of[lot] for lot in draw.order] == ["offered"] * 2 + ["waiting"] * 4
    assert draw.offers_made == 2
    assert unbalanced() == []


def test_whoever_comes_late_has_no_lot(at: Bookable) -> None:
    announce_draws(now=NOW)
    early, late = join(at, OPENS_AT), join(at, CLOSES_AT)
    run_draws(now=CLOSES_AT + timedelta(minutes=1))
    assert Draw.objects.get().order == [early.lot]
    late.refresh_from_db()
    assert (late.state, late.rank) == ("waiting", None)


def test_each_offer_of_a_draw_costs_one_statement(at: Bookable) -> None:
    """On SQLite the rows of one are written one after another: two of them take the counter, three are inserted."""
    asked = []
    for size in (2, 12):
        place = make_bookable(now=NOW, days=2, opens=OPENS, closes=OPENS + size * STEP)
        announce_draws(now=NOW)
        for number in range(size):
            join(place, OPENS_AT + timedelta(seconds=number))
        with CaptureQueriesContext(connection) as queries:
            assert run_draws(now=CLOSES_AT) == 1
        assert Draw.objects.latest("pk").offers_made == size
        asked.append(len([query for query in queries if "SAVEPOINT" not in query["sql"]]))
        Draw.objects.filter(key__startswith="day:").update(key=f"earlier-{size}")
    assert asked[1] - asked[0] == (12 - 2) * (1 if connection.vendor == "postgresql" else 5)


def test_a_draw_runs_once(at: Bookable) -> None:
    announce_draws(now=NOW)
    join(at, OPENS_AT)
    assert (run_draws(now=CLOSES_AT), run_draws(now=CLOSES_AT)) == (1, 0)
    assert Offer.objects.count() == 1


def test_a_draw_that_breaks_off_goes_on_with_the_same_seed(at: Bookable, monkeypatch: pytest.MonkeyPatch) -> None:
    announce_draws(now=NOW)
    for number in range(4):
        join(at, OPENS_AT + timedelta(seconds=number))
    seed = Draw.objects.get().seed

    def dies(**_order: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("einamt.procedures.appointments.operations.drawing.offer_to_locked", dies)
        with pytest.raises(KeyboardInterrupt):
            run_draws(now=CLOSES_AT)
    assert (Offer.objects.count(), Draw.objects.get().state) == (0, "announced")
    run_draws(now=CLOSES_AT + timedelta(minutes=1))
    draw = Draw.objects.get()
    assert (draw.seed, draw.state, draw.offers_made) == (seed, "drawn", 2)


def test_what_is_left_is_free_for_all(at: Bookable) -> None:
    announce_draws(now=NOW)
    join(at, OPENS_AT)
    run_draws(now=CLOSES_AT)
    assert len(free_starts(wishes=at.wishes(), first_day=NEW_DAY, now=CLOSES_AT)) == 1


def test_where_no_worker_draws_the_times_are_free_again(at: Bookable) -> None:
    announce_draws(now=NOW)
    expire_holds(now=CLOSES_AT + timedelta(minutes=31))
    assert len(free_starts(wishes=at.wishes(), first_day=NEW_DAY, now=CLOSES_AT)) == 2
    assert unbalanced() == []


def test_many_counters_added_at_once_are_drawn_too(at: Bookable) -> None:
    rules = make_rules(horizon_days=2)
    rules.bulk_release_minimum = 10
    rules.save()
    at.open_with(3, now=OPENS_AT, days=2)
    assert not Draw.objects.exists()
    at.open_with(9, now=OPENS_AT, days=2)
    draw = Draw.objects.get()
    assert (draw.opens_at, draw.closes_at) == (OPENS_AT, CLOSES_AT)
    assert len(free_starts(wishes=at.wishes(), now=OPENS_AT)) == 0
    assert unbalanced() == []
