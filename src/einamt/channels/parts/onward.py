"""Where somebody wanted to go before they had to sign in."""

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


def next_page(request: HttpRequest) -> str:
    """The path of the page that was asked for, if it is one of ours; a word without a "/" is none."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours and wanted.startswith("/") else ""


def lead_to(wanted: str, *, otherwise: str) -> HttpResponseRedirect:
    """To the page that was `wanted`, as it stands there: it is never taken for the name of one, as `redirect` would.

    `otherwise` is the name of the page for those who wanted none.
    """
    return HttpResponseRedirect(wanted or reverse(otherwise))
