"""A hall at one moment: who is called where, and how long each who waits will still wait. No names.

Screens and phones ask for it all the time: `halls` remembers it for them.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from einamt.kernel.localtime import local_date
from einamt.platform.shell import city
from einamt.procedures.appointments.models import Appointment
from einamt.procedures.appointments.rules import Wish
from einamt.procedures.visits import estimating, rules
from einamt.procedures.visits.coming import Coming, compete, may_overtake
from einamt.procedures.visits.durations import Spans
from einamt.procedures.visits.estimating import Ahead, Interval, Span
from einamt.procedures.visits.floor_rules import queue_rules
from einamt.procedures.visits.models import CounterRest, TicketStop, Visit
from einamt.procedures.visits.rules import QueueRules, Standing, State, Waiting
from einamt.procedures.visits.ticketing import open_stops

ACTIVE = timedelta(minutes=30)
"""A counter that has called nobody for so long counts as closed, also where nobody has said so."""
SHOWN = timedelta(minutes=10)
"""How long a call is shown, whether or not the person has come or the visit has ended: who watches a wall that anybody
may ask is not to read how long a counter takes (§ 85(1) no. 13 PersVG Berlin)."""
THERE = frozenset({State.WAITING, State.CALLED, State.SERVING, State.PARKED})


@dataclass(frozen=True, slots=True)
class Call:
    """That a number is to go to a counter; `times` counts up when it is called again."""

    number: str
    counter: str
    called_at: datetime
    times: int


@dataclass(frozen=True, slots=True)
class Called:
    """Whom a counter called last, of which group they are (None: of all), and whether the counter makes a pause."""

    counter: str
    number: str
    called_at: datetime | None
    times: int
    group_id: int | None
    is_resting: bool


@dataclass(frozen=True, slots=True)
class Spot:
    """Where one person is. `in_front` and `wait` belong to those who wait; without `wait` nobody can say."""

    state: State
    number: str
    counter: str
    in_front: int
    wait: Interval | None
    called_at: datetime | None = None
    """When whoever is called was called last."""


@dataclass(frozen=True, slots=True)
class Hall:
    """An office's hall: calls, in front the latest that nobody has followed yet, and the spot of each case in it."""

    office_id: int
    day: date
    revision: int
    minute: int
    calls: Sequence[Call]
    waiting: int
    spots: Mapping[UUID, Spot]
    stops: Sequence[TicketStop] = ()
    """What no numbers are given out for, that of all counters in front."""


@dataclass(frozen=True, slots=True)
class Person:
    case_id: UUID
    number: str
    state: State
    counter: str
    group_id: int | None
    span: Span
    place: Waiting
    last_called_at: datetime | None
    calls: int


@dataclass(frozen=True, slots=True)
class _Floor:
    """What waits in an office are reckoned from."""

    of_line: QueueRules
    spans: "Spans"
    people: Sequence[Person]
    waiting: Sequence[Person]
    """In the order of the line."""
    busy: Mapping[str, Person]
    to_come: Sequence[Coming]
    called: Sequence[Called]
    counters: Mapping[str, Collection[int | None]]
    now: datetime

    @classmethod
    def at(cls, *, office_id: int, now: datetime) -> "_Floor":
        """Read it; four queries, two more once a day."""
        today = local_date(moment=now, zone=city.zone())
        of_line = queue_rules(on=today)
        spans = Spans(office_id=office_id, day=today, step_minutes=of_line.soon_minutes)
        since = now - timedelta(minutes=of_line.missing_minutes)
        people, sent_on = people_of_day(office_id=office_id, day=today, spans=spans, since=since)
        expected = [
            Coming(group_id, ahead.from_at or now, ahead)
            for group_id, ahead in [
                *still_expected(office_id=office_id, day=today, spans=spans, since=since),
                *sent_on,
            ]
        ]
        waiting = sorted(
            (each for each in people if each.state is State.WAITING),
            key=lambda each: (rules.order_in_line(each.place, rules=of_line, now=now), each.case_id),
        )
        soon = timedelta(minutes=of_line.soon_minutes)
        early = [
            Coming(each.group_id, each.place.due_at, Ahead(each.span, each.place.due_at - soon), each.case_id)
            for each in waiting
            if each.place.due_at and rules.standing(each.place, rules=of_line, now=now) is Standing.EARLY
        ]
        called = called_lately(office_id=office_id, day=today, now=now)
        return cls(
            of_line=of_line,
            spans=spans,
            people=people,
            waiting=waiting,
            busy={each.counter: each for each in people if each.state in rules.AT_COUNTER},
            to_come=[*expected, *early],
            called=called,
            counters=_open(called),
            now=now,
        )

    def spot_of(self, person: Person, *, before: Iterable[Person]) -> Spot:
        """Where somebody is who waits behind those of `before` who may be called to the same counters."""
        in_front = [each for each in before if compete(each.group_id, person.group_id)]
        wait = estimating.wait_of(
            in_front=[Ahead(each.span, is_sure=each.group_id == person.group_id) for each in in_front],
            expected=may_overtake(
                person.place,
                group_id=person.group_id,
                coming=self.to_come,
                without={person.case_id, *(each.case_id for each in in_front)},
                of_line=self.of_line,
                now=self.now,
            ),
            at_counters=_left(person.group_id, busy=self.busy, counters=self.counters, now=self.now),
            free=sum(
                1
                for name, groups in self.counters.items()
                if name not in self.busy and _serves(groups, person.group_id)
            ),
            now=self.now,
        )
        return Spot(State.WAITING, person.number, "", len(in_front), wait)


