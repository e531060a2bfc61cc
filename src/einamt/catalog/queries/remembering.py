"""Answers about the catalogue that are kept in the process until its content changes.

A page about a service reads a hundred rows that change once a week. What a query answers is kept under the catalogue's
revision, which every change of the content counts up in its own transaction (`catalog.steps.bump_revision`): whoever
reads the new revision reads the new content. A catalogue without a revision is being made; nothing of it is kept.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from threading import Lock
from typing import ParamSpec, TypeVar

from einamt.catalog.queries.revisions import revision

KEPT = 512
"""Answers a query keeps at most, the last used ones: a few megabytes."""

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")

_answers: list[OrderedDict[Hashable, object]] = []
_lock = Lock()


def per_revision(read: Callable[Arguments, Answer]) -> Callable[Arguments, Answer]:
    """Keep what `read` answers for each set of keyword arguments until the catalogue changes.

    The answer is shared by all who ask: it must not be changed. What `read` raises is not kept.
    """
    kept: OrderedDict[Hashable, object] = OrderedDict()
    _answers.append(kept)

    @wraps(read)
    def remembered(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Answer:
        number = revision()
        if not number:
            return read(*args, **kwargs)
        key = (number, *(_hashable(kwargs[name]) for name in sorted(kwargs)))
        with _lock:
            if key in kept:
                kept.move_to_end(key)
                return kept[key]  # type: ignore[return-value] # what `read` answered before
        answer = read(*args, **kwargs)
        with _lock:
            kept[key] = answer
            while len(kept) > KEPT:
                kept.popitem(last=False)
        return answer

    return remembered


def forget_answers() -> None:
    """Read everything anew, whatever the revision says; for tests, whose catalogues come and go."""
    with _lock:
        for kept in _answers:
            kept.clear()


def _hashable(argument: object) -> Hashable:
    return tuple(argument) if isinstance(argument, (list, set)) else argument
