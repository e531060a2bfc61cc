"""Whom a service at which citizens sign in has seen: one shape, whether it speaks OpenID Connect or SAML."""

from dataclasses import dataclass
from enum import IntEnum

from einamt.accounts.openid import Identity


class Level(IntEnum):
    """How surely, in the words of Art. 8(2) Regulation (EU) 910/2014 (eIDAS); a surer one is greater."""

    LOW = 1
    SUBSTANTIAL = 2
    HIGH = 3


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
