"""Cases that are kept longer than their kind says, because something rests on them: rooms say what."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q


@dataclass(frozen=True, slots=True)
class Hold:
    """`held` is the condition, on the columns of `Case` and what refers to it, that a case is to be kept now; `reason`
    says, with its source, why one case is kept although its person asks for erasure (empty: nothing rests on it).
    """

    held: Callable[[datetime], Q]
    reason: Callable[[UUID], str]


_holds: list[Hold] = []


def register(hold: Hold) -> None:
    """Have `hold` asked before a case is erased."""
    _holds.append(hold)


def held(now: datetime) -> Q:
    """The cases that are not to be erased now, however old they are."""
    found = Q(pk__in=[])
    for hold in _holds:
        found |= hold.held(now)
    return found


def reason_to_keep(*, case_id: UUID) -> str:
    """Why a case is kept although its person asks for erasure; empty: nothing rests on it."""
    return next((reason for hold in _holds if (reason := hold.reason(case_id))), "")
