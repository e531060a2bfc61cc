"""The hall as who manages an office sees it: numbers that wait, counters and what they do now. No names.

Of a counter only its present state is read, and of a free one not even since when: where one person works at it, all
else would be a figure about them (§ 85(1) no. 13 PersVG Berlin). What was decided today has its author.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from einamt.kernel.localtime import local_date
from einamt.platform.shell import city
from einamt.procedures.visits import rules
from einamt.procedures.visits.hall import Person
from einamt.procedures.visits.models import CounterOpening, FloorRevision, TicketStop
from einamt.procedures.visits.outlook import Outlook
from einamt.procedures.visits.rules import Standing, State


@dataclass(frozen=True, slots=True)
class InLine:
    """Somebody who waits, by the number; `minutes` beyond the appointed time, or since they came."""

    number: str
    group_id: int | None
    standing: Standing
    minutes: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many wait for a group of counters (None: for any), why they stand where they stand, and who longest."""

    group_id: int | None
    people: Sequence[InLine]
    by_standing: Counter[Standing]
    longest: InLine


class CounterState(StrEnum):
    """What a counter does now."""

    CALLED = "called"
    SERVING = "serving"
    FREE = "free"
    """Has called somebody in the last half-hour, and has nobody."""
    WANTED = "wanted"
    """Opened by who manages the office, and has called nobody yet."""
    PAUSED = "paused"
    """Opened by who manages the office, has called since, and makes a pause or is closed again."""


@dataclass(frozen=True, slots=True)
class CounterNow:
    """A counter; with somebody there: the number, and when it was called."""

    name: str
    state: CounterState
    number: str
    since: datetime | None
    group_ids: Sequence[int]


class Deed(StrEnum):
    """What was decided for an office."""

    OPENED = "opened"
    CLOSED = "closed"
    STOPPED = "stopped"
    RESUMED = "resumed"


@dataclass(frozen=True, slots=True)
class Decision:
    """One entry of the day's history: `what` is a counter or the reason of a stop; no `author`: it ended by itself."""

    at: datetime
    deed: Deed
    what: str
    group_name: str
    author: str


def in_line(*, seen: Outlook) -> list[InLine]:
    """All who wait, in the order in which they are called."""
    waiting = [person for person in seen.people if person.state is State.WAITING]
    waiting.sort(key=lambda each: (rules.order_in_line(each.place, rules=seen.line, now=seen.read_at), each.case_id))
    return [
        InLine(
            number=each.number,
            group_id=each.group_id,
            standing=rules.standing(each.place, rules=seen.line, now=seen.read_at),
            minutes=rules.wait_minutes(
                starts_at=None if each.place.resumed_at else each.place.due_at,
                arrived_at=each.place.resumed_at or each.place.arrived_at,
                called_at=seen.read_at,
            ),
        )
        for each in waiting
    ]


def waiting_by_group(*, seen: Outlook) -> list[Waiting]:
    """Who waits for each group, that of any counter last."""
    people = in_line(seen=seen)
    planned = [each.group.pk for each in seen.groups]
    others = sorted({each.group_id for each in people if each.group_id is not None} - set(planned))
    found = []
    for group_id in (*planned, *others, None):
        own = [each for each in people if each.group_id == group_id]
        if not own:
            continue
        longest = max(own, key=lambda each: each.minutes)
        found.append(Waiting(group_id, own, Counter(each.standing for each in own), longest))
    return found


def counters_now(*, seen: Outlook) -> list[CounterNow]:
    """Each counter and what it does now, by its name."""
    busy = {person.counter: person for person in seen.people if person.state in rules.AT_COUNTER}
    rows = [_counter(name, groups, busy.get(name)) for name, groups in seen.counters.items()]
    rows += [
        CounterNow(
            opening.counter,
            CounterState.PAUSED if opening.counter in seen.paused else CounterState.WANTED,
            "",
            None,
            [opening.group_id],
        )
        for opening in seen.openings
        if opening.counter not in seen.counters
    ]
    return sorted(rows, key=lambda each: (not each.name.isdigit(), each.name.zfill(20)))


def _counter(name: str, groups: set[int | None], person: Person | None) -> CounterNow:
    served = sorted(group_id for group_id in groups if group_id is not None)
    if person is None:
        return CounterNow(name, CounterState.FREE, "", None, served)
    return CounterNow(name, CounterState(person.state.value), person.number, person.last_called_at, served)


def decisions(*, office_id: int, now: datetime) -> list[Decision]:
    """What was decided today, the latest in front; two queries."""
    today = local_date(moment=now, zone=city.zone())
    found = []
    for opening in CounterOpening.objects.select_related("group").filter(office_id=office_id, day=today):
        what, name = opening.counter, opening.group.name
        found.append(Decision(opening.opened_at, Deed.OPENED, what, name, opening.opened_by))
        if opening.closed_at:
            found.append(Decision(opening.closed_at, Deed.CLOSED, what, name, opening.closed_by))
    for stop in TicketStop.objects.select_related("group").filter(office_id=office_id, day=today):
        name = stop.group.name if stop.group else ""
        found.append(Decision(stop.stopped_at, Deed.STOPPED, stop.reason, name, stop.stopped_by))
        ended_at = stop.ended_at or stop.until_at
        if ended_at and ended_at <= now:
            found.append(Decision(ended_at, Deed.RESUMED, stop.reason, name, stop.ended_by))
    return sorted(found, key=lambda each: each.at, reverse=True)


def board_version(*, office_id: int, now: datetime) -> str:
    """Changes with every step in the hall and every decision, and every five minutes, since waits grow; one query."""
    number = FloorRevision.objects.filter(office_id=office_id).values_list("number", flat=True).first() or 0
    return f"{number}-{int(now.timestamp()) // 300}"
