"""What every page of a terminal has: the office, the way back, and the languages of the house."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language

from einamt.accounts.models import Terminal
from einamt.kernel.errors import DomainError
from einamt.kernel.references import ALPHABET
from einamt.platform.ratelimit.errors import TooManyAttempts
from einamt.platform.shell.languages import OtherLanguage, other_language

LANGUAGES = (*dict(settings.LANGUAGES), *settings.CONTENT_LANGUAGES)
"""Those that a terminal speaks: few pages, all of them there in each."""
REFERENCE_KEYS = tuple(ALPHABET)
_LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
WORD_KEYS: Mapping[str, str] = {
    "de": _LATIN + "ÄÖÜß",
    "en": _LATIN,
    "tr": "ABCÇDEFGĞHIİJKLMNOÖPRSŞTUÜVYZ",
    "uk": "АБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЬЮЯ",
    "ar": "ابتثجحخدذرزسشصضطظعغفقكلمنهويءأإآةى",
}
"""The keys to write a word with, by language, in the order of its alphabet: whoever types seldom finds them so."""
BACK = "zurueck"
"""What the key posts that takes the last character away."""


def page(
    request: HttpRequest,
    terminal: Terminal,
    *,
    template: str,
    context: Mapping[str, Any],
    refusal: DomainError | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """A page of the terminal; a `refusal` stands on top of it and gives the response its status."""
    start = address("start", terminal)
    common = {
        "office": terminal.office,
        "terminal": terminal,
        "start": start,
        "still_there": f"{address('still-there', terminal)}?weiter={request.path}",
        "languages": _languages(request),
        "refusal": refusal,
        "back_key": BACK,
    }
    response = render(request, template, {**common, **context}, status=refusal.status if refusal else status)
    if isinstance(refusal, TooManyAttempts):
        response["Retry-After"] = str(refusal.retry_after_seconds)
    return response


def address(name: str, terminal: Terminal, **more: object) -> str:
    """The address of one of the terminal's pages, in the language of this one."""
    kwargs = {"slug": terminal.office.slug, "language": get_language() or "de", **more}
    return reverse(f"kiosk:{name}", kwargs=kwargs)


def typed(text: str, *, key: str) -> str:
    """What stands in a field once a key of the page has been pressed, for browsers without a script."""
    return text[:-1] if key == BACK else f"{text}{key[:1]}"


def _languages(request: HttpRequest) -> list[OtherLanguage]:
    """This page in every language of the terminal; what was typed in one means nothing in another."""
    match = request.resolver_match
    if match is None:
        return []
    return [
        other_language(code=code, url=reverse(match.view_name, kwargs={**match.kwargs, "language": code}))
        for code in LANGUAGES
    ]
