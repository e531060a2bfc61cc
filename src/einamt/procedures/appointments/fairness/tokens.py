"""The secret in the link to an entry of the waitlist; made as those of appointments (`tokens`)."""

from uuid import UUID

from einamt.platform.crypto.secrets import keyed_hash
from einamt.procedures.appointments.tokens import LENGTH


def entry_token(*, entry_id: UUID) -> str:
    """The token of an entry."""
    return keyed_hash(text=str(entry_id), purpose="appointments.waitlist")[:LENGTH]


def entry_token_hash(*, token: str) -> str:
    """What is kept of a token."""
    return keyed_hash(text=token, purpose="appointments.waitlist-hash")
