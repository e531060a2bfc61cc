"""What taking a change back refuses."""

from http import HTTPStatus

from einamt.kernel.errors import N_, DomainError


class ChangeNotFound(DomainError):
    """No change has this key."""

    code = "change-not-found"
    status = HTTPStatus.NOT_FOUND
    message = N_("Diese Änderung gibt es nicht mehr.")


class ChangedSince(DomainError):
    """What the change has written does not stand there any more: taking it back would lose what came later."""

    code = "changed-since"
    message = N_(
        "Seither hat sich dort noch etwas geändert. Damit nichts verloren geht, nehmen Sie zuerst das Spätere zurück, "
        "oder ändern Sie es von Hand."
    )


class TakenBackAlready(DomainError):
    """Somebody has taken the change back."""

    code = "taken-back-already"
    message = N_("Diese Änderung ist schon zurückgenommen.")
