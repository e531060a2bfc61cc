"""The folder in which mails that came back are laid by the mail server (Maildir, `EINAMT_BOUNCE_FOLDER`)."""

import logging
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings

from einamt.platform.notifications.bounces import Verdict
from einamt.platform.notifications.operations import take_bounce

LARGEST = 256 * 1024
"""Bytes of a mail that are read: reports are short and stand in front of what they return, which is not needed."""
_AT_ONCE = 500
_LEFT = {Verdict.NO_REPORT, Verdict.UNREADABLE}
"""What is left to a person."""

_log = logging.getLogger(__name__)


def take_bounces(now: datetime) -> None:
    """A job of the schedule: take in what lies in the configured folder."""
    if settings.BOUNCE_FOLDER is not None and settings.BOUNCE_FOLDER.is_dir():
        read_folder(folder=settings.BOUNCE_FOLDER, now=now)


def read_folder(*, folder: Path, now: datetime) -> Counter[Verdict]:
    """Take in each new mail of `folder`, 500 at most; how many of which kind.

    Reports are removed once they are taken in; what is no report, and what cannot be read, is laid with the mails that
    were seen (`cur`, flag S), for a person to look at.
    """
    seen: Counter[Verdict] = Counter()
    for path in sorted(_fresh(folder), key=lambda path: path.name)[:_AT_ONCE]:
        verdict = _take(path, now=now)
        seen[verdict] += 1
        if verdict in _LEFT:
            _set_aside(path, folder=folder)
        else:
            path.unlink(missing_ok=True)
        if verdict is Verdict.UNREADABLE:
            _log.warning("a mail that came back cannot be read; it is left in %s as %s", folder / "cur", path.name)
    return seen


def _fresh(folder: Path) -> Iterator[Path]:
    """Mails that nobody has seen yet, by their names alone: how large one is, is not known before."""
    for name in ("new", "cur"):
        for path in (folder / name).glob("[!.]*"):
            _, _, flags = path.name.partition(":2,")
            if "S" not in flags and path.is_file():
                yield path


def _take(path: Path, *, now: datetime) -> Verdict:
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST)
    except OSError:
        return Verdict.UNREADABLE
    return take_bounce(raw=raw, now=now)


def _set_aside(path: Path, *, folder: Path) -> None:
    name, _, flags = path.name.partition(":2,")
    (folder / "cur").mkdir(exist_ok=True)
    path.rename(folder / "cur" / f"{name}:2,{''.join(sorted({*flags, 'S'}))}")
