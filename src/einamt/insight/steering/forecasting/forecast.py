"""Forecasts of a monthly figure with intervals from errors that were made; plain Python.

Several plain methods forecast the past, each month from those before it alone. The one with the smallest mean error
forecasts the months to come; its interval is as wide as four in five of its errors as many months ahead were (split
conformal: no assumption about how they are distributed). How often intervals would have held is counted for the last
months, with method and width chosen from what was known before each.
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
class Ahead:
    """A month to come, `months` after the last one known."""

    months: int
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is to come, and what is to be thought of it."""

    ahead: list[Ahead]
    method: Method
    checked: int
    """Of the last months, how many could have been forecast a month before."""
    held: int
    """How many of these lay within the interval."""
    error: float | None
    """By how much their forecasts were wrong, on average; None where none was checked."""


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
    method = _best(errors, before=len(values))
    if method is None:
        return None

    def bounded(value: float) -> float:
        return max(value if highest is None else min(value, highest), 0.0)

    ahead: list[Ahead] = []
    reach = 0.0
    for months in range(1, FURTHEST + 1):
        width = _width(errors[method, months], before=len(values))
        value = _METHODS[method](values, months)
        if width is None or value is None:
            break
        reach = max(reach, width)
        ahead.append(Ahead(months, bounded(value), bounded(value - reach), bounded(value + reach)))
    checks = [
        check for target in range(len(values) - LAST_CHECKED, len(values)) if (check := _check(values, errors, target))
    ]
    return Forecast(
        ahead=ahead,
        method=method,
        checked=len(checks),
        held=sum(wrong <= width for wrong, width in checks),
        error=fmean(wrong for wrong, _ in checks) if checks else None,
    )


def _check(values: Values, errors: Errors, target: int) -> tuple[float, float] | None:
    """By how much the forecast of `target` from the month before was wrong, and how wide its interval was.

    Nothing is used but what was known then; the bounds of a figure only narrow an interval where it could not lie.
    """
    value = values[target] if target >= 0 else None
    method = _best(errors, before=target)
    if value is None or method is None or sum(known is not None for known in values[:target]) < FEWEST:
        return None
    width = _width(errors[method, 1], before=target)
    said = _METHODS[method](values[:target], 1)
    return None if width is None or said is None else (abs(value - said), width)


def _errors(values: Values) -> Errors:
    """What each method got wrong, from every month that it could start from."""
    has_seasons = sum(value is not None for value in values) >= FEWEST_FOR_SEASONS
    found: dict[tuple[Method, int], list[_Error]] = {}
    for method, say in _METHODS.items():
        if method in _SEASONAL and not has_seasons:
            continue
        for months in range(1, FURTHEST + 1):
            errors = found.setdefault((method, months), [])
            for known in range(1, len(values) - months + 1):
                value = values[known + months - 1]
                said = say(values[:known], months)
                if value is not None and said is not None:
                    errors.append(_Error(known + months - 1, abs(value - said)))
    return found


def _best(errors: Errors, *, before: int) -> Method | None:
    """The method with the smallest mean error a month ahead, among those with errors enough for an interval."""
    means = {}
    for (method, months), made in errors.items():
        if months == 1 and _width(made, before=before) is not None:
            means[method] = fmean(one.amount for one in made if one.target < before)
    return min(means, key=lambda method: means[method], default=None)


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
