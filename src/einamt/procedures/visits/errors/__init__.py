"""What visits refuse: here in sentences for the clerk who reads them, in `visitors` for those who come."""

from http import HTTPStatus
from typing import ClassVar

from einamt.kernel.errors import N_, DomainError
from einamt.procedures.visits.errors.visitors import (
    CheckInAnotherDay,
    CheckInAtHome,
    CheckInCancelled,
    CheckInElsewhere,
    CheckInGoesOn,
    CheckInLeft,
    CheckInMissed,
    CheckInNotFound,
    CheckInServed,
    CheckInTooEarly,
    CheckInUnknown,
    NotServedHere,
    NumbersTooFast,
    TicketsPaused,
    TicketsStopped,
    UnknownReason,
)

__all__ = [
    "AlreadyCalled",
    "AlreadyDone",
    "AppointmentCancelled",
    "ArrivedThere",
    "CheckInAnotherDay",
    "CheckInAtHome",
    "CheckInCancelled",
    "CheckInElsewhere",
    "CheckInGoesOn",
    "CheckInLeft",
    "CheckInMissed",
    "CheckInNotFound",
    "CheckInServed",
    "CheckInTooEarly",
    "CheckInUnknown",
    "CounterBusy",
    "CounterOpened",
    "DisplayUnknown",
    "FloorRulesDayTaken",
    "FloorRulesNotAhead",
    "GroupElsewhere",
    "HasLeft",
    "MarkedMissing",
    "NoCounter",
    "NobodyServed",
    "NobodyWaiting",
    "NotCalledYet",
    "NotServedHere",
    "NotThere",
    "NotToBeSentOn",
    "NothingToUndo",
    "NumbersTooFast",
    "OpeningElsewhere",
    "ReasonMissing",
    "StillWaiting",
    "StopOver",
    "TicketsPaused",
    "TicketsStopped",
    "TooEarlyToGiveUp",
    "TooEarlyToMiss",
    "UnknownReason",
    "VisitNotFound",
    "VisitedAtHome",
    "WasThere",
    "WentOn",
    "WrongDay",
    "WrongHallCode",
    "WrongOffice",
]


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


class VisitedAtHome(DomainError):
    """Whom a team visits at home does not arrive in the office."""

    code = "visit-at-home"
    message = N_(
        "%(reference)s wird zu Hause besucht und kommt nicht ins Amt. Ist das Team dort, ruft es den Termin gezielt "
        "auf (Taste G) und schließt ihn ab (Taste F)."
    )


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


class NotToBeSentOn(DomainError):
    """The other office cannot go on today, or nobody can be sent: a team is at the person's home."""

    code = "visit-not-to-be-sent-on"
    message = N_(
        "Dorthin kann %(reference)s heute nicht weitergegeben werden: Das Amt bietet die Leistung nicht an oder hat "
        "keinen Schalter mehr offen. Bitte wählen Sie ein anderes."
    )


class NothingToSendOn(DomainError):
    """All of the visit is done here: no other office has anything to go on with."""

    code = "visit-nothing-to-send-on"
    message = N_("Von %(reference)s ist alles hier erledigt. Bitte schließen Sie ab, statt weiterzugeben.")


class WentOn(DomainError):
    """Another office goes on with the visit."""

    code = "visit-went-on"
    message = N_("%(reference)s ist an ein anderes Amt weitergegeben.")


class ArrivedThere(DomainError):
    """Somebody who was sent on has arrived at the other office, which goes on."""

    code = "visit-arrived-there"
    message = N_("%(reference)s ist im anderen Amt schon angekommen und lässt sich nicht mehr zurückholen.")


class TooEarlyToMiss(DomainError):
    """The person may still come in time."""

    code = "visit-too-early-to-miss"
    message = N_("Der Termin zu %(reference)s beginnt um %(start)s Uhr. Als nicht erschienen gilt er ab %(limit)s Uhr.")


class TooEarlyToGiveUp(DomainError):
    """The person was called just now and may be on the way to the counter."""

    code = "visit-too-early-to-give-up"
    message = N_(
        "%(reference)s wurde eben erst aufgerufen. Als nicht erschienen gilt der Besuch ab %(limit)s Uhr. Rufen Sie "
        "bis dahin noch einmal auf (Taste W)."
    )


class CounterBusy(DomainError):
    """Somebody is called to this counter already."""

    code = "visit-counter-busy"
    message = N_(
        "An Schalter %(counter)s ist noch %(reference)s aufgerufen. Bitte schließen Sie diesen Besuch zuerst ab."
    )


class NobodyServed(DomainError):
    """Something was done for no persons, or for more than a visit can be for."""

    code = "visit-nobody-served"
    message = N_("Für wie viele Personen? Zwischen 1 und %(most)s.")


class NobodyWaiting(DomainError):
    """Nobody waits whom this counter serves."""

    code = "visit-nobody-waiting"
    message = N_("Gerade wartet niemand.")


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


class FloorRulesFaulty(DomainError):
    """Rules of the halls say something that cannot be."""

    code = "floor-rules-faulty"
    message = N_(
        "So können die Regeln für die Wartehalle nicht gelten. Bitte prüfen Sie Minuten, Gründe und Grundlage."
    )


class NothingToUndo(DomainError):
    """The last action was taken back already, or there was none."""

    code = "visit-nothing-to-undo"
    message = N_("Bei %(reference)s gibt es nichts zurückzunehmen.")


class NoCounter(DomainError):
    """Calling needs a counter that people can go to."""

    code = "visit-no-counter"
    message = N_("Zum Aufrufen braucht Ihr Platz eine Schalternummer. Bitte wählen Sie Ihren Platz neu.")
