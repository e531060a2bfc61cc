"""The case that is open in a browser: found once by reference and code, then shown for a while."""

from datetime import datetime, timedelta

from django.http import HttpRequest

from einamt.cases.models import Case
from einamt.cases.queries import case_by_reference

OPEN_FOR = timedelta(minutes=30)
"""How long a case stays open in a browser that nobody uses: it may be one in a library."""
_OPEN = "status.case"


def keep_open(request: HttpRequest, *, case: Case, now: datetime) -> None:
    """Open `case` in this browser."""
    request.session[_OPEN] = {"reference": case.reference, "until": (now + OPEN_FOR).isoformat()}


def opened(request: HttpRequest, *, now: datetime) -> Case | None:
    """The case that is open, for as long again; None where none is."""
    kept = request.session.get(_OPEN)
    if not isinstance(kept, dict) or datetime.fromisoformat(kept["until"]) <= now:
        forget(request)
        return None
    case = case_by_reference(reference=kept["reference"])
    keep_open(request, case=case, now=now)
    return case


def forget(request: HttpRequest) -> None:
    """Whoever sits here next does not see it."""
    request.session.pop(_OPEN, None)
