"""The case that is open in a browser: found once by reference and code, then shown for a while."""

from datetime import datetime, timedelta
from uuid import UUID

from django.http import HttpRequest

from einamt.cases.models import Case
from einamt.cases.queries import case_by_reference
from einamt.citizens.acting.queries import may_open

OPEN_FOR = timedelta(minutes=30)
"""How long a case stays open in a browser that nobody uses: it may be one in a library."""
_ALL = "status."
"""With this begins whatever is kept of a case that is open."""
_OPEN = f"{_ALL}case"


def keep_open(request: HttpRequest, *, case: Case, now: datetime, by: UUID | None = None) -> None:
    """Open `case` in this browser; `by` is the representation by which somebody opens it who acts for its person."""
    request.session[_OPEN] = {
        "reference": case.reference,
        "until": (now + OPEN_FOR).isoformat(),
        "by": str(by) if by else None,
    }


def opened(request: HttpRequest, *, now: datetime) -> Case | None:
    """The case that is open, for as long again; None where none is, or whoever acts for its person may not any more."""
    kept = request.session.get(_OPEN)
    if not isinstance(kept, dict) or datetime.fromisoformat(kept["until"]) <= now:
        forget(request)
        return None
    case, by = case_by_reference(reference=kept["reference"]), opened_by(request)
    if by is not None and not may_open(representation_id=by, case_id=case.pk, now=now):
        forget(request)
        return None
    keep_open(request, case=case, now=now, by=by)
    return case


def opened_by(request: HttpRequest) -> UUID | None:
    """The representation by which the open case stands open; None where its holder has opened it."""
    kept = request.session.get(_OPEN)
    by = kept.get("by") if isinstance(kept, dict) else None
    return UUID(by) if by else None


def forget(request: HttpRequest) -> None:
    """Whoever sits here next sees neither it nor what was begun from it."""
    for name in [name for name in request.session.keys() if name.startswith(_ALL)]:  # noqa: SIM118 - no dictionary
        request.session.pop(name)
