"""What booking refuses, in sentences for people: what happened, what it means, what to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import ClassVar

from einamt.kernel.errors import N_, DomainError
from einamt.procedures.appointments.ruleset import Contradiction


@dataclass(frozen=True, slots=True)
class FreeTime:
    """A time that can be booked: `minute` after midnight of `day`, in a counter group of an office."""

    office_id: int
    group_id: int
    capacity_day_id: int
    day: date
    minute: int


class SlotTaken(DomainError):
    """Somebody else was faster. `next_time` is the next one in the same office, where there is one."""

    code = "slot-taken"
    message = N_(
        "Dieser Termin wurde gerade vergeben. Im selben Amt ist zurzeit kein anderer frei. "
        "Bitte wählen Sie ein anderes Amt oder schauen Sie morgen früh wieder nach."
    )
    next_time: FreeTime | None = None


class SlotTakenNextSameDay(SlotTaken):
    """The next free time is on the same day; `time` is its clock time."""

    message = N_("Dieser Termin wurde gerade vergeben. Um %(time)s Uhr ist im selben Amt noch einer frei.")


class SlotTakenNextOtherDay(SlotTaken):
    """The next free time is on another day; `date` is its day in words."""

    message = N_("Dieser Termin wurde gerade vergeben. Im selben Amt ist der nächste frei am %(date)s um %(time)s Uhr.")


class SlotReserved(SlotTaken):
    """The time is reserved for urgent services, and not open for others yet."""

    code = "slot-reserved"
    message = N_(
        "Diese Zeit ist für dringende Anliegen zurückgehalten. Was davon übrig bleibt, öffnet %(hours)s Stunden vor "
        "Beginn für alle."
    )


class HoldExpired(DomainError):
    """The hold ran out (or was given back), and meanwhile the time has gone to somebody else."""

    code = "hold-expired"
    status: ClassVar[HTTPStatus] = HTTPStatus.GONE
    message = N_(
        "Wir konnten den Termin nicht länger für Sie halten, und inzwischen ist er vergeben. "
        "Bitte wählen Sie eine neue Zeit."
    )
    next_time: FreeTime | None = None


class HoldExpiredNextSameDay(HoldExpired):
    """The next free time is on the same day; `time` is its clock time."""

    message = N_(
        "Wir konnten den Termin nicht länger für Sie halten, und inzwischen ist er vergeben. "
        "Um %(time)s Uhr ist im selben Amt noch einer frei."
    )


class HoldExpiredNextOtherDay(HoldExpired):
    """The next free time is on another day; `date` is its day in words."""

    message = N_(
        "Wir konnten den Termin nicht länger für Sie halten, und inzwischen ist er vergeben. "
        "Im selben Amt ist der nächste frei am %(date)s um %(time)s Uhr."
    )


class HoldUnknown(DomainError):
    """There is no such hold (any more): the page is older than a day."""

    code = "hold-unknown"
    status: ClassVar[HTTPStatus] = HTTPStatus.GONE
    message = N_("Diese Seite ist zu lange offen gewesen. Bitte wählen Sie noch einmal eine Zeit.")


class HoldUsed(DomainError):
    """The hold has become an appointment by another command: the same form in a second tab."""

    code = "hold-used"
    message = N_(
        "Diesen Termin haben Sie bereits gebucht, vielleicht in einem anderen Fenster. "
        "Die Bestätigung finden Sie dort und in Ihrer E-Mail."
    )


class NotOffered(DomainError):
    """No counter that serves the wishes is planned at this time."""

    code = "not-offered"
    status: ClassVar[HTTPStatus] = HTTPStatus.UNPROCESSABLE_ENTITY
    message = N_(
        "Zu dieser Zeit bietet das Amt keine Termine für Ihr Anliegen an. Bitte wählen Sie eine Zeit aus dem Kalender."
    )


class TooManyPersons(DomainError):
    """The office serves fewer persons in one appointment than were asked for."""

    code = "too-many-persons"
    status: ClassVar[HTTPStatus] = HTTPStatus.UNPROCESSABLE_ENTITY
    message = N_(
        "In einem Termin kann dieses Amt höchstens %(persons)s Personen bedienen. "
        "Bitte buchen Sie für die anderen einen weiteren Termin."
    )


class OfficeClosed(DomainError):
    """The office stays closed on that day, for a holiday or a closure; it may have been closed after a hold."""

    code = "office-closed"
    message = N_(
        "Das Amt bleibt an diesem Tag geschlossen. Ein Termin zu dieser Zeit ist deshalb nicht mehr möglich. "
        "Bitte wählen Sie einen anderen Tag oder ein anderes Amt."
    )


class NoLongerServed(DomainError):
    """Fewer counters than planned: the time was held, and the office cannot serve it any more."""

    code = "no-longer-served"
    message = N_(
        "Das Amt hat seine Schalter an diesem Tag umgeplant und kann diesen Termin nicht mehr anbieten. "
        "Bitte wählen Sie eine andere Zeit."
    )


class TooManyAppointments(DomainError):
    """The contact already has as many open appointments as the city allows."""

    code = "too-many-appointments"
    message = N_(
        "Mit diesen Kontaktdaten sind bereits %(limit)s Termine offen, mehr sind nicht möglich. "
        "Bitte sagen Sie zuerst einen ab, den Sie nicht mehr brauchen."
    )


class AppointmentNotFound(DomainError):
    """No appointment belongs to this link."""

    code = "appointment-not-found"
    status: ClassVar[HTTPStatus] = HTTPStatus.NOT_FOUND
    message = N_(
        "Zu diesem Link finden wir keinen Termin. Bitte öffnen Sie den Link aus Ihrer Bestätigung noch einmal "
        "oder rufen Sie uns an."
    )


class AlreadyCancelled(DomainError):
    """The appointment has been cancelled before."""

    code = "already-cancelled"
    message = N_("Dieser Termin ist bereits abgesagt. Einen neuen können Sie jederzeit buchen.")


class TooLate(DomainError):
    """The appointment has begun, or the person is already being served: nothing to change or cancel any more."""

    code = "too-late"
    message = N_(
        "Dieser Termin hat schon begonnen und kann nicht mehr geändert oder abgesagt werden. "
        "Wenn Sie Hilfe brauchen, sprechen Sie im Amt jemanden an oder rufen Sie uns an."
    )


class ChangedMeanwhile(DomainError):
    """What is to be left out is not what the page showed: the appointment has been changed since."""

    code = "changed-meanwhile"
    message = N_("Dieser Termin ist inzwischen geändert worden. Bitte prüfen Sie, was jetzt gebucht ist.")


class NothingLeft(DomainError):
    """The last matter of an appointment cannot be left out."""

    code = "nothing-left"
    status: ClassVar[HTTPStatus] = HTTPStatus.UNPROCESSABLE_ENTITY
    message = N_(
        "Das ist das Letzte, wofür dieser Termin gebucht ist. Wenn Sie ihn nicht mehr brauchen, sagen Sie ihn ab."
    )


class TooShortNotice(DomainError):
    """Help that has to be arranged cannot be there so soon; `day` is the first on which it can, in words."""

    code = "too-short-notice"
    status: ClassVar[HTTPStatus] = HTTPStatus.UNPROCESSABLE_ENTITY
    message = N_(
        "So schnell können wir niemanden zum Dolmetschen bestellen. Bitte wählen Sie eine Zeit ab %(day)s, "
        "oder buchen Sie ohne Dolmetschen."
    )


class HelpNotOffered(DomainError):
    """The city does not arrange this kind of help."""

    code = "help-not-offered"
    status: ClassVar[HTTPStatus] = HTTPStatus.UNPROCESSABLE_ENTITY
    message = N_(
        "Diese Hilfe können wir zurzeit nicht bestellen. Bitte rufen Sie uns an, wir suchen mit Ihnen einen Weg."
    )


class HelpNotNeeded(DomainError):
    """Nobody said that they need this help at this appointment (any more)."""

    code = "help-not-needed"
    message = N_("Für diesen Termin ist diese Hilfe nicht (mehr) gewünscht. Bitte laden Sie die Seite neu.")


class TimePassed(DomainError):
    """The time that was to be booked has already begun."""

    code = "time-passed"
    status: ClassVar[HTTPStatus] = HTTPStatus.GONE
    message = N_("Diese Zeit ist schon vorbei. Bitte wählen Sie einen späteren Termin.")


class VisitNotReachable(SlotTaken):
    """The team would not be there in time: the time between visits is too short, or it is off duty."""

    code = "visit-not-reachable"
    message = N_(
        "Zu dieser Zeit können wir nicht mehr bei Ihnen sein: Sie ist vergeben, oder der Weg vom Besuch davor oder zum "
        "nächsten ist zu weit. Bitte wählen Sie eine andere Zeit."
    )


class VisitExpired(HoldExpired):
    """The hold of a visit ran out, and the team has been booked elsewhere since."""

    message = N_(
        "Wir konnten die Zeit nicht länger für Sie freihalten, und inzwischen ist unser Team anderswo unterwegs. "
        "Bitte wählen Sie eine neue Zeit."
    )


class OutOfReach(DomainError):
    """The home lies further from the base than the tour goes."""

    code = "out-of-reach"
    status: ClassVar[HTTPStatus] = HTTPStatus.UNPROCESSABLE_ENTITY
    message = N_(
        "Diese Adresse liegt mehr als %(km)s Kilometer von unserem Team entfernt, so weit fährt es nicht. "
        "Bitte rufen Sie uns an, wir suchen mit Ihnen einen Weg."
    )


class TooSoonForTour(DomainError):
    """The team has to know earlier that it is to come."""

    code = "too-soon-for-tour"
    status: ClassVar[HTTPStatus] = HTTPStatus.UNPROCESSABLE_ENTITY
    message = N_("Unser Team muss einen Hausbesuch mindestens %(hours)s Stunden vorher kennen.")


class NoReasonForVisit(DomainError):
    """Home visits are for those who cannot come, and none of the city's reasons was given."""

    code = "no-reason-for-visit"
    status: ClassVar[HTTPStatus] = HTTPStatus.UNPROCESSABLE_ENTITY
    message = N_(
        "Hausbesuche sind für Menschen da, die nicht ins Amt kommen können. Bitte sagen Sie, welcher der Gründe auf "
        "Sie zutrifft; einen Nachweis brauchen wir nicht."
    )


