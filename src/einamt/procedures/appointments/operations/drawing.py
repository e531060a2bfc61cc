"""Draws: announced before a release, drawn once when collecting has ended."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from einamt.kernel.localtime import at_minute, local_date
from einamt.platform.shell import city
from einamt.procedures.appointments import capacity
from einamt.procedures.appointments.fairness import lots
from einamt.procedures.appointments.fairness.models import Draw, KeptBack, WaitlistEntry
from einamt.procedures.appointments.fairness.steps import announce, give_up
from einamt.procedures.appointments.models import CapacityDay
from einamt.procedures.appointments.operations.waiting import offer_to_locked
from einamt.procedures.appointments.rulebook import city_rules, rules_at

AHEAD = timedelta(hours=1)
"""How long before the release of the horizon's new day its draw is announced."""


def announce_draws(*, now: datetime) -> int:
    """Announce the draw of the day that opens within the next hour, and keep its times back; how many were announced.

    Done before the release, so that nobody can be faster than the draw; repeated, it changes nothing.

    :raises RulesMissing: the city has no rules of booking.
    """
    zone = city.zone()
    today = local_date(moment=now, zone=zone)
    announced = 0
    for day in (today, today + timedelta(days=1)):
        rules = city_rules(on=day)
        opens_at = at_minute(day=day, minute=rules.release_minute, zone=zone)
        if rules.draw_minutes and rules.horizon_days and now < opens_at <= now + AHEAD:
            new_day = day + timedelta(days=rules.horizon_days - 1)
            announced += _is_announced(
                key=f"day:{new_day.isoformat()}",
                row_ids=list(CapacityDay.objects.filter(day=new_day, group__tour=None).values_list("pk", flat=True)),
                opens_at=opens_at,
                closes_at=opens_at + timedelta(minutes=rules.draw_minutes),
                now=now,
            )
    return announced


@transaction.atomic
def _is_announced(*, key: str, row_ids: list[int], opens_at: datetime, closes_at: datetime, now: datetime) -> bool:
    rows = capacity.locked_days(capacity_day_ids=row_ids)
    if not any(any(row.free) for row in rows) or Draw.objects.filter(key=key).exists():
        return False
    announce(key=key, rows=rows, opens_at=opens_at, closes_at=closes_at, now=now)
    return True


def run_draws(*, now: datetime) -> int:
    """Draw where collecting has ended, and make the offers; how many were drawn.

    :raises RulesMissing: the city has no rules of booking.
    """
    due = Draw.objects.filter(state=Draw.State.ANNOUNCED, closes_at__lte=now).order_by("closes_at")
    return sum(_is_drawn(draw_id=pk, now=now) for pk in list(due.values_list("pk", flat=True)))


@transaction.atomic
def _is_drawn(*, draw_id: UUID, now: datetime) -> bool:
    """One transaction: a worker that dies has drawn nothing, and the next one draws with the same seed from the same
    entries, those confirmed before collecting ended. Two workers wait for each other, and the second finds it done.
    """
    draw = Draw.objects.select_for_update(no_key=True).get(pk=draw_id)
    if draw.state == Draw.State.DRAWN:
        return False
    in_time = WaitlistEntry.objects.filter(state=WaitlistEntry.State.WAITING, confirmed_at__lt=draw.closes_at)
    by_lot = {entry.lot: entry for entry in in_time.select_for_update(no_key=True).order_by("pk")}
    order = lots.drawn(entry_ids=by_lot, seed=draw.seed)
    entries = [by_lot[lot] for lot in order]
    for rank, entry in enumerate(entries, start=1):
        entry.draw_id, entry.rank = draw.pk, rank
    WaitlistEntry.objects.bulk_update(entries, ["draw", "rank"], batch_size=300)
    give_up(kept_back=KeptBack.objects.filter(draw=draw), now=now)
    draw.offers_made = offer_to_locked(line=[entry.waiting for entry in entries], rules=rules_at(now=now), now=now)
    draw.order, draw.state, draw.drawn_at = order, Draw.State.DRAWN, now
    draw.save(update_fields=["order", "state", "drawn_at", "offers_made"])
    return True
