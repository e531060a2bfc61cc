"""Tickets for people without an appointment: taking one, and stopping them where nobody would be served any more.

Rule: docs/rules/visits.md.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.translation import get_language

from einamt.cases.steps import new_case, settle_references
from einamt.catalog.models import Office, ServiceOffer
from einamt.catalog.queries import service_names
from einamt.kernel.actor import Actor
from einamt.kernel.localtime import local_date
from einamt.platform.shell import city, words
from einamt.procedures.appointments.models import CounterGroup
from einamt.procedures.appointments.rules import Wish
from einamt.procedures.visits import errors, rules, steps, tickets
from einamt.procedures.visits.floor_rules import emergency_reasons
from einamt.procedures.visits.kinds import VISIT
from einamt.procedures.visits.models import EmergencyReason, TicketStop, Visit, VisitCommand, WalkIn
from einamt.procedures.visits.rules import State
from einamt.procedures.visits.steps import Desk


def has_drawn(*, command_id: UUID) -> bool:
    """Whether a tap has drawn a number before, so that the same tap again gets the same one."""
    return VisitCommand.objects.filter(pk=command_id).exists()


@transaction.atomic
def take_ticket(
    *,
    wishes: Sequence[Wish],
    desk: Desk,
    command_id: UUID,
    now: datetime,
    reason: str = "",
    language: str = "de",
) -> Visit:
    """Give somebody without an appointment a number, and let them wait.

    `wishes` are services with their persons, the first is the case's; `reason` is the code of an emergency's reason. An
    emergency gets a ticket also where tickets are stopped: the reason is why the city serves it all the same.

    :raises NotServedHere: the office does not offer one of the services.
    :raises TicketsStopped: the office gives out none at the moment, at all or for these counters; TicketsPaused where
        it does again today.
    :raises UnknownReason: the city's rules of the day do not have the reason.
    """
    if earlier := steps.earlier_visit(command_id=command_id, now=now):
        return earlier
    today = local_date(moment=now, zone=city.zone())
    office = Office.objects.get(pk=desk.office_id)
    group = counters_for(wishes=wishes, office_id=office.pk)
    emergency = _emergency(reason, now=now)
    if emergency is None and (stop := stop_for(office_id=office.pk, group=group, now=now)):
        if stop.until_at is not None:
            raise errors.TicketsPaused({"reason": stop.reason, "until": words.clock_of(stop.until_at)})
        raise errors.TicketsStopped({"reason": stop.reason})
    letter = tickets.letter_of(
        group_id=group.pk if group else None, office_groups=tickets.group_ids_of(office_id=office.pk)
    )
    opened = new_case(
        kind=VISIT,
        event=rules.Action.ARRIVE.value,
        service_id=wishes[0][0],
        organisation_id=office.organisation_id,
        office_id=office.pk,
        channel=desk.channel,
        actor=desk.actor,
        event_data={**steps.where(office=office, group=group), **({"reason": reason} if reason else {})},
        now=now,
    )
    settle_references(cases=[opened.case])
    opened.case.save(force_insert=True)
    opened.event.save(force_insert=True)
    WalkIn.objects.create(
        case=opened.case,
        group=group,
        wishes=[list(wish) for wish in wishes],
        reason=reason,
        rank=emergency.rank if emergency else None,
        language=language,
    )
    visit = Visit.objects.create(
        case=opened.case, office=office, visit_date=today, state=State.WAITING.value, arrived_at=now
    )
    tickets.number_visit(visit=visit, letter=letter)
    tickets.count_up(office_id=office.pk)
    return steps.remember_visit(command_id=command_id, visit=visit)


@transaction.atomic
def stop_tickets(
    *,
    office_id: int,
    group_id: int | None,
    reason: str,
    author: Actor,
    now: datetime,
    until_at: datetime | None = None,
) -> TicketStop:
    """Give out no more tickets until a moment or (None) today, for one group of counters or (None) at all. Who has one
    keeps it.

    Stopped again, the first stop, its reason and its end stay.

    :raises ReasonMissing: nobody would be told why.
    :raises StopOver: it would end before it begins.
    """
    if not reason.strip():
        raise errors.ReasonMissing
    if until_at is not None and until_at <= now:
        raise errors.StopOver
    today = local_date(moment=now, zone=city.zone())
    open_stop = {"office_id": office_id, "group_id": group_id, "day": today, "ended_at": None}
    TicketStop.objects.filter(**open_stop, until_at__lte=now).update(ended_at=F("until_at"))

    def stopped() -> TicketStop:
        with transaction.atomic():
            return TicketStop.objects.create(
                **open_stop, reason=reason.strip(), stopped_by=str(author), stopped_at=now, until_at=until_at
            )

    try:
        stop = stopped()
    except IntegrityError:
        if earlier := TicketStop.objects.filter(**open_stop).first():
            return earlier
        stop = stopped()  # that one was ended in between
    tickets.count_up(office_id=office_id)
    return stop


@transaction.atomic
def resume_tickets(*, office_id: int, group_id: int | None, author: Actor, now: datetime) -> bool:
    """Give out tickets again; whether they were stopped. A stop that has ended by itself ended then, by nobody."""
    today = local_date(moment=now, zone=city.zone())
    stopped = TicketStop.objects.filter(_open(now), office_id=office_id, group_id=group_id, day=today)
    if not stopped.update(ended_by=str(author), ended_at=now):
        return False
    tickets.count_up(office_id=office_id)
    return True


def open_stops(*, office_id: int, now: datetime) -> list[TicketStop]:
    """What is stopped in an office now, that of all counters in front."""
    today = local_date(moment=now, zone=city.zone())
    stops = TicketStop.objects.select_related("group").filter(_open(now), office_id=office_id, day=today)
    return sorted(stops, key=lambda stop: (stop.group_id is not None, stop.pk))


def offices_that_stopped(*, office_ids: Iterable[int], now: datetime) -> set[int]:
    """Those of the offices in which all tickets are stopped now."""
    today = local_date(moment=now, zone=city.zone())
    stops = TicketStop.objects.filter(_open(now), office_id__in=list(office_ids), day=today, group=None)
    return set(stops.values_list("office_id", flat=True))


def _open(now: datetime) -> Q:
    """Stops that nobody has ended, and whose end has not come."""
    return Q(ended_at=None) & (Q(until_at=None) | Q(until_at__gt=now))


def counters_for(*, wishes: Sequence[Wish], office_id: int) -> CounterGroup | None:
    """Whose counters come first: the group that serves the first wish and most of the others. None: every counter does,
    because no group is named for what needs no appointment.

    :raises NotServedHere: the office does not offer one of the services.
    """
    wanted = [service_id for service_id, _ in wishes]
    offered = set(
        ServiceOffer.objects.filter(office_id=office_id, service_id__in=wanted).values_list("service_id", flat=True)
    )
    if missing := [service_id for service_id in wanted if service_id not in offered]:
        names = service_names(service_ids=missing, language=get_language() or "de")
        raise errors.NotServedHere({"service": names.get(missing[0], "–")})
    return groups_for(wishes=wishes, office_ids=[office_id]).get(office_id)


def groups_for(*, wishes: Sequence[Wish], office_ids: Iterable[int]) -> dict[int, CounterGroup]:
    """By office, the group of counters that serves the first wish and most of the others; an office is not there where
    no group is named for it. Two queries.
    """
    wanted = [service_id for service_id, _ in wishes]
    groups = CounterGroup.objects.filter(office_id__in=list(office_ids), tour=None, services=wanted[0])
    found: dict[int, list[CounterGroup]] = {}
    for group in groups.order_by("key").prefetch_related("services"):
        found.setdefault(group.office_id, []).append(group)

    def also_serves(group: CounterGroup) -> int:
        return len({service.pk for service in group.services.all()} & set(wanted))

    return {office_id: max(named, key=also_serves) for office_id, named in found.items()}


def _emergency(code: str, *, now: datetime) -> EmergencyReason | None:
    if not code:
        return None
    today = local_date(moment=now, zone=city.zone())
    for found in emergency_reasons(on=today):
        if found.code == code:
            return found
    raise errors.UnknownReason


def stop_for(*, office_id: int, group: CounterGroup | None, now: datetime) -> TicketStop | None:
    """What keeps the office from giving out a number for a group of counters now; None: nothing does."""
    for stop in open_stops(office_id=office_id, now=now):
        if stop.group_id is None or (group is not None and stop.group_id == group.pk):
            return stop
    return None
