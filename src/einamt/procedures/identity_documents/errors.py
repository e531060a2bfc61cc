"""What is refused about identity documents, in sentences for people."""

from http import HTTPStatus
from typing import ClassVar

from einamt.kernel.errors import N_, DomainError


class BadNumber(DomainError):
    """What was typed cannot be a serial number."""

    code = "bad-serial-number"
    status: ClassVar[HTTPStatus] = HTTPStatus.UNPROCESSABLE_ENTITY
    message = N_("Eine Seriennummer hat neun Zeichen, Ziffern und Buchstaben. Sie steht auf Ihrem Abholzettel.")


class DocumentNotFound(DomainError):
    """No document has this number, or this slip; what was wrong is never said."""

    code = "document-not-found"
    status: ClassVar[HTTPStatus] = HTTPStatus.NOT_FOUND
    message = N_(
        "Zu dieser Angabe finden wir nichts. Bitte vergleichen Sie die Seriennummer mit Ihrem Abholzettel. Stimmt sie, "
        "ist Ihr Antrag vielleicht noch nicht erfasst: Versuchen Sie es morgen wieder, oder rufen Sie uns an."
    )


class SystemUnknown(DomainError):
    """The program may not report about identity documents."""

    code = "system-unknown"
    status: ClassVar[HTTPStatus] = HTTPStatus.FORBIDDEN
    message = N_("Dieses Programm darf keine Ausweise melden. Die Stadt verbindet es mit „einamt identity-documents“.")


class BadReports(DomainError):
    """Some of the reports cannot be read; none was taken."""

    code = "bad-reports"
    status: ClassVar[HTTPStatus] = HTTPStatus.UNPROCESSABLE_ENTITY
    message = N_("Diese Meldungen lassen sich nicht lesen, es wurde keine übernommen: %(faults)s.")


class AlreadyDecided(DomainError):
    """Somebody has decided about the report, or it has settled itself."""

    code = "report-decided"
    message = N_("Über diese Meldung ist schon entschieden. Bitte laden Sie die Seite neu.")


class NothingToOpen(DomainError):
    """The order is unknown, and the report does not say which service it is about."""

    code = "report-without-service"
    message = N_(
        "Diese Bestellung kennen wir nicht, und die Meldung nennt keine Leistung. Übernehmen lässt sie sich erst, wenn "
        "das Fachverfahren den Antrag gemeldet hat."
    )
