"""What a case refuses, in sentences for people."""

from http import HTTPStatus
from typing import ClassVar

from einamt.kernel.errors import N_, DomainError


class CaseNotFound(DomainError):
    """No case has this reference and this code; which of the two was wrong is never said."""

    code = "case-not-found"
    status: ClassVar[HTTPStatus] = HTTPStatus.NOT_FOUND
    message = N_(
        "Zu dieser Vorgangsnummer und diesem Code finden wir nichts. Bitte vergleichen Sie beides mit Ihrer "
        "Bestätigung. Hilft das nicht, rufen Sie uns an."
    )


class EventNotAllowed(DomainError):
    """The transition table has no edge for this event from the case's state."""

    code = "event-not-allowed"
    message = N_(
        "Das ist bei diesem Vorgang gerade nicht möglich: Er ist inzwischen in einem anderen Stand. "
        "Bitte laden Sie die Seite neu."
    )


class CaseMoved(DomainError):
    """Somebody else changed the case between reading and writing it."""

    code = "case-moved"
    message = N_("Dieser Vorgang wurde gerade an anderer Stelle geändert. Bitte laden Sie die Seite neu.")
