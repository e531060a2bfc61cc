"""Which tables files are kept in: rooms register theirs when they start."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Kind:
    """Files of one sort. `file` and `part` are the two models, `owner` the field of `file` that says whose it is.

    `refused` is called, in the transaction, for a file in which something was found after it had been taken.
    """

    file: Any
    part: Any
    owner: str
    refused: Callable[[Any, datetime], None]


_kinds: list[Kind] = []


def register(kind: Kind) -> None:
    """Have the worker look at what waits there."""
    _kinds.append(kind)


def kinds() -> list[Kind]:
    """All that are registered."""
    return list(_kinds)
