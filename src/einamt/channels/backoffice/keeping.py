"""What somebody typed outlives their session.

A form of the back office carries a ticket, signed for whoever opened it. When it is sent after the session has
ended, what was typed is kept in the new, empty session, and shown again once the same person has signed in. Nothing is
kept for a form without a ticket: a stranger cannot fill our sessions.
"""

from datetime import timedelta

from django.core import signing
from django.http import HttpRequest, QueryDict

from einamt.channels.parts.staff import staff_of

TICKET_VALID = timedelta(days=3)
KEPT_SECONDS = 2 * 3600
_SALT = "einamt.backoffice.keeping"
_KEY = "backoffice-kept"


def ticket(request: HttpRequest) -> str:
    """Proof that the form was opened by whoever is signed in."""
    return signing.dumps(staff_of(request).pk, salt=_SALT)


def keep(request: HttpRequest) -> bool:
    """Keep what was sent, if its ticket is good; whether it was kept."""
    try:
        staff_id = signing.loads(request.POST.get("ticket", ""), salt=_SALT, max_age=TICKET_VALID)
    except signing.BadSignature:
        return False
    request.session[_KEY] = {"staff": staff_id, "path": request.get_full_path(), "post": request.POST.urlencode()}
    request.session.set_expiry(KEPT_SECONDS)
    return True


def kept(request: HttpRequest) -> QueryDict | None:
    """What the person who is signed in had typed on this page when their session ended; given out once."""
    found = request.session.get(_KEY)
    if found is None or found["path"] != request.get_full_path():
        return None
    del request.session[_KEY]
    request.session.set_expiry(None)
    return QueryDict(found["post"]) if found["staff"] == staff_of(request).pk else None
