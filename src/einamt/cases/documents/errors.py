"""What documents refuse, in sentences for people."""

from http import HTTPStatus
from typing import ClassVar

from einamt.kernel.errors import N_, DomainError


class DocumentUnknown(DomainError):
    """No document has this code, or it is no longer kept."""

    code = "document-unknown"
    status: ClassVar[HTTPStatus] = HTTPStatus.NOT_FOUND
    message = N_(
        "Zu diesem Code kennen wir kein Dokument. Bitte vergleichen Sie ihn Zeichen für Zeichen. Ist der Vorgang schon "
        "länger abgeschlossen, kann auch das Dokument bei uns schon gelöscht sein; dann hilft die Datei selbst."
    )


class NotIssuable(DomainError):
    """A document of this kind cannot be issued on this case now."""

    code = "document-not-issuable"
    message = N_("Dieses Dokument kann zu diesem Vorgang gerade nicht ausgestellt werden.")


class AlreadyRevoked(DomainError):
    """Somebody has revoked it before."""

    code = "document-already-revoked"
    message = N_("Dieses Dokument ist bereits widerrufen.")
