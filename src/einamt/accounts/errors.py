"""What accounts refuse, in sentences for people."""

from http import HTTPStatus
from typing import ClassVar

from einamt.kernel.errors import N_, DomainError


class InvitationNotUsable(DomainError):
    """The link to set a password is unknown, used, replaced or too old; which of these is not said."""

    code = "invitation-not-usable"
    status: ClassVar[HTTPStatus] = HTTPStatus.GONE
    message = N_(
        "Dieser Link gilt nicht mehr: Er wurde schon benutzt, durch einen neuen ersetzt oder ist abgelaufen. "
        "Bitte lassen Sie sich von Ihrer Fachadministration einen neuen geben."
    )


class SignInInterrupted(DomainError):
    """What came back from the directory is not sound, or belongs to no sign-in that was begun in this browser."""

    code = "sign-in-interrupted"
    status: ClassVar[HTTPStatus] = HTTPStatus.BAD_REQUEST
    message = N_("Die Anmeldung wurde unterbrochen oder hat zu lange gedauert. Bitte beginnen Sie noch einmal.")


class DirectoryAway(DomainError):
    """The directory does not answer."""

    code = "directory-away"
    status: ClassVar[HTTPStatus] = HTTPStatus.SERVICE_UNAVAILABLE
    message = N_(
        "Das Verzeichnis der Stadt antwortet gerade nicht. Bitte versuchen Sie es in ein paar Minuten noch einmal."
    )


class NotLinked(DomainError):
    """The directory knows the person, and nobody here is linked with them; or they no longer work here."""

    code = "not-linked"
    status: ClassVar[HTTPStatus] = HTTPStatus.FORBIDDEN
    message = N_(
        "Mit Ihrem Konto im Verzeichnis der Stadt ist hier kein Zugang verbunden. "
        "Bitte lassen Sie sich von Ihrer Fachadministration einen Link dafür geben."
    )


class LinkedAlready(DomainError):
    """The directory's account belongs to somebody else here."""

    code = "linked-already"
    message = N_("Dieses Konto im Verzeichnis der Stadt ist hier schon mit einem anderen Zugang verbunden.")


class SecondFactorMissing(DomainError):
    """The directory has seen one factor only."""

    code = "second-factor-missing"
    status: ClassVar[HTTPStatus] = HTTPStatus.FORBIDDEN
    message = N_(
        "Sie haben sich nur mit einem Faktor angemeldet. Hier wird ein zweiter verlangt: Bitte melden Sie sich im "
        "Verzeichnis der Stadt ab und mit dem zweiten Faktor wieder an."
    )


class WrongCode(DomainError):
    """The code is wrong, was used before, or belongs to another time."""

    code = "wrong-code"
    message = N_("Dieser Code stimmt nicht oder gilt nicht mehr. Bitte nehmen Sie den, den Ihr Gerät jetzt zeigt.")


class SecondFactorKnown(DomainError):
    """The person has a second factor already; it is changed by removing it first."""

    code = "second-factor-known"
    message = N_("Sie haben schon einen zweiten Faktor. Für einen neuen wenden Sie sich an Ihre Fachadministration.")


class UsernameTaken(DomainError):
    """Somebody has this user name already."""

    code = "username-taken"
    message = N_("Den Benutzernamen %(username)s gibt es schon. Bitte wählen Sie einen anderen.")


class OfficeElsewhere(DomainError):
    """The office does not belong to the organisation that the role is for."""

    code = "office-elsewhere"
    message = N_("Dieses Amt gehört nicht zu der gewählten Organisation.")


class AccessDenied(DomainError):
    """The person lacks the right at this place."""

    code = "access-denied"
    status: ClassVar[HTTPStatus] = HTTPStatus.FORBIDDEN
    message = N_(
        "Dafür fehlt Ihnen an dieser Stelle das Recht. Wenn Sie es für Ihre Arbeit brauchen, wenden Sie sich an Ihre "
        "Amtsleitung oder die Fachadministration."
    )


class PairingNotUsable(DomainError):
    """The link that makes a browser a terminal is unknown, used or too old; which of these is not said."""

    code = "terminal-pairing-not-usable"
    status: ClassVar[HTTPStatus] = HTTPStatus.GONE
    message = N_(
        "Dieser Link richtet kein Terminal (mehr) ein: Er gilt eine Stunde und für ein Gerät. Die Amtsleitung bekommt "
        "am Schalter unter „Terminals“ einen neuen."
    )


class TerminalUnknown(DomainError):
    """The browser is no terminal of this office, or not any more."""

    code = "terminal-unknown"
    status: ClassVar[HTTPStatus] = HTTPStatus.FORBIDDEN
    message = N_(
        "Dieses Gerät ist nicht (mehr) als Terminal dieses Amtes eingerichtet. Eine Nummer bekommen Sie an der "
        "Information. Die Amtsleitung richtet das Gerät am Schalter unter „Terminals“ ein."
    )
