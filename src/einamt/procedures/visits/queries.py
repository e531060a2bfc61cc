"""Reading an office's day: who is expected, who waits and in what order, who is at which counter."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from einamt.catalog.queries import service_names
from einamt.kernel.localtime import minute_of_day
from einamt.platform.shell import city
from einamt.procedures.appointments.errors import RulesMissing
from einamt.procedures.appointments.helping import FOR_WHOM, HELP, NOTHING, PROOFS, Particulars, read
from einamt.procedures.appointments.models import Appointment, Leg
from einamt.procedures.appointments.papers import GERMAN, Papers
from einamt.procedures.appointments.rulebook import city_rules
from einamt.procedures.appointments.rules import Paper as BookedPaper
from einamt.procedures.appointments.rules import paper_of
from einamt.procedures.visits import matching, rules
from einamt.procedures.visits.models import Visit
from einamt.procedures.visits.rules import QueueRules, Standing, State, Waiting


@dataclass(frozen=True, slots=True)
class Wish:
    """A service that somebody comes for, and for how many persons."""

    service_id: int
    name: str
    persons: int


@dataclass(frozen=True, slots=True)
class Station:
    """Other counters of the office where somebody goes after the first: minute after midnight, and whose they are."""

    minute: int
    group: str


@dataclass(frozen=True, slots=True)
class DayEntry:
    """One appointment of the day.

    `place` is what the line knows of the person. `standing` and `waiting_minutes` (since arrival, or since they are
    back) belong to those who wait, `is_overdue` (may be marked as missing) to those who are expected. `group` are the
    counters that come now.
    """

    appointment_id: UUID
    case_id: UUID
    reference: str
    person_name: str
    starts_at: datetime
    ends_at: datetime
    place: Waiting
    state: State
    standing: Standing | None
    arrived_at: datetime | None
    called_at: datetime | None
    last_called_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    calls: int
    counter: str
    can_undo: bool
    is_overdue: bool
    waiting_minutes: int
    wishes: list[Wish]
    persons: int
    group_id: int
    group: str
    language: str
    papers_ready: list[BookedPaper]
    note: str
    particulars: Particulars
    stations: list[Station]
    """The counters that are still to come after those of `group`."""

    @property
    def acting_for(self) -> list[tuple[str, str]]:
        """For whom somebody comes, and what shows that they may, to be translated."""
        return [(FOR_WHOM[each], PROOFS[each]) for each in self.particulars.acting_for]

    @property
    def help(self) -> list[str]:
        """What help was arranged, to be translated."""
        return [HELP[each] for each in self.particulars.help]

    @property
    def more_wishes(self) -> int:
        """How many services beside the first."""
        return len(self.wishes) - 1


@dataclass(frozen=True, slots=True)
class DayList:
    """An office's day. `waiting` is in the order of calling; the others by time, `ended` the latest first.

    `called` are those at a counter, `parked` those who fetch something that is missing.
    """

    office_id: int
    day: date
    read_at: datetime
    rules: QueueRules
    waiting: list[DayEntry]
    called: list[DayEntry]
    expected: list[DayEntry]
    parked: list[DayEntry]
    ended: list[DayEntry]

    def entry(self, appointment_id: UUID) -> DayEntry | None:
        """The entry of one appointment."""
        return next((entry for entry in self.entries if entry.appointment_id == appointment_id), None)

    def at_counter(self, counter: str) -> DayEntry | None:
        """Who is called to `counter`, or served there."""
        return next((entry for entry in self.called if entry.counter == counter), None)

    def found(self, text: str) -> list[DayEntry]:
        """The entries of whom `text` names by name, reference or time of the appointment, by time."""
        reference, minute = matching.reference_in(text), matching.minute_in(text)

        def is_meant(entry: DayEntry) -> bool:
            if reference is not None:
                return entry.reference == reference
            if minute is not None:
                return minute_of_day(moment=entry.starts_at, zone=city.zone()) == minute
            return matching.is_name_match(wanted=text, name=entry.person_name)

        return sorted(filter(is_meant, self.entries), key=lambda entry: (entry.starts_at, entry.reference))

    @property
    def entries(self) -> list[DayEntry]:
        """All of the day."""
        return [*self.called, *self.waiting, *self.parked, *self.expected, *self.ended]


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


def queue_rules(*, on: date) -> QueueRules:
    """What the city lays down for its lines on a day; one query. Without rules nobody is booked, and no line orders."""
    try:
        booking = city_rules(on=on)
    except RulesMissing:
        return QueueRules(late_minutes=0, missing_minutes=0, soon_minutes=0)
    return QueueRules(
        late_minutes=booking.late_arrival_minutes,
        missing_minutes=booking.no_show_minutes,
        soon_minutes=booking.step_minutes,
    )


def day_list(
    *, office_id: int, day: date, now: datetime, language: str, group_ids: Collection[int] | None = None
) -> DayList:
    """The office's appointments on `day` as they stand at `now`; four queries, whatever the number of appointments."""
    legs = Prefetch("legs", Leg.objects.select_related("capacity_day__group"))
    appointments = list(_appointments(office_id=office_id, day=day, group_ids=group_ids).prefetch_related(legs))
    service_ids = {service_id for appointment in appointments for service_id, _ in appointment.wishes}
    names = service_names(service_ids=service_ids, language=language) if service_ids else {}
    of_line = queue_rules(on=day)
    entries = [_entry(appointment, names=names, of_line=of_line, now=now) for appointment in appointments]

    def with_state(*states: State) -> list[DayEntry]:
        return [entry for entry in entries if entry.state in states]

    return DayList(
        office_id=office_id,
        day=day,
        read_at=now,
        rules=of_line,
        waiting=_in_line(with_state(State.WAITING), of_line, now),
        called=sorted(with_state(*rules.AT_COUNTER), key=lambda entry: (entry.counter, entry.starts_at)),
        expected=with_state(State.EXPECTED),
        parked=with_state(State.PARKED),
        ended=sorted(
            with_state(State.DONE, State.NO_SHOW), key=lambda entry: entry.ended_at or entry.starts_at, reverse=True
        ),
    )


