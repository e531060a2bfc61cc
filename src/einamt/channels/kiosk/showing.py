"""The number, large, on paper and for the phone."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from einamt.accounts.models import Terminal
from einamt.cases.tokens import holder_token
from einamt.channels.kiosk.devices import at_terminal, case_shown
from einamt.channels.kiosk.pages import address, page
from einamt.channels.parts.qr import qr_data
from einamt.platform import clock, links
from einamt.procedures.visits.holding import held_visit, spot_of_held


@at_terminal
@require_safe
def shown(request: HttpRequest, terminal: Terminal, token: str) -> HttpResponse:
    """What came of it. Whoever comes back to an earlier sitting's number sees the start."""
    case_id, now = case_shown(request, token=token), clock.now()
    held = held_visit(case_id=case_id, now=now) if case_id else None
    if case_id is None or held is None:
        return HttpResponseRedirect(address("start", terminal))
    link = links.absolute(name="visit", parameters={"token": holder_token(case_id=case_id)})
    context = {
        "held": held,
        "spot": spot_of_held(held=held, now=now),
        "service_name": held.service_name(language=get_language() or "de"),
        "qr": qr_data(link),
        "drawn_at": held.arrived_at or now,
    }
    return page(request, terminal, template="kiosk/shown.html", context=context)
