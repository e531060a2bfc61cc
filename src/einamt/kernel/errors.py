"""Refusals a citizen can understand. Bugs are not refusals: they propagate."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import ClassVar


def N_(message: str) -> str:  # noqa: N802 - the customary name of the marker
    """Mark `message` for translation where it is defined; it is translated where it is shown."""
    return message


class DomainError(Exception):
    """An anticipated refusal with a stable code, an HTTP status and a whole German sentence (or two).

    Every room defines its own in `errors`. The sentence says what happened, what it means and what to do; it may hold
    named placeholders, which `params` fills when the sentence has been translated.
    """

    code: ClassVar[str]
    status: ClassVar[HTTPStatus] = HTTPStatus.CONFLICT
    message: ClassVar[str]

    def __init__(self, params: Mapping[str, str | int] | None = None) -> None:
        self.params: Mapping[str, str | int] = params or {}
        super().__init__(f"{self.code}: {self.message % self.params}")