class HomeUnknown(DomainError):
    """Where the address lies is not known well enough to drive there."""

    code = "home-unknown"
    status: ClassVar[HTTPStatus] = HTTPStatus.UNPROCESSABLE_ENTITY
    message = N_("Diese Adresse finden wir nicht. Bitte geben Sie Straße, Hausnummer und Postleitzahl an.")


class TourInUse(DomainError):
    """Visits are to come that were reckoned with the ways as they are."""

    code = "tour-in-use"
    message = N_(
        "Für diese Tour sind Hausbesuche gebucht, deren Fahrzeiten mit Ausgangsort und Tempo von heute gerechnet sind. "
        "Bitte richten Sie eine zweite Tour ein und lassen Sie diese auslaufen."
    )


class RulesMissing(DomainError):
    """The city has not laid down its rules of booking."""

    code = "rules-missing"
    status: ClassVar[HTTPStatus] = HTTPStatus.SERVICE_UNAVAILABLE
    message = N_("Die Terminvergabe ist noch nicht eingerichtet. Bitte rufen Sie uns an.")


class RulesContradict(DomainError):
    """Rules that cannot be kept together, or are out of bounds; `contradictions` says what, each in a sentence."""

    code = "rules-contradict"
    status: ClassVar[HTTPStatus] = HTTPStatus.UNPROCESSABLE_ENTITY
    message = N_("Diese Regeln passen nicht zusammen. Gespeichert ist nichts.")
    contradictions: Sequence[Contradiction] = ()


