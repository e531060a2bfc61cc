"""What people are told, to be looked at with an example: both languages, every way."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from einamt.accounts.rights import Right
from einamt.channels.backoffice.post.offices import WAYS, sender_of
from einamt.channels.parts.staff import requires
from einamt.kernel.errors import N_
from einamt.platform import clock
from einamt.platform.notifications.addresses import PostalAddress
from einamt.platform.notifications.channels import MessageChannel
from einamt.platform.notifications.printing import letter_pdf
from einamt.platform.notifications.recipients import Recipient
from einamt.platform.notifications.registry import MessageKind, kind_of, registered
from einamt.platform.notifications.rendering import Content, rendered
from einamt.platform.notifications.segments import length_of

LANGUAGES = {"de": N_("Deutsch"), "en": N_("Englisch")}
NOBODY = Recipient(
    email="huong.giang@example.org",
    mobile="+4917600000000",
    address=PostalAddress(
        name="Thị Hương Giang Đặng-Nguyễn",
        extra="c/o Müller-Lüdenscheidt",
        street="Straße der Völkerfreundschaft 117a",
        postal_code="13187",
        town="Musterstadt",
    ),
)


@require_safe
@requires(Right.SERVE)
def kinds(request: HttpRequest) -> HttpResponse:
    """Every kind of message, and the ways it may go."""
    rows = [
        {
            "kind": kind,
            "name": gettext(kind.name),
            "ways": ", ".join(gettext(WAYS[way]) for way in MessageChannel if way in kind.channels),
        }
        for kind in registered()
        if kind.name
    ]
    context = {"room": "texts", "rows": sorted(rows, key=lambda row: str(row["name"]))}
    return render(request, "post/texts.html", context)


@require_safe
@requires(Right.SERVE)
def kind(request: HttpRequest, code: str) -> HttpResponse:
    """The texts of one kind, in German and English."""
    found = _found(code)
    shown = []
    for language, label in LANGUAGES.items():
        content = _example(found, language)
        shown.append(
            {
                "language": language,
                "label": gettext(label),
                "content": content,
                "length": length_of(content.sms) if content.sms else None,
            }
        )
    context = {"room": "texts", "kind": found, "name": gettext(found.name), "shown": shown}
    return render(request, "post/text.html", context)


@require_safe
@requires(Right.SERVE)
def letter(request: HttpRequest, code: str) -> HttpResponse:
    """The letter of one kind as it is printed."""
    found = _found(code)
    language = request.GET.get("sprache", "de")
    if MessageChannel.LETTER not in found.channels or language not in LANGUAGES:
        raise Http404
    made = letter_pdf(content=_example(found, language), sender=sender_of(None), number="0-1", now=clock.now())
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="beispiel.pdf"'
    return response


def _found(code: str) -> MessageKind:
    found = kind_of(code)
    if found is None or found.example is None:
        raise Http404
    return found


def _example(kind: MessageKind, language: str) -> Content:
    assert kind.example is not None  # noqa: S101 - `_found` looked
    return rendered(kind=kind, recipient=NOBODY, language=language, values=kind.example(language))
