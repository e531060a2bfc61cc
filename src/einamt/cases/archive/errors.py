"""What can be wrong with an answer of the archive. Operators read it, in English."""


class ArchiveError(Exception):
    """The base of those below; its text is a sentence."""


class UnknownKind(ArchiveError):
    """No kind of case has the code."""


class OfferUnknown(ArchiveError):
    """There is no offer with the number."""


class AlreadyAnswered(ArchiveError):
    """The archive has answered the offer before; what it has taken may be gone from here."""


class NotInOffer(ArchiveError):
    """The answer names cases that were not offered with it; nothing of the answer was written down."""


class NoReference(ArchiveError):
    """A line of the answer begins with what can be none; nothing of the answer was written down."""


class NothingToHandOver(ArchiveError):
    """The archive has taken nothing of the offer, or has it already."""
