"""The day of an office as its clerks see it: an entry for each person who is expected, is there, or was."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from einamt.kernel.localtime import minute_of_day
from einamt.platform.shell import city
from einamt.procedures.appointments.helping import FOR_WHOM, HELP, NOTHING, PROOFS, Particulars, read
from einamt.procedures.appointments.models import Appointment
from einamt.procedures.appointments.rules import Paper as BookedPaper
from einamt.procedures.appointments.rules import paper_of
from einamt.procedures.visits import matching, rules
from einamt.procedures.visits.models import Visit, WalkIn
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
class Before:
    """The visit in another office with which this one goes on."""

    case_id: UUID
    """Where it began, before whatever offices came between."""
    reference: str
    office: str
    note: str
    """What that office wanted to remember; empty for a blocked case."""


@dataclass(frozen=True, slots=True)
class DayEntry:
    """One person or party of the day, with an appointment (from `starts_at` to `ends_at`) or without.

    `place` is what the line knows of the person. `standing` and `waiting_minutes` (since arrival, or since they are
    back) belong to those who wait, `is_overdue` (may be marked as missing) to those who are expected. `group` are the
    counters that come now; without an id, every counter of the office. `number` is there from arrival on. `reason` is
    the code of an emergency's reason.
    """

    case_id: UUID
    reference: str
    number: str
    person_name: str
    starts_at: datetime | None
    ends_at: datetime | None
    place: Waiting
    reason: str
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
    group_id: int | None
    group: str
    language: str
    papers_ready: list[BookedPaper]
    note: str
    particulars: Particulars
    stations: list[Station]
    """The counters that are still to come after those of `group`."""
    before: "Before | None" = None
    """What another office did before it sent the person on."""

    @property
    def at(self) -> datetime:
        """The moment that it is listed under: the appointed time, or the arrival."""
        return self.starts_at or self.place.arrived_at

    @property
    def called(self) -> str:
        """By what it is called: the number, or before arrival the reference."""
        return self.number or self.reference

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

    def entry(self, case_id: UUID) -> DayEntry | None:
        """The entry of one case."""
        return next((entry for entry in self.entries if entry.case_id == case_id), None)

    def at_counter(self, counter: str) -> DayEntry | None:
        """Who is called to `counter`, or served there."""
        return next((entry for entry in self.called if entry.counter == counter), None)

    def scanned(self, case_id: UUID) -> list[DayEntry]:
        """The entry of one case, or of the one that goes on with it here."""
        return [each for each in self.entries if case_id in {each.case_id, each.before and each.before.case_id}]

    def found(self, text: str) -> list[DayEntry]:
        """The entries of whom `text` names by name, reference, number or time of the appointment, by time."""
        reference, minute = matching.reference_in(text), matching.minute_in(text)
        number = matching.number_in(text)

        def is_meant(entry: DayEntry) -> bool:
            if reference is not None:
                return reference in {entry.reference, entry.before and entry.before.reference}
            if number is not None:
                return entry.number == number
            if minute is not None:
                return minute_of_day(moment=entry.at, zone=city.zone()) == minute
            return matching.is_name_match(wanted=text, name=entry.person_name)

        return sorted(filter(is_meant, self.entries), key=lambda entry: (entry.at, entry.reference))

    @property
    def entries(self) -> list[DayEntry]:
        """All of the day."""
        return [*self.called, *self.waiting, *self.parked, *self.expected, *self.ended]


def entry_of_appointment(
    appointment: Appointment, *, names: Mapping[int, str], of_line: QueueRules, now: datetime
) -> DayEntry:
    """The entry of somebody with an appointment, who has arrived or has not; a blocked one names nobody."""
    visit: Visit = getattr(appointment.case, "visit", None) or Visit(state=State.EXPECTED.value)
    state = State(visit.state)
    group = visit.group or appointment.capacity_day.group
    due_at = visit.due_at or appointment.starts_at
    waiting = Waiting(due_at, visit.arrived_at or appointment.starts_at, visit.resumed_at)
    missed_from = rules.may_be_missed_from(starts_at=appointment.starts_at, rules=of_line)
    wishes = _wishes(appointment.wishes, names)
    is_blocked = hasattr(appointment.case, "block")
    is_told = hasattr(appointment, "particulars") and not is_blocked
    particulars = read(appointment.particulars.content) if is_told else NOTHING
    return DayEntry(
        case_id=appointment.case_id,
        reference=appointment.case.reference,
        number=visit.number,
        person_name="" if is_blocked else appointment.person_name,
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        place=waiting,
        reason="",
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
        waiting_minutes=_waiting_minutes(waiting, state, now),
        wishes=wishes,
        persons=max((wish.persons for wish in wishes), default=1),
        group_id=group.pk,
        group=group.name,
        language=appointment.language,
        papers_ready=[paper_of(stored) for stored in appointment.papers_ready],
        note="" if is_blocked else visit.note,
        particulars=particulars,
        stations=[
            Station(leg.start_minute, leg.capacity_day.group.name)
            for leg in appointment.legs.all()
            if leg.position > visit.part
        ],
    )


def entry_of_walk_in(walk_in: WalkIn, *, names: Mapping[int, str], of_line: QueueRules, now: datetime) -> DayEntry:
    """The entry of somebody with a ticket, who is there, or was, or comes from another office. Whoever had an
    appointment there is named as it was; a blocked case names nobody.
    """
    visit: Visit = walk_in.case.visit
    booked: Appointment | None = None
    if walk_in.origin is not None and not hasattr(walk_in.origin, "block"):
        booked = getattr(walk_in.origin, "appointment", None)
    state, group = State(visit.state), visit.group or walk_in.group
    waiting = Waiting(None, visit.arrived_at or walk_in.case.opened_at, visit.resumed_at, walk_in.rank)
    wishes = _wishes(walk_in.wishes, names)
    return DayEntry(
        case_id=walk_in.case_id,
        reference=walk_in.case.reference,
        number=visit.number,
        person_name=booked.person_name if booked else "",
        starts_at=None,
        ends_at=None,
        place=waiting,
        reason=walk_in.reason,
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
        is_overdue=False,
        waiting_minutes=_waiting_minutes(waiting, state, now),
        wishes=wishes,
        persons=max((wish.persons for wish in wishes), default=1),
        group_id=group.pk if group else None,
        group=group.name if group else "",
        language=walk_in.language,
        papers_ready=[paper_of(stored) for stored in booked.papers_ready] if booked else [],
        note=visit.note,
        particulars=_particulars(booked),
        stations=[],
        before=_before(walk_in),
    )


def _before(walk_in: WalkIn) -> Before | None:
    if walk_in.follows is None or walk_in.origin is None:
        return None
    visit: Visit = walk_in.follows.visit
    note = "" if hasattr(walk_in.follows, "block") else visit.note
    return Before(walk_in.origin.pk, walk_in.origin.reference, visit.office.name, note)


def _particulars(booked: Appointment | None) -> Particulars:
    return read(booked.particulars.content) if booked is not None and hasattr(booked, "particulars") else NOTHING


def _wishes(stored: list[list[int]], names: Mapping[int, str]) -> list[Wish]:
    return [Wish(service_id, names.get(service_id, ""), persons) for service_id, persons in stored]


def _waiting_minutes(waiting: Waiting, state: State, now: datetime) -> int:
    if state is not State.WAITING:
        return 0
    return rules.minutes_since(moment=waiting.resumed_at or waiting.arrived_at, now=now)
