"""Who did something, as catalogue, audit and events carry it; `accounts` resolves it to a person."""

from dataclasses import dataclass
from enum import StrEnum


class ActorKind(StrEnum):
    """The kinds of actors a city knows."""

    CITIZEN = "citizen"
    STAFF = "staff"
    INSTITUTION = "institution"
    DEVICE = "device"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody or something that acts; `id` is opaque to everyone but `accounts`."""

    kind: ActorKind
    id: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}" if self.id else str(self.kind)


SYSTEM = Actor(ActorKind.SYSTEM)
CITIZEN = Actor(ActorKind.CITIZEN)
