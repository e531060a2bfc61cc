"""Pausing at a counter, going on, and closing it: nobody who was called is left standing there."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from einamt.accounts.rights import Right
from einamt.channels.counter.day import led_on, refused
from einamt.channels.counter.desks import give_up_place, workplace_of
from einamt.channels.parts.posted import seconds_of
from einamt.channels.parts.staff import requires
from einamt.kernel.errors import DomainError
from einamt.platform import clock
from einamt.procedures.visits.resting import go_on, rest_counter


@requires(Right.SERVE)
@require_POST
def rest(request: HttpRequest) -> HttpResponse:
    """Do what the button says: `pause`, `go-on`, or `close`, which also gives up the place.

    Each may have been kept while there was no line, and may come twice: the second time changes nothing.
    """
    workplace = workplace_of(request)
    if workplace is None:
        return redirect("counter:choose")
    now, desk, wanted = clock.now(), workplace.desk(request), request.POST.get("rest", "")
    try:
        if wanted == "go-on":
            go_on(desk=desk, now=now)
        elif wanted in {"pause", "close"}:
            ago = timedelta(seconds=seconds_of(request.POST.get("age", "")))
            rest_counter(desk=desk, now=now, pressed_at=now - ago if ago else None)
    except DomainError as refusal:
        return refused(request, workplace=workplace, refusal=refusal)
    if wanted != "close":
        return led_on(request, HttpResponseRedirect(reverse("counter:day")))
    give_up_place(request)
    messages.success(request, gettext("Schalter %(counter)s ist geschlossen.") % {"counter": workplace.counter})
    return led_on(request, HttpResponseRedirect(reverse("counter:choose")))
