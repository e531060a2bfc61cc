"""What linting refuses."""

from http import HTTPStatus

from einamt.kernel.errors import N_, DomainError


class NoDismissalReason(DomainError):
    """A finding is to be dismissed without a word why."""

    code = "finding-no-reason"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = N_("Bitte schreiben Sie in einem Satz, warum das kein Fehler ist.")


class DueInThePast(DomainError):
    """A finding is taken over until a day that is over."""

    code = "finding-due-in-the-past"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = N_("Dieser Tag ist schon vorbei. Bitte wählen Sie heute oder einen Tag danach.")


class BadTerm(DomainError):
    """The days for a weight of findings cannot be what was said."""

    code = "finding-bad-term"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = N_("Eine Frist gilt für Fehler, Warnungen oder Hinweise und hat 1 bis 366 Tage.")


class FindingNotFound(DomainError):
    """There is no such finding, or it has ended."""

    code = "finding-not-found"
    status = HTTPStatus.NOT_FOUND
    message = N_("Diesen Befund gibt es nicht mehr: Was er bemängelt hat, ist inzwischen in Ordnung.")
