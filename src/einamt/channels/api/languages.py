"""In which language a program asks."""

import re
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest

GERMAN = "de"
_CODE = re.compile(r"[a-z]{2,3}")
_LONGEST_HEADER = 500


def content_language(request: HttpRequest) -> str:
    """The language that the caller reads best (RFC 9110, section 12.5.4), German where none is named.

    Any language may be asked for: texts that are not there in it come in German, and say so.
    """
    return next(iter(_wanted(request)), GERMAN)


def sentence_language(request: HttpRequest) -> str:
    """The language of sentences of the house: the first wanted one that it speaks."""
    spoken = {code for code, _ in settings.LANGUAGES}
    return next((code for code in _wanted(request) if code in spoken), GERMAN)


def _wanted(request: HttpRequest) -> tuple[str, ...]:
    return _codes(request.META.get("HTTP_ACCEPT_LANGUAGE", "")[:_LONGEST_HEADER])


@lru_cache(maxsize=256)
def _codes(header: str) -> tuple[str, ...]:
    """Primary language codes, the most wanted first."""
    found: list[tuple[float, int, str]] = []
    for place, part in enumerate(header.split(",")):
        name, _, parameter = part.strip().lower().partition(";")
        code = name.partition("-")[0].strip()
        weight = _weight(parameter.strip())
        if _CODE.fullmatch(code) and weight > 0:
            found.append((-weight, place, code))
    return tuple(code for _, _, code in sorted(found))


def _weight(parameter: str) -> float:
    try:
        return float(parameter.removeprefix("q=")) if parameter.startswith("q=") else 1.0
    except ValueError:
        return 0.0
