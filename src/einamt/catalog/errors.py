"""What the catalogue refuses, and how it says so."""

from http import HTTPStatus

from einamt.kernel.errors import N_, DomainError


class ServiceNotFound(DomainError):
    """No public service has this address."""

    code = "service-not-found"
    status = HTTPStatus.NOT_FOUND
    message = N_("Diese Leistung gibt es hier nicht oder nicht mehr. Bitte suchen Sie nach ihr, oder rufen Sie uns an.")


class OfficeNotFound(DomainError):
    """No public office has this address."""

    code = "office-not-found"
    status = HTTPStatus.NOT_FOUND
    message = N_("Dieses Amt gibt es hier nicht oder nicht mehr. Die Liste der Ämter zeigt alle, die geöffnet sind.")


class LifeEventNotFound(DomainError):
    """No life event has this key."""

    code = "life-event-not-found"
    status = HTTPStatus.NOT_FOUND
    message = N_("Diese Lebenslage gibt es hier nicht. Die Startseite zeigt alle Lebenslagen.")


class PostalCodeUnknown(DomainError):
    """The postal code is not one of the city's."""

    code = "postal-code-unknown"
    status = HTTPStatus.NOT_FOUND
    message = N_(
        "Die Postleitzahl %(postal_code)s kennen wir nicht. Bitte prüfen Sie die fünf Ziffern, "
        "oder wählen Sie ein Amt aus der Liste."
    )
