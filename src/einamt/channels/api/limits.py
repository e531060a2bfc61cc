"""How much of the interface is there for everybody who asks. Counted by all processes together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from einamt.channels.api.booking.callers import Caller
from einamt.platform.ratelimit.operations import Attempt


@dataclass(frozen=True, slots=True)
class Limit:
    """What an address of the network is allowed in a period, and what a program that the city knows is."""

    anybody: int
    clients: int
    per: timedelta


_TEN_MINUTES = timedelta(minutes=10)
ALLOWED = {
    "api": Limit(anybody=600, clients=6_000, per=timedelta(minutes=1)),
    "api.hold": Limit(anybody=60, clients=600, per=_TEN_MINUTES),
    "api.home": Limit(anybody=60, clients=600, per=_TEN_MINUTES),
    "api.waitlist": Limit(anybody=20, clients=20, per=_TEN_MINUTES),
    "api.appointment": Limit(anybody=30, clients=30, per=_TEN_MINUTES),
}
"""Requests of any kind: ten a second, a hundred for a known program. Times held, homes looked up, entries of the
waitlist. Wrong tokens of appointments.
"""
COUNTED_BESIDES = {"holds": "api.hold", "home-times": "api.home", "waitlist": "api.waitlist"}
"""What every request to an address counts as, besides being a request."""


def attempt_of(name: str, *, key: str, is_known: bool = False) -> Attempt:
    """One of the kind `name` by `key`, an address of the network or a program that is known."""
    limit = ALLOWED[name]
    return Attempt(f"{name}:{key}", limit.clients if is_known else limit.anybody, limit.per)


def attempts_of(caller: Caller, *, names: Iterable[str]) -> list[Attempt]:
    """One attempt by `caller` of each of the kinds."""
    return [attempt_of(name, key=caller.key, is_known=caller.is_known) for name in names]
