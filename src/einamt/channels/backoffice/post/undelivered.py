"""Messages that did not arrive, and what somebody does about them."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from einamt.accounts.rights import Right
from einamt.cases.queries import references_of
from einamt.channels.backoffice.post.offices import WAYS, hidden_cases, own_offices
from einamt.channels.parts.staff import requires, staff_of
from einamt.kernel.errors import N_, DomainError
from einamt.platform import clock
from einamt.platform.audit.steps import record_readings
from einamt.platform.links import path
from einamt.platform.notifications import queries
from einamt.platform.notifications.channels import MessageChannel
from einamt.platform.notifications.models import SentMessage, Trouble
from einamt.platform.notifications.operations import send_again, settle, ways_of
from einamt.platform.notifications.recipients import Recipient
from einamt.platform.notifications.registry import kind_of
from einamt.platform.notifications.rendering import Content

PER_PAGE = 50
WHY = {
    Trouble.REFUSED: N_("Adresse abgelehnt"),
    Trouble.RETURNED: N_("zurückgekommen"),
    Trouble.GIVEN_UP: N_("einen Tag lang vergeblich versucht"),
    Trouble.UNSURE: N_("beim Senden abgebrochen: kam vielleicht an"),
    Trouble.NO_WAY: N_("kein Weg, der funktioniert"),
}


@require_safe
@requires(Right.SERVE)
def undelivered(request: HttpRequest) -> HttpResponse:
    """The list, the oldest first; it shows addresses, so the reading is recorded for each case on it."""
    return _page(request)


@require_POST
@requires(Right.SERVE)
def act(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """Send again, on the way that the button names, or say that it is dealt with."""
    row = _undelivered(request).filter(pk=message_id).first()
    wanted, by = request.POST.get("act", ""), str(staff_of(request).actor)
    try:
        if wanted == "done":
            settle(message_id=_own(request, message_id, row), by=by)
        elif wanted in set(MessageChannel):
            send_again(
                message_id=_own(request, message_id, row), channel=MessageChannel(wanted), by=by, now=clock.now()
            )
        else:
            raise Http404
    except DomainError as refusal:
        return _page(request, refusal=refusal)
    messages.success(
        request, gettext("Erledigt.") if wanted == "done" else gettext("Die Nachricht geht noch einmal hinaus.")
    )
    return redirect("post:undelivered")


def _own(request: HttpRequest, message_id: UUID, row: SentMessage | None) -> UUID:
    """The message, if it is one of theirs; dealt with by somebody else, the operation says so."""
    theirs = SentMessage.objects.filter(pk=message_id, office_id__in=[*own_offices(request)])
    if row is None and not theirs.exclude(about__in=hidden_cases(request)).exists():
        raise Http404
    return message_id


def _undelivered(request: HttpRequest) -> QuerySet[SentMessage]:
    return queries.undelivered(offices=own_offices(request)).exclude(about__in=hidden_cases(request))


def _page(request: HttpRequest, *, refusal: DomainError | None = None) -> HttpResponse:
    offices = own_offices(request)
    page = Paginator(_undelivered(request), PER_PAGE).get_page(request.GET.get("page"))
    found = list(page.object_list)
    references = references_of(case_ids=[row.about for row in found if row.about])
    rows = [
        {
            "message": row,
            "kind": _kind(row),
            "way": gettext(WAYS[MessageChannel(row.channel)]),
            "address": _address(row),
            "why": gettext(WHY[Trouble(row.trouble)]),
            "office": offices.get(row.office_id or 0),
            "reference": references.get(row.about) if row.about else None,
            "case_url": (
                path(name="staff-case", parameters={"reference": references[row.about]})
                if row.about in references
                else ""
            ),
            "ways": [(way.value, _button(row, way)) for way in ways_of(row=row)],
        }
        for row in found
    ]
    record_readings(
        actor=staff_of(request).actor,
        what="undelivered-read",
        subjects=sorted({f"case:{row.about}" if row.about in references else f"message:{row.pk}" for row in found}),
        purpose="post",
        now=clock.now(),
    )
    context = {
        "room": "undelivered",
        "page": page,
        "rows": rows,
        "refusal": refusal,
        "hidden": queries.undelivered(offices=offices).count() - page.paginator.count,
    }
    return render(request, "post/undelivered.html", context, status=refusal.status if refusal else 200)


def _button(row: SentMessage, way: MessageChannel) -> str:
    """What the button says that sends the message on `way`."""
    words = gettext("%(way)s noch einmal") if way == row.channel else gettext("Als %(way)s schicken")
    return words % {"way": gettext(WAYS[way])}


def _kind(row: SentMessage) -> str:
    kind = kind_of(row.kind)
    return gettext(kind.name) if kind and kind.name else row.kind


def _address(row: SentMessage) -> str:
    """Where it was to go."""
    recipient = Content.opened(row.content).recipient if row.content else Recipient()
    if row.channel == MessageChannel.LETTER and recipient.address:
        return ", ".join(recipient.address.lines())
    return recipient.mobile if row.channel == MessageChannel.SMS else recipient.email
