"""Secrets of which only keyed hashes are kept: of the link that sets a password, of a program that may book,
and of the terminals in the halls.
"""

import secrets

from einamt.platform.crypto.secrets import keyed_hash


def new_token() -> str:
    """A secret of 256 bits, fit for a URL."""
    return secrets.token_urlsafe(32)


def token_hash(*, token: str) -> str:
    """What is kept of a token."""
    return keyed_hash(text=token, purpose="accounts.invitation")


def client_token_hash(*, token: str) -> str:
    """What is kept of a program's token."""
    return keyed_hash(text=token, purpose="accounts.api-client")


def pairing_hash(*, token: str) -> str:
    """What is kept of the link that makes a browser a terminal."""
    return keyed_hash(text=token, purpose="accounts.terminal-pairing")


def terminal_hash(*, secret: str) -> str:
    """What is kept of a terminal's cookie."""
    return keyed_hash(text=secret, purpose="accounts.terminal")
