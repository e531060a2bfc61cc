"""For whom somebody acts in this browser; asked anew on each page, so that an end counts at once."""

from collections.abc import Collection
from uuid import UUID

from django.http import HttpRequest

from einamt.channels.portal.account.session import signed_in
from einamt.citizens.acting.models import Representation
from einamt.citizens.acting.queries import acting_as, check_scope
from einamt.citizens.models import CitizenAccount
from einamt.platform import clock

_ACTING = "account.acting"


def begin_acting(request: HttpRequest, representation: Representation) -> None:
    """From now on act for the person represented."""
    request.session[_ACTING] = str(representation.pk)


def stop_acting(request: HttpRequest) -> None:
    """From now on act for oneself; again changes nothing."""
    request.session.pop(_ACTING, None)


def acting(request: HttpRequest, *, account: CitizenAccount | None) -> Representation | None:
    """The representation by which `account` acts; None where it acts for its own person, or may not any more."""
    kept = request.session.get(_ACTING)
    if kept is None or account is None:
        return None
    found = acting_as(representation_id=UUID(kept), account_id=account.pk, now=clock.now())
    if found is None:
        stop_acting(request)
    return found


def check_acting(request: HttpRequest, *, service_ids: Collection[int]) -> None:
    """Whether what is to be booked is within the scope; whoever acts for nobody may book all.

    :raises OutOfScope: it is not.
    """
    if by := acting_here(request):
        check_scope(representation=by, service_ids=service_ids)


def acting_here(request: HttpRequest) -> Representation | None:
    """As `acting`, on pages that need no account."""
    return acting(request, account=signed_in(request)) if request.session.get(_ACTING) else None
