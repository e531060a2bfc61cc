"""The secret in the link by which somebody changes or cancels an appointment.

It is derived from the appointment's id with the installation's key, so that every later mail can name the same link;
the database holds only a hash of it, by which the appointment is found.
"""

from uuid import UUID

from einamt.platform.crypto.secrets import keyed_hash

LENGTH = 32
"""Hexadecimal characters: 128 bits."""


def token_of(*, appointment_id: UUID) -> str:
    """The token of an appointment."""
    return keyed_hash(text=str(appointment_id), purpose="appointments.token")[:LENGTH]


def token_hash(*, token: str) -> str:
    """What is kept of a token."""
    return keyed_hash(text=token, purpose="appointments.token-hash")
