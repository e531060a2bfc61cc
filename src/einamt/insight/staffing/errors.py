"""What staffing refuses."""

from http import HTTPStatus

from einamt.kernel.errors import N_, DomainError


class TooLittleHistory(DomainError):
    """The facts do not reach back far enough for anything to be learnt from them."""

    code = "staffing.too-little-history"
    status = HTTPStatus.CONFLICT
    message = N_("Dafür reichen die Zahlen noch nicht weit genug zurück: Gebraucht werden 38 Wochen mit Buchungen.")


class PlaceWithheld(DomainError):
    """A place has so few bookings that figures about it, or what it does to the city's, could tell of persons."""

    code = "staffing.place-withheld"
    status = HTTPStatus.CONFLICT
    message = N_(
        "Für diesen Ort gibt es zu wenige Buchungen, um ihn für sich zu betrachten. Bitte fragen Sie nach dem Bezirk "
        "oder der ganzen Stadt."
    )


class NoShowsUnknown(DomainError):
    """Nobody knows how many do not come now, so what another share would do cannot be told."""

    code = "staffing.no-shows-unknown"
    status = HTTPStatus.CONFLICT
    message = N_(
        "Wie viele Menschen jetzt nicht kommen, ist nicht bekannt. Was ein anderer Anteil ändert, lässt sich deshalb "
        "nicht sagen."
    )


class ScenarioUnknown(DomainError):
    """There is no such question, it is somebody else's, or it is forgotten."""

    code = "staffing.scenario-unknown"
    status = HTTPStatus.NOT_FOUND
    message = N_("Diese Frage gibt es nicht mehr. Antworten werden 30 Tage aufgehoben. Bitte fragen Sie noch einmal.")


class ParametersTaken(DomainError):
    """There are other parameters from this very day on."""

    code = "staffing.parameters-taken"
    status = HTTPStatus.CONFLICT
    message = N_("Von diesem Tag an gelten schon andere Werte. Bitte wählen Sie einen anderen ersten Tag.")
