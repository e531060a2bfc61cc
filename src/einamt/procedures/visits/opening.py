"""Opening a counter beyond the plan for the rest of a day, and closing it again. Rule: docs/rules/visits.md.

It says that somebody is to take the place; the places that clerks choose from show it. What the counter then does is
the work of whoever takes it, and calls like any other.
"""

from datetime import datetime

from django.db import IntegrityError, transaction

from einamt.kernel.actor import Actor
from einamt.kernel.localtime import local_date
from einamt.platform.shell import city
from einamt.procedures.appointments.models import CounterGroup
from einamt.procedures.visits import errors
from einamt.procedures.visits.models import CounterOpening
from einamt.procedures.visits.tickets import count_up


@transaction.atomic
def open_counter(*, office_id: int, group_id: int, counter: str, author: Actor, now: datetime) -> CounterOpening:
    """Open `counter` for one of the office's groups until the day ends or somebody closes it.

    :raises OpeningElsewhere: the group is another office's.
    :raises CounterOpened: it has been opened today, and not closed.
    """
    if not CounterGroup.objects.filter(pk=group_id, office_id=office_id, tour=None).exists():
        raise errors.OpeningElsewhere
    try:
        with transaction.atomic():
            opening = CounterOpening.objects.create(
                office_id=office_id,
                group_id=group_id,
                day=local_date(moment=now, zone=city.zone()),
                counter=counter,
                opened_by=str(author),
                opened_at=now,
            )
    except IntegrityError:
        raise errors.CounterOpened({"counter": counter}) from None
    count_up(office_id=office_id)
    return opening


@transaction.atomic
def close_counter(*, office_id: int, opening_id: int, author: Actor, now: datetime) -> None:
    """Take an opening back; one that is closed, or another office's, stays as it is. Whoever is there is served."""
    still_open = CounterOpening.objects.filter(pk=opening_id, office_id=office_id, closed_at=None)
    if still_open.update(closed_by=str(author), closed_at=now):
        count_up(office_id=office_id)


def opened_counters(*, office_id: int, now: datetime) -> list[CounterOpening]:
    """The counters that are opened now beyond the plan, with their groups, in the order in which they were."""
    today = local_date(moment=now, zone=city.zone())
    rows = CounterOpening.objects.select_related("group").filter(office_id=office_id, day=today, closed_at=None)
    return list(rows.order_by("opened_at", "pk"))
