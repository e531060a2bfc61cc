"""What editing offices refuses."""

from http import HTTPStatus

from einamt.kernel.errors import N_, DomainError


class OfficeUnknown(DomainError):
    """No office, public or not, has this address."""

    code = "office-unknown"
    status = HTTPStatus.NOT_FOUND
    message = N_("Dieses Amt gibt es nicht mehr. Die Liste zeigt, welche da sind.")


class NoOfficeName(DomainError):
    """An office without a name."""

    code = "office-no-name"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = N_("Das Amt braucht einen Namen.")


class HalfAPlace(DomainError):
    """One of two coordinates."""

    code = "office-half-a-place"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = N_("Bitte geben Sie beide Koordinaten an, Breite und Länge, oder keine.")


class NotServedThere(DomainError):
    """The office does not offer the service (any more)."""

    code = "office-not-served"
    status = HTTPStatus.NOT_FOUND
    message = N_("Dieses Amt bietet die Leistung nicht an. Vielleicht hat jemand sie inzwischen herausgenommen.")
