"""Where somebody goes after the sign-in."""

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from einamt.platform.shell import navigation


def onward(request: HttpRequest, *, wanted: str) -> HttpResponseRedirect:
    """To the page that was `wanted`, else to the first page of the bar that the person may see."""
    places = navigation.links(area="staff", request=request)
    return HttpResponseRedirect(wanted or (places[0].url if places else reverse("counter:nowhere")))