def hall(*, office_id: int, now: datetime, revision: int = 0) -> Hall:
    """The hall as it stands at `now`; five queries, two more once a day."""
    floor = _Floor.at(office_id=office_id, now=now)
    spots = {each.case_id: _spot_without_wait(each) for each in floor.people}
    for place, person in enumerate(floor.waiting):
        spots[person.case_id] = floor.spot_of(person, before=floor.waiting[:place])
    return Hall(
        office_id=office_id,
        day=local_date(moment=now, zone=city.zone()),
        revision=revision,
        minute=int(now.timestamp()) // 60,
        calls=_calls_shown(floor.called, now=now),
        waiting=len(floor.waiting),
        spots=spots,
        stops=open_stops(office_id=office_id, now=now),
    )


def _spot_without_wait(person: Person) -> Spot:
    called_at = person.last_called_at if person.state is State.CALLED else None
    return Spot(person.state, person.number, person.counter, 0, None, called_at)


def newcomers_spot(*, office_id: int, wishes: Sequence[Wish], group_id: int | None, now: datetime) -> Spot:
    """Where somebody would be who took a number now, for the counters of `group_id` (None: all); as much work as a
    hall. No emergency: those are not told to wait.
    """
    floor = _Floor.at(office_id=office_id, now=now)
    newcomer = Person(
        case_id=UUID(int=(1 << 128) - 1),  # behind whoever comes in the same moment
        number="",
        state=State.WAITING,
        counter="",
        group_id=group_id,
        span=floor.spans.of(wishes),
        place=Waiting(None, now, None, None),
        last_called_at=None,
        calls=0,
    )
    own = (rules.order_in_line(newcomer.place, rules=floor.of_line, now=now), newcomer.case_id)
    in_front = [
        each
        for each in floor.waiting
        if (rules.order_in_line(each.place, rules=floor.of_line, now=now), each.case_id) < own
    ]
    return floor.spot_of(newcomer, before=in_front)


Expected = tuple[int | None, Ahead]
"""Somebody who comes to the counters of a group (None: of all): what it takes, and from when on."""


def people_of_day(*, office_id: int, day: date, spans: Spans, since: datetime) -> tuple[list[Person], list[Expected]]:
    """Everybody who is in the office or was and comes back, and whom another office has sent on and who is on the way,
    so that they may come at any time from `since` on. Whom a team has called at home is neither. One query.
    """
    on_the_way = Q(state=State.EXPECTED.value, case__walk_in__isnull=False)
    found = Visit.objects.filter(Q(state__in=sorted(THERE)) | on_the_way, office_id=office_id, visit_date=day)
    rows = found.exclude(case__appointment__is_home_visit=True).values(
        *("case_id", "number", "state", "counter", "group_id", "due_at", "arrived_at", "resumed_at"),
        *("last_called_at", "calls"),
        starts_at=F("case__appointment__starts_at"),
        booked_group=F("case__appointment__capacity_day__group_id"),
        booked_wishes=F("case__appointment__wishes"),
        ticket_group=F("case__walk_in__group_id"),
        ticket_wishes=F("case__walk_in__wishes"),
        rank=F("case__walk_in__rank"),
    )
    people, sent_on = [], []
    for row in rows:
        group_id = row["group_id"] or row["booked_group"] or row["ticket_group"]
        span = spans.of(row["booked_wishes"] or row["ticket_wishes"] or ())
        if row["state"] == State.EXPECTED.value:
            sent_on.append((group_id, Ahead(span, since)))
            continue
        person = Person(
            case_id=row["case_id"],
            number=row["number"],
            state=State(row["state"]),
            counter=row["counter"],
            group_id=group_id,
            span=span,
            place=Waiting(row["due_at"] or row["starts_at"], row["arrived_at"], row["resumed_at"], row["rank"]),
            last_called_at=row["last_called_at"],
            calls=row["calls"],
        )
        people.append(person)
    return people, sent_on


