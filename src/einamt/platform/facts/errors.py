"""What facts refuse."""

from http import HTTPStatus

from einamt.kernel.errors import N_, DomainError


class FactsDamaged(DomainError):
    """A file is not what was written, and what it was made from is not there any more."""

    code = "facts.damaged"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    message = N_(
        "Diese Zahlen können gerade nicht gelesen werden: Eine Datei ist beschädigt und muss aus der Sicherung geholt "
        "werden. Bitte sagen Sie es denen, die dieses System betreiben."
    )
