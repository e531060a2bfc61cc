"""„Ich habe keinen Termin“: what is asked for most here, and the rest by letters or by a word of life."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from einamt.accounts.models import Terminal
from einamt.channels.kiosk.devices import at_terminal
from einamt.channels.kiosk.pages import WORD_KEYS, page, typed
from einamt.platform import clock
from einamt.procedures.visits.halls import HALLS
from einamt.procedures.visits.offered import found_here, services_here

SHOWN = 8
"""Services that a screen shows at once, in reach of whoever sits."""
LONGEST = 60


@at_terminal
@require_safe
def choose(request: HttpRequest, terminal: Terminal) -> HttpResponse:
    """The services of the office, each a large button."""
    language = get_language() or "de"
    text = request.GET.get("q", "")[:LONGEST]
    if key := request.GET.get("taste", ""):
        text = typed(text, key=key)
    wanted = text.strip()
    if wanted:
        services = found_here(office_id=terminal.office_id, language=language, text=wanted)
    else:
        services = services_here(office_id=terminal.office_id, language=language)
    context = {
        "text": text,
        "wanted": wanted,
        "services": services[:SHOWN],
        "keys": WORD_KEYS[language],
        "stops": HALLS.at(office_id=terminal.office_id, now=clock.now()).stops,
    }
    return page(request, terminal, template="kiosk/choose.html", context=context)
