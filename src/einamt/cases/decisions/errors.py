"""What decisions refuse, in sentences for people."""

from http import HTTPStatus
from typing import ClassVar

from einamt.kernel.errors import N_, DomainError


class NothingDecided(DomainError):
    """A decision says what is decided and why, and to whom it goes."""

    code = "decision-incomplete"
    status: ClassVar[HTTPStatus] = HTTPStatus.UNPROCESSABLE_ENTITY
    message = N_("Ein Bescheid braucht eine Entscheidung, eine Begründung und eine Person, an die er sich richtet.")


class NoWayToTell(DomainError):
    """The person did not consent to the portal, or nobody knows where to tell them or where a letter goes."""

    code = "decision-no-way"
    status: ClassVar[HTTPStatus] = HTTPStatus.UNPROCESSABLE_ENTITY
    message = N_(
        "Auf diesem Weg geht es so nicht: Ein Brief braucht eine Anschrift, das Portal dazu eine E-Mail-Adresse und "
        "das Einverständnis der Person."
    )


class WrongCourt(DomainError):
    """These courts do not decide about matters of that law of procedure."""

    code = "decision-wrong-court"
    status: ClassVar[HTTPStatus] = HTTPStatus.UNPROCESSABLE_ENTITY
    message = N_("Über kommunale Abgaben und Steuern entscheidet nicht das Sozialgericht.")


class DecisionUnknown(DomainError):
    """The case has no such decision, or whoever asks is not told of it."""

    code = "decision-unknown"
    status: ClassVar[HTTPStatus] = HTTPStatus.NOT_FOUND
    message = N_("Diesen Bescheid finden wir nicht. Vielleicht ist der Vorgang inzwischen gelöscht.")


class NotReady(DomainError):
    """The decision does not lie ready: it is not yet to be told, was taken away after ten days, or comes by letter."""

    code = "decision-not-ready"
    message = N_(
        "Der Bescheid liegt hier nicht zum Abruf bereit. Wurde er nicht rechtzeitig abgerufen, kommt er als Brief zu "
        "Ihnen."
    )


class NotForThisAccount(DomainError):
    """Nobody has shown that they are whom the decision is for."""

    code = "decision-other-account"
    status: ClassVar[HTTPStatus] = HTTPStatus.FORBIDDEN
    message = N_(
        "Diesen Bescheid kann nur abrufen, wer mit der E-Mail-Adresse angemeldet ist, an die wir geschrieben haben. "
        "Bitte fügen Sie die Adresse Ihrem Konto hinzu, oder melden Sie sich mit ihr an."
    )


class NothingToNote(DomainError):
    """There is no letter or service of which that could be noted, or it has been noted."""

    code = "decision-nothing-to-note"
    message = N_("Hier ist nichts zu vermerken: Es ist nichts unterwegs, oder es ist schon vermerkt.")


class ArrivalNoted(DomainError):
    """Another day of arrival stands there already: it is put right with a reason, not written over."""

    code = "decision-arrival-noted"
    message = N_("Es ist schon ein anderer Tag vermerkt. Wollen Sie ihn berichtigen, sagen Sie bitte, warum.")


class DayNotPossible(DomainError):
    """The day lies ahead, or before the decision."""

    code = "decision-day-not-possible"
    status: ClassVar[HTTPStatus] = HTTPStatus.UNPROCESSABLE_ENTITY
    message = N_("Dieser Tag kann nicht stimmen: Er liegt in der Zukunft oder vor dem Bescheid.")


class CaseIsBlocked(DomainError):
    """The case is blocked (Art. 18 GDPR): nobody of the staff does anything with it."""

    code = "decision-case-blocked"
    message = N_("Dieser Vorgang ist gesperrt. Zurzeit kann dazu nichts entschieden werden.")
