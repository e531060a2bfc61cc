"""Refusals as programs read them: problem details (RFC 9457), with a stable code and a sentence in their language."""

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.utils.translation import override

from einamt.channels.api.booking.values import of_free_time
from einamt.channels.api.languages import sentence_language
from einamt.kernel.errors import DomainError
from einamt.platform.ratelimit.errors import TooManyAttempts
from einamt.platform.shell import words
from einamt.procedures.appointments.errors import HoldExpired, SlotTaken

MEDIA_TYPE = "application/problem+json"


def problem(request: HttpRequest, error: DomainError) -> JsonResponse:
    """The answer to a refused request."""
    language = sentence_language(request)
    with override(language):
        sentence = words.explain(error)
    status = HTTPStatus(error.status)
    told: dict[str, Any] = {
        "type": f"{settings.PUBLIC_URL}/api/#{error.code}",
        "title": status.phrase,
        "status": status.value,
        "code": error.code,
        "detail": sentence,
    }
    if isinstance(error, SlotTaken | HoldExpired):
        told["next_time"] = of_free_time(error.next_time) if error.next_time else None
    response = JsonResponse(
        told,
        status=status.value,
        content_type=MEDIA_TYPE,
        json_dumps_params={"ensure_ascii": False},
    )
    response["Content-Language"] = language
    if isinstance(error, TooManyAttempts):
        response["Retry-After"] = str(error.retry_after_seconds)
    return response
