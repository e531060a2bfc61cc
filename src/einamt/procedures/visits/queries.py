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
from einamt.procedures.appointments.helping import FOR_WHOM, HELP, NOTHING, PROOFS, Particulars, read
from einamt.procedures.appointments.models import Appointment, Leg
from einamt.procedures.appointments.papers import GERMAN, Papers
from einamt.procedures.appointments.rules import Paper as BookedPaper
from einamt.procedures.appointments.rules import paper_of
from einamt.procedures.visits import matching, rules
from einamt.procedures.visits.grace import grace_at
from einamt.procedures.visits.models import Visit
from einamt.procedures.visits.rules import Grace, Standing, State


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
    stations: list[Station]

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
    """An office's day. `waiting` is in the order of calling; the others by time, `ended` the latest first."""

    office_id: int
    day: date
    read_at: datetime
    waiting: list[DayEntry]
    called: list[DayEntry]
    expected: list[DayEntry]
    ended: list[DayEntry]
    grace: Grace
    """By which it was told who is late."""

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
    """The office's appointments on `day` as they stand at `now`; three queries, whatever the number of appointments."""
    legs = Prefetch("legs", Leg.objects.select_related("capacity_day__group"))
    appointments = list(_appointments(office_id=office_id, day=day, group_ids=group_ids).prefetch_related(legs))
    service_ids = {service_id for appointment in appointments for service_id, _ in appointment.wishes}
    names = service_names(service_ids=service_ids, language=language) if service_ids else {}
    grace = grace_at(now=now)
    entries = [_entry(appointment, names=names, grace=grace, now=now) for appointment in appointments]

    def with_state(*states: State) -> list[DayEntry]:
        return [entry for entry in entries if entry.state in states]

    return DayList(
        office_id=office_id,
        day=day,
        read_at=now,
        waiting=_in_line(with_state(State.WAITING), grace, now),
        called=sorted(with_state(State.CALLED), key=lambda entry: (entry.counter, entry.starts_at)),
        expected=with_state(State.EXPECTED),
        ended=sorted(
            with_state(State.DONE, State.NO_SHOW), key=lambda entry: entry.ended_at or entry.starts_at, reverse=True
        ),
        grace=grace,
    )


def line(*, office_id: int, day: date, group_ids: Collection[int] | None, now: datetime) -> list[UUID]:
    """The appointments of those who wait, in the order in which they are to be called; two queries."""
    grace = grace_at(now=now)
    waiting = _appointments(office_id=office_id, day=day, group_ids=group_ids).filter(visit__state=State.WAITING.value)
    places = [
        (rules.order_in_line(starts_at=starts_at, arrived_at=arrived_at or starts_at, grace=grace, now=now), pk)
        for pk, starts_at, arrived_at in waiting.values_list("pk", "starts_at", "visit__arrived_at")
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
    """With `group_ids`, those of one of the groups, be it the first that somebody goes to or a later one."""
    related = ("case", "visit", "particulars", "capacity_day__group")
    found = Appointment.objects.select_related(*related).filter(
        capacity_day__group__office_id=office_id, capacity_day__day=day, cancelled_at=None
    )
    if group_ids is not None:
        later = Leg.objects.filter(appointment=OuterRef("pk"), capacity_day__group_id__in=group_ids)
        found = found.filter(Q(capacity_day__group_id__in=group_ids) | Exists(later))
    return found.order_by("starts_at", "pk")


def _in_line(waiting: Iterable[DayEntry], grace: Grace, now: datetime) -> list[DayEntry]:
    def place(entry: DayEntry) -> tuple[tuple[int, datetime, datetime], UUID]:
        arrived_at = entry.arrived_at or entry.starts_at
        order = rules.order_in_line(starts_at=entry.starts_at, arrived_at=arrived_at, grace=grace, now=now)
        return order, entry.appointment_id

    return sorted(waiting, key=place)


def _entry(appointment: Appointment, *, names: dict[int, str], grace: Grace, now: datetime) -> DayEntry:
    visit: Visit | None = getattr(appointment, "visit", None)
    state = State(visit.state) if visit else State.EXPECTED
    arrived_at = visit.arrived_at if visit else None
    wishes = [Wish(service_id, names.get(service_id, ""), persons) for service_id, persons in appointment.wishes]
    return DayEntry(
        appointment_id=appointment.pk,
        case_id=appointment.case_id,
        reference=appointment.case.reference,
        person_name=appointment.person_name,
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        state=state,
        standing=_standing(state, starts_at=appointment.starts_at, arrived_at=arrived_at, grace=grace, now=now),
        arrived_at=arrived_at,
        called_at=visit.called_at if visit else None,
        last_called_at=visit.last_called_at if visit else None,
        ended_at=visit.ended_at if visit else None,
        calls=visit.calls if visit else 0,
        counter=visit.counter if visit else "",
        can_undo=bool(visit and visit.previous_state),
        is_overdue=(
            state is State.EXPECTED and now >= rules.may_be_missed_from(starts_at=appointment.starts_at, grace=grace)
        ),
        waiting_minutes=_waiting_minutes(state, arrived_at=arrived_at, now=now),
        wishes=wishes,
        persons=max((wish.persons for wish in wishes), default=1),
        group=appointment.capacity_day.group.name,
        language=appointment.language,
        papers_ready=[paper_of(stored) for stored in appointment.papers_ready],
        note=visit.note if visit else "",
        particulars=read(appointment.particulars.content) if hasattr(appointment, "particulars") else NOTHING,
        stations=[Station(leg.start_minute, leg.capacity_day.group.name) for leg in appointment.legs.all()],
    )


def _standing(
    state: State, *, starts_at: datetime, arrived_at: datetime | None, grace: Grace, now: datetime
) -> Standing | None:
    if state is State.WAITING and arrived_at is not None:
        return rules.standing(starts_at=starts_at, arrived_at=arrived_at, grace=grace, now=now)
    return None


def _waiting_minutes(state: State, *, arrived_at: datetime | None, now: datetime) -> int:
    if state is State.WAITING and arrived_at is not None:
        return rules.minutes_since(moment=arrived_at, now=now)
    return 0
