"""What the waitlist refuses."""

from http import HTTPStatus
from typing import ClassVar

from einamt.kernel.errors import N_, DomainError


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
