"""Reading an office's day: who is expected, who waits and in what order, who is at which counter."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects

from einamt.catalog.queries import service_names
from einamt.kernel.localtime import at_minute, minute_of_day
from einamt.platform.shell import city
from einamt.procedures.appointments.helping import FOR_WHOM, HELP, NOTHING, PROOFS, Particulars, read
from einamt.procedures.appointments.models import Appointment, Leg
from einamt.procedures.appointments.papers import GERMAN, Papers
from einamt.procedures.appointments.rules import Paper as BookedPaper
from einamt.procedures.appointments.rules import paper_of
from einamt.procedures.visits import matching, rules
from einamt.procedures.visits.models import ServedStation, Visit
from einamt.procedures.visits.rules import Standing, State


@dataclass(frozen=True, slots=True)
class Wish:
    """A service that somebody comes for, and for how many persons."""

    service_id: int
    name: str
    persons: int


class Progress(StrEnum):
    """How far somebody is with a part of a visit."""

    SERVED = "served"
    NOW = "now"
    NEXT = "next"


@dataclass(frozen=True, slots=True)
class Station:
    """A part of a visit to several counter groups: when (minute after midnight), whose counters, and how far it is.

    `counter` is where it was served.
    """

    minute: int
    group_id: int
    group: str
    progress: Progress
    counter: str = ""


@dataclass(frozen=True, slots=True)
class DayEntry:
    """One appointment of the day.

    `standing` and `waiting_minutes` (since arrival) belong to those who wait, `is_overdue` (may be marked as missing)
    to those who are expected.
    """

    appointment_id: UUID
    case_id: UUID
    reference: str
    person_name: str
    starts_at: datetime
    ends_at: datetime
    state: State
    standing: Standing | None
    arrived_at: datetime | None
    called_at: datetime | None
    last_called_at: datetime | None
    ended_at: datetime | None
    calls: int
    counter: str
    can_undo: bool
    is_overdue: bool
    waiting_minutes: int
    wishes: list[Wish]
    persons: int
    group: str
    language: str
    papers_ready: list[BookedPaper]
    note: str
    particulars: Particulars
    due_at: datetime
    """When the part of the visit begins that the person is at or waits for."""
    undo_counter: str
    """The counter that may take the last step back; empty: any."""
    stations: list[Station]
    """All parts of a visit to several counter groups; none of a visit to one."""

    @property
    def acting_for(self) -> list[tuple[str, str]]:
        """For whom somebody comes, and what shows that they may, to be translated."""
        return [(FOR_WHOM[each], PROOFS[each]) for each in self.particulars.acting_for]

    @property
    def help(self) -> list[str]:
        """What help was arranged, to be translated."""
        return [HELP[each] for each in self.particulars.help]

    @property
    def next_station(self) -> Station | None:
        """Where the person is handed on to."""
        return next((station for station in self.stations if station.progress is Progress.NEXT), None)

    @property
    def more_wishes(self) -> int:
        """How many services beside the first."""
        return len(self.wishes) - 1


@dataclass(frozen=True, slots=True)
class DayList:
    """An office's day. `waiting` is in the order of calling; the others by time, `ended` the latest first."""

    office_id: int
    day: date
    read_at: datetime
    waiting: list[DayEntry]
    called: list[DayEntry]
    expected: list[DayEntry]
    ended: list[DayEntry]

    def entry(self, appointment_id: UUID) -> DayEntry | None:
        """The entry of one appointment."""
        return next((entry for entry in self.entries if entry.appointment_id == appointment_id), None)

    def at_counter(self, counter: str) -> DayEntry | None:
        """Who is called to `counter`."""
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
        return [*self.called, *self.waiting, *self.expected, *self.ended]


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
    """The office's appointments on `day` as they stand at `now`; three queries, however many there are, and
    one more where somebody has been handed on.
    """
    legs = Prefetch("legs", Leg.objects.select_related("capacity_day__group"))
    found = _appointments(office_id=office_id, day=day, group_ids=group_ids)
    appointments = list(found.prefetch_related(legs))
    handed_on = [visit for each in appointments if (visit := getattr(each, "visit", None)) and visit.station]
    prefetch_related_objects(handed_on, "served_stations")
    service_ids = {service_id for appointment in appointments for service_id, _ in appointment.wishes}
    names = service_names(service_ids=service_ids, language=language) if service_ids else {}
    entries = [_entry(appointment, names=names, now=now) for appointment in appointments]

    def with_state(*states: State) -> list[DayEntry]:
        return [entry for entry in entries if entry.state in states]

    return DayList(
        office_id=office_id,
        day=day,
        read_at=now,
        waiting=_in_line(with_state(State.WAITING), now),
        called=sorted(with_state(State.CALLED), key=lambda entry: (entry.counter, entry.starts_at)),
        expected=with_state(State.EXPECTED),
        ended=sorted(
            with_state(State.DONE, State.NO_SHOW), key=lambda entry: entry.ended_at or entry.starts_at, reverse=True
        ),
    )


def line(*, office_id: int, day: date, group_ids: Collection[int] | None, now: datetime) -> list[UUID]:
    """The appointments of those who wait, in the order in which they are to be called; one query, and one more where
    somebody has been handed on. With `group_ids`, those whose next counters are of one of the groups.
    """
    waiting = _appointments(office_id=office_id, day=day, group_ids=group_ids).filter(visit__state=State.WAITING.value)
    rows = list(waiting.values_list("pk", "starts_at", "visit__arrived_at", "visit__station", "capacity_day__group_id"))
    handed_on = [pk for pk, _, _, station, _ in rows if station]
    legs = Leg.objects.filter(appointment__in=handed_on, position=F("appointment__visit__station"))
    next_parts = {leg.appointment_id: leg for leg in legs.select_related("capacity_day")} if handed_on else {}
    places = []
    for pk, starts_at, arrived_at, _, group_id in rows:
        due_at, there_at, at_group = starts_at, arrived_at or starts_at, group_id
        if (leg := next_parts.get(pk)) is not None:
            due_at = there_at = _begins(leg)
            at_group = leg.capacity_day.group_id
        if group_ids is None or at_group in group_ids:
            places.append((rules.order_in_line(starts_at=due_at, arrived_at=there_at, now=now), pk))
    return [pk for _, pk in sorted(places)]


