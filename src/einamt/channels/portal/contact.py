"""The contact form: a message to the city, from whoever did not find what they looked for."""

from datetime import timedelta
from http import HTTPStatus
from typing import ClassVar
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from einamt.channels.parts import humans
from einamt.channels.parts.headers import personal
from einamt.kernel.errors import DomainError
from einamt.kernel.identifiers import new_id
from einamt.platform import clock
from einamt.platform.ratelimit.operations import count_attempt
from einamt.platform.shell.forms import Form
from einamt.platform.web.client import limit_key
from einamt.procedures.appointments.errors import RulesMissing
from einamt.procedures.inquiries.operations import send_inquiry
from einamt.procedures.inquiries.rules import LONGEST, Subject

CHALLENGES, SOLVED, UNSOLVED, PER = 60, 20, 3, timedelta(hours=1)
"""Messages an hour from one network: some with the proof of work, few without (no JavaScript)."""
COMMAND = "contact-command"
"""In the session: what the proof of work is bound to, and what a second press repeats."""


class ContactForm(Form):
    """What somebody wants to say, and whether an answer is wanted."""

    thema = forms.ChoiceField(
        label=_("Worum geht es?"),
        widget=forms.RadioSelect,
        choices=[
            (Subject.QUESTION.value, _("Ich habe eine Frage")),
            (Subject.COMPLAINT.value, _("Ich möchte mich beschweren")),
            (Subject.PRAISE.value, _("Ich möchte etwas loben")),
            (Subject.PAGE.value, _("Auf einer Seite fehlt etwas oder ist falsch")),
        ],
    )
    nachricht = forms.CharField(
        label=_("Ihre Nachricht"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Schreiben Sie in Ihrer Sprache. Bitte keine Passnummern und keine Angaben zur Gesundheit."),
    )
    name = forms.CharField(label=_("Ihr Name"), required=False, max_length=120)
    email = forms.EmailField(
        label=_("E-Mail-Adresse für die Antwort"),
        required=False,
        max_length=254,
        help_text=_("Ohne Adresse lesen wir Ihre Nachricht, können aber nicht antworten."),
    )
    altcha = forms.CharField(required=False, max_length=4000, widget=forms.HiddenInput)

    autocomplete: ClassVar = {"name": "name", "email": "email"}


@personal
@require_safe
def challenge(request: HttpRequest) -> HttpResponse:
    """The proof of work for the form that this browser has open; 404 where it has none."""
    now, command = clock.now(), request.session.get(COMMAND)
    if command is None:
        return JsonResponse({}, status=HTTPStatus.NOT_FOUND)
    count_attempt(key=f"portal.challenge:{limit_key(request)}", limit=CHALLENGES, per=PER, now=now)
    suspicion = humans.suspicion_of(network=limit_key(request), now=now)
    try:
        return JsonResponse(humans.new_challenge(hold_id=UUID(command), now=now, suspicion=suspicion))
    except RulesMissing:  # the bounds of the work are rules of booking; a city without them still has a contact form
        return JsonResponse({}, status=HTTPStatus.NOT_FOUND)


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest) -> HttpResponse:
    """The form; `?gesucht=` says what was looked for in vain, so that it need not be typed twice."""
    if request.method != "POST":
        request.session[COMMAND] = str(new_id())
        return _page(request, form=ContactForm(initial=_from_search(request)))
    form = ContactForm(request.POST)
    if not form.is_valid():
        return _page(request, form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    now, command = clock.now(), UUID(request.session.setdefault(COMMAND, str(new_id())))
    understood = form.cleaned_data
    is_solved = humans.is_solved(payload=understood["altcha"], hold_id=command, now=now)
    try:
        count_attempt(
            key=f"portal.contact-{'solved' if is_solved else 'unsolved'}:{limit_key(request)}",
            limit=SOLVED if is_solved else UNSOLVED,
            per=PER,
            now=now,
        )
        send_inquiry(
            subject=Subject(understood["thema"]),
            message=understood["nachricht"],
            person_name=understood["name"],
            email=understood["email"],
            language=get_language() or "de",
            command_id=command,
            now=now,
        )
    except DomainError as refusal:
        form.add_error(None, gettext(refusal.message) % dict(refusal.params))
        return _page(request, form=form, status=refusal.status)
    return redirect("portal:contact-sent")


@personal
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """That the message is on its way. Whoever comes back to the form writes a new one."""
    request.session.pop(COMMAND, None)
    return render(request, "portal/contact/sent.html")


def _page(request: HttpRequest, *, form: ContactForm, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    return render(request, "portal/contact/form.html", {"form": form}, status=status)


def _from_search(request: HttpRequest) -> dict[str, str]:
    searched = " ".join(request.GET.get("gesucht", "").split())[:200]
    if not searched:
        return {}
    return {
        "thema": Subject.QUESTION.value,
        "nachricht": gettext("Ich habe nach „%(query)s“ gesucht und nichts gefunden.") % {"query": searched} + "\n\n",
    }
