"""Reading an office's day: who is expected, who waits and in what order, who is at which counter."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, Prefetch, Q, QuerySet, Sum

from einamt.cases.models import CaseEvent
from einamt.catalog.queries import service_names
from einamt.procedures.appointments.models import Appointment, Leg
from einamt.procedures.appointments.papers import GERMAN, Papers
from einamt.procedures.appointments.rules import Paper as BookedPaper
from einamt.procedures.visits import rules
from einamt.procedures.visits.entries import DayEntry, DayList, Wish, entry_of_appointment, entry_of_walk_in
from einamt.procedures.visits.floor_rules import floor_rules, queue_rules
from einamt.procedures.visits.models import FloorRevision, Visit, WalkIn
from einamt.procedures.visits.rules import QueueRules, State, Waiting


@dataclass(frozen=True, slots=True)
class Paper:
    """Something to bring, and whether the person said when booking that it is at hand."""

    name: str
    is_ready: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """What to bring for one service."""

    service_name: str
    items: list[Paper]


def day_list(
    *, office_id: int, day: date, now: datetime, language: str, group_ids: Collection[int] | None = None
) -> DayList:
    """Who is expected in the office on `day`, is there or was, as it stands at `now`; five queries, whoever comes."""
    legs = Prefetch("legs", Leg.objects.select_related("capacity_day__group"))
    appointments = list(_appointments(office_id=office_id, day=day, group_ids=group_ids).prefetch_related(legs))
    walk_ins = list(_walk_ins(office_id=office_id, day=day, group_ids=group_ids))
    service_ids = {
        service_id
        for wishes in [each.wishes for each in appointments] + [each.wishes for each in walk_ins]
        for service_id, _ in wishes
    }
    names = service_names(service_ids=service_ids, language=language) if service_ids else {}
    of_line = queue_rules(on=day)
    entries = [
        *(entry_of_appointment(each, names=names, of_line=of_line, now=now) for each in appointments),
        *(entry_of_walk_in(each, names=names, of_line=of_line, now=now) for each in walk_ins),
    ]

    def with_state(*states: State) -> list[DayEntry]:
        return [entry for entry in entries if entry.state in states]

    return DayList(
        office_id=office_id,
        day=day,
        read_at=now,
        rules=of_line,
        waiting=_in_line(with_state(State.WAITING), of_line, now),
        called=sorted(with_state(*rules.AT_COUNTER), key=lambda entry: (entry.counter, entry.at)),
        expected=with_state(State.EXPECTED),
        parked=with_state(State.PARKED),
        ended=sorted(
            with_state(State.DONE, State.NO_SHOW, State.LEFT, State.SENT_ON, State.WITHDRAWN),
            key=lambda entry: entry.ended_at or entry.at,
            reverse=True,
        ),
    )


def line(*, office_id: int, day: date, group_ids: Collection[int] | None, now: datetime) -> list[UUID]:
    """The cases of those who wait, in the order in which they are to be called; two queries.

    With `group_ids`, those who wait for one of the groups now: their own, or the one that they were handed on to.
    Whom a team visits at home stands in no line.
    """
    waiting = Visit.objects.filter(office_id=office_id, visit_date=day, state=State.WAITING.value)
    waiting = waiting.exclude(case__appointment__is_home_visit=True)
    if group_ids is not None:
        waiting = waiting.filter(_for_groups(group_ids))
    columns = ("due_at", "case__appointment__starts_at", "arrived_at", "resumed_at", "case__walk_in__rank")
    of_line = queue_rules(on=day)
    places = [
        (
            rules.order_in_line(
                Waiting(due_at or starts_at, arrived_at or starts_at or now, resumed_at, rank), rules=of_line, now=now
            ),
            case_id,
        )
        for case_id, due_at, starts_at, arrived_at, resumed_at, rank in waiting.values_list("case_id", *columns)
    ]
    return [case_id for _, case_id in sorted(places)]


def given_up_from(*, case_id: UUID, day: date) -> datetime:
    """From when on somebody who has been called may be given up: some minutes after the first call to the counter, so
    that another call costs the counter nothing. Two queries.
    """
    calls = CaseEvent.objects.filter(case_id=case_id, kind=rules.Action.CALL.value)
    called_at = calls.order_by("-occurred_at").values_list("occurred_at", flat=True)[0]
    return rules.may_be_given_up_from(called_at=called_at, call_minutes=floor_rules(on=day).call_minutes)


def day_version(*, office_id: int, day: date) -> int:
    """Changes when anybody is booked, moved or cancelled on that day, and with every step in the office; two queries
    that read nobody's row, since every counter asks every few seconds.
    """
    steps = FloorRevision.objects.filter(office_id=office_id).values_list("number", flat=True).first() or 0
    booked = Appointment.objects.filter(
        capacity_day__group__office_id=office_id, capacity_day__day=day, cancelled_at=None, is_home_visit=False
    ).aggregate(count=Count("pk"), latest=Max("booked_at"), changes=Sum("sequence"), minutes=Sum("start_minute"))
    return int.from_bytes(hashlib.sha256(repr((steps, *booked.values())).encode()).digest()[:6])


@dataclass(frozen=True, slots=True)
class Unended:
    """A case whose visit has no end."""

    case_id: UUID
    office_id: int
    day: date


def unended(*, since: date, until: date) -> list[Unended]:
    """The cases of the days from `since` to before `until` that were neither cancelled nor ended; two queries."""
    booked = Appointment.objects.filter(
        capacity_day__day__gte=since, capacity_day__day__lt=until, cancelled_at=None, case__closed_at=None
    )
    tickets = Visit.objects.filter(
        visit_date__gte=since, visit_date__lt=until, case__walk_in__isnull=False, case__closed_at=None
    )
    rows = [
        *booked.order_by("starts_at", "pk").values_list(
            "case_id", "capacity_day__group__office_id", "capacity_day__day"
        ),
        *tickets.order_by("arrived_at", "pk").values_list("case_id", "office_id", "visit_date"),
    ]
    return [Unended(case_id, office_id, day) for case_id, office_id, day in rows]


def evidence(
    *, wishes: Sequence[Wish], language: str, papers_ready: Collection[BookedPaper] = (), read_in: str = GERMAN
) -> list[Evidence]:
    """What to bring for each service, in `language` where it was translated, else in German; one query.

    `papers_ready` are what the person had at hand on the list in the language `read_in`; they are found in `language`
    by their keys.
    """
    listed = Papers(service_ids=[wish.service_id for wish in wishes], languages=[language, read_in])
    ready = listed.ready(papers_ready, read_in=read_in)

    def papers(service_id: int) -> list[Paper]:
        return [
            Paper(paper.name, (service_id, paper.key) in ready) for paper in listed.of(service_id, language=language)
        ]

    return [Evidence(service_name=wish.name, items=papers(wish.service_id)) for wish in wishes]


def _appointments(*, office_id: int, day: date, group_ids: Collection[int] | None) -> QuerySet[Appointment]:
    """With `group_ids`, those of one of the groups: their first, a later one, or one that took over. Without, those
    of all who come to the office: whom a tour visits at home is the team's to know, whose group is named.
    """
    related = ("case__visit__group", "case__block", "particulars", "capacity_day__group")
    found = Appointment.objects.select_related(*related).filter(
        capacity_day__group__office_id=office_id, capacity_day__day=day, cancelled_at=None
    )
    if group_ids is None:
        found = found.filter(is_home_visit=False)
    else:
        later = Leg.objects.filter(appointment=OuterRef("pk"), capacity_day__group_id__in=group_ids)
        own = Q(capacity_day__group_id__in=group_ids) | Q(case__visit__group_id__in=group_ids)
        found = found.filter(own | Exists(later))
    return found.order_by("starts_at", "pk")


def _walk_ins(*, office_id: int, day: date, group_ids: Collection[int] | None) -> QuerySet[WalkIn]:
    """With `group_ids`, those of one of the groups, and those whom every counter serves."""
    before = ("follows__visit__office", "follows__block", "origin__appointment__particulars", "origin__block")
    found = WalkIn.objects.select_related("case__visit__group", "group", *before).filter(
        case__visit__office_id=office_id, case__visit__visit_date=day
    )
    if group_ids is not None:
        own = Q(group=None) | Q(group_id__in=group_ids) | Q(case__visit__group_id__in=group_ids)
        found = found.filter(own)
    return found.order_by("case__visit__arrived_at", "pk")


def _for_groups(group_ids: Collection[int]) -> Q:
    """Whose visit goes on at one of the groups: handed on to it, booked for it, or with a ticket for it or for all."""
    booked = Q(case__appointment__capacity_day__group_id__in=group_ids)
    ticket = Q(case__walk_in__isnull=False) & (Q(case__walk_in__group=None) | Q(case__walk_in__group_id__in=group_ids))
    return Q(group_id__in=group_ids) | (Q(group=None) & (booked | ticket))


def _in_line(waiting: Iterable[DayEntry], of_line: QueueRules, now: datetime) -> list[DayEntry]:
    def place(entry: DayEntry) -> tuple[rules.Place, UUID]:
        return rules.order_in_line(entry.place, rules=of_line, now=now), entry.case_id

    return sorted(waiting, key=place)