class RulesNotAhead(DomainError):
    """New rules hold from tomorrow at the earliest: nobody's booking of today is judged by two sets of rules."""

    code = "rules-not-ahead"
    status: ClassVar[HTTPStatus] = HTTPStatus.UNPROCESSABLE_ENTITY
    message = N_("Neue Regeln gelten frühestens ab morgen. Bitte wählen Sie einen späteren Tag.")


class RulesDayTaken(DomainError):
    """Other rules come into force on that day; a row in the book is not edited."""

    code = "rules-day-taken"
    message = N_(
        "Ab diesem Tag gelten schon andere neue Regeln. "
        "Nehmen Sie zuerst jene zurück, oder wählen Sie einen anderen Tag."
    )


class ProposalDecided(DomainError):
    """A proposal that is not open any more: somebody else has decided, or its day has come meanwhile."""

    code = "proposal-decided"
    message = N_("Über diesen Vorschlag ist schon entschieden. Bitte laden Sie die Seite neu.")


class OwnProposal(DomainError):
    """Four eyes: whoever proposes rules does not put them in force."""

    code = "own-proposal"
    status: ClassVar[HTTPStatus] = HTTPStatus.FORBIDDEN
    message = N_("Das haben Sie selbst vorgeschlagen. In Kraft setzen muss es jemand anderes.")


