"""What the forecast of an office's day is made of: who is there and expected, the plan, and who usually comes besides.

Counters that are open: as planned. Where people wait, the counters that have called lately count instead, since whoever
is there would call; what is missing or more than planned stays so for the rest of the day. Who sits at them does not
matter and is not read.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from einamt.kernel.localtime import local_date, minute_of_day
from einamt.platform.shell import city
from einamt.procedures.appointments.models import CapacityDay, CounterGroup, NoShowShare
from einamt.procedures.appointments.overbooking import cautious_share
from einamt.procedures.visits import estimating, rules
from einamt.procedures.visits.arrivals import SLOT, walk_in_profile
from einamt.procedures.visits.durations import Spans
from einamt.procedures.visits.floor_rules import queue_rules
from einamt.procedures.visits.forecasting import STEP, Load, Rest, without_tickets
from einamt.procedures.visits.hall import (
    Called,
    Person,
    called_on,
    groups_of,
    open_counters,
    people_of_day,
    still_expected,
)
from einamt.procedures.visits.models import CounterOpening, TicketStop
from einamt.procedures.visits.opening import opened_counters
from einamt.procedures.visits.rules import QueueRules, Standing, State
from einamt.procedures.visits.ticketing import open_stops

QUARTILES = 1.349
"""Standard deviations between the quartiles of a normal distribution: how a `Span` becomes a variance."""
SETTLED = 15
"""Minutes after which everybody whom the plan has at a counter has called somebody."""


@dataclass(frozen=True, slots=True)
class GroupOutlook:
    """A group of counters for the rest of the day.

    `rest` is the day as it stands, with what is stopped and opened; `unstopped` the same if tickets were given.
    """

    group: CounterGroup
    rest: Rest
    unstopped: Rest
    is_stopped: bool
    planned: int
    """Counters that the plan has now."""
    open: float
    """Counters that are reckoned with now, parts for those that serve several groups."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """An office at `read_at`: those who are there, the counters that call, what was decided, and each group's rest."""

    office_id: int
    day: date
    read_at: datetime
    line: QueueRules
    people: Sequence[Person]
    counters: Mapping[str, set[int | None]]
    openings: Sequence[CounterOpening]
    paused: Collection[str]
    """Those of the opened counters that have called somebody since, and call nobody now."""
    stops: Sequence[TicketStop]
    expected: int
    measured_days: int
    """Days on which arrivals without an appointment were counted; 0: none are expected, because nothing is known."""
    groups: Sequence[GroupOutlook]


def outlook(*, office_id: int, now: datetime) -> Outlook:
    """An office's day from now on; ten queries, and four more once a day."""
    return _Reading(office_id, now).outlook()


