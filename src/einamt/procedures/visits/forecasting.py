"""How the rest of a day goes in an office: who will wait how long, and until when tickets can be given. Plain Python.

A model of work, not of persons: minutes of a counter's time come in, and the counters that are open work them off. What
comes in is not certain, so two paths are walked: of ten days, about one brings less work than the first and about one
more than the second. Nothing here is a figure about a counter or about who works at it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from math import ceil, floor, inf, sqrt

STEP = 5
"""Minutes of one step of the walk. Waits are told no more exactly than that."""
SHOWN = 30
"""Minutes from one figure that is shown to the next."""
SPREAD = 1.28
"""Standard deviations from the middle to either path: one day in ten lies beyond each."""
_NOTHING = 1e-6
"""Minutes of work below which nobody is left: what floating point leaves over."""


@dataclass(frozen=True, slots=True)
class Load:
    """Work for counters, in minutes of one counter's time: what is expected, and its variance (minutes squared)."""

    mean: float = 0.0
    variance: float = 0.0

    def __add__(self, other: "Load") -> "Load":
        return Load(self.mean + other.mean, self.variance + other.variance)

    def by_chance(self, chance: float) -> "Load":
        """The work of somebody who comes with this probability."""
        return Load(chance * self.mean, chance * (self.variance + self.mean**2) - (chance * self.mean) ** 2)

    def by_count(self, count: float) -> "Load":
        """The work of so many people on average, each of whom comes by chance (a Poisson number of them)."""
        return Load(count * self.mean, count * (self.variance + self.mean**2))


@dataclass(frozen=True, slots=True)
class Rest:
    """The rest of a day, in steps of `STEP` minutes from `begins` (minutes after midnight) to when the counters close.

    `counters` that are open in each step; a counter that serves several groups counts in parts. `booked` comes by
    appointment, `walk_ins` without one. `waiting` is the work of those who are there: in the line with and without an
    appointment, and what is left for those at the counters. `service_minutes` is how long one person takes, on average.
    """

    begins: int
    counters: Sequence[float]
    booked: Sequence[Load]
    walk_ins: Sequence[Load]
    waiting_booked: Load
    waiting_others: Load
    service_minutes: float

    @property
    def ends(self) -> int:
        """When the counters close, in minutes after midnight."""
        return self.begins + STEP * len(self.counters)


@dataclass(frozen=True, slots=True)
class Span:
    """Minutes of waiting from `least` to `most`; None: not before the counters close."""

    least: int | None
    most: int | None


@dataclass(frozen=True, slots=True)
class HalfHour:
    """What somebody finds who comes at `minute`: counters, and how long they wait with an appointment and without."""

    minute: int
    counters: float
    booked: Span
    others: Span


@dataclass(frozen=True, slots=True)
class Forecast:
    """The rest of the day.

    `tickets_until`: whoever takes a ticket before this minute is served before the counters close, also on a day that
    brings much; None: that is past already. `left_over`: so many people would not be served.
    """

    half_hours: Sequence[HalfHour]
    tickets_until: int | None
    left_over: tuple[int, int]

    @property
    def longest(self) -> HalfHour | None:
        """When whoever has no appointment waits longest; None: nobody will, or the day is over."""
        ahead = [each for each in self.half_hours if _ends(each.others) > (0.0, 0.0)]
        return max(ahead, key=lambda each: _ends(each.others), default=None)


def with_counters(*, rest: Rest, more: int) -> Rest:
    """The day with so many more counters from now until they close; a pause of the others is theirs as well."""
    return replace(rest, counters=[counters + more for counters in rest.counters])


def without_tickets(*, rest: Rest, until_minute: int | None) -> Rest:
    """The day when nobody gets a ticket until a minute after midnight; None: no more today."""
    minutes = range(rest.begins, rest.ends, STEP)
    kept = [
        load if until_minute is not None and minute >= until_minute else Load()
        for minute, load in zip(minutes, rest.walk_ins, strict=True)
    ]
    return replace(rest, walk_ins=kept)


def forecast(*, rest: Rest) -> Forecast:
    """The waits of each half-hour from now on, and until when tickets can be given."""
    low, high = (_Walk(rest, spread=spread) for spread in (-SPREAD, SPREAD))
    half_hours = [
        HalfHour(
            minute=rest.begins + STEP * step,
            counters=rest.counters[step],
            booked=_span(low.wait_booked(step), high.wait_booked(step)),
            others=_span(low.wait_others(step), high.wait_others(step)),
        )
        for step in _shown(rest)
    ]
    left = (_persons(low.left, rest.service_minutes), _persons(high.left, rest.service_minutes))
    return Forecast(half_hours, _tickets_until(rest), left)


