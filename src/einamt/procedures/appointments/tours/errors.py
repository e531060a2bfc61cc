"""What the mobile office refuses."""

from http import HTTPStatus
from typing import ClassVar

from einamt.kernel.errors import N_, DomainError
from einamt.procedures.appointments.errors import HoldExpired, SlotTaken


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