def _begins(leg: Leg) -> datetime:
    return at_minute(day=leg.capacity_day.day, minute=leg.start_minute, zone=city.zone())


def day_version(*, office_id: int, day: date) -> str:
    """Changes when anybody is booked, moved, cancelled, arrives, is called or leaves on that day; one query."""
    rows = _appointments(office_id=office_id, day=day, group_ids=None).values_list(
        "pk", "starts_at", "visit__state", "visit__counter", "visit__calls", "visit__station"
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
    """With `group_ids`, those of one of the groups, be it the first that somebody goes to or a later one."""
    related = ("case", "visit", "particulars", "capacity_day__group")
    found = Appointment.objects.select_related(*related).filter(
        capacity_day__group__office_id=office_id, capacity_day__day=day, cancelled_at=None
    )
    if group_ids is not None:
        later = Leg.objects.filter(appointment=OuterRef("pk"), capacity_day__group_id__in=group_ids)
        found = found.filter(Q(capacity_day__group_id__in=group_ids) | Exists(later))
    return found.order_by("starts_at", "pk")


def _in_line(waiting: Iterable[DayEntry], now: datetime) -> list[DayEntry]:
    def place(entry: DayEntry) -> tuple[tuple[int, datetime, datetime], UUID]:
        there_at = entry.due_at if entry.due_at != entry.starts_at else entry.arrived_at or entry.starts_at
        return rules.order_in_line(starts_at=entry.due_at, arrived_at=there_at, now=now), entry.appointment_id

    return sorted(waiting, key=place)


def _entry(appointment: Appointment, *, names: dict[int, str], now: datetime) -> DayEntry:
    visit: Visit | None = getattr(appointment, "visit", None)
    state = State(visit.state) if visit else State.EXPECTED
    arrived_at = visit.arrived_at if visit else None
    legs = list(appointment.legs.all())
    served = list(visit.served_stations.all()) if visit and visit.station else []
    current = legs[len(served) - 1] if served else None
    due_at = _begins(current) if current else appointment.starts_at
    since = served[-1].ended_at if served else arrived_at
    wishes = [Wish(service_id, names.get(service_id, ""), persons) for service_id, persons in appointment.wishes]
    return DayEntry(
        appointment_id=appointment.pk,
        case_id=appointment.case_id,
        reference=appointment.case.reference,
        person_name=appointment.person_name,
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        state=state,
        standing=_standing(state, starts_at=due_at, arrived_at=due_at if served else arrived_at, now=now),
        arrived_at=arrived_at,
        called_at=visit.called_at if visit else None,
        last_called_at=visit.last_called_at if visit else None,
        ended_at=visit.ended_at if visit else None,
        calls=visit.calls if visit else 0,
        counter=visit.counter if visit else "",
        can_undo=bool(visit and visit.previous_state),
        is_overdue=state is State.EXPECTED and now >= rules.may_be_missed_from(starts_at=appointment.starts_at),
        waiting_minutes=_waiting_minutes(state, since=since, now=now),
        wishes=wishes,
        persons=max((wish.persons for wish in wishes), default=1),
        group=(current or appointment).capacity_day.group.name,
        language=appointment.language,
        papers_ready=[paper_of(stored) for stored in appointment.papers_ready],
        note=visit.note if visit else "",
        particulars=read(appointment.particulars.content) if hasattr(appointment, "particulars") else NOTHING,
        due_at=due_at,
        undo_counter=_undo_counter(visit, served) if visit else "",
        stations=_stations(appointment, legs, served=[each.counter for each in served], state=state) if legs else [],
    )


def _undo_counter(visit: Visit, served: Sequence[ServedStation]) -> str:
    """Whoever has handed on takes it back; else the counter that has the visit."""
    is_handed_on = visit.state == State.WAITING and visit.previous_state == State.CALLED
    return served[-1].counter if is_handed_on and served else visit.counter


def _stations(appointment: Appointment, legs: Sequence[Leg], *, served: Sequence[str], state: State) -> list[Station]:
    """All parts; the one after those that were served is the current one, and where all is over none is."""
    parts = [(appointment.start_minute, appointment.capacity_day.group)]
    parts += [(leg.start_minute, leg.capacity_day.group) for leg in legs]
    found = []
    for position, (minute, group) in enumerate(parts):
        if position < len(served) or state is State.DONE:
            progress = Progress.SERVED
        else:
            progress = Progress.NOW if position == len(served) else Progress.NEXT
        counter = served[position] if position < len(served) else ""
        found.append(Station(minute, group.pk, group.name, progress, counter))
    return found


def _standing(state: State, *, starts_at: datetime, arrived_at: datetime | None, now: datetime) -> Standing | None:
    if state is State.WAITING and arrived_at is not None:
        return rules.standing(starts_at=starts_at, arrived_at=arrived_at, now=now)
    return None


def _waiting_minutes(state: State, *, since: datetime | None, now: datetime) -> int:
    if state is State.WAITING and since is not None:
        return rules.minutes_since(moment=since, now=now)
    return 0
