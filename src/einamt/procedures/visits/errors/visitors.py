"""What is refused to those who come, in sentences that say what to do now, in every language of the terminals."""

from http import HTTPStatus
from typing import ClassVar

from einamt.kernel.errors import N_, DomainError


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


class TicketsPaused(TicketsStopped):
    """The office gives out no tickets until a time of today."""

    code = "tickets-paused"
    message = N_(
        "Dieses Amt gibt bis %(until)s Uhr keine Nummern aus: %(reason)s Danach bekommen Sie hier wieder eine. "
        "Wer einen Termin hat, kommt trotzdem an die Reihe."
    )


class NumbersTooFast(DomainError):
    """More numbers have been drawn at a terminal than people can stand before it."""

    code = "numbers-too-fast"
    status: ClassVar[HTTPStatus] = HTTPStatus.TOO_MANY_REQUESTS
    message = N_(
        "An diesem Terminal wurden gerade sehr viele Nummern gezogen. Warten Sie bitte einen Augenblick, oder gehen "
        "Sie zur Information."
    )


class UnknownReason(DomainError):
    """The city's rules of the day have no such reason for going first."""

    code = "ticket-unknown-reason"
    message = N_("Diesen Grund für einen Notfall gibt es in den Regeln der Stadt nicht (mehr). Bitte wählen Sie neu.")


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


class CheckInAtHome(DomainError):
    """The city comes to the person, not the person to the office."""

    code = "check-in-at-home"
    message = N_(
        "Zu diesem Termin kommen wir zu Ihnen nach Hause: Hier müssen Sie sich nicht anmelden. Haben Sie Fragen, hilft "
        "Ihnen die Information."
    )


class CheckInGoesOn(DomainError):
    """Another office goes on with the visit."""

    code = "check-in-goes-on"
    message = N_(
        "Ihr Besuch geht heute in einem anderen Amt weiter. Welches das ist, steht auf Ihrem Zettel mit der neuen "
        "Nummer; die Information sagt es Ihnen auch."
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
