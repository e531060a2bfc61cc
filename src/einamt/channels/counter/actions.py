"""What a clerk can do, each with its key; which of it is possible now, and which is the next step."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from einamt.channels.parts.posted import id_of
from einamt.kernel.errors import N_
from einamt.procedures.appointments.rules import Wish
from einamt.procedures.visits import operations
from einamt.procedures.visits.entries import DayEntry
from einamt.procedures.visits.models import Visit
from einamt.procedures.visits.operations import Desk
from einamt.procedures.visits.rules import AT_COUNTER, State


class Act(StrEnum):
    """The buttons; the values are what their form posts."""

    ARRIVE = "arrive"
    NEXT = "next"
    CALL = "call"
    RECALL = "recall"
    START = "start"
    FINISH = "finish"
    FINISH_WITH = "finish-with"
    PARK = "park"
    HAND_ON = "hand-on"
    MISS = "miss"
    LEAVE = "leave"
    UNDO = "undo"

    @property
    def needs_person(self) -> bool:
        """Whether it is done to somebody in particular."""
        return self is not Act.NEXT

    @property
    def calls(self) -> bool:
        """Whether somebody is called by it."""
        return self in {Act.NEXT, Act.CALL, Act.RECALL}


@dataclass(frozen=True, slots=True)
class Order:
    """What a button asks for: an act; for handing on the group of counters, for finishing with what was done (services
    with their persons) just that.
    """

    act: Act
    group_id: int | None = None
    done: tuple[Wish, ...] = ()

    @classmethod
    def posted(cls, value: str) -> Self | None:
        """What a form posted, such as `finish` or `hand-on:12`; None for anything else."""
        name, _, group = value.partition(":")
        if name not in Act._value2member_map_ or bool(group) != (name == Act.HAND_ON):
            return None
        return cls(Act(name), id_of(group))

    def run(
        self,
        *,
        case_id: UUID | None,
        desk: Desk,
        group_ids: Collection[int] | None,
        command_id: UUID,
        now: datetime,
    ) -> Visit:
        """Do it: one operation. What it raises is what the operation raises."""
        if case_id is None or self.act is Act.NEXT:
            return operations.call_next(desk=desk, group_ids=group_ids, command_id=command_id, now=now)
        if self.act is Act.HAND_ON:
            return operations.hand_on(
                case_id=case_id,
                group_id=self.group_id or 0,
                desk=desk,
                command_id=command_id,
                now=now,
            )
        if self.act is Act.FINISH_WITH:
            return operations.finish_visit(case_id=case_id, desk=desk, command_id=command_id, now=now, done=self.done)
        return _OPERATIONS[self.act](case_id=case_id, desk=desk, command_id=command_id, now=now)


_OPERATIONS: dict[Act, Callable[..., Visit]] = {
    Act.ARRIVE: operations.mark_arrived,
    Act.CALL: operations.call_visit,
    Act.RECALL: operations.recall_visit,
    Act.START: operations.start_visit,
    Act.FINISH: operations.finish_visit,
    Act.PARK: operations.park_visit,
    Act.MISS: operations.mark_no_show,
    Act.LEAVE: operations.leave_visit,
    Act.UNDO: operations.undo_last,
}


@dataclass(frozen=True, slots=True)
class Button:
    """One action of the page: words (marked for translation), key, and whether it can be done now."""

    act: Act
    label: str
    key: str
    is_possible: bool
    is_main: bool
    possible_from: datetime | None = None
    """Refused before this moment, which the button tells."""


def possible_acts(
    *, entry: DayEntry | None, at_counter: DayEntry | None, counter: str, given_up_from: datetime | None = None
) -> list[Button]:
    """All actions, always in the same places, for the person who is shown (`entry`).

    `given_up_from`: before, somebody who was called is not given up. The main one is the next step of the usual way:
    arrived, called, begun, finished, next.
    """
    state = entry.state if entry else None
    is_mine = is_at(entry=entry, counter=counter)
    is_free = bool(counter) and at_counter is None
    possible = {
        Act.ARRIVE: state in {State.EXPECTED, State.PARKED},
        Act.NEXT: is_free,
        Act.CALL: is_free and state in {State.WAITING, State.EXPECTED, State.PARKED},
        Act.RECALL: is_mine and state is State.CALLED,
        Act.START: is_mine and state is State.CALLED,
        Act.FINISH: is_mine,
        Act.PARK: is_mine,
        Act.MISS: (is_mine and state is State.CALLED) or bool(entry and (entry.is_overdue or _never_came(entry))),
        Act.LEAVE: state in {State.WAITING, State.PARKED},
        Act.UNDO: bool(entry and entry.can_undo and (state is State.NO_SHOW or entry.counter in {"", counter})),
    }
    main = next((act for act in (Act.START, Act.FINISH, Act.ARRIVE, Act.NEXT) if possible[act]), None)
    return [
        Button(
            act=act,
            label=label,
            key=key,
            is_possible=possible[act],
            is_main=act is main,
            possible_from=given_up_from if act is Act.MISS else None,
        )
        for act, (label, key) in _WORDS.items()
    ]


def _never_came(entry: DayEntry) -> bool:
    """Somebody whom another office has sent on, at no time in particular: the clerk knows when to give them up."""
    return entry.before is not None and entry.state is State.EXPECTED


def is_at(*, entry: DayEntry | None, counter: str) -> bool:
    """Whether the person who is shown is at this counter, called or being served."""
    return bool(entry and counter and entry.counter == counter and entry.state in AT_COUNTER)


def follow_ups() -> str:
    """For the page without a line to the server: after which act which others can be taken, as `start:finish,park`.
    With nobody at the counter any more, it can rest.
    """
    return " ".join(f"{act}:{','.join(others)}" for act, others in _FOLLOW_UPS.items())


_REST = ("pause", "close")
_FOLLOW_UPS: dict[Act, tuple[str, ...]] = {
    Act.RECALL: (Act.RECALL, Act.START, Act.MISS),
    Act.START: (Act.FINISH, Act.FINISH_WITH, Act.PARK),
    Act.FINISH: _REST,
    Act.FINISH_WITH: _REST,
    Act.PARK: _REST,
    Act.MISS: _REST,
}
"""Whatever else follows needs to know who waits, and that only the server does."""

_WORDS: dict[Act, tuple[str, str]] = {
    Act.ARRIVE: (N_("Angekommen"), "A"),
    Act.NEXT: (N_("Nächste Person"), "N"),
    Act.CALL: (N_("Gezielt aufrufen"), "G"),
    Act.RECALL: (N_("Wieder aufrufen"), "W"),
    Act.START: (N_("Beginnen"), "B"),
    Act.FINISH: (N_("Fertig"), "F"),
    Act.PARK: (N_("Es fehlt etwas"), "E"),
    Act.MISS: (N_("Nicht erschienen"), "X"),
    Act.LEAVE: (N_("Ist gegangen"), "I"),
    Act.UNDO: (N_("Rückgängig"), "U"),
}
