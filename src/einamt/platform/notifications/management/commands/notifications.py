"""`einamt notifications`: take in mails that came back."""

import sys
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path

from django.core.management.base import CommandError

from einamt.platform import clock
from einamt.platform.commands import HouseCommand
from einamt.platform.notifications.bounces import Verdict
from einamt.platform.notifications.maildir import LARGEST, read_folder
from einamt.platform.notifications.operations import take_bounce

SAID = {
    Verdict.FAILED: "could not be delivered: marked",
    Verdict.PASSING: "delayed or delivered: nothing to do",
    Verdict.UNKNOWN: "about no message that is known",
    Verdict.NO_REPORT: "no delivery report",
    Verdict.UNREADABLE: "cannot be read",
}


class Command(HouseCommand):
    """For mail servers that hand each mail to a program; the worker reads a folder by itself."""

    help = "Take in mails that came back (delivery status notifications, RFC 3464)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where from."""
        actions = parser.add_subparsers(dest="action", required=True)
        bounces = actions.add_parser("bounces", help="read one mail from standard input, or all of a Maildir")
        bounces.add_argument("--maildir", type=Path, metavar="FOLDER")

    def handle(self, *_: object, maildir: Path | None, **__: object) -> None:
        """Do it."""
        if maildir is None:
            seen = Counter([take_bounce(raw=sys.stdin.buffer.read(LARGEST), now=clock.now())])
        elif maildir.is_dir():
            seen = read_folder(folder=maildir, now=clock.now())
        else:
            raise CommandError(f"{maildir} is no folder.")
        for verdict, said in SAID.items():
            if seen[verdict]:
                self.stdout.write(f"{seen[verdict]} {said}")
        self.stdout.write(f"{seen.total()} mails read.")
