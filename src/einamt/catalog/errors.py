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


class SurnameUnreadable(DomainError):
    """The surname has no Latin letter."""

    code = "surname-unreadable"
    status = HTTPStatus.BAD_REQUEST
    message = N_("Bitte schreiben Sie den Familiennamen in lateinischen Buchstaben, so wie er im Pass steht.")


class PlaceUnknown(DomainError):
    """What was typed is no address, postal code or district that is known."""

    code = "place-unknown"
    status = HTTPStatus.NOT_FOUND
    message = N_(
        "„%(text)s“ haben wir nicht gefunden. Bitte prüfen Sie die Schreibweise, "
        "oder geben Sie nur die Postleitzahl ein."
    )


class PlaceOutside(PlaceUnknown):
    """What was typed lies in another city."""

    code = "place-outside"
    message = N_("„%(text)s“ liegt nicht in unserem Gebiet. Dort ist eine andere Verwaltung zuständig.")


class AddressSearchUnavailable(DomainError):
    """The address search of another provider does not answer."""

    code = "address-search-unavailable"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    message = N_(
        "Unsere Adresssuche antwortet gerade nicht. Mit der Postleitzahl allein kommen Sie trotzdem weiter; "
        "oder versuchen Sie es in ein paar Minuten noch einmal."
    )