def still_expected(*, office_id: int, day: date, spans: Spans, since: datetime) -> list[Expected]:
    """The appointments of whoever may still come in time, with the group of counters; nobody visited at home comes."""
    booked = Appointment.objects.filter(
        capacity_day__group__office_id=office_id, capacity_day__day=day, cancelled_at=None, case__state="booked"
    )
    rows = booked.filter(starts_at__gte=since, is_home_visit=False).values_list(
        "capacity_day__group_id", "starts_at", "wishes"
    )
    return [(group_id, Ahead(spans.of(wishes), starts_at)) for group_id, starts_at, wishes in rows]


def open_counters(*, office_id: int, day: date, now: datetime) -> dict[str, set[int | None]]:
    """The counters that are open, by name, with the groups of those whom they called lately (None: of all).

    One that makes a pause, or where somebody has signed off, is closed at once.
    """
    return _open(called_lately(office_id=office_id, day=day, now=now))


def called_on(*, office_id: int, day: date) -> list[Called]:
    """Whom the office's counters have called on a day, in no order."""
    return _called(Visit.objects.filter(office_id=office_id, visit_date=day))


def called_lately(*, office_id: int, day: date, now: datetime) -> list[Called]:
    """Whom the office's counters called, the latest in front; whatever has become of them since."""
    visits = Visit.objects.filter(office_id=office_id, visit_date=day, last_called_at__gte=now - ACTIVE)
    return _called(visits.order_by("-last_called_at", "-pk"))


def _called(visits: QuerySet[Visit]) -> list[Called]:
    """Those included whom a counter has parked or handed on since."""
    rests = CounterRest.objects.filter(
        office_id=OuterRef("office_id"), day=OuterRef("visit_date"), counter=OuterRef("last_counter")
    )
    rows = visits.exclude(last_counter="").exclude(case__appointment__is_home_visit=True)
    return [
        Called(*row)
        for row in rows.annotate(is_resting=Exists(rests)).values_list(
            "last_counter", "number", "last_called_at", "calls", "last_group_id", "is_resting"
        )
    ]


def _open(called: Iterable[Called]) -> dict[str, set[int | None]]:
    return groups_of(each for each in called if not each.is_resting)


def groups_of(called: Iterable[Called]) -> dict[str, set[int | None]]:
    """The groups of those whom each counter has called."""
    found: dict[str, set[int | None]] = {}
    for each in called:
        found.setdefault(each.counter, set()).add(each.group_id)
    return found


def _calls_shown(called: Iterable[Called], *, now: datetime) -> list[Call]:
    """The last call of each counter (`called` has the latest in front) that is not older than `SHOWN`."""
    shown: dict[str, Call] = {}
    for each in called:
        if each.called_at is not None and now - each.called_at < SHOWN:
            shown.setdefault(each.counter, Call(each.number, each.counter, each.called_at, each.times))
    return list(shown.values())


def _left(
    group_id: int | None, *, busy: Mapping[str, Person], counters: Mapping[str, Collection[int | None]], now: datetime
) -> list[Span]:
    """What is left for those at the counters that serve a group."""
    return [
        estimating.left_of(person.span, since_minutes=rules.minutes_since(moment=person.last_called_at or now, now=now))
        for name, person in busy.items()
        if _serves(counters.get(name, {person.group_id}), group_id)
    ]


def _serves(groups: Collection[int | None], group_id: int | None) -> bool:
    return group_id is None or None in groups or group_id in groups
