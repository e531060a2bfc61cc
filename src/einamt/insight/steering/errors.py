"""What steering refuses."""

from http import HTTPStatus

from einamt.kernel.errors import N_, DomainError


class UnknownIndicator(DomainError):
    """There is no such indicator."""

    code = "steering.unknown-indicator"
    status = HTTPStatus.NOT_FOUND
    message = N_("Diese Kennzahl gibt es nicht. Bitte wählen Sie eine aus der Übersicht.")


class ImpossibleTarget(DomainError):
    """Nothing can be at least this and at most that."""

    code = "steering.impossible-target"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = N_("Dieses Ziel ist nicht zu erreichen: „mindestens“ liegt über „höchstens“. Bitte prüfen Sie die Werte.")
