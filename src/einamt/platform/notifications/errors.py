"""Refusals about messages and letters."""

from http import HTTPStatus
from typing import ClassVar

from einamt.kernel.errors import N_, DomainError


class AlreadySettled(DomainError):
    """Somebody else was faster."""

    code = "message-settled"
    status: ClassVar[HTTPStatus] = HTTPStatus.CONFLICT
    message = N_("Darum hat sich schon jemand gekümmert.")


class NoSuchWay(DomainError):
    """The person cannot be told on this way."""

    code = "message-no-such-way"
    status: ClassVar[HTTPStatus] = HTTPStatus.CONFLICT
    message = N_(
        "Auf diesem Weg kann die Nachricht nicht gehen: Es fehlt eine Adresse, oder der Text ist nicht mehr da."
    )


class BatchPosted(DomainError):
    """The batch is at the post already."""

    code = "batch-posted"
    status: ClassVar[HTTPStatus] = HTTPStatus.CONFLICT
    message = N_("Dieser Stapel ist schon als aufgegeben vermerkt.")


class NotPosted(DomainError):
    """The day on which it is said to have been posted cannot be."""

    code = "batch-day"
    status: ClassVar[HTTPStatus] = HTTPStatus.UNPROCESSABLE_ENTITY
    message = N_(
        "Ein Stapel kann nicht vor dem Tag aufgegeben worden sein, an dem er gedruckt wurde, und nicht in der Zukunft."
    )


class NoLetter(DomainError):
    """There is no letter with this number that was posted."""

    code = "letter-unknown"
    status: ClassVar[HTTPStatus] = HTTPStatus.NOT_FOUND
    message = N_("Einen aufgegebenen Brief mit dieser Nummer gibt es nicht. Sie steht auf dem Brief rechts oben.")
