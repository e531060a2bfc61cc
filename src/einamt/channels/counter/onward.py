"""Where somebody goes after the sign-in."""

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from einamt.platform.shell import navigation


def onward(request: HttpRequest, *, wanted: str) -> HttpResponseRedirect:
    """To the page that was `wanted`, else to the first page of the bar that the person may see."""
    places = navigation.links(area="staff", request=request)
    return HttpResponseRedirect(wanted or (places[0].url if places else reverse("counter:nowhere")))


def next_page(request: HttpRequest) -> str:
    """The page that was asked for, if it is one of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else ""
