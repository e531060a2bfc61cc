"""Erasing what has been kept long enough. The rules: docs/rules/retention.md."""

import logging
import time
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial

from einamt.platform.retention.registry import Counts, offerings, registered

ENOUGH = timedelta(minutes=10)
"""So long a night's run may hold up the other jobs of its worker; what is left comes the night after."""

_log = logging.getLogger(__name__)


class ErasingFailed(RuntimeError):
    """Some could not do their work; the text names them. The others have done theirs."""


def to_offer(*, now: datetime) -> dict[str, Counts]:
    """What is to be offered at `now` before it may be erased, by who offers it."""
    return {offering.name: offering.due(now) for offering in offerings()}


def offer_due(*, now: datetime) -> Counts:
    """Offer what must be offered before it may be erased, batch by batch; how much of what.

    :raises ErasingFailed: some could not be offered, and stay; the log says why.
    """
    return _worked_off({each.name: partial(each.offer_some, now) for each in offerings()})


def due(*, now: datetime) -> dict[str, Counts]:
    """What is to be erased at `now`, by eraser."""
    return {eraser.name: eraser.due(now) for eraser in registered()}


def erase_due(*, now: datetime, is_enough: Callable[[], bool] = lambda: False) -> Counts:
    """Have each eraser erase what is due at `now`, batch by batch, until nothing is left or it `is_enough`.

    Gives the erased rows by model. It may be broken off anywhere, repeated, and run twice at a time.

    :raises ErasingFailed: one or more erasers failed; the log says why.
    """
    return _worked_off({each.name: partial(each.erase_some, now) for each in registered()}, is_enough=is_enough)


def _worked_off(
    batches: Mapping[str, Callable[[], Counts]], *, is_enough: Callable[[], bool] = lambda: False
) -> Counts:
    done: Counter[str] = Counter()
    failed = []
    for name, batch in batches.items():
        try:
            while not is_enough() and (some := batch()):
                done.update(some)
        except Exception:  # noqa: BLE001 - whatever it is, it must not keep the others from their work
            _log.exception("%s failed", name)
            failed.append(name)
    if failed:
        raise ErasingFailed(", ".join(failed))
    return dict(done)


def offer_nightly(now: datetime) -> None:
    """Every night, before the erasing; the schedule calls it. The log keeps how much of what was offered."""
    for what, count in offer_due(now=now).items():
        _log.info("offered: %s %s", count, what)


def erase_nightly(now: datetime) -> None:
    """Every night, for at most `ENOUGH`; the schedule calls it. The log keeps how much was erased, and of what."""
    end = time.monotonic() + ENOUGH.total_seconds()

    def is_enough() -> bool:
        return time.monotonic() >= end

    erased = erase_due(now=now, is_enough=is_enough)
    _log.info("erased: %s", ", ".join(f"{rows} {label}" for label, rows in sorted(erased.items())) or "nothing")
    if is_enough():
        _log.warning("not all that is due was erased within %s; the rest follows", ENOUGH)
