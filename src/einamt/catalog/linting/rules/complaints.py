"""What a rule says, and what a rule is."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

Facts = TypeVar("Facts")
Params = Mapping[str, str | int]


class Severity(StrEnum):
    """How much it matters."""

    ERROR = "error"
    """Misleads people: to be put right at once."""
    WARNING = "warning"
    """May mislead, or leaves some without an answer."""
    NOTICE = "notice"
    """Would be better otherwise."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing a rule has found in what it was given."""

    message: str
    """A whole German sentence, marked for translation, with named placeholders."""
    params: Params = field(default_factory=dict)
    place: str = ""
    """Where, when the rule can find several things in one subject; it stays the same from run to run."""


@dataclass(frozen=True, slots=True)
class Check(Generic[Facts]):
    """A rule with its name and weight. What it looks for stands in the docstring of `run`."""

    code: str
    severity: Severity
    title: str
    """In two or three German words, marked for translation."""
    run: Callable[[Facts], Iterator[Complaint]]
