"""`einamt restore`: a backup becomes the house again."""

import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from einamt.platform.backup.errors import BackupRefused, TransferFailed
from einamt.platform.backup.passphrases import ask
from einamt.platform.backup.restoring import restore_backup
from einamt.platform.backup.taking import SealTo


class Command(BaseCommand):
    """Puts a backup back, brings its database up to date, and erases what should be gone by now.

    What persons asked for since the backup is done again.
    """

    help = "Put a backup back into a house that is stopped and empty; migrate it; erase what is due."

    requires_system_checks = ()
    """The note of a restore that was broken off keeps every other command from running."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where from."""
        parser.add_argument("source", type=Path, metavar="SOURCE", help="a folder that einamt backup wrote")
        parser.add_argument("--keys-from", type=Path, metavar="FILE", help="its keys; else those in the house's folder")
        parser.add_argument(
            "--passphrase-file", type=Path, metavar="FILE", help="its first line opens the keys; else it is asked for"
        )
        parser.add_argument("--replace", action="store_true", help="in the place of a database that holds tables")

    def handle(
        self,
        *_: object,
        source: Path,
        keys_from: Path | None,
        passphrase_file: Path | None,
        replace: bool,
        **__: object,
    ) -> None:
        """Do it."""
        try:
            sealed = SealTo(path=keys_from, passphrase=ask(file=passphrase_file, is_new=False)) if keys_from else None
            done = restore_backup(source=source.resolve(), sealed=sealed, may_replace=replace, say=self.stdout.write)
        except (BackupRefused, TransferFailed) as refusal:
            raise CommandError(str(refusal)) from refusal
        if done.aside is not None:
            self.stdout.write(f"What was there before lies in {done.aside}; delete it once you need it no longer.")
        # in processes of their own: this one has started with the former keys
        self.stdout.write("Bringing the database up to date.")
        self._run("migrate", "--no-input", "-v0")
        # first: what somebody had blocked since is to be kept
        self.stdout.write("Doing again what persons have asked for since the backup.")
        self._run("person", "again", "--since", done.manifest.made_at)
        self.stdout.write("Erasing what the backup brought back although its time was over.")
        self._run("retention", "run")
        self.stdout.write(f"The house is as it was at {done.manifest.made_at}.")

    def _run(self, *arguments: str) -> None:
        ended = subprocess.run([sys.executable, "-m", "einamt.config", *arguments], check=False)
        if ended.returncode:
            raise CommandError(f"einamt {' '.join(arguments)} failed; run it again before the house is opened.")
