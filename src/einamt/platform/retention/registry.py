"""Who erases what: rooms register their erasers when they start, `erasing` has them work off what is due."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

Counts = Mapping[str, int]
"""How many of what."""


@dataclass(frozen=True, slots=True)
class Eraser:
    """How a room erases what it has kept long enough.

    `models` are labels, such as `cases.Case`, of the models whose rows it erases; what is kept with them goes by
    cascade. `due` counts what is to be erased at a moment, in words for operators. `erase_some` erases one batch of it,
    in a transaction of its own, and gives the erased rows by model; nothing when nothing is due any more.

    Erasers work in the order of their numbers: what others refer to comes after them.
    """

    name: str
    models: frozenset[str]
    order: int
    due: Callable[[datetime], Counts]
    erase_some: Callable[[datetime], Counts]


@dataclass(frozen=True, slots=True)
class Offering:
    """What a room offers to somebody before it may be erased; works before all erasers.

    `due` counts what is to be offered at a moment, in words for operators. `offer_some` offers one batch of it, in a
    transaction of its own, and says how much of what; nothing when nothing is left.
    """

    name: str
    due: Callable[[datetime], Counts]
    offer_some: Callable[[datetime], Counts]


_erasers: dict[str, Eraser] = {}
_offerings: list[Offering] = []


def register(eraser: Eraser) -> Eraser:
    """Have `eraser` called every night.

    :raises ValueError: the name is taken.
    """
    if eraser.name in _erasers:
        message = f"the eraser {eraser.name!r} is registered twice"
        raise ValueError(message)
    _erasers[eraser.name] = eraser
    return eraser


def registered() -> list[Eraser]:
    """All erasers, in the order in which they work."""
    return sorted(_erasers.values(), key=lambda eraser: (eraser.order, eraser.name))


def erased_models() -> frozenset[str]:
    """Labels of all models that somebody erases."""
    return frozenset(label for eraser in _erasers.values() for label in eraser.models)


def register_offering(offering: Offering) -> None:
    """Have it called every night, before anything is erased."""
    _offerings.append(offering)


def offerings() -> list[Offering]:
    """All of them."""
    return list(_offerings)
