"""What visits refuse, in sentences for the clerk who reads them."""

from http import HTTPStatus
from typing import ClassVar

from einamt.kernel.errors import N_, DomainError


class VisitNotFound(DomainError):
    """No case of this identifier has an appointment or a ticket."""

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


class HasLeft(DomainError):
    """The person has said that they go."""

    code = "visit-has-left"
    message = N_(
        "%(reference)s ist gegangen, ohne an der Reihe gewesen zu sein. Ist die Person noch da, nehmen Sie das zuerst "
        "zurück (Taste U)."
    )


class NotThere(DomainError):
    """Somebody who has not arrived cannot leave."""

    code = "visit-not-there"
    message = N_("%(reference)s ist noch nicht angekommen. Einen Termin sagt man ab, statt zu gehen.")


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


class NotServedHere(DomainError):
    """The office does not serve what somebody comes for."""

    code = "ticket-not-served-here"
    message = N_("„%(service)s“ gibt es in diesem Amt nicht. Die Information sagt, wo Sie richtig sind.")


class TicketsStopped(DomainError):
    """The office gives out no tickets at the moment."""

    code = "tickets-stopped"
    message = N_(
        "Dieses Amt gibt gerade keine Nummern mehr aus: %(reason)s Wer einen Termin hat, kommt trotzdem an die Reihe. "
        "Einen Termin können Sie im Internet oder am Telefon buchen."
    )


class UnknownReason(DomainError):
    """The city's rules of the day have no such reason for going first."""

    code = "ticket-unknown-reason"
    message = N_("Diesen Grund für einen Notfall gibt es in den Regeln der Stadt nicht (mehr). Bitte wählen Sie neu.")


class ReasonMissing(DomainError):
    """Somebody is to be turned away without being told why."""

    code = "tickets-stop-without-reason"
    message = N_("Bitte sagen Sie in einem Satz, warum es keine Nummern mehr gibt: Wer kommt, liest das.")


class StopOver(DomainError):
    """A stop of tickets would be over before it begins."""

    code = "tickets-stop-over"
    message = N_("Bis wann es keine Nummern gibt, muss nach jetzt liegen. Ohne Uhrzeit gilt es für den Rest des Tages.")


class CounterOpened(DomainError):
    """The counter has been opened already."""

    code = "counter-opened-already"
    message = N_("Schalter %(counter)s ist heute schon geöffnet.")


class OpeningElsewhere(DomainError):
    """A counter is opened for a group that the office does not have."""

    code = "counter-opening-elsewhere"
    message = N_("Diese Gruppe von Schaltern gehört nicht zu diesem Amt.")


class CheckInUnknown(DomainError):
    """The link leads to a case that is no visit, or is not kept any more."""

    code = "check-in-unknown"
    status: ClassVar[HTTPStatus] = HTTPStatus.NOT_FOUND
    message = N_("Zu diesem Link gibt es keinen Besuch (mehr). Bitte melden Sie sich an der Information.")


class CheckInNotFound(DomainError):
    """Nobody with what was typed is expected here today; what of it was wrong is never said."""

    code = "check-in-not-found"
    status: ClassVar[HTTPStatus] = HTTPStatus.NOT_FOUND
    message = N_(
        "Unter dieser Vorgangsnummer erwarten wir hier heute niemanden. Bitte vergleichen Sie Nummer, Tag und Ort mit "
        "Ihrer Bestätigung. Stimmt alles, hilft Ihnen die Information."
    )


class CheckInElsewhere(DomainError):
    """The appointment is in another office."""

    code = "check-in-elsewhere"
    message = N_(
        "Ihr Termin ist im Amt „%(office)s“, nicht hier. Schaffen Sie es nicht mehr rechtzeitig dorthin, verschieben "
        "Sie ihn bitte oder fragen Sie an der Information."
    )


class CheckInAnotherDay(DomainError):
    """The appointment is on another day."""

    code = "check-in-another-day"
    message = N_(
        "Ihr Termin ist nicht heute, sondern: %(date)s. Ist es eilig, fragen Sie an der Information nach einer Nummer."
    )


class CheckInCancelled(DomainError):
    """The appointment was cancelled."""

    code = "check-in-cancelled"
    message = N_(
        "Dieser Termin ist abgesagt. An der Information bekommen Sie eine Nummer, wenn heute noch welche ausgegeben "
        "werden, oder einen neuen Termin."
    )


class CheckInTooEarly(DomainError):
    """The appointed time is still too far ahead."""

    code = "check-in-too-early"
    message = N_(
        "Ihr Termin ist um %(start)s Uhr. Anmelden können Sie sich ab %(opens)s Uhr: Früher aufgerufen würden Sie "
        "nicht. Bis dahin müssen Sie nicht in der Halle warten."
    )


class CheckInServed(DomainError):
    """The visit is done."""

    code = "check-in-served"
    message = N_("Ihr Besuch ist schon abgeschlossen. Fehlt noch etwas, melden Sie sich an der Information.")


class CheckInMissed(DomainError):
    """The person counts as not having come."""

    code = "check-in-missed"
    message = N_(
        "Ihr Termin gilt als nicht wahrgenommen, weil bis jetzt niemand da war. Melden Sie sich bitte gleich an der "
        "Information: Dort lässt sich das zurücknehmen."
    )


class CheckInLeft(DomainError):
    """The person has said that they go."""

    code = "check-in-left"
    message = N_("Sie hatten gesagt, dass Sie gehen. Möchten Sie doch bleiben, melden Sie sich an der Information.")


class DisplayUnknown(DomainError):
    """The address of a screen has a key that is not the office's."""

    code = "display-unknown"
    status: ClassVar[HTTPStatus] = HTTPStatus.NOT_FOUND
    message = N_(
        "Diese Adresse einer Anzeige gilt nicht (mehr). Am Schalter steht unter „Nummer ausgeben“ die richtige."
    )


class WrongHallCode(DomainError):
    """What was typed does not stand on the wall of this hall."""

    code = "wrong-hall-code"
    status: ClassVar[HTTPStatus] = HTTPStatus.UNPROCESSABLE_ENTITY
    message = N_(
        "Dieser Code steht hier gerade nicht auf der Anzeige. Er wechselt alle fünf Minuten: Bitte tippen Sie den ein, "
        "den Sie jetzt sehen."
    )


class FloorRulesNotAhead(DomainError):
    """Rules of the halls begin with a whole day that has not come yet."""

    code = "floor-rules-not-ahead"
    message = N_("Regeln für die Wartehalle gelten frühestens ab morgen.")


class FloorRulesDayTaken(DomainError):
    """Other rules of the halls begin on the same day."""

    code = "floor-rules-day-taken"
    message = N_("Ab %(date)s gelten schon Regeln für die Wartehalle.")


class NothingToUndo(DomainError):
    """The last action was taken back already, or there was none."""

    code = "visit-nothing-to-undo"
    message = N_("Bei %(reference)s gibt es nichts zurückzunehmen.")


class NoCounter(DomainError):
    """Calling needs a counter that people can go to."""

    code = "visit-no-counter"
    message = N_("Zum Aufrufen braucht Ihr Platz eine Schalternummer. Bitte wählen Sie Ihren Platz neu.")
