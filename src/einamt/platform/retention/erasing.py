"""Erasing what has been kept long enough. The rules: docs/rules/retention.md."""

import logging
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from einamt.platform.retention.registry import Counts, registered

ENOUGH = timedelta(minutes=10)
"""So long a night's run may hold up the other jobs of its worker; what is left comes the night after."""

_log = logging.getLogger(__name__)


class ErasingFailed(RuntimeError):
    """Some erasers could not do their work; the text names them. The others have done theirs."""


def due(*, now: datetime) -> dict[str, Counts]:
    """What is to be erased at `now`, by eraser."""
    return {eraser.name: eraser.due(now) for eraser in registered()}


def erase_due(*, now: datetime, is_enough: Callable[[], bool] = lambda: False) -> Counts:
    """Have each eraser erase what is due at `now`, batch by batch, until nothing is left or it `is_enough`.

    Gives the erased rows by model. It may be broken off anywhere, repeated, and run twice at a time.

    :raises ErasingFailed: one or more erasers failed; the log says why.
    """
    erased: Counter[str] = Counter()
    failed = []
    for eraser in registered():
        try:
            while not is_enough() and (rows := eraser.erase_some(now)):
                erased.update(rows)
        except Exception:  # noqa: BLE001 - whatever it is, it must not keep the others from erasing
            _log.exception("the eraser %s failed", eraser.name)
            failed.append(eraser.name)
    if failed:
        raise ErasingFailed(", ".join(failed))
    return dict(erased)


def erase_nightly(now: datetime) -> None:
    """Every night, for at most `ENOUGH`; the schedule calls it. The log keeps how much was erased, and of what."""
    end = time.monotonic() + ENOUGH.total_seconds()

    def is_enough() -> bool:
        return time.monotonic() >= end

    erased = erase_due(now=now, is_enough=is_enough)
    _log.info("erased: %s", ", ".join(f"{rows} {label}" for label, rows in sorted(erased.items())) or "nothing")
    if is_enough():
        _log.warning("not all that is due was erased within %s; the rest follows", ENOUGH)