class _Reading:
    def __init__(self, office_id: int, now: datetime) -> None:
        self._now, self._zone = now, city.zone()
        self._office_id = office_id
        self._day = local_date(moment=now, zone=self._zone)
        self._begins = minute_of_day(moment=now, zone=self._zone) // STEP * STEP
        self._line = queue_rules(on=self._day)
        self._spans = Spans(office_id=office_id, day=self._day, step_minutes=self._line.soon_minutes)
        since = now - timedelta(minutes=self._line.missing_minutes)
        self._people, sent_on = people_of_day(office_id=office_id, day=self._day, spans=self._spans, since=since)
        booked = still_expected(office_id=office_id, day=self._day, spans=self._spans, since=since)
        self._booked, self._expected = len(booked), [*booked, *sent_on]
        self._counters = open_counters(office_id=office_id, day=self._day, now=now)
        for person in self._people:
            if person.state in rules.AT_COUNTER:  # somebody is served for longer than a counter counts as open
                self._counters.setdefault(person.counter, {person.group_id})
        called = called_on(office_id=office_id, day=self._day)
        served = groups_of(called)
        for name, groups in self._counters.items():  # whom it has not called for a while, it may still call
            groups.update(served.get(name, ()))
        self._openings = opened_counters(office_id=office_id, now=now)
        self._paused = {each.counter for each in self._openings if any(_rests_since(each, call) for call in called)}
        self._stops = open_stops(office_id=office_id, now=now)
        self._profile = walk_in_profile(office_id, self._day)
        self._plans = list(
            CapacityDay.objects.select_related("group")
            .filter(group__office_id=office_id, group__tour=None, day=self._day)
            .order_by("group__name", "group_id")
        )
        self._shares = self._no_show_shares()

    def outlook(self) -> Outlook:
        weights = self._weights()
        return Outlook(
            office_id=self._office_id,
            day=self._day,
            read_at=self._now,
            line=self._line,
            people=self._people,
            counters=self._counters,
            openings=self._openings,
            paused=self._paused,
            stops=self._stops,
            expected=self._booked,
            measured_days=self._profile.days,
            groups=[self._group(plan, weights[plan.group_id]) for plan in self._plans],
        )

    def _group(self, plan: CapacityDay, weight: float) -> GroupOutlook:
        group, planned = plan.group, self._planned(plan)
        counters = self._counters_of(group.pk, planned)
        booked = [Load() for _ in counters]
        there = {True: Load(), False: Load()}
        for person in self._people:
            chance = self._chance(person.group_id, group.pk, weight)
            load = _load(self._left_of(person)).by_chance(chance)
            standing = rules.standing(person.place, rules=self._line, now=self._now)
            if person.state is State.WAITING and standing is Standing.EARLY and person.place.due_at:
                _add(booked, self._step(person.place.due_at), load)
            elif person.state is not State.PARKED:
                there[person.state is not State.WAITING or standing is not Standing.WALK_IN] += load
        comes = 1 - self._shares.get(group.pk, 0.0)
        for group_id, ahead in self._expected:
            if group_id == group.pk and ahead.from_at is not None:
                _add(booked, self._step(ahead.from_at), _load(ahead.span).by_chance(comes))
        unstopped = Rest(
            begins=self._begins,
            counters=counters,
            booked=booked,
            walk_ins=[self._walk_ins(group.pk, weight, step) for step in range(len(counters))],
            waiting_booked=there[True],
            waiting_others=there[False],
            service_minutes=self._service_minutes(group.pk),
        )
        stops = [each.until_at for each in self._stops if each.group_id in {None, group.pk}]
        return GroupOutlook(
            group=group,
            rest=without_tickets(rest=unstopped, until_minute=self._last_end(stops)) if stops else unstopped,
            unstopped=unstopped,
            is_stopped=bool(stops),
            planned=planned[0] if planned else 0,
            open=counters[0] if counters else 0.0,
        )

    def _last_end(self, ends: Iterable[datetime | None]) -> int | None:
        """When the last of some stops ends, in minutes after midnight; None: with the day."""
        minutes = [minute_of_day(moment=end, zone=self._zone) if end else None for end in ends]
        return None if None in minutes else max(minute for minute in minutes if minute is not None)

    def _planned(self, plan: CapacityDay) -> list[int]:
        """Counters in each step of the forecast until the last of them closes."""
        total = bytes(plan.total).rstrip(b"\0")
        closes = plan.first_minute + len(total) * plan.step_minutes
        places = ((minute - plan.first_minute) // plan.step_minutes for minute in range(self._begins, closes, STEP))
        return [total[place] if place >= 0 else 0 for place in places]

    def _counters_of(self, group_id: int, planned: Sequence[int]) -> list[float]:
        openings = [each for each in self._openings if each.group_id == group_id and each.counter not in self._paused]
        more = float(len(openings))
        if self._is_measured(group_id, planned):
            not_yet = sum(1 for each in openings if each.counter not in self._counters)
            more = self._calling(group_id) + not_yet - planned[0]
        return [max(0.0, counters + more) if counters else 0.0 for counters in planned]

    def _is_measured(self, group_id: int, planned: Sequence[int]) -> bool:
        """Whether somebody waits, so that whoever is at a counter would have called by now."""
        plan = next(each for each in self._plans if each.group_id == group_id)
        begun = self._begins - plan.first_minute >= SETTLED
        waiting = any(person.state is State.WAITING and person.group_id in {None, group_id} for person in self._people)
        return bool(planned) and planned[0] > 0 and begun and waiting and bool(self._counters)

    def _calling(self, group_id: int) -> float:
        """Counters that call people of a group; one that calls those of several counts in parts."""
        return sum(
            1 / len(served)
            for groups in self._counters.values()
            for served in [self._served(groups)]
            if group_id in served
        )

    def _served(self, groups: Iterable[int | None]) -> set[int]:
        """The groups that a counter serves; whoever calls only what every counter does may serve all."""
        named = {group_id for group_id in groups if group_id is not None}
        return named or {plan.group_id for plan in self._plans}

    def _weights(self) -> dict[int, float]:
        """How probably a group's counters take somebody whom every counter serves: as many as the plan has."""
        counters = {plan.group_id: sum(self._planned(plan)) for plan in self._plans}
        together = sum(counters.values())
        return {pk: count / together if together else 1 / len(counters) for pk, count in counters.items()}

    def _chance(self, group_id: int | None, own_id: int, weight: float) -> float:
        return weight if group_id is None else float(group_id == own_id)

    def _left_of(self, person: Person) -> estimating.Span:
        if person.state not in rules.AT_COUNTER or person.last_called_at is None:
            return person.span
        since = rules.minutes_since(moment=person.last_called_at, now=self._now)
        return estimating.left_of(person.span, since_minutes=since)

    def _walk_ins(self, group_id: int, weight: float, step: int) -> Load:
        """Who comes without an appointment in a step: as on the days that were counted."""
        slot = (self._begins + step * STEP) // SLOT * SLOT
        total = Load()
        for key, share in ((group_id, 1.0), (None, weight)):
            for wishes in self._profile.came.get((key, slot), ()):
                total += _load(self._spans.of(wishes)).by_count(share * STEP / SLOT / self._profile.days)
        return total

    def _service_minutes(self, group_id: int) -> float:
        """What one person of the group takes on average, of all that are there, expected or were counted."""
        spans = [each.span for each in self._people if each.group_id == group_id]
        spans += [ahead.span for key, ahead in self._expected if key == group_id]
        counted = [wishes for (key, _), came in self._profile.came.items() if key == group_id for wishes in came]
        minutes = [_load(span).mean for span in (*spans, *(self._spans.of(wishes) for wishes in counted))]
        return sum(minutes) / len(minutes) if minutes else max(1.0, float(self._line.soon_minutes))

    def _step(self, moment: datetime) -> int:
        """In which step a moment lies, those that are past in the first."""
        return max(0, (minute_of_day(moment=moment, zone=self._zone) - self._begins) // STEP)

    def _no_show_shares(self) -> dict[int, float]:
        """By group, as low as they may well be: it is better to have reckoned with somebody who does not come."""
        rows = NoShowShare.objects.filter(
            group_id__in=[plan.group_id for plan in self._plans], valid_from__lte=self._day
        ).order_by("valid_from")
        return {row.group_id: cautious_share(missed=row.missed, appointments=row.appointments) for row in rows}


def _load(span: estimating.Span) -> Load:
    return Load((span.short + span.long) / 2, ((span.long - span.short) / QUARTILES) ** 2)


def _rests_since(opening: CounterOpening, call: Called) -> bool:
    """Whether the opened counter has made this call, and rests: somebody has taken the place and calls nobody now."""
    return (
        call.counter == opening.counter
        and call.is_resting
        and call.called_at is not None
        and call.called_at >= opening.opened_at
    )


def _add(loads: list[Load], step: int, load: Load) -> None:
    """Whoever comes when the counters have closed is nobody's work any more."""
    if step < len(loads):
        loads[step] += load
