"""What the interface refuses by itself; all else comes from the rooms below."""

from http import HTTPStatus

from einamt.kernel.errors import N_, DomainError


class InvalidParameter(DomainError):
    """A parameter is missing or is not what it should be."""

    code = "invalid-parameter"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = N_(
        "Mit diesen Angaben der Anfrage können wir nichts anfangen: %(names)s. "
        "Was erlaubt ist, steht in der Beschreibung."
    )


class NothingHere(DomainError):
    """The address is none of the interface's."""

    code = "not-found"
    status = HTTPStatus.NOT_FOUND
    message = N_("Unter dieser Adresse gibt es hier nichts. Die Beschreibung nennt alle Adressen.")


class MethodNotAllowed(DomainError):
    """Another method than the address knows."""

    code = "method-not-allowed"
    status = HTTPStatus.METHOD_NOT_ALLOWED
    message = N_("Diese Adresse lässt sich nicht so aufrufen, nur mit %(methods)s.")


class Unsound(DomainError):
    """The address holds signs that no text has, or is longer than anybody means."""

    code = "bad-request"
    status = HTTPStatus.BAD_REQUEST
    message = N_("Die Anfrage ist zu lang oder enthält Zeichen, die hier nicht vorkommen können.")


class TooLarge(DomainError):
    """More was sent than is read."""

    code = "too-large"
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    message = N_("Was geschickt wurde, ist zu groß.")


class Away(DomainError):
    """The database does not answer."""

    code = "unavailable"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    message = N_("Wir kommen gerade nicht an unsere Daten. Bitte fragen Sie in ein paar Sekunden noch einmal.")
