"""One office's day under two rules for who is called next. A model, no server; the line's rule is the city's own.

*By arrival*: `procedures.visits.rules.order_in_line`. Only who is there is called; whoever has no appointment takes the
time of those who have not come, at once. *By appointment*: the clerk calls appointments in their order, does not know
who has come, waits one to two minutes for who has not, and then gives the appointment up; whoever comes later stands
behind those whose time has come, and who has no appointment is called when no appointment is due.

Both get the same people on the same days: planned minutes as Munich publishes them for its services (up to an hour,
2026), 17 % of appointments missed (Berlin, all offices, 2019), a minute or two lost on each. How much real service
times scatter, how punctual people are and how many come without an appointment is assumed, and stands below.

    python -m benchmarks.hall.simulation docs/images     writes the plot and prints the figures
"""

import heapq
import math
import random
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import fmean, stdev

from benchmarks.harness.bars import Bar, plot
from einamt.procedures.visits.rules import QueueRules, Waiting, order_in_line

COUNTERS, OPENS, CLOSES, STEP = 12, 8 * 60, 16 * 60, 5
"""Counters of the office; minutes after midnight; the grid of the appointments."""
PLANNED = {5: 7, 10: 24, 15: 128, 20: 18, 25: 4, 30: 71, 45: 18, 60: 9}
"""Planned minutes of a service, and how many of a real catalogue's services take them."""
NO_SHOWS, LOST_MINUTES = 0.17, (1.0, 2.0)
WALK_INS = 0.2
"""People without an appointment, for each appointment; the last may take a ticket half an hour before the end."""
SCATTER = 0.45
"""Standard deviation of a real service time over its planned one."""
EARLY_MINUTES, EARLY_SCATTER = 8.0, 5.0
LATE_SHARE, LATE_MINUTES = 0.10, (2.0, 25.0)
RULES = QueueRules(late_minutes=10, missing_minutes=10, soon_minutes=12)
DAYS, SEED = 200, 11
MIDNIGHT = datetime(2026, 11, 2, tzinfo=UTC)

BY_APPOINTMENT, BY_ARRIVAL = "by appointment", "by arrival"
PUNCTUAL, LATE, WALK_IN = "punctual", "late", "without appointment"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of a day; minutes after midnight. `arrives` is None for who does not come, `due` for who has no time."""

    due: float | None
    arrives: float | None
    serves: float

    @property
    def kind(self) -> str:
        """How they are counted."""
        if self.due is None:
            return WALK_IN
        return LATE if self.arrives is not None and self.arrives > self.due else PUNCTUAL

    def waited(self, called: float) -> float:
        """Minutes beyond the appointed time, or from a later arrival on."""
        return max(0.0, called - max(self.due or 0.0, self.arrives or 0.0))


@dataclass(slots=True)
class Day:
    """What came of a day under a rule: waits in minutes by kind, people sent home, and the counters' minutes."""

    waits: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    sent_home: int = 0
    in_vain: float = 0.0
    """Minutes that counters waited for somebody who did not come."""
    ends: float = CLOSES
    """When the last counter closed."""


def people_of_a_day(chance: random.Random) -> list[Person]:
    """Appointments one after another at each counter, all of them booked and some missed, and who comes without."""
    people = []
    minutes, weights = list(PLANNED), list(PLANNED.values())
    for _ in range(COUNTERS):
        due = OPENS
        while True:
            planned = chance.choices(minutes, weights)[0]
            steps = math.ceil(planned / STEP) * STEP
            if due + steps > CLOSES:
                break
            people.append(Person(due, _arrival(due, chance), _service(planned, chance)))
            due += steps
    walk_ins = round(len(people) * WALK_INS)
    for _ in range(walk_ins):
        planned = chance.choices(minutes, weights)[0]
        people.append(Person(None, chance.uniform(OPENS, CLOSES - 30), _service(planned, chance)))
    return people


def _arrival(due: float, chance: random.Random) -> float | None:
    if chance.random() < NO_SHOWS:
        return None
    if chance.random() < LATE_SHARE:
        return due + chance.uniform(*LATE_MINUTES)
    return due - min(max(chance.gauss(EARLY_MINUTES, EARLY_SCATTER), 0.0), 30.0)


def _service(planned: float, chance: random.Random) -> float:
    """Log-normal around the planned time."""
    spread = math.log(1 + SCATTER**2)
    return planned * chance.lognormvariate(-spread / 2, math.sqrt(spread))


def by_arrival(people: Sequence[Person]) -> Day:
    """The city's rule: whoever of those present comes first in the line."""
    day = Day()
    coming = sorted((person for person in people if person.arrives is not None), key=_arrives)
    waiting: list[Person] = []
    free = [float(OPENS)] * COUNTERS
    number = 0
    while number < len(coming) or waiting:
        now = free[0]
        if not waiting and _arrives(coming[number]) > now:
            now = _arrives(coming[number])
        while number < len(coming) and _arrives(coming[number]) <= now:
            waiting.append(coming[number])
            number += 1
        called = min(waiting, key=lambda person: _place(person, now))
        waiting.remove(called)
        _serve(day, called, now, free)
    return day


