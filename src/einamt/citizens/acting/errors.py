"""What acting for somebody refuses, in sentences for people."""

from http import HTTPStatus
from typing import ClassVar

from einamt.kernel.errors import N_, DomainError


class NotActing(DomainError):
    """It was never confirmed, has ended, or is another account's."""

    code = "acting-not-in-force"
    status: ClassVar[HTTPStatus] = HTTPStatus.FORBIDDEN
    message = N_("Diese Vertretung gilt nicht oder nicht mehr. In „Vertretungen“ in Ihrem Konto steht, warum.")


class OutOfScope(DomainError):
    """The service is none for which it was given."""

    code = "acting-out-of-scope"
    status: ClassVar[HTTPStatus] = HTTPStatus.FORBIDDEN
    message = N_(
        "Für diese Leistung gilt Ihre Vertretung nicht. Beenden Sie in Ihrem Konto das Handeln für die andere Person, "
        "oder wählen Sie eine andere Leistung."
    )


class BadEnd(DomainError):
    """The end lies in the past or too far away."""

    code = "acting-bad-end"
    message = N_("Die Vertretung kann frühestens morgen und spätestens am %(latest)s enden.")


class OfAge(DomainError):
    """Whoever is of age is represented by nobody's parents."""

    code = "acting-of-age"
    message = N_("Diese Person ist volljährig. Für sie brauchen Sie eine Vollmacht oder eine rechtliche Betreuung.")


class TooManyAsked(DomainError):
    """The account waits for many decisions."""

    code = "acting-too-many-asked"
    status: ClassVar[HTTPStatus] = HTTPStatus.TOO_MANY_REQUESTS
    message = N_("Über mehrere Ihrer Anträge ist noch nicht entschieden. Bitte warten Sie, oder kommen Sie vorbei.")


class AlreadyDecided(DomainError):
    """Somebody was faster."""

    code = "acting-already-decided"
    message = N_("Darüber hat inzwischen jemand entschieden.")


class ProofNotSeen(DomainError):
    """Nothing was sent that could be opened, and nobody says that they have seen anything."""

    code = "acting-proof-not-seen"
    message = N_("Bestätigen kann nur, wer den Nachweis gesehen hat. Bitte setzen Sie das Häkchen.")


class ReasonMissing(DomainError):
    """The office ends it and does not say why."""

    code = "acting-reason-missing"
    message = N_("Bitte sagen Sie, warum die Vertretung endet. Beide Seiten können danach fragen.")


class UnknownRepresentation(DomainError):
    """There is none with this number."""

    code = "acting-unknown"
    status: ClassVar[HTTPStatus] = HTTPStatus.NOT_FOUND
    message = N_("Diese Vertretung gibt es nicht, oder sie ist gelöscht. Bitte vergleichen Sie die Nummer.")
