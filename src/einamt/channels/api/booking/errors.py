"""What the interface refuses of bookings by itself; all else comes from the rooms below."""

from http import HTTPStatus
from typing import ClassVar

from einamt.kernel.errors import N_, DomainError


class TimeWithoutZone(DomainError):
    """A local time: nobody can tell which of two moments it is in the night that repeats an hour."""

    code = "time-without-zone"
    status: ClassVar[HTTPStatus] = HTTPStatus.UNPROCESSABLE_ENTITY
    message = N_(
        "Diese Zeiten nennen keine Zeitzone: %(names)s. Bitte schreiben Sie sie mit dem Abstand zur Weltzeit, zum "
        "Beispiel 2026-11-25T08:12:00+01:00."
    )


class ClientUnknown(DomainError):
    """The token belongs to no program, or works no longer."""

    code = "client-unknown"
    status: ClassVar[HTTPStatus] = HTTPStatus.UNAUTHORIZED
    message = N_("Dieses Zugangskennwort kennen wir nicht (mehr). Die Stadt gibt Ihnen ein neues.")


class ProofOfWorkMissing(DomainError):
    """The challenge that came with the hold was not solved, or solved for another hold, or used before."""

    code = "proof-of-work"
    status: ClassVar[HTTPStatus] = HTTPStatus.FORBIDDEN
    message = N_(
        "Zu dieser Buchung fehlt die Lösung der Rechenaufgabe, die mit der gehaltenen Zeit kam, oder sie ist schon "
        "verbraucht. Programme mit Zugangskennwort brauchen keine."
    )
