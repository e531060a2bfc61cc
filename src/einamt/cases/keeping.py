"""What keeps a case beyond the time of its kind. Rooms register their keepers when they start."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from einamt.cases.models import Case, CaseBlock
from einamt.cases.registry import CaseKind, kind_of
from einamt.platform.retention.persons import Basis


@dataclass(frozen=True, slots=True)
class Keeper:
    """`keeps` is the condition on cases of a kind that are not to be erased at a moment, `reason` says why, with its
    source; it follows a colon, and a person who asks for erasure is told it.
    """

    keeps: Callable[[CaseKind, datetime], Q]
    reason: str


_ASKED = Exists(CaseBlock.objects.filter(case=OuterRef("pk"), basis=Basis.ASKED.value))
"""A person may need what is due, for a claim (Art. 18(1)(c) GDPR): it stays until the block is lifted."""
_keepers: list[Keeper] = []


def register(keeper: Keeper) -> None:
    """Have it asked before anything is erased."""
    _keepers.append(keeper)


def is_free(kind: CaseKind, now: datetime) -> Q:
    """The condition on cases of a kind that nothing keeps."""
    free = ~Q(_ASKED)
    for keeper in _keepers:
        free &= ~keeper.keeps(kind, now)
    return free


def reasons(*, case: Case, now: datetime) -> Iterable[str]:
    """Why a case would not be erased now, although its person asks for it."""
    kind = kind_of(case.kind)
    for keeper in _keepers:
        if Case.objects.filter(keeper.keeps(kind, now), pk=case.pk).exists():
            yield keeper.reason
