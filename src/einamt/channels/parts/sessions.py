"""One browser, two people: what the portal remembers of a citizen, and a staff sign-in beside it.

Django empties the whole session when somebody of the staff signs out, or signs in where a colleague was. What is a
citizen's stays.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

OF_CITIZENS = ("account.", "status.", "booking.", "contact-", "waitlist-")
"""How the names begin of all that the portal remembers about whoever sits here."""


def names_in(session: SessionBase, beginnings: tuple[str, ...]) -> list[str]:
    """The names in `session` that begin so."""
    return [name for name in session.keys() if name.startswith(beginnings)]  # noqa: SIM118 - no mapping


@contextmanager
def citizen_kept(request: HttpRequest) -> Iterator[None]:
    """Keep what is a citizen's, whatever becomes of the session meanwhile."""
    kept = {name: request.session[name] for name in names_in(request.session, OF_CITIZENS)}
    yield
    for name, value in kept.items():
        request.session[name] = value
