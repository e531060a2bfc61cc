"""The secret in the QR code of a slip: made from the document and the version of its slips, found by its hash."""

from uuid import UUID

from einamt.platform.crypto.secrets import keyed_hash

LENGTH = 32
"""Hexadecimal characters: 128 bits."""


def slip_token(*, document_id: UUID, version: int) -> str:
    """What the QR code leads to."""
    return keyed_hash(text=f"{document_id}:{version}", purpose="identity_documents.slip")[:LENGTH]


def slip_hash(*, token: str) -> str:
    """What is kept of it."""
    return keyed_hash(text=token, purpose="identity_documents.slip-hash")
