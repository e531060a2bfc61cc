"""Secrets and names of which only keyed hashes are kept."""

import secrets

from einamt.accounts.openid import Identity
from einamt.citizens.rules import normal_address
from einamt.platform.crypto.secrets import keyed_hash


def new_secret() -> str:
    """256 bits, fit for an address."""
    return secrets.token_urlsafe(32)


def link_hash(*, token: str) -> str:
    """What is kept of the link of a mail."""
    return keyed_hash(text=token, purpose="citizens.link")


def browser_hash(*, secret: str) -> str:
    """What is kept of the browser in which a link was asked for."""
    return keyed_hash(text=secret, purpose="citizens.browser")


def address_hash(*, address: str) -> str:
    """By what a proved address is found."""
    return keyed_hash(text=normal_address(address), purpose="citizens.address")


def subject_hash(*, identity: Identity) -> str:
    """By what somebody is found who signs in at a service: issuer and subject, to the letter."""
    return keyed_hash(text=f"{identity.issuer}\n{identity.subject}", purpose="citizens.subject")


def request_hash(*, request_id: str) -> str:
    """By what a request to BundID is found when its answer comes."""
    return keyed_hash(text=request_id, purpose="citizens.bundid-request")


def handover_hash(*, secret: str) -> str:
    """What is kept of the secret with which a browser goes on after the answer."""
    return keyed_hash(text=secret, purpose="citizens.bundid-handover")