def by_appointment(people: Sequence[Person], chance: random.Random) -> Day:
    """Strictly in the order of the appointments, whoever is there."""
    day = Day()
    due = sorted((person for person in people if person.due is not None), key=lambda person: person.due or 0.0)
    others = [(_arrives(person), number, person) for number, person in enumerate(people) if person.due is None]
    heapq.heapify(others)
    free = [float(OPENS)] * COUNTERS
    number = 0
    while number < len(due) or others:
        now = free[0]
        is_due = number < len(due) and (due[number].due or 0.0) <= now
        if not is_due and not (others and others[0][0] <= now):
            soonest = [due[number].due or 0.0] if number < len(due) else []
            soonest += [others[0][0]] if others else []
            heapq.heapreplace(free, min(soonest))
            continue
        if not is_due:
            _serve(day, heapq.heappop(others)[2], now, free)
            continue
        person = due[number]
        number += 1
        patience = chance.uniform(*LOST_MINUTES)
        if person.arrives is None or person.arrives > now + patience:
            day.in_vain += patience
            heapq.heapreplace(free, now + patience)
            if person.arrives is not None:  # comes later, and waits like somebody without an appointment
                heapq.heappush(others, (person.arrives, len(people) + number, person))
            continue
        _serve(day, person, max(now, person.arrives), free)
    return day


def _arrives(person: Person) -> float:
    assert person.arrives is not None  # noqa: S101 - only who comes is asked
    return person.arrives


def _place(person: Person, now: float) -> tuple[int, int, datetime, datetime]:
    due_at = None if person.due is None else _moment(person.due)
    return order_in_line(Waiting(due_at=due_at, arrived_at=_moment(_arrives(person))), rules=RULES, now=_moment(now))


def _moment(minutes: float) -> datetime:
    return MIDNIGHT + timedelta(minutes=minutes)


def _serve(day: Day, person: Person, now: float, free: list[float]) -> None:
    """At the counter that is free first; who has no appointment is not called after the end of the day."""
    if person.due is None and now > CLOSES:
        day.sent_home += 1
        return
    day.waits[person.kind].append(person.waited(now))
    heapq.heapreplace(free, now + person.serves)
    day.ends = max(day.ends, now + person.serves)


def simulate(*, days: int = DAYS, seed: int = SEED) -> dict[str, list[Day]]:
    """The same days under both rules."""
    chance = random.Random(seed)
    results: dict[str, list[Day]] = {BY_APPOINTMENT: [], BY_ARRIVAL: []}
    for _ in range(days):
        people = people_of_a_day(chance)
        results[BY_APPOINTMENT].append(by_appointment(people, chance))
        results[BY_ARRIVAL].append(by_arrival(people))
    return results


def over_days(values: Iterable[float]) -> Bar:
    """The mean of the days with its 95 % interval."""
    found = list(values)
    half = 1.96 * stdev(found) / math.sqrt(len(found))
    return Bar(fmean(found), max(0.0, fmean(found) - half), fmean(found) + half)


def _mean_wait(days: Sequence[Day], kind: str) -> Bar:
    return over_days(fmean(day.waits[kind]) for day in days if day.waits[kind])


def _worst_wait(days: Sequence[Day], kind: str) -> Bar:
    """The wait that one of ten exceeds."""
    return over_days(sorted(day.waits[kind])[len(day.waits[kind]) * 9 // 10] for day in days if day.waits[kind])


def main() -> None:
    """Write the plot and print the figures."""
    results = simulate()
    rules = (BY_APPOINTMENT, BY_ARRIVAL)
    rows = [(kind, [_mean_wait(results[rule], kind) for rule in rules]) for kind in (PUNCTUAL, LATE, WALK_IN)]
    rows += [(f"{kind}, 9 of 10", [_worst_wait(results[rule], kind) for rule in rules]) for kind in (PUNCTUAL, WALK_IN)]
    title = "Minutes of waiting on a day of one office"
    svg = plot(title=title, rules=rules, rows=rows, label="{:.1f} min".format)
    (Path(sys.argv[1]) / "hall-waits.svg").write_text(svg)
    for rule in rules:
        days = results[rule]
        print(rule)
        figures: dict[str, list[float]] = {
            "served": [sum(len(waits) for waits in day.waits.values()) for day in days],
            "of these without appointment": [len(day.waits[WALK_IN]) for day in days],
            "sent home": [day.sent_home for day in days],
            "minutes in vain": [day.in_vain for day in days],
            "last counter closes, minutes after the end": [day.ends - CLOSES for day in days],
        }
        for name, values in figures.items():
            bar = over_days(values)
            print(f"  {name}: {bar.value:.1f} ({bar.low:.1f} to {bar.high:.1f})")
        for name, bars in rows:
            bar = bars[rules.index(rule)]
            print(f"  {name}: {bar.value:.1f} min ({bar.low:.1f} to {bar.high:.1f})")


if __name__ == "__main__":
    main()
