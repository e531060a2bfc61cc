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
