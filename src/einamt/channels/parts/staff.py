"""Who may enter a staff page.

    @requires(Right.SERVE)
    def day(request: HttpRequest) -> HttpResponse: ...

asks for the right anywhere in the city; where it must hold at a place, the view says so with `check_right`.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from einamt.accounts.errors import AccessDenied
from einamt.accounts.models import Staff
from einamt.accounts.queries import Permissions
from einamt.accounts.queries import permissions_of as permissions_of_staff
from einamt.accounts.rights import Right
from einamt.catalog.models import Office, Organisation

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def requires(right: Right, *, is_local: bool = False) -> Callable[[View[P]], View[P]]:
    """Let in who is signed in and has `right` somewhere; send others to sign in, or refuse.

    `is_local` says that the page is about a place, at which the view checks the right by itself.

    What staff see may name persons: no browser or proxy keeps it.

    :raises AccessDenied: from the view, for somebody who is signed in and lacks the right.
    """

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not isinstance(request.user, Staff):
                return _to_sign_in(request)
            if not permissions_of(request).may(right=right):
                raise AccessDenied
            response = view(request, *args, **kwargs)
            patch_cache_control(response, private=True, no_store=True)
            return response

        return needing(right, is_local=is_local)(guarded)

    return decorate


def needing(right: Right, *, is_local: bool = False) -> Callable[[View[P]], View[P]]:
    """Let it be known that a view needs `right`, for the table of all doors (docs/reference/roles.md).

    `requires` does so by itself; a view says it that does something first and goes on to one that `requires` it.
    """

    def decorate(view: View[P]) -> View[P]:
        view.needs, view.is_local = right, is_local  # type: ignore[attr-defined]
        return view

    return decorate


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in, and from there back to the page; what was sent without a session is said to be lost.

    An address that was posted to shows nothing: whoever signs in again comes to the page that it was sent from.
    """
    if request.method in {"GET", "HEAD"}:
        return redirect_to_login(request.get_full_path())
    sentence = _(
        "Ihre Anmeldung war abgelaufen. Ihr letzter Schritt wurde nicht gespeichert; bitte wiederholen Sie ihn."
    )
    messages.warning(request, sentence)
    source = urlsplit(request.headers.get("Referer", ""))
    is_ours = source.netloc == request.get_host() and url_has_allowed_host_and_scheme(source.path, allowed_hosts=None)
    return redirect_to_login(f"{source.path}?{source.query}".rstrip("?") if is_ours else "")


def staff_of(request: HttpRequest) -> Staff:
    """Who is signed in, inside a view that `requires` a right."""
    if not isinstance(request.user, Staff):
        raise AccessDenied
    return request.user


def permissions_of(request: HttpRequest) -> Permissions:
    """What the person who is signed in may do; read once a request."""
    known: Permissions | None = getattr(request, "_permissions", None)
    if known is None:
        known = permissions_of_staff(staff=staff_of(request))
        request._permissions = known  # type: ignore[attr-defined]  # noqa: SLF001 - kept beside the user it belongs to
    return known


def check_right(request: HttpRequest, *, right: Right, office: Office) -> None:
    """Refuse unless the person has `right` at `office`.

    :raises AccessDenied: the right is missing there.
    """
    if not permissions_of(request).may(right=right, office=office):
        raise AccessDenied


def check_right_in(request: HttpRequest, *, right: Right, organisation_id: int) -> None:
    """Refuse unless the person has `right` in an organisation, or above it.

    :raises AccessDenied: the right is missing there.
    """
    if not permissions_of(request).may(right=right, organisation_id=organisation_id):
        raise AccessDenied


def check_right_everywhere(request: HttpRequest, *, right: Right) -> None:
    """Refuse who has `right` in a part of the city only.

    :raises AccessDenied: the right is missing at the root.
    """
    for root_id in Organisation.objects.filter(parent=None, kind=Organisation.Kind.CITY).values_list("pk", flat=True):
        check_right_in(request, right=right, organisation_id=root_id)


def may_see(request: HttpRequest, right: object) -> bool:
    """Whether an entry of the staff's bar that needs `right` is shown."""
    return (
        isinstance(right, Right)
        and isinstance(getattr(request, "user", None), Staff)
        and permissions_of(request).may(right=right)
    )
