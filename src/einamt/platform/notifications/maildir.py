"""The folder in which mails that came back are laid by the mail server (Maildir, `EINAMT_BOUNCE_FOLDER`)."""

import mailbox
from collections import Counter
from datetime import datetime
from pathlib import Path

from django.conf import settings

from einamt.platform.notifications.bounces import Verdict
from einamt.platform.notifications.operations import take_bounce

LARGEST = 2 * 1024 * 1024
"""Bytes of a mail that are read: reports are short, what they return is not needed."""


def take_bounces(now: datetime) -> None:
    """A job of the schedule: take in what lies in the configured folder."""
    if settings.BOUNCE_FOLDER is not None and settings.BOUNCE_FOLDER.is_dir():
        read_folder(folder=settings.BOUNCE_FOLDER, now=now)


def read_folder(*, folder: Path, now: datetime) -> Counter[Verdict]:
    """Take in each new mail of `folder`, 500 at most; how many of which kind.

    Reports are removed once they are taken in; what is no report is laid with the mails that were seen (`cur`, flag S),
    for a person to look at.
    """
    seen: Counter[Verdict] = Counter()
    box = mailbox.Maildir(folder, create=False)
    fresh = [key for key in sorted(box.keys()) if "S" not in box.get_message(key).get_flags()]
    for key in fresh[:500]:
        with box.get_file(key) as file:
            verdict = take_bounce(raw=file.read(LARGEST), now=now)
        seen[verdict] += 1
        if verdict is Verdict.NO_REPORT:
            mail = box.get_message(key)
            mail.set_subdir("cur")
            mail.add_flag("S")
            box[key] = mail
        else:
            box.discard(key)
    return seen
