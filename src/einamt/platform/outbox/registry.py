"""Who does what a message asks for: rooms subscribe to topics when they start."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

Handler = Callable[[Mapping[str, str], datetime], None]
"""Takes a message's payload and the time. Runs outside a transaction; must bear being called twice for one message."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """One subscriber of a topic; `name` is unique within the topic and stays the same over releases."""

    topic: str
    name: str
    handler: Handler


_subscriptions: dict[str, dict[str, Subscription]] = {}


def subscribe(*, topic: str, name: str, handler: Handler) -> None:
    """Have `handler` called for every message of `topic`, from the worker, at least once.

    A handler that raises is tried again later, with growing pauses; the other subscribers of the message are not
    disturbed by it. There is no order between messages: a handler reads the state as it is now.

    :raises ValueError: the topic has a subscriber of that name.
    """
    subscribers = _subscriptions.setdefault(topic, {})
    if name in subscribers:
        message = f"{name!r} subscribes to {topic!r} twice"
        raise ValueError(message)
    subscribers[name] = Subscription(topic=topic, name=name, handler=handler)


def subscribers(topic: str) -> list[Subscription]:
    """Who wants messages of `topic`, in the order of their names."""
    return [subscription for _, subscription in sorted(_subscriptions.get(topic, {}).items())]
