"""What visits refuse, in sentences for the clerk who reads them."""

from http import HTTPStatus
from typing import ClassVar

from einamt.kernel.errors import N_, DomainError


class VisitNotFound(DomainError):
    """No appointment has this identifier."""

    code = "visit-not-found"
    status: ClassVar[HTTPStatus] = HTTPStatus.NOT_FOUND
    message = N_("Diesen Termin gibt es nicht (mehr). Bitte suchen Sie nach der Vorgangsnummer oder dem Namen.")


class AppointmentCancelled(DomainError):
    """The appointment was cancelled."""

    code = "visit-appointment-cancelled"
    message = N_(
        "Der Termin zu %(reference)s ist abgesagt. Möchte die Person heute bedient werden, buchen Sie bitte einen "
        "freien."
    )


class WrongDay(DomainError):
    """The appointment is on another day."""

    code = "visit-wrong-day"
    message = N_("Der Termin zu %(reference)s ist nicht heute, sondern: %(date)s.")


class WrongOffice(DomainError):
    """The appointment is in another office."""

    code = "visit-wrong-office"
    message = N_("Der Termin zu %(reference)s ist nicht hier gebucht, sondern im Amt „%(office)s“.")


class AlreadyCalled(DomainError):
    """The person stands at another counter."""

    code = "visit-already-called"
    message = N_("%(reference)s wurde schon an Schalter %(counter)s aufgerufen.")


class AlreadyDone(DomainError):
    """The visit has been finished."""

    code = "visit-already-done"
    message = N_("Der Besuch zu %(reference)s ist schon abgeschlossen.")


class MarkedMissing(DomainError):
    """The person is marked as not having come."""

    code = "visit-marked-missing"
    message = N_(
        "%(reference)s ist als nicht erschienen vermerkt. Ist die Person doch da, nehmen Sie das zuerst zurück "
        "(Taste U)."
    )


class NotCalledYet(DomainError):
    """The person has not been called."""

    code = "visit-not-called-yet"
    message = N_("%(reference)s ist noch nicht aufgerufen. Bitte rufen Sie zuerst auf.")


class StillWaiting(DomainError):
    """The person is there and waits; nobody has called."""

    code = "visit-still-waiting"
    message = N_(
        "%(reference)s ist angemeldet und wartet. Als nicht erschienen gilt nur, wer nach dem Aufruf nicht kommt."
    )


class WasThere(DomainError):
    """The person has come to a counter, so nobody can say that they did not come."""

    code = "visit-was-there"
    message = N_("%(reference)s war heute schon am Schalter und ist deshalb kein Nichterscheinen.")


class GroupElsewhere(DomainError):
    """Somebody is handed on to counters that the office does not have."""

    code = "visit-group-elsewhere"
    message = N_("Dorthin kann %(reference)s nicht weitergegeben werden: Diese Schalter gehören nicht zu Ihrem Amt.")


class TooEarlyToMiss(DomainError):
    """The person may still come in time."""

    code = "visit-too-early-to-miss"
    message = N_("Der Termin zu %(reference)s beginnt um %(start)s Uhr. Als nicht erschienen gilt er ab %(limit)s Uhr.")


class CounterBusy(DomainError):
    """Somebody is called to this counter already."""

    code = "visit-counter-busy"
    message = N_(
        "An Schalter %(counter)s ist noch %(reference)s aufgerufen. Bitte schließen Sie diesen Besuch zuerst ab."
    )


class NobodyWaiting(DomainError):
    """Nobody waits whom this counter serves."""

    code = "visit-nobody-waiting"
    message = N_("Gerade wartet niemand.")


class NothingToUndo(DomainError):
    """The last action was taken back already, or there was none."""

    code = "visit-nothing-to-undo"
    message = N_("Bei %(reference)s gibt es nichts zurückzunehmen.")


class NoCounter(DomainError):
    """Calling needs a counter that people can go to."""

    code = "visit-no-counter"
    message = N_("Zum Aufrufen braucht Ihr Platz eine Schalternummer. Bitte wählen Sie Ihren Platz neu.")
