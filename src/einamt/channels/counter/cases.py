"""The case of an address, for who may read it."""

from django.http import HttpRequest

from einamt.accounts.errors import AccessDenied
from einamt.cases.access import may_read
from einamt.cases.models import Case
from einamt.cases.queries import case_by_reference
from einamt.channels.parts.staff import permissions_of, staff_of
from einamt.platform import clock
from einamt.platform.audit.steps import record_reading


def readable_case(request: HttpRequest, *, reference: str, purpose: str) -> Case:
    """The case, if the person may read it; that they did, and for what `purpose`, is recorded.

    :raises CaseNotFound: there is none.
    :raises AccessDenied: another part of the city answers for it, and its service is not everybody's to serve.
    """
    found = case_by_reference(reference=reference)
    if not may_read(permissions=permissions_of(request), case=found):
        raise AccessDenied
    record_reading(
        actor=staff_of(request).actor, what="case-read", subject=f"case:{found.pk}", purpose=purpose, now=clock.now()
    )
    return found
