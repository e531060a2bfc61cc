"""What is refused of requests with a key (draft-ietf-httpapi-idempotency-key-header-07, section 2.7)."""

from http import HTTPStatus
from typing import ClassVar

from einamt.kernel.errors import N_, DomainError


class KeyUsedOtherwise(DomainError):
    """The key belongs to another request."""

    code = "idempotency-key-reused"
    status: ClassVar[HTTPStatus] = HTTPStatus.UNPROCESSABLE_ENTITY
    message = N_(
        "Mit diesem Idempotency-Key ist schon etwas anderes angefragt worden. Bitte senden Sie jede neue Anfrage mit "
        "einem neuen Schlüssel."
    )