class RulesInForce(DomainError):
    """Rules whose day has come are not taken back: new ones take their place."""

    code = "rules-in-force"
    message = N_("Diese Regeln gelten schon. Ändern lassen sie sich nur durch neue, frühestens ab morgen.")


class RuleFindingNotFound(DomainError):
    """There is no such finding, or it has ended: the rule is kept again."""

    code = "rule-finding-not-found"
    status: ClassVar[HTTPStatus] = HTTPStatus.NOT_FOUND
    message = N_("Diesen Befund gibt es nicht mehr. Wahrscheinlich wird die Regel inzwischen eingehalten.")


class PlanChanged(DomainError):
    """Meanwhile others have booked, or planned: saving would do something else than was looked at."""

    code = "plan-changed"
    message = N_(
        "Inzwischen wurde gebucht oder umgeplant, und die Änderung hätte eine andere Wirkung als eben gezeigt. "
        "Bitte sehen Sie sich die neue Vorschau an und speichern Sie dann noch einmal."
    )


class PlanWithdrawn(DomainError):
    """Somebody has taken the plan back before."""

    code = "plan-withdrawn"
    message = N_("Diese Änderung ist bereits zurückgenommen. In der Liste steht, von wem und wann.")


class OfferUnknown(DomainError):
    """No offer belongs to this link (any more)."""

    code = "offer-unknown"
    status: ClassVar[HTTPStatus] = HTTPStatus.NOT_FOUND
    message = N_(
        "Zu diesem Link finden wir kein Angebot. Bitte öffnen Sie den Link aus unserer Nachricht noch einmal "
        "oder rufen Sie uns an."
    )


class OfferExpired(DomainError):
    """The time was held as long as was said, and is so no more."""

    code = "offer-expired"
    status: ClassVar[HTTPStatus] = HTTPStatus.GONE
    message = N_(
        "Dieses Angebot ist abgelaufen, die Zeit ist wieder frei für andere. "
        "Wir schicken Ihnen ein neues, oder Sie wählen selbst eine Zeit."
    )


class OfferDeclined(DomainError):
    """It has been declined."""

    code = "offer-declined"
    message = N_(
        "Dieses Angebot haben Sie abgelehnt, die Zeit ist wieder frei für andere. "
        "Wir schicken Ihnen ein neues, oder Sie wählen selbst eine Zeit."
    )


class OfferAccepted(DomainError):
    """It has been accepted before."""

    code = "offer-accepted"
    message = N_("Dieses Angebot haben Sie bereits angenommen. Sie können den Termin verschieben oder absagen.")


class OfferWithdrawn(DomainError):
    """The time cannot be had any more, or nobody needs it."""

    code = "offer-withdrawn"
    status: ClassVar[HTTPStatus] = HTTPStatus.GONE
    message = N_("Dieses Angebot gilt nicht mehr. Wenn Sie noch einen Termin brauchen, wählen Sie bitte eine Zeit.")


class EntryUnknown(DomainError):
    """No entry of the waitlist belongs to this link (any more)."""

    code = "waitlist-entry-unknown"
    status: ClassVar[HTTPStatus] = HTTPStatus.NOT_FOUND
    message = N_(
        "Zu diesem Link finden wir keinen Eintrag auf der Warteliste. Bitte öffnen Sie den Link aus unserer E-Mail "
        "noch einmal oder rufen Sie uns an."
    )


class EntryEnded(DomainError):
    """The entry is not on the waitlist any more."""

    code = "waitlist-entry-ended"
    status: ClassVar[HTTPStatus] = HTTPStatus.GONE
    message = N_("Dieser Eintrag steht nicht mehr auf der Warteliste. Sie können sich jederzeit neu eintragen.")


class LastDayPassed(DomainError):
    """The last day that would do has passed, or comes before the first."""

    code = "waitlist-days"
    status: ClassVar[HTTPStatus] = HTTPStatus.UNPROCESSABLE_ENTITY
    message = N_(
        "In diesen Tagen können wir nichts suchen. Der letzte Tag muss nach dem ersten und in der Zukunft liegen."
    )
