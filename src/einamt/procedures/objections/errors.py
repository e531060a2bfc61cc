"""What objections refuse, in sentences for people. A late one is never refused."""

from http import HTTPStatus
from typing import ClassVar

from einamt.kernel.errors import N_, DomainError


class ObjectionOpen(DomainError):
    """There is one against this decision already, which is not decided."""

    code = "objection-open"
    message = N_("Gegen diesen Bescheid liegt schon ein Widerspruch vor. Er hat die Vorgangsnummer %(reference)s.")


class ObjectionOver(DomainError):
    """It is decided, or was taken back."""

    code = "objection-over"
    message = N_("Dieser Widerspruch ist schon abgeschlossen.")


class NothingToObjectTo(DomainError):
    """The decision holds no more."""

    code = "objection-nothing-to-object-to"
    message = N_("Dieser Bescheid gilt nicht mehr. Ein Widerspruch ist nicht mehr nötig.")


class SignatureNoted(DomainError):
    """It has the form that the law asks for, or the same day is noted."""

    code = "objection-signature-noted"
    message = N_("Hier ist nichts zu vermerken: Der Widerspruch hat die nötige Form, oder der Tag steht schon da.")


class NowhereToWrite(DomainError):
    """Nobody knows a mail address of who has objected."""

    code = "objection-nowhere-to-write"
    message = N_("Zu diesem Widerspruch ist keine E-Mail-Adresse bekannt. Bitte nehmen Sie ihn am Schalter zurück.")


class LinkNotUsable(DomainError):
    """The link was never given, is too old, or another was asked for since."""

    code = "objection-link-not-usable"
    status: ClassVar[HTTPStatus] = HTTPStatus.GONE
    message = N_("Dieser Link gilt nicht mehr. Fordern Sie auf der Seite Ihres Widerspruchs einen neuen an.")


class SamePerson(DomainError):
    """Whoever has issued a decision does not decide about the objection against it."""

    code = "objection-same-person"
    status: ClassVar[HTTPStatus] = HTTPStatus.FORBIDDEN
    message = N_("Sie haben den Bescheid selbst erlassen. Über den Widerspruch entscheidet eine andere Person.")


class NoDecisionYet(DomainError):
    """What is not remedied is rejected by a decision, which has not been issued."""

    code = "objection-no-decision-yet"
    message = N_("Erlassen Sie zuerst den Widerspruchsbescheid zu diesem Vorgang. Danach schließen Sie ihn hier ab.")


class DayNotPossible(DomainError):
    """An objection has not come in tomorrow, nor before what it is about."""

    code = "objection-day-not-possible"
    status: ClassVar[HTTPStatus] = HTTPStatus.UNPROCESSABLE_ENTITY
    message = N_("Der Tag des Eingangs kann nicht stimmen: Er liegt in der Zukunft oder vor dem Bescheid.")
