"""What the conversation about a case refuses, in sentences for people."""

from http import HTTPStatus
from typing import ClassVar

from einamt.kernel.errors import N_, DomainError


class CaseIsClosed(DomainError):
    """The case is closed: nobody would read it."""

    code = "conversation-case-closed"
    status: ClassVar[HTTPStatus] = HTTPStatus.CONFLICT
    message = N_("Dieser Vorgang ist abgeschlossen. Nachrichten dazu sind nicht mehr möglich.")


class CaseIsBlocked(DomainError):
    """The case is blocked (Art. 18 GDPR): nobody of the staff does anything with it."""

    code = "conversation-case-blocked"
    status: ClassVar[HTTPStatus] = HTTPStatus.CONFLICT
    message = N_("Dieser Vorgang ist gesperrt. Zurzeit kann dazu nichts gefragt werden.")


class TooManyAnswers(DomainError):
    """The office has not dealt with the earlier ones yet."""

    code = "conversation-too-many-answers"
    status: ClassVar[HTTPStatus] = HTTPStatus.TOO_MANY_REQUESTS
    message = N_("Das Amt hat Ihre letzten Nachrichten noch nicht gelesen. Bitte warten Sie, oder rufen Sie uns an.")
