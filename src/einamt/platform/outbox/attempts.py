"""Whether the attempt at a message that is being made is the last one: who fails now is not asked again."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_is_last: ContextVar[bool] = ContextVar("is_last_attempt", default=False)


def is_last_attempt() -> bool:
    """For handlers that want to lay down what failed where somebody sees it, before it becomes a dead letter."""
    return _is_last.get()


@contextmanager
def attempt(*, is_last: bool) -> Iterator[None]:
    """Around the calls of one attempt."""
    token = _is_last.set(is_last)
    try:
        yield
    finally:
        _is_last.reset(token)
