"""The funnel: how far each place is from what is to be expected of its matters, and how far chance may take it."""

from collections.abc import Sequence
from dataclasses import dataclass

from einamt.channels.cockpit.plots import Scale, Tick, round_marks
from einamt.insight.steering.comparing.funnel import Judged, Verdict
from einamt.platform.shell import words

FEWEST_FOR_LINES = 3
"""Below, limits are drawn as bars of each place: lines would join what has nothing between."""
NUMBER_WIDTH, NUMBER_HEIGHT = 8.0, 4.0
"""What a number and its mark take on a phone, in percent of the plot."""


@dataclass(frozen=True, slots=True)
class Dot:
    """A place; `number` is its line in the table, 0 where there is no room for it."""

    number: int
    name: str
    x: str
    y: str
    mark: str
    bar: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class FunnelPlot:
    """In percent of the plot: more cases to the right, more events than expected above."""

    dots: list[Dot]
    near: list[str]
    far: list[str]
    expected: str
    ratios: list[Tick]
    cases: list[Tick]


def funnel_plot(judged: Sequence[Judged], *, names: Sequence[str]) -> FunnelPlot:
    """The places in the order of the table, each with its own limits."""
    highest = max([1.0, *(max(one.ratio, one.far.high) for one in judged)])
    lowest = min([1.0, *(min(one.ratio, one.far.low) for one in judged)])
    marks = round_marks(lowest, highest, marks=5)
    most = max((one.place.cases for one in judged), default=1)
    across, up = Scale(0, most, 10, 92), Scale(marks[0], marks[-1], 98, 4)
    by_size = sorted(judged, key=lambda one: one.place.cases)

    def line(limits: Sequence[tuple[int, float]]) -> str:
        return " ".join(f"{across.at(cases)},{up.at(limit)}" for cases, limit in limits)

    spots = [(float(across.at(one.place.cases)), float(up.at(one.ratio))) for one in judged]
    numbered = _numbered(judged, spots)
    has_lines = len(judged) >= FEWEST_FOR_LINES
    sizes = [one.place.cases for one in by_size]
    return FunnelPlot(
        dots=[
            Dot(
                number=number if number - 1 in numbered else 0,
                name=name,
                x=across.at(one.place.cases),
                y=up.at(one.ratio),
                mark=one.verdict.value,
                bar=None if has_lines else (up.at(one.near.low), up.at(one.near.high)),
            )
            for number, (one, name) in enumerate(zip(judged, names, strict=True), start=1)
        ],
        near=[
            line(list(zip(sizes, [one.near.low for one in by_size], strict=True))),
            line(list(zip(sizes, [one.near.high for one in by_size], strict=True))),
        ]
        if has_lines
        else [],
        far=[
            line(list(zip(sizes, [one.far.low for one in by_size], strict=True))),
            line(list(zip(sizes, [one.far.high for one in by_size], strict=True))),
        ]
        if has_lines
        else [],
        expected=up.at(1),
        ratios=[Tick(up.at(mark), words.percent(mark)) for mark in marks],
        cases=[Tick(across.at(mark), words.number(mark)) for mark in round_marks(0, most, marks=3) if 0 < mark <= most],
    )


def _numbered(judged: Sequence[Judged], spots: Sequence[tuple[float, float]]) -> set[int]:
    """Which places get a number: all that are told to be better or worse, and of the others those with nothing where it
    would stand, to the right of the mark.
    """

    def has_room(number: int) -> bool:
        x, y = spots[number]
        others = (spot for each, spot in enumerate(spots) if each != number)
        return not any(0 <= other - x < NUMBER_WIDTH and abs(height - y) < NUMBER_HEIGHT for other, height in others)

    return {number for number, one in enumerate(judged) if one.verdict is not Verdict.CHANCE or has_room(number)}
