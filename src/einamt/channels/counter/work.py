"""The form that says what was really done at a counter: what was wished, ticked, and what else the office serves."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import QueryDict

from einamt.channels.parts.posted import id_of
from einamt.procedures.appointments.rules import Wish
from einamt.procedures.visits.entries import DayEntry
from einamt.procedures.visits.offered import ServiceHere, services_here

MOST_MORE = 3
"""So many services beside those that were wished can be added."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the form: a service that was wished (without one, whatever is chosen) and for how many persons."""

    number: int
    service_id: int | None
    name: str
    persons: int


@dataclass(frozen=True, slots=True)
class Work:
    """The form's lines, and the services of the office to choose from, by name."""

    wished: list[Row]
    more: list[Row]
    services: list[ServiceHere]
    persons: Iterable[int]


def work_of(entry: DayEntry, *, office_id: int, language: str) -> Work:
    """The form for somebody at a counter. Two queries."""
    wished_ids = {wish.service_id for wish in entry.wishes}
    services = [each for each in services_here(office_id=office_id, language=language) if each.id not in wished_ids]
    wished = [Row(at, wish.service_id, wish.name, wish.persons) for at, wish in enumerate(entry.wishes)]
    first = len(wished)
    return Work(
        wished=wished,
        more=[Row(at, None, "", 1) for at in range(first, first + MOST_MORE)] if services else [],
        services=sorted(services, key=lambda each: each.name),
        persons=range(1, max([6, *(row.persons for row in wished)]) + 1),
    )


def posted_work(posted: QueryDict) -> list[Wish]:
    """What was ticked or chosen: in each line `done-N` is a service and `for-N` the persons. What is no number is left
    out, what cannot be is refused by the operation.
    """
    lines = [name.removeprefix("done-") for name in posted if name.startswith("done-")]
    numbers = ((id_of(posted.get(f"done-{line}", "")), id_of(posted.get(f"for-{line}", "1"))) for line in lines)
    return [(service_id, persons) for service_id, persons in numbers if service_id is not None and persons is not None]
