"""Who still needs a service: rooms above register themselves when they start, the catalogue asks before it deletes.

A service that its source has deleted is withdrawn at once: it has no page, is not found, cannot be booked anew. Its row
stays until no registered user needs it, since appointments and cases name it.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

Users = Callable[[Collection[int], datetime], set[int]]
"""Takes ids of services and the time; gives those that are still needed. A few queries, however many ids."""


@dataclass(frozen=True, slots=True)
class ServiceUser:
    """One that needs services: its name is for people at the command line, such as `appointments`."""

    name: str
    users: Users


_users: dict[str, ServiceUser] = {}


def register(*, name: str, users: Users) -> None:
    """Have `users` asked before a service is deleted.

    :raises ValueError: the name is taken.
    """
    if name in _users:
        message = f"{name!r} uses services twice"
        raise ValueError(message)
    _users[name] = ServiceUser(name=name, users=users)


def needed_services(*, service_ids: Collection[int], now: datetime) -> Mapping[str, set[int]]:
    """Which of these services are still needed, by the name of who needs them."""
    return {name: user.users(service_ids, now) for name, user in sorted(_users.items())}
