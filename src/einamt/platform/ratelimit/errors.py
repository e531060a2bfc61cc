"""Refusals of this room."""

from http import HTTPStatus
from typing import ClassVar

from einamt.kernel.errors import N_, DomainError


class TooManyAttempts(DomainError):
    """Somebody has tried something too often; `retry_after_seconds` says when it is worth trying again."""

    code: ClassVar[str] = "too-many-attempts"
    status: ClassVar[HTTPStatus] = HTTPStatus.TOO_MANY_REQUESTS
    message: ClassVar[str] = N_(
        "Das waren zu viele Versuche in kurzer Zeit. Bitte versuchen Sie es in %(minutes)s Minuten noch einmal."
    )

    def __init__(self, *, retry_after_seconds: int) -> None:
        self.retry_after_seconds = retry_after_seconds
        super().__init__({"minutes": max(2, -(-retry_after_seconds // 60))})
