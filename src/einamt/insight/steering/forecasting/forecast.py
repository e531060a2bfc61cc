"""Forecasts of a monthly figure with intervals from errors that were made; plain Python.

Several plain methods forecast the past, each month from those before it alone. The one with the smallest mean error
forecasts the months to come; its interval is as wide as four in five of its errors as many months ahead were (split
conformal: no assumption about how they are distributed). How often intervals would have held is counted for the last
months, by how many months ahead, with method and width chosen from what was known when each would have been made.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil
from statistics import fmean

FEWEST = 8
"""Months with a figure, below which there is no forecast."""
FEWEST_FOR_SEASONS = 24
"""Months, below which nobody knows what is a season and what is not."""
FURTHEST = 6
WITHIN = 0.8
"""How often an interval is to hold."""
LAST_CHECKED = 12
FEWEST_CHECKED = 6
"""Checked months, below which it is chance how many of them held."""

Values = Sequence[float | None]


class Method(StrEnum):
    """How a month is forecast."""

    LAST = "last"
    """As the last one."""
    LEVEL = "level"
    """As the mean of the last six."""
    SEASON = "season"
    """As the same month a year before."""
    MOVED_SEASON = "moved-season"
    """As the same month a year before, moved by how much the last three differ from theirs."""


@dataclass(frozen=True, slots=True)
class Check:
    """How forecasts of the last months have done, each made as many months before."""

    checked: int
    """Of the last months, how many could have been forecast."""
    held: int
    """How many of these lay within the interval."""
    error: float | None
    """By how much their forecasts were wrong, on average; None where none was checked."""

    @property
    def can_be_judged(self) -> bool:
        """Whether months enough were checked to say what such forecasts are worth."""
        return self.checked >= FEWEST_CHECKED


@dataclass(frozen=True, slots=True)
class Ahead:
    """A month to come, `months` after the last one known, and what forecasts as far ahead have been worth."""

    months: int
    value: float
    low: float
    high: float
    check: Check


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is to come."""

    ahead: list[Ahead]
    method: Method


@dataclass(frozen=True, slots=True)
class _Error:
    target: int
    """The month that was forecast, as its position."""
    amount: float


Errors = Mapping[tuple[Method, int], Sequence[_Error]]
"""By method and by how many months ahead."""


def forecast(values: Values, *, highest: float | None = None) -> Forecast | None:
    """The months after `values` (by month, None where nothing is told; the last one is told), between 0 and `highest`.

    None where fewer than `FEWEST` are told. It reaches as far as there are errors to tell how wrong it may be.
    """
    if sum(value is not None for value in values) < FEWEST:
        return None
    errors = _errors(values)
    method = _best(values, errors, known=len(values))
    if method is None:
        return None

    def bounded(value: float) -> float:
        return max(value if highest is None else min(value, highest), 0.0)

    ahead: list[Ahead] = []
    for months in range(1, FURTHEST + 1):
        reach = _reach(errors, method, months, known=len(values))
        value = _METHODS[method](values, months)
        if reach is None or value is None:
            break
        check = _check(values, errors, months)
        ahead.append(Ahead(months, bounded(value), bounded(value - reach), bounded(value + reach), check))
    return Forecast(ahead=ahead, method=method)


def _check(values: Values, errors: Errors, months: int) -> Check:
    """The last months, each as it was forecast `months` before."""
    found = [
        tried
        for target in range(max(len(values) - LAST_CHECKED, 0), len(values))
        if (tried := _tried(values, errors, target, months))
    ]
    return Check(
        checked=len(found),
        held=sum(wrong <= reach for wrong, reach in found),
        error=fmean(wrong for wrong, _ in found) if found else None,
    )


def _tried(values: Values, errors: Errors, target: int, months: int) -> tuple[float, float] | None:
    """By how much the forecast of `target` from `months` before was wrong, and how far its interval reached.

    Nothing is used but what was known then; the bounds of a figure only narrow an interval where it could not lie.
    """
    value, known = values[target], target - months + 1
    if value is None or _told(values, known) < FEWEST:
        return None
    method = _best(values, errors, known=known)
    if method is None:
        return None
    reach = _reach(errors, method, months, known=known)
    said = _METHODS[method](values[:known], months)
    return None if reach is None or said is None else (abs(value - said), reach)


def _told(values: Values, known: int) -> int:
    """How many of the first `known` months are told."""
    return sum(value is not None for value in values[: max(known, 0)])


def _errors(values: Values) -> Errors:
    """What each method got wrong, from every month that it could start from."""
    found: dict[tuple[Method, int], list[_Error]] = {}
    for method, say in _METHODS.items():
        for months in range(1, FURTHEST + 1):
            errors = found.setdefault((method, months), [])
            for known in range(1, len(values) - months + 1):
                value = values[known + months - 1]
                said = say(values[:known], months)
                if value is not None and said is not None:
                    errors.append(_Error(known + months - 1, abs(value - said)))
    return found


def _best(values: Values, errors: Errors, *, known: int) -> Method | None:
    """The method with the smallest mean error a month ahead, among those with errors enough for an interval.

    What was not among the first `known` months has no say, also in whether seasons can be seen.
    """
    has_seasons = _told(values, known) >= FEWEST_FOR_SEASONS
    means = {}
    for (method, months), made in errors.items():
        may_be_chosen = months == 1 and (has_seasons or method not in _SEASONAL)
        if may_be_chosen and _width(made, before=known) is not None:
            means[method] = fmean(one.amount for one in made if one.target < known)
    return min(means, key=lambda method: means[method], default=None)


def _reach(errors: Errors, method: Method, months: int, *, known: int) -> float | None:
    """How far the interval reaches to both sides, no less than for nearer months; None where errors are too few."""
    widths = [_width(errors[method, nearer], before=known) for nearer in range(1, months + 1)]
    told = [width for width in widths if width is not None]
    return max(told) if len(told) == len(widths) else None


def _width(errors: Sequence[_Error], *, before: int) -> float | None:
    """What `WITHIN` of the errors before a month did not exceed; None where they are too few to say."""
    made = sorted(one.amount for one in errors if one.target < before)
    rank = ceil((len(made) + 1) * WITHIN)
    return made[rank - 1] if 0 < rank <= len(made) else None


def _last(values: Values, _months: int) -> float | None:
    return values[-1] if values else None


def _level(values: Values, _months: int) -> float | None:
    known = [value for value in values[-6:] if value is not None]
    return fmean(known) if len(known) >= 3 else None


def _season(values: Values, months: int) -> float | None:
    position = len(values) + months - 13
    return values[position] if position >= 0 else None


def _moved_season(values: Values, months: int) -> float | None:
    base = _season(values, months)
    pairs = [
        (now, then)
        for now, then in zip(values[-3:], values[-15:-12], strict=False)
        if now is not None and then is not None
    ]
    return None if base is None or len(pairs) < 3 else base + fmean(now - then for now, then in pairs)


_METHODS: Mapping[Method, Callable[[Values, int], float | None]] = {
    Method.LAST: _last,
    Method.LEVEL: _level,
    Method.SEASON: _season,
    Method.MOVED_SEASON: _moved_season,
}
_SEASONAL = frozenset({Method.SEASON, Method.MOVED_SEASON})