def _shown(rest: Rest) -> list[int]:
    """Now, and then every full half-hour while the counters are open."""
    first = (-rest.begins % SHOWN) // STEP
    full = range(first, len(rest.counters), SHOWN // STEP)
    return sorted({0, *full}) if rest.counters else []


class _Walk:
    """One path through the rest of the day.

    Whoever has an appointment goes first, so their wait is reckoned without the others; the work of all together goes
    down by what the counters do, whoever they take. It is never less than that of those with an appointment: where what
    is uncertain about the others has been counted before, a path of all may add less than theirs.
    """

    def __init__(self, rest: Rest, *, spread: float, walk_ins_until: int | None = None) -> None:
        walk_ins = [
            load if walk_ins_until is None or step < walk_ins_until else Load()
            for step, load in enumerate(rest.walk_ins)
        ]
        both = [booked + other for booked, other in zip(rest.booked, walk_ins, strict=True)]
        self._counters = rest.counters
        self._half_service = rest.service_minutes / 2
        self._coming_booked = _coming(rest.waiting_booked, rest.booked, spread)
        self._booked = self._backlog(self._coming_booked)
        together = self._backlog(_coming(rest.waiting_booked + rest.waiting_others, both, spread))
        self._all = [max(each, booked) for each, booked in zip(together, self._booked, strict=True)]

    @property
    def left(self) -> float:
        """Work that is not done when the counters close."""
        return self._all[-1]

    def wait_booked(self, step: int) -> float:
        """Minutes until somebody with an appointment at that step is called; infinite: not today."""
        return self._wait(step, self._booked[step], [0.0] * len(self._counters))

    def wait_others(self, step: int) -> float:
        """The same without an appointment: behind all who are there, and behind whoever comes by appointment later."""
        return self._wait(step, self._all[step], self._coming_booked[1:])

    def _backlog(self, coming: Sequence[float]) -> list[float]:
        """The work that is there at the beginning of each step, and at the end of the day; `coming` has what is there
        now in front.
        """
        there = [coming[0]]
        for counters, more in zip(self._counters, coming[1:], strict=True):
            there.append(max(0.0, there[-1] + more - counters * STEP))
        return there

    def _wait(self, step: int, ahead: float, in_front: Sequence[float]) -> float:
        """Minutes until `ahead`, and what comes `in_front` meanwhile, is worked off.

        Work at the counters themselves, half a service each, keeps nobody waiting: whoever comes next needs one counter
        to be free and not all.
        """
        left = max(0.0, ahead - self._counters[step] * self._half_service)
        at_once = in_front[step]  # whoever comes at the same moment finds the counter taken, if it was free
        for later, counters in enumerate(self._counters[step:]):
            left += in_front[step + later] if later else 0.0
            if counters > 0 and left <= counters * STEP:
                return later * STEP + left / counters
            left += at_once - counters * STEP
            at_once = 0.0
        return inf


def _coming(waiting: Load, loads: Sequence[Load], spread: float) -> list[float]:
    """Work step by step, what is there now in front, so that its sum up to any step is that of a day which brings much
    (`spread` above zero) or little. It never goes back.
    """
    sums = list(accumulate(loads, initial=waiting))
    path = list(accumulate((max(0.0, each.mean + spread * sqrt(each.variance)) for each in sums), max))
    return [path[0], *(after - before for before, after in pairwise(path))]


def _tickets_until(rest: Rest) -> int | None:
    """The last minute for tickets; whoever comes last needs the time of a service before the counters close."""
    if not rest.counters:
        return None
    last = len(rest.counters) - ceil(rest.service_minutes / STEP)
    for step in range(last, -1, -1):
        if _Walk(rest, spread=SPREAD, walk_ins_until=step).left <= _NOTHING:
            return rest.begins + STEP * step
    return None


def _span(low: float, high: float) -> Span:
    """Rounded to steps; never less than a step wide, unless nobody waits."""
    least = None if low == inf else floor(low / STEP) * STEP
    most = None if high == inf else ceil(high / STEP) * STEP
    if least is not None and most is not None and high > _NOTHING:
        most = max(most, least + STEP)
    return Span(least, most)


def _ends(span: Span) -> tuple[float, float]:
    """For comparing: the long end, then the short one."""
    return (inf if span.most is None else span.most), (inf if span.least is None else span.least)


def _persons(minutes: float, service_minutes: float) -> int:
    return ceil(minutes / service_minutes - _NOTHING) if service_minutes > 0 and minutes > _NOTHING else 0
