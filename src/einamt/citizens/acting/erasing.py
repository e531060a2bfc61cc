"""Erasing representations whose time is over, and those that were never proved."""

from datetime import datetime, time

from django.db.models import Q, QuerySet

from einamt.citizens.acting.models import Representation
from einamt.citizens.acting.queries import today
from einamt.citizens.acting.rules import UNDECIDED, State, kept_that_ended_from
from einamt.platform.retention.batches import delete_some
from einamt.platform.retention.registry import Counts, Eraser
from einamt.platform.shell import city


def _over(now: datetime) -> QuerySet[Representation]:
    first_kept = kept_that_ended_from(today(now=now))
    before = datetime.combine(first_kept, time(), tzinfo=city.zone())
    never_proved = Q(state=State.ASKED, asked_at__lte=now - UNDECIDED)
    said_no = Q(state=State.REFUSED, decided_at__lt=before)
    ended = Q(state=State.ENDED, ended_at__lt=before)
    ran_out = Q(state=State.CONFIRMED, ends_date__lt=first_kept)
    return Representation.objects.filter(never_proved | said_no | ended | ran_out)


def count_due(now: datetime) -> Counts:
    """How many are to be erased."""
    return {"representations that are over": _over(now).count()}


def erase_some(now: datetime) -> Counts:
    """Erase a batch."""
    return delete_some(_over(now))


ERASER = Eraser(
    name="acting",
    models=frozenset({"acting.Representation"}),
    order=25,
    due=count_due,
    erase_some=erase_some,
)
