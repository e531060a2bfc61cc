"""Whom to sign in as, whose matter to follow, the mails that were sent, and every component on one page."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from einamt.accounts.models import Staff
from einamt.channels.demo.clock import is_shifted
from einamt.channels.demo.seeding.citizens import ADDRESS, kept
from einamt.channels.demo.seeding.people import CAST, PASSWORD
from einamt.citizens.hashes import address_hash
from einamt.citizens.models import ProvedAddress
from einamt.platform import links
from einamt.platform.clock import now
from einamt.platform.notifications import mailbox as mails
from einamt.platform.shell.components import showcase


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """The demo's cast."""
    known = set(
        Staff.objects.filter(username__in=[person.username for person in CAST]).values_list("username", flat=True)
    )
    context = {
        "cast": [person for person in CAST if person.username in known],
        "password": PASSWORD,
        "asks_for_second_factor": settings.STAFF_SECOND_FACTOR,
        "citizens": kept(),
        "account": _account(),
        "now": now(),
        "is_shifted": is_shifted(),
        "sign_in_url": links.path(name="staff-sign-in", parameters={}),
        "account_url": links.path(name="account-sign-in", parameters={}),
        "status_url": links.path(name="case-status", parameters={}),
    }
    return render(request, "demo/people.html", context)


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """Every component of the page shell, to be looked at."""
    return render(request, "shell/components.html", showcase.context())


@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """The mails of the demo, newest first."""
    return render(request, "demo/mailbox.html", {"mails": mails.messages(limit=50)})


@require_safe
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """One mail."""
    return render(request, "demo/mail.html", {"mail": _mail(name)})


@require_safe
def attachment(_request: HttpRequest, name: str, number: int) -> HttpResponse:
    """A file that came with a mail, to be saved."""
    files = _mail(name).attachments
    if number >= len(files):
        raise Http404
    response = HttpResponse(files[number].content, content_type=files[number].mime)
    response["Content-Disposition"] = f'attachment; filename="{files[number].name}"'
    return response


def _account() -> str:
    """The address with which one signs in to the demo's account; empty where it has none."""
    known = ProvedAddress.objects.filter(address_index=address_hash(address=ADDRESS))
    return ADDRESS if known.exists() else ""


def _mail(name: str) -> mails.Mail:
    found = mails.message(name=name)
    if found is None:
        raise Http404
    return found
