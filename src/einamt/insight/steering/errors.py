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


class ImpossibleMeasure(DomainError):
    """It is to change nothing, treats districts and offices at once, or an indicator that has no figures."""

    code = "steering.impossible-measure"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = N_(
        "Diese Maßnahme lässt sich nicht prüfen. Sie braucht eine Kennzahl mit Zahlen, eine erwartete Änderung und "
        "entweder Bezirke oder Ämter."
    )


class MeasureNotAhead(DomainError):
    """It starts today or earlier, and nobody has said that it is recorded afterwards."""

    code = "steering.measure-not-ahead"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = N_(
        "Eine Maßnahme wird festgehalten, bevor sie beginnt. Bitte wählen Sie einen späteren Tag, oder sagen Sie, dass "
        "sie nachträglich festgehalten wird."
    )


class MeasureStarted(DomainError):
    """What is expected of a measure is not changed once it has started."""

    code = "steering.measure-started"
    status = HTTPStatus.CONFLICT
    message = N_("Diese Maßnahme hat begonnen. Was von ihr erwartet wurde, bleibt, wie es dasteht.")


class MeasureOver(DomainError):
    """It has ended or was withdrawn."""

    code = "steering.measure-over"
    status = HTTPStatus.CONFLICT
    message = N_("Diese Maßnahme ist schon beendet oder zurückgezogen.")
