"""Why a file is not taken or not handed out, in sentences for people."""

from http import HTTPStatus
from typing import ClassVar

from einamt.kernel.errors import N_, DomainError


class FileTooLarge(DomainError):
    """It is larger than the city takes."""

    code = "attachment-too-large"
    status: ClassVar[HTTPStatus] = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    message = N_(
        "„%(name)s“ ist zu groß: höchstens %(most)s MB. Tipp: Fotografieren Sie das Blatt noch einmal mit kleinerer "
        "Auflösung, oder schicken Sie die Seiten einzeln."
    )


class FileKindUnknown(DomainError):
    """By what is in it, it is no PDF, JPEG or PNG."""

    code = "attachment-kind-unknown"
    status: ClassVar[HTTPStatus] = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    message = N_("„%(name)s“ ist kein PDF und kein Foto (JPEG oder PNG). Andere Dateien können wir nicht annehmen.")


class FileBroken(DomainError):
    """Its end is missing, or it cannot be shown."""

    code = "attachment-broken"
    message = N_(
        "„%(name)s“ ist unvollständig oder beschädigt. Bitte öffnen Sie die Datei bei sich, und wählen Sie sie neu."
    )


class FileInfected(DomainError):
    """The scanner has found something."""

    code = "attachment-infected"
    message = N_(
        "In „%(name)s“ hat unser Virenschutz etwas gefunden. Wir haben die Datei nicht angenommen. Bitte prüfen Sie "
        "Ihr Gerät, und schicken Sie uns das Blatt als neues Foto, oder bringen Sie es mit."
    )


class TooManyFiles(DomainError):
    """More than go with one message."""

    code = "attachment-too-many"
    message = N_("Bitte wählen Sie höchstens %(most)s Dateien auf einmal.")


class NoScanner(DomainError):
    """The city has no scanner, so it takes no files; no form offers it."""

    code = "attachment-no-scanner"
    status: ClassVar[HTTPStatus] = HTTPStatus.SERVICE_UNAVAILABLE
    message = N_(
        "Dateien können wir hier nicht annehmen. Bitte bringen Sie das Blatt mit, oder schicken Sie es per Post."
    )


class FileNotThere(DomainError):
    """There is no such file, or it may not be opened: it is still being checked, or was refused."""

    code = "attachment-not-there"
    status: ClassVar[HTTPStatus] = HTTPStatus.NOT_FOUND
    message = N_("Diese Datei kann gerade nicht geöffnet werden: Sie wird noch geprüft, oder es gibt sie nicht mehr.")
