"""The start of a terminal, what asks whether somebody is still there, and making a browser a terminal."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_safe

from einamt.accounts.errors import PairingNotUsable
from einamt.accounts.models import Terminal
from einamt.accounts.terminals import pair_terminal, waiting_terminal
from einamt.channels.kiosk.devices import at_terminal, begin_sitting, remember_terminal
from einamt.channels.kiosk.pages import page
from einamt.channels.parts.headers import personal
from einamt.kernel.identifiers import new_id
from einamt.platform import clock
from einamt.procedures.visits.halls import HALLS


@at_terminal
@require_safe
def start(request: HttpRequest, terminal: Terminal) -> HttpResponse:
    """With an appointment, or without: where everybody begins, and nothing is known of whoever was here before."""
    stops = HALLS.at(office_id=terminal.office_id, now=clock.now()).stops
    response = page(request, terminal, template="kiosk/start.html", context={"stops": stops, "command": new_id()})
    begin_sitting(request, response)
    return response


@at_terminal
@require_safe
def still_there(request: HttpRequest, terminal: Terminal) -> HttpResponse:
    """Without a script: asks before the page begins anew, and leads back to it (WCAG 2.2.1)."""
    onward = request.GET.get("weiter", "")
    is_ours = onward.startswith("/terminal/") and url_has_allowed_host_and_scheme(onward, allowed_hosts=None)
    return page(request, terminal, template="kiosk/still_there.html", context={"onward": onward if is_ours else ""})


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def pair(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """The link of a new terminal: opened and confirmed on the screen itself, it works once.

    :raises PairingNotUsable: the link is unknown, used or too old.
    """
    now = clock.now()
    terminal = waiting_terminal(token=key, now=now)
    if terminal.office.slug != slug:
        raise PairingNotUsable
    if request.method != "POST":
        return render(request, "kiosk/pair.html", {"terminal": terminal})
    secret = pair_terminal(token=key, now=now)
    response = redirect("kiosk:begin", slug=slug)
    remember_terminal(response, secret=secret)
    return response


@require_safe
def begin(_request: HttpRequest, slug: str) -> HttpResponse:
    """The address that a terminal's browser is started with."""
    return redirect(reverse("kiosk:start", kwargs={"slug": slug, "language": "de"}))