def line(*, office_id: int, day: date, group_ids: Collection[int] | None, now: datetime) -> list[UUID]:
    """The appointments of those who wait, in the order in which they are to be called; two queries.

    With `group_ids`, those who wait for one of the groups now: their own, or the one that they were handed on to.
    """
    waiting = _of_day(office_id=office_id, day=day).filter(visit__state=State.WAITING.value)
    if group_ids is not None:
        own = Q(visit__group=None, capacity_day__group_id__in=group_ids)
        waiting = waiting.filter(own | Q(visit__group_id__in=group_ids))
    columns = ("pk", "starts_at", "visit__due_at", "visit__arrived_at", "visit__resumed_at")
    of_line = queue_rules(on=day)

    def place(waiting: Waiting) -> tuple[int, datetime, datetime]:
        return rules.order_in_line(waiting, rules=of_line, now=now)

    places = [
        (place(Waiting(due_at or starts_at, arrived_at or starts_at, resumed_at)), pk)
        for pk, starts_at, due_at, arrived_at, resumed_at in waiting.values_list(*columns)
    ]
    return [pk for _, pk in sorted(places)]


def day_version(*, office_id: int, day: date) -> str:
    """Changes when anybody is booked, moved, cancelled, arrives, is called or leaves on that day; one query."""
    rows = _appointments(office_id=office_id, day=day, group_ids=None).values_list(
        "pk", "starts_at", "visit__state", "visit__counter", "visit__calls"
    )
    return hashlib.sha256(repr(list(rows)).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Unended:
    """An appointment whose visit has no end."""

    appointment_id: UUID
    office_id: int
    day: date


def unended(*, since: date, until: date) -> list[Unended]:
    """The appointments of the days from `since` to before `until` that were neither cancelled nor ended; one query."""
    found = Appointment.objects.filter(
        capacity_day__day__gte=since, capacity_day__day__lt=until, cancelled_at=None, case__closed_at=None
    )
    rows = found.order_by("starts_at", "pk").values_list("pk", "capacity_day__group__office_id", "capacity_day__day")
    return [Unended(pk, office_id, day) for pk, office_id, day in rows]


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
    found = _of_day(office_id=office_id, day=day)
    if group_ids is None:
        found = found.filter(is_home_visit=False)
    else:
        later = Leg.objects.filter(appointment=OuterRef("pk"), capacity_day__group_id__in=group_ids)
        own = Q(capacity_day__group_id__in=group_ids) | Q(visit__group_id__in=group_ids)
        found = found.filter(own | Exists(later))
    return found.order_by("starts_at", "pk")


def _of_day(*, office_id: int, day: date) -> QuerySet[Appointment]:
    related = ("case", "visit__group", "particulars", "capacity_day__group")
    return Appointment.objects.select_related(*related).filter(
        capacity_day__group__office_id=office_id, capacity_day__day=day, cancelled_at=None
    )


def _in_line(waiting: Iterable[DayEntry], of_line: QueueRules, now: datetime) -> list[DayEntry]:
    def place(entry: DayEntry) -> tuple[tuple[int, datetime, datetime], UUID]:
        return rules.order_in_line(entry.place, rules=of_line, now=now), entry.appointment_id

    return sorted(waiting, key=place)


def _entry(appointment: Appointment, *, names: dict[int, str], of_line: QueueRules, now: datetime) -> DayEntry:
    visit: Visit = getattr(appointment, "visit", None) or Visit(state=State.EXPECTED.value)
    state = State(visit.state)
    group = visit.group or appointment.capacity_day.group
    wishes = [Wish(service_id, names.get(service_id, ""), persons) for service_id, persons in appointment.wishes]
    due_at = visit.due_at or appointment.starts_at
    waiting = Waiting(due_at, visit.arrived_at or appointment.starts_at, visit.resumed_at)
    since = waiting.resumed_at or waiting.arrived_at
    missed_from = rules.may_be_missed_from(starts_at=appointment.starts_at, rules=of_line)
    return DayEntry(
        appointment_id=appointment.pk,
        case_id=appointment.case_id,
        reference=appointment.case.reference,
        person_name=appointment.person_name,
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        place=waiting,
        state=state,
        standing=rules.standing(waiting, rules=of_line, now=now) if state is State.WAITING else None,
        arrived_at=visit.arrived_at,
        called_at=visit.called_at,
        last_called_at=visit.last_called_at,
        started_at=visit.started_at,
        ended_at=visit.ended_at,
        calls=visit.calls,
        counter=visit.counter,
        can_undo=bool(visit.before),
        is_overdue=state is State.EXPECTED and now >= missed_from,
        waiting_minutes=rules.minutes_since(moment=since, now=now) if state is State.WAITING else 0,
        wishes=wishes,
        persons=max((wish.persons for wish in wishes), default=1),
        group_id=group.pk,
        group=group.name,
        language=appointment.language,
        papers_ready=[paper_of(stored) for stored in appointment.papers_ready],
        note=visit.note,
        particulars=read(appointment.particulars.content) if hasattr(appointment, "particulars") else NOTHING,
        stations=[
            Station(leg.start_minute, leg.capacity_day.group.name)
            for leg in appointment.legs.all()
            if leg.position > visit.part
        ],
    )
