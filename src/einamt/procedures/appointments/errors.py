"""What booking refuses, in sentences for people: what happened, what it means, what to do."""

from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import ClassVar

from einamt.kernel.errors import N_, DomainError


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


class RulesMissing(DomainError):
    """The city has not laid down its rules of booking."""

    code = "rules-missing"
    status: ClassVar[HTTPStatus] = HTTPStatus.SERVICE_UNAVAILABLE
    message = N_("Die Terminvergabe ist noch nicht eingerichtet. Bitte rufen Sie uns an.")


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
