"""Whom a service at which citizens sign in has seen: one shape, whether it speaks OpenID Connect or SAML."""

from dataclasses import dataclass
from uuid import UUID

from einamt.accounts.openid import Identity
from einamt.kernel.assurance import Level


@dataclass(frozen=True, slots=True)
class Seen:
    """Somebody found by `identity` alone.

    `level` is None where the service names none. Name and mail address are what the service was told: they are offered
    to be filled in, and never used to find anybody. Empty where it says nothing.
    """

    identity: Identity
    level: Level | None = None
    person_name: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class SignIn:
    """With whose account something is done, and how its person came in: how surely they were seen (None: nobody says),
    and at which service (empty: by the link of a mail).
    """

    account_id: UUID
    level: Level | None = None
    issuer: str = ""
