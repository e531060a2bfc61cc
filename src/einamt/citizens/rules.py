"""Whose an address is, and how long links and accounts hold. Plain Python."""

from datetime import timedelta

LINK_VALID = timedelta(minutes=20)
"""From asking for a link to pressing its button: time enough for slow mail, too little for a mail found later."""
UNUSED = timedelta(days=730)
"""An account in which nobody has signed in for so long has no purpose any more."""


def normal_address(address: str) -> str:
    """A mail address as it is compared: without spaces around it, the letters a to z in small.

    Nothing else is made the same. `straße.de` and `strasse.de` are two domains of two owners, although Unicode folds
    them into one: whoever gets the mails of the one must not come into the account of the other.
    """
    trimmed = address.strip()
    return trimmed.lower() if trimmed.isascii() else trimmed
