"""What creating a service and giving one up refuses."""

from http import HTTPStatus

from einamt.kernel.errors import N_, DomainError


class SlugTaken(DomainError):
    """Another service, or another office, has this address."""

    code = "slug-taken"
    message = N_("Die Adresse „%(slug)s“ ist schon vergeben. Bitte wählen Sie eine andere.")


class SlugEmpty(DomainError):
    """No address can be made of the name."""

    code = "slug-empty"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = N_("Aus diesem Namen wird keine Adresse. Bitte schreiben Sie eine dazu, zum Beispiel „hund-anmelden“.")


class OrganisationNotFound(DomainError):
    """No organisation has this key."""

    code = "organisation-not-found"
    status = HTTPStatus.NOT_FOUND
    message = N_("Diese Organisation gibt es nicht mehr. Bitte wählen Sie eine andere.")


class NoRetirementReason(DomainError):
    """A service is to be given up without a word why."""

    code = "retirement-no-reason"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = N_("Bitte schreiben Sie in einem Satz, warum es die Leistung nicht mehr gibt.")


class RetirementElsewhere(DomainError):
    """Somebody was faster: the service is not in the state any more that the act needs."""

    code = "retirement-elsewhere"
    message = N_("Darüber hat inzwischen jemand anderes entschieden. Bitte laden Sie die Seite neu.")


class OwnRetirement(DomainError):
    """Whoever asks for a service to be given up cannot decide it."""

    code = "retirement-own"
    status = HTTPStatus.FORBIDDEN
    message = N_("Das haben Sie selbst vorgeschlagen. Entscheiden muss jemand anderes: Vier Augen sehen mehr als zwei.")


class ServiceRetired(DomainError):
    """The service has been given up; nothing new is published about it."""

    code = "service-retired"
    message = N_(
        "Diese Leistung ist aufgegeben. Holen Sie sie zuerst zurück, wenn ein neuer Text veröffentlicht werden soll."
    )
