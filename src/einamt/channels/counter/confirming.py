"""Asking once more before something that cannot be taken back. It needs no script: the same form comes again."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

_CONFIRMED = "confirmed"
_NOT_REPEATED = {_CONFIRMED, "csrfmiddlewaretoken"}


def is_confirmed(request: HttpRequest) -> bool:
    """Whether this is the second press, on the page that `confirm` shows."""
    return request.POST.get(_CONFIRMED) == "yes"


def confirm(request: HttpRequest, *, title: str, sentences: Sequence[str], label: str, back: str) -> HttpResponse:
    """The page that says what will happen; its button, called `label`, sends what was sent once more, confirmed. `back`
    is where whoever does not want it goes.
    """
    sent = [(name, value) for name, values in request.POST.lists() if name not in _NOT_REPEATED for value in values]
    context = {"title": title, "sentences": sentences, "label": label, "back": back, "sent": sent}
    return render(request, "counter/confirm.html", context)
