"""A figure against its target and against last year; plain Python."""

from dataclasses import dataclass
from enum import StrEnum

from einamt.insight.steering.indicators.definition import Aim, Direction


class Light(StrEnum):
    """The traffic light."""

    MET = "met"
    NEARER = "nearer"
    """Missed, but nearer to the target than a year ago."""
    MISSED = "missed"
    NONE = "none"


class Trend(StrEnum):
    """Against last year."""

    BETTER = "better"
    WORSE = "worse"
    HIGHER = "higher"
    """Where neither way is better."""
    LOWER = "lower"
    SAME = "same"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Assessment:
    """What is to be thought of a figure."""

    light: Light
    trend: Trend


def assess(*, value: float | None, before: float | None, aim: Aim | None, direction: Direction) -> Assessment:
    """Judge `value`; `before` is the figure of the same days a year ago. What is not known is not judged."""
    return Assessment(light=_light(value, before, aim), trend=_trend(value, before, direction))


def _light(value: float | None, before: float | None, aim: Aim | None) -> Light:
    if value is None or aim is None:
        return Light.NONE
    distance = aim.distance_of(value)
    if distance == 0:
        return Light.MET
    return Light.NEARER if before is not None and distance < aim.distance_of(before) else Light.MISSED


def _trend(value: float | None, before: float | None, direction: Direction) -> Trend:
    if value is None or before is None:
        return Trend.UNKNOWN
    if value == before:
        return Trend.SAME
    if direction is Direction.NONE:
        return Trend.HIGHER if value > before else Trend.LOWER
    return Trend.BETTER if (value < before) == (direction is Direction.LOWER) else Trend.WORSE
