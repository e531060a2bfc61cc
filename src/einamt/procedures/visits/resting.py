"""A counter that calls nobody for a while, or no more today, and goes on. Rule: docs/rules/visits.md.

A resting counter counts as closed at once, for the waits in the hall and on the board. It goes on by itself when it
calls somebody (`operations`), so that no pause is forgotten.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from einamt.cases.models import CaseEvent
from einamt.kernel.localtime import local_date
from einamt.platform.shell import city
from einamt.procedures.visits import errors, rules, steps
from einamt.procedures.visits.models import CounterRest, Visit
from einamt.procedures.visits.rules import Action
from einamt.procedures.visits.steps import Desk
from einamt.procedures.visits.tickets import count_up


@transaction.atomic
def rest_counter(*, desk: Desk, now: datetime, pressed_at: datetime | None = None) -> None:
    """Let the desk's counter rest; one that rests already, or the information desk, stays as it is.

    `pressed_at` is when the key was pressed, where that reaches the city late (`replaying`): a counter that has called
    since, or another day, has gone on.

    :raises CounterBusy: somebody is at the counter, and would be stranded.
    """
    if not desk.counter or (pressed_at is not None and _has_gone_on(desk=desk, since=pressed_at, now=now)):
        return
    if someone := whoever_is_at(desk=desk, now=now):
        raise errors.CounterBusy({"counter": desk.counter, "reference": steps.named(visit=someone, case=someone.case)})
    today = local_date(moment=now, zone=city.zone())
    _, is_new = CounterRest.objects.get_or_create(office_id=desk.office_id, day=today, counter=desk.counter)
    if is_new:
        count_up(office_id=desk.office_id)


@transaction.atomic
def go_on(*, desk: Desk, now: datetime) -> None:
    """Let the desk's counter go on; one that does not rest stays as it is."""
    if steps.wake_counter(desk=desk, day=local_date(moment=now, zone=city.zone())):
        count_up(office_id=desk.office_id)


def _has_gone_on(*, desk: Desk, since: datetime, now: datetime) -> bool:
    zone = city.zone()
    today = local_date(moment=now, zone=zone)
    called = Visit.objects.filter(office_id=desk.office_id, visit_date=today, last_counter=desk.counter)
    return local_date(moment=since, zone=zone) != today or called.filter(last_called_at__gt=since).exists()


def is_resting(*, office: OuterRef, counter: str, now: datetime) -> Exists:
    """Whether a counter rests, to be read along with its office."""
    today = local_date(moment=now, zone=city.zone())
    return Exists(CounterRest.objects.filter(office_id=office, day=today, counter=counter))


def has_called_last(*, desk: Desk, now: datetime) -> bool:
    """Whether it was this person who called to the desk's counter last, or nobody has today; two queries.

    Two may work under one counter's name. Whoever goes while the other calls neither closes it nor leaves anybody
    standing there.
    """
    today = local_date(moment=now, zone=city.zone())
    there = Visit.objects.filter(office_id=desk.office_id, visit_date=today, last_counter=desk.counter)
    case_id = (
        there.exclude(last_called_at=None).order_by("-last_called_at", "-pk").values_list("case_id", flat=True).first()
    )
    if case_id is None:
        return True
    calls = CaseEvent.objects.filter(case_id=case_id, kind__in=[Action.CALL.value, Action.RECALL.value])
    return calls.order_by("-occurred_at", "-pk").values_list("actor", flat=True).first() == str(desk.actor)


def whoever_is_at(*, desk: Desk, now: datetime) -> Visit | None:
    """Who was called to the desk's counter and is not done; one query."""
    if not desk.counter:
        return None
    today = local_date(moment=now, zone=city.zone())
    there = Visit.objects.filter(office_id=desk.office_id, visit_date=today, counter=desk.counter)
    return there.select_related("case").filter(state__in=sorted(rules.AT_COUNTER)).first()
