"""„Ich habe einen Termin“: the reference, typed on the page or on a keyboard, or the link that a scanner types."""

from http import HTTPStatus
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from einamt.accounts.models import Terminal
from einamt.channels.kiosk.devices import at_terminal, shown_token
from einamt.channels.kiosk.pages import REFERENCE_KEYS, address, page, typed
from einamt.channels.parts.arriving import arrive_by_reference
from einamt.channels.parts.posted import uuid_of
from einamt.channels.parts.scanning import LONGEST, case_scanned
from einamt.kernel.channels import Channel
from einamt.kernel.errors import DomainError
from einamt.kernel.identifiers import new_id
from einamt.platform import clock
from einamt.procedures.visits.arriving import check_in


@at_terminal
@require_http_methods(["GET", "HEAD", "POST"])
def arrive(request: HttpRequest, terminal: Terminal) -> HttpResponse:
    """The field with its keys, and what comes of it: the own number, or a sentence that says what to do now."""
    text = request.POST.get("reference", "")[:LONGEST].strip()
    key, command_id = request.POST.get("taste", ""), uuid_of(request.POST.get("command", ""))
    if request.method != "POST" or key or command_id is None:
        return _page(request, terminal, text=typed(text, key=key) if key else text)
    if not text:
        hint = gettext("Bitte tippen Sie Ihre Vorgangsnummer ein.")
        return _page(request, terminal, text="", hint=hint, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        case_id = _arrived(text, terminal=terminal, command_id=command_id)
    except DomainError as refusal:
        return _page(request, terminal, text=text, refusal=refusal)
    shown = address("shown", terminal, token=shown_token(request, case_id=case_id))
    return HttpResponseRedirect(shown, status=HTTPStatus.SEE_OTHER)


def _arrived(text: str, *, terminal: Terminal, command_id: UUID) -> UUID:
    """Whose secret was scanned is told all; what is typed is limited by terminal, as it is by network for phones."""
    now, office_id = clock.now(), terminal.office_id
    held = case_scanned(text)
    if held is not None:
        return check_in(
            case_id=held, office_id=office_id, channel=Channel.KIOSK, command_id=command_id, now=now
        ).case_id
    return arrive_by_reference(
        who=f"terminal:{terminal.pk}",
        reference=text,
        hall_code=None,
        office_id=office_id,
        channel=Channel.KIOSK,
        command_id=command_id,
        now=now,
    )


def _page(
    request: HttpRequest,
    terminal: Terminal,
    *,
    text: str,
    refusal: DomainError | None = None,
    hint: str = "",
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    context = {
        "text": "" if "/" in text else text,  # nobody corrects a link by hand
        "keys": REFERENCE_KEYS,
        "hint": hint,
        "command": new_id(),
    }
    return page(request, terminal, template="kiosk/arrive.html", context=context, refusal=refusal, status=status)
