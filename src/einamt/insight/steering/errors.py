"""What steering refuses."""

from http import HTTPStatus

from einamt.kernel.errors import N_, DomainError


class UnknownIndicator(DomainError):
    """There is no such indicator."""

    code = "steering.unknown-indicator"
    status = HTTPStatus.NOT_FOUND
    message = N_("Diese Kennzahl gibt es nicht. Bitte wählen Sie eine aus der Übersicht.")


class ImpossibleTarget(DomainError):
    """Nothing can be at least this and at most that, or a bound is no number."""

    code = "steering.impossible-target"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = N_(
        "Dieses Ziel ist nicht zu erreichen: „mindestens“ liegt über „höchstens“, oder ein Wert ist keine Zahl. Bitte "
        "prüfen Sie die Werte."
    )


class TargetTaken(DomainError):
    """There is a target of this indicator and place from this very day on."""

    code = "steering.target-taken"
    status = HTTPStatus.CONFLICT
    message = N_("Von diesem Tag an gilt dort schon ein anderes Ziel. Bitte wählen Sie einen anderen ersten Tag.")
