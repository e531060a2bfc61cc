"""What is refused, in sentences for who writes."""

from http import HTTPStatus
from typing import ClassVar

from einamt.kernel.errors import N_, DomainError


class NothingWritten(DomainError):
    """The message is empty, or too long."""

    code = "inquiry-nothing-written"
    status: ClassVar[HTTPStatus] = HTTPStatus.UNPROCESSABLE_ENTITY
    message = N_("Bitte schreiben Sie, worum es geht, in höchstens %(longest)s Zeichen.")


class NowhereToSend(DomainError):
    """The city has no address to which inquiries go."""

    code = "inquiry-nowhere-to-send"
    message = N_("Nachrichten nehmen wir hier gerade nicht an. Bitte rufen Sie uns an.")
