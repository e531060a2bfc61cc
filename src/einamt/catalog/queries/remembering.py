"""Answers about the catalogue that are kept in the process until its content changes.

A page about a service reads a hundred rows that change once a week. What a query answers is kept under the catalogue's
revision, which every change of the content counts up in its own transaction (`catalog.steps.bump_revision`): whoever
reads the new revision reads the new content. A catalogue without a revision is being made; nothing of it is kept.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from threading import Lock
from typing import Any, Generic, ParamSpec, TypeVar
from weakref import WeakSet

from einamt.catalog.queries.revisions import revision

KEPT = 512
"""Answers a query keeps at most, the last used ones: a few megabytes."""

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")

_lock = Lock()


class Kept(Generic[Answer]):
    """Answers by their key, of the revision that is read; all who ask share them, so that they must not be changed."""

    def __init__(self) -> None:
        self._answers: OrderedDict[Hashable, Answer] = OrderedDict()
        _all.add(self)

    def answer(self, *, key: Hashable, read: Callable[[], Answer]) -> Answer:
        """What is kept under `key`, or what `read` answers, which is kept then; what it raises is not."""
        number = revision()
        if not number:
            return read()
        with _lock:
            if (number, key) in self._answers:
                self._answers.move_to_end((number, key))
                return self._answers[number, key]
        answer = read()
        with _lock:
            self._answers[number, key] = answer
            while len(self._answers) > KEPT:
                self._answers.popitem(last=False)
        return answer

    def forget(self) -> None:
        """Keep nothing of before."""
        with _lock:
            self._answers.clear()


_all: WeakSet[Kept[Any]] = WeakSet()


def per_revision(read: Callable[Arguments, Answer]) -> Callable[Arguments, Answer]:
    """Keep what `read` answers for each set of keyword arguments until the catalogue changes."""
    kept: Kept[Answer] = Kept()

    @wraps(read)
    def remembered(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Answer:
        key = tuple(_hashable(kwargs[name]) for name in sorted(kwargs))
        return kept.answer(key=key, read=lambda: read(*args, **kwargs))

    return remembered


def forget_answers() -> None:
    """Read everything anew, whatever the revision says; for tests, whose catalogues come and go."""
    for kept in _all:
        kept.forget()


def _hashable(argument: object) -> Hashable:
    return tuple(argument) if isinstance(argument, (list, set)) else argument
