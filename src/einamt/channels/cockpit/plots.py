"""What the cockpit's own drawings share: positions in percent of a plot, so that words keep their size on any screen.

A plot is an SVG without a view box: lines of the figures stand in an inner one that is stretched, everything else is
placed by percentages. Nothing needs a script, and colour says nothing that shape does not say.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, floor, log10

from einamt.platform.shell import words

STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis."""

    at: str
    """In percent of the plot, from the left or from the top."""
    text: str


@dataclass(frozen=True, slots=True)
class Scale:
    """Where values lie between `low` and `high`: in percent from `start` to `end`."""

    low: float
    high: float
    start: float = 0
    end: float = 100

    def at(self, value: float) -> str:
        """The position of a value; beyond the ends it stays at the end."""
        inside = min(max(value, self.low), self.high)
        return f"{self.start + (inside - self.low) / ((self.high - self.low) or 1) * (self.end - self.start):.2f}"


def step_of(span: float, *, marks: int) -> float:
    """A round distance, so that about so many marks lie in `span`."""
    rough = (span or 1) / marks
    power = 10.0 ** floor(log10(rough))
    return next(step * power for step in STEPS if step * power >= rough * 0.999)


def round_marks(low: float, high: float, *, marks: int = 4) -> list[float]:
    """Round values from at most `low` to at least `high`."""
    step = step_of(high - low, marks=marks)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return [round(index * step, 9) for index in range(first, max(last, first + 1) + 1)]


def pieces(points: Iterable[tuple[str, str] | None]) -> tuple[list[str], list[tuple[str, str]]]:
    """Lines as SVG reads them, and points that stand alone; None is a gap."""
    runs: list[list[tuple[str, str]]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(point)
    lines = [" ".join(f"{x},{y}" for x, y in run) for run in runs if len(run) > 1]
    return lines, [run[0] for run in runs if len(run) == 1]


def month_words(month: date) -> str:
    """10/2026."""
    return f"{month:%m/%Y}"


def month_ticks(months: Sequence[date], scale: Scale) -> list[Tick]:
    """The first month of every year, and the first of all where it is far enough from these."""
    januaries = [position for position, month in enumerate(months) if month.month == 1]
    if months and (not januaries or januaries[0] >= 3):
        januaries.insert(0, 0)
    names = [f"{words.month_short(months[position].month)} {months[position]:%y}" for position in januaries]
    return [Tick(scale.at(position), name) for position, name in zip(januaries, names, strict=True)]
