"""What a citizen's account refuses, in sentences for people."""

from http import HTTPStatus
from typing import ClassVar

from einamt.kernel.errors import N_, DomainError


class LinkNotUsable(DomainError):
    """The link of a mail is unknown, used, replaced or too old; which of these is not said."""

    code = "account-link-not-usable"
    status: ClassVar[HTTPStatus] = HTTPStatus.GONE
    message = N_(
        "Dieser Link gilt nicht mehr: Er wurde schon benutzt, durch einen neuen ersetzt oder ist abgelaufen. "
        "Bitte fordern Sie einen neuen an."
    )


class OtherBrowser(DomainError):
    """The link is good, and was asked for in another browser."""

    code = "account-link-other-browser"
    status: ClassVar[HTTPStatus] = HTTPStatus.CONFLICT
    message = N_(
        "Dieser Link wurde in einem anderen Browser oder auf einem anderen Gerät angefordert. Zu Ihrem Schutz gilt er "
        "nur dort. Öffnen Sie ihn dort, oder fordern Sie hier einen neuen an."
    )


class AddressElsewhere(DomainError):
    """The address that somebody has proved belongs to another account."""

    code = "account-address-elsewhere"
    status: ClassVar[HTTPStatus] = HTTPStatus.CONFLICT
    message = N_(
        "Mit dieser E-Mail-Adresse gibt es schon ein anderes Konto. Wir legen Konten nicht zusammen. Melden Sie sich "
        "mit der Adresse an, wenn Sie das andere Konto benutzen oder löschen möchten."
    )


class ServiceElsewhere(DomainError):
    """Whoever the service has seen has another account here."""

    code = "account-service-elsewhere"
    status: ClassVar[HTTPStatus] = HTTPStatus.CONFLICT
    message = N_(
        "Mit dieser Anmeldung beim Anmeldedienst gibt es schon ein anderes Konto. Wir legen Konten nicht zusammen. "
        "Melden Sie sich dort an, wenn Sie das andere Konto benutzen oder löschen möchten."
    )


class LastWay(DomainError):
    """It is the only way in which somebody comes into the account."""

    code = "account-last-way"
    status: ClassVar[HTTPStatus] = HTTPStatus.CONFLICT
    message = N_(
        "Das ist die einzige Art, auf die Sie sich anmelden können. Fügen Sie zuerst eine andere hinzu, oder löschen "
        "Sie das Konto."
    )


class NotInAccount(DomainError):
    """The account does not hold the case."""

    code = "account-case-unknown"
    status: ClassVar[HTTPStatus] = HTTPStatus.NOT_FOUND
    message = N_(
        "Diesen Vorgang gibt es in Ihrem Konto nicht. Vielleicht wurde er inzwischen gelöscht. "
        "Mit Vorgangsnummer und Code können Sie ihn aufnehmen."
    )


class SignInServiceAway(DomainError):
    """The service at which citizens sign in does not answer."""

    code = "account-service-away"
    status: ClassVar[HTTPStatus] = HTTPStatus.SERVICE_UNAVAILABLE
    message = N_(
        "Der Anmeldedienst antwortet gerade nicht. Bitte versuchen Sie es in ein paar Minuten noch einmal, oder lassen "
        "Sie sich einen Link per E-Mail schicken."
    )


class LevelTooLow(DomainError):
    """The service has seen the person less surely than the city asks for."""

    code = "account-level-too-low"
    status: ClassVar[HTTPStatus] = HTTPStatus.FORBIDDEN
    message = N_(
        "Sie haben sich beim Anmeldedienst auf eine Art angemeldet, die uns hier nicht genügt. Bitte melden Sie sich "
        "dort ab und mit einem sichereren Verfahren wieder an, zum Beispiel mit dem Online-Ausweis."
    )
