"""What an indicator is: words for people, and a formula for the compiler."""

from dataclasses import dataclass
from enum import StrEnum

from einamt.platform.facts.schema import FactSchema


class Direction(StrEnum):
    """Which way is better."""

    LOWER = "lower"
    HIGHER = "higher"
    NONE = "none"


class Unit(StrEnum):
    """What a value counts."""

    SHARE = "share"
    """Between 0 and 1."""
    POINTS = "points"
    """A difference of shares, between 0 and 1."""
    DAYS = "days"
    MINUTES = "minutes"
    RATIO = "ratio"
    COUNT = "count"
    EURO = "euro"


class Dimension(StrEnum):
    """What figures can be told apart by; the values are columns of facts."""

    DISTRICT = "district"
    OFFICE = "office"
    SERVICE = "service"
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True)
class Source:
    """Facts that formulas read: the schema, the column with the city's calendar day, and what a row weighs.

    `dimensions` are those that the facts know; a figure by any other is no data.
    """

    code: str
    schema: FactSchema
    day: str
    weight: str = "1"
    dimensions: tuple[Dimension, ...] = tuple(Dimension)
    are_cases: bool = True
    """Whether each row is a case of its own. Of what is measured anew every day, chance says nothing."""


@dataclass(frozen=True, slots=True)
class Share:
    """The facts that fulfil `part`, divided by those that fulfil `whole`; both are conditions on a row in SQL."""

    source: Source
    part: str
    whole: str = "true"


@dataclass(frozen=True, slots=True)
class Quantile:
    """The smallest whole number that at least the share `at` of all values does not exceed.

    `value` is an expression on a row in SQL; rows where it is NULL or `where` does not hold are left out.
    """

    source: Source
    value: str
    at: float
    where: str = "true"


@dataclass(frozen=True, slots=True)
class Gap:
    """The best district's value of the indicator `of` minus the worst district's."""

    of: str


@dataclass(frozen=True, slots=True)
class NotYet:
    """No facts yet: `waits_for` says in words which come with a later procedure."""

    waits_for: str


@dataclass(frozen=True, slots=True)
class Live:
    """Reckoned from what holds at this moment, not from facts alone."""


Reckoning = Share | Quantile | Gap | NotYet | Live


@dataclass(frozen=True, slots=True)
class Aim:
    """Where a value should be, in the indicator's unit: at least, at most, or between the two.

    :raises ValueError: it asks for nothing, or for what cannot be.
    """

    at_least: float | None = None
    at_most: float | None = None

    def __post_init__(self) -> None:
        if self.at_least is None and self.at_most is None:
            message = "an aim needs a bound"
            raise ValueError(message)
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            message = f"nothing is at least {self.at_least} and at most {self.at_most}"
            raise ValueError(message)

    def distance_of(self, value: float) -> float:
        """How far `value` is from where it should be; 0 where it is."""
        below = self.at_least - value if self.at_least is not None else 0
        above = value - self.at_most if self.at_most is not None else 0
        return max(below, above, 0)


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator. Sentences are German, marked for translation; `target` is the one it begins with, if any."""

    code: str
    name: str
    formula: str
    reckoning: Reckoning
    unit: Unit
    direction: Direction
    target: Aim | None
    target_source: str
    not_for: str
