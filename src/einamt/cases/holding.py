"""What keeps a case beyond the time of its kind: a person who asked for it, and what rooms say rests on it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from einamt.cases.models import CaseBlock
from einamt.cases.registry import CaseKind
from einamt.platform.retention.persons import Basis


@dataclass(frozen=True, slots=True)
class Hold:
    """`held` is the condition, on the columns of `Case` and what refers to it, that cases of a kind are to be kept at a
    moment; `reason` says, with its source, why one case is kept although its person asks for erasure (empty: nothing
    rests on it).
    """

    held: Callable[[CaseKind, datetime], Q]
    reason: Callable[[UUID], str]


_ASKED = Exists(CaseBlock.objects.filter(case=OuterRef("pk"), basis=Basis.ASKED.value))
"""A person may need what is due, for a claim (Art. 18(1)(c) GDPR): it stays until the block is lifted."""
_holds: list[Hold] = []


def register(hold: Hold) -> None:
    """Have `hold` asked before a case is erased."""
    _holds.append(hold)


def is_free(kind: CaseKind, now: datetime, *, but_for: Hold | None = None) -> Q:
    """The cases of a kind that nothing keeps now, or nothing but one hold."""
    free = ~Q(_ASKED)
    for hold in _holds:
        if hold is not but_for:
            free &= ~hold.held(kind, now)
    return free


def reason_to_keep(*, case_id: UUID) -> str:
    """Why a case is kept although its person asks for erasure; empty: nothing rests on it."""
    return next((reason for hold in _holds if (reason := hold.reason(case_id))), "")
