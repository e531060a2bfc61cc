"""Steps that keep times back, for the operations of changing, drawing and planning."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

from einamt.kernel.identifiers import new_id
from einamt.kernel.localtime import at_minute, local_date
from einamt.platform.outbox.steps import publish
from einamt.platform.shell import city
from einamt.platform.transactions import require_transaction
from einamt.platform.writing.together import insert_many, write_together
from einamt.procedures.appointments import capacity
from einamt.procedures.appointments.capacity import Place
from einamt.procedures.appointments.errors import RulesMissing
from einamt.procedures.appointments.fairness import lots
from einamt.procedures.appointments.fairness.models import Draw, KeptBack, WaitlistEntry
from einamt.procedures.appointments.models import BookingRules, CapacityDay, Hold, Tour
from einamt.procedures.appointments.rulebook import rules_at
from einamt.procedures.appointments.rules import day_of, group_of, horizon_end

DRAWN_WITHIN = timedelta(minutes=30)
"""How long after collecting the times are still kept back, should no worker be there to draw."""
KEPT_FOR = timedelta(minutes=3)
"""How long a freed time is kept from everybody else until the worker has offered it; then it is anybody's."""


def keep_for_waitlist(*, places: Collection[Place], now: datetime) -> None:
    """Hold times that were freed just now where somebody waits, so that the waitlist has them before all others.

    A time within the city's notice for offers is left to those who can come at once, and one of a tour to those who
    look for it: nobody waits for visits at home.
    """
    require_transaction()
    if not places or not WaitlistEntry.objects.filter(state=WaitlistEntry.State.WAITING).exists():
        return
    try:
        notice = timedelta(hours=rules_at(now=now).offer_ahead_hours)
    except RulesMissing:
        return
    kept = [place for place in places if not place.is_at_home and _is_kept(place=place, notice=notice, now=now)]
    if kept:
        publish(topic="appointments.freed", payload={}, now=now)


def _is_kept(*, place: Place, notice: timedelta, now: datetime) -> bool:
    starts_at = at_minute(day=day_of(place.capacity_day_id), minute=place.start_minute, zone=city.zone())
    if starts_at < now + notice:
        return False
    row = CapacityDay.objects.only("first_minute", "step_minutes").get(pk=place.capacity_day_id)
    guard = capacity.taking(place=place, first_minute=row.first_minute, step_minutes=row.step_minutes)
    hold = _new_hold(place=place, expires_at=now + KEPT_FOR, now=now)
    is_kept = write_together(guard=guard, rows=[hold])
    if is_kept:
        KeptBack.objects.create(hold=hold)
    return is_kept


def announce(*, key: str, rows: Iterable[CapacityDay], opens_at: datetime, closes_at: datetime, now: datetime) -> Draw:
    """Settle the seed of a draw, publish its hash, and keep all that is free in locked capacity rows back for it."""
    require_transaction()
    seed = lots.new_seed()
    draw = Draw.objects.create(
        key=key, opens_at=opens_at, closes_at=closes_at, seed=seed, commitment=lots.commitment_of(seed=seed)
    )
    keep_for_draw(draw=draw, rows=rows, until=closes_at + DRAWN_WITHIN, now=now)
    return draw


def draw_bulk_release(*, gained: Mapping[int, int], now: datetime) -> None:
    """Where planning has just added so many times to days that can be booked that the city's rules call it a bulk
    release, keep them back for a draw. `gained` counts the new steps of counters by capacity row; the rows are locked.
    """
    require_transaction()
    if not gained:  # bookings wait for the rows: nothing is asked for nothing
        return
    rules = BookingRules.objects.filter(valid_from__lte=local_date(moment=now, zone=city.zone()))
    in_force = rules.order_by("-valid_from").first()
    if in_force is None or not in_force.draw_minutes:
        return
    end = horizon_end(
        now=now, horizon_days=in_force.horizon_days, release_minute=in_force.release_minute, zone=city.zone()
    )
    open_rows = {pk: count for pk, count in gained.items() if day_of(pk) < end}
    tours = set(Tour.objects.values_list("group_id", flat=True))
    open_rows = {pk: count for pk, count in open_rows.items() if group_of(pk) not in tours}
    if sum(open_rows.values()) < in_force.bulk_release_minimum:
        return
    announce(
        key=f"bulk:{new_id().hex}",
        rows=capacity.locked_days(capacity_day_ids=open_rows),
        opens_at=now,
        closes_at=now + timedelta(minutes=in_force.draw_minutes),
        now=now,
    )


def keep_for_draw(*, draw: Draw, rows: Iterable[CapacityDay], until: datetime, now: datetime) -> None:
    """Hold every free counter of locked capacity rows for a draw."""
    require_transaction()
    holds: list[Hold] = []
    for row in rows:
        free = list(row.free)
        while any(free):
            begin = next(step for step, count in enumerate(free) if count)
            end = next((step for step in range(begin, len(free)) if not free[step]), len(free))
            for step in range(begin, end):
                free[step] -= 1
            start_minute = row.first_minute + begin * row.step_minutes
            holds.append(_new_hold(place=Place(row.pk, start_minute, end - begin), expires_at=until, now=now))
    taken = capacity.take_many(places=[Place(hold.capacity_day_id, hold.start_minute, hold.steps) for hold in holds])
    kept = [hold for hold, is_taken in zip(holds, taken, strict=True) if is_taken]
    insert_many(rows=kept)
    KeptBack.objects.bulk_create([KeptBack(hold=hold, draw=draw) for hold in kept])


def give_up(*, kept_back: Iterable[KeptBack], now: datetime) -> int:
    """Let go of what was kept back; the caller offers it in the same transaction, before anybody else can have it. How
    many times there were.
    """
    require_transaction()
    ids = [kept.hold_id for kept in kept_back]
    holds = list(
        Hold.objects.filter(pk__in=ids, outcome=Hold.Outcome.KEPT).select_for_update(no_key=True).order_by("pk")
    )
    KeptBack.objects.filter(hold_id__in=ids).delete()
    Hold.objects.filter(pk__in=[hold.pk for hold in holds]).update(outcome=Hold.Outcome.RELEASED, expires_at=now)
    capacity.give_back(places=[Place(hold.capacity_day_id, hold.start_minute, hold.steps) for hold in holds])
    return len(ids)


def _new_hold(*, place: Place, expires_at: datetime, now: datetime) -> Hold:
    return Hold(
        id=new_id(),
        capacity_day_id=place.capacity_day_id,
        start_minute=place.start_minute,
        steps=place.steps,
        wishes=[],
        expires_at=expires_at,
        created_at=now,
    )
