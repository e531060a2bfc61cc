"""What facts refuse."""

from http import HTTPStatus

from einamt.kernel.errors import N_, DomainError


class Superseded(RuntimeError):
    """Another process has dealt with the same facts or files first; what this one wrote does not count."""


class OrderNotKept(RuntimeError):
    """Something failed that nobody has foreseen, in the months that are named; the log says what. The rest was done."""


class FactsDamaged(DomainError):
    """A file is not what was written, and what it was made from is not there any more."""

    code = "facts.damaged"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    message = N_(
        "Diese Zahlen können gerade nicht gelesen werden: Eine Datei ist beschädigt und muss aus der Sicherung geholt "
        "werden. Bitte sagen Sie es denen, die dieses System betreiben."
    )
