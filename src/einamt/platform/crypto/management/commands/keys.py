"""`einamt keys`: see, add and change over to encryption keys."""

from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import CommandError

from einamt.platform.commands import HouseCommand
from einamt.platform.crypto import columns
from einamt.platform.crypto.keys import add_key, load


class Command(HouseCommand):
    """Looks after the keys of encrypted columns."""

    help = "Show which keys encrypted columns stand under, add a key, and put everything under the newest one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do."""
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("status", help="keys, and how many values stand under each")
        actions.add_parser("rotate", help="add a key; processes encrypt with it from their next start on")
        again = actions.add_parser("reencrypt", help="put all values under the newest key, beside the running house")
        again.add_argument("--dry-run", action="store_true", help="only say how many there are")

    def handle(self, *_: object, action: str, dry_run: bool = False, **__: object) -> None:
        """Do it."""
        match action:
            case "status":
                self._status()
            case "rotate":
                self._rotate()
            case _:
                self._reencrypt(dry_run=dry_run)

    def _status(self) -> None:
        keys = load(folder=settings.KEYS_FOLDER)
        numbers = ", ".join(str(number) for number in sorted(keys.by_number))
        self.stdout.write(f"Keys in {settings.KEYS_FOLDER}: {numbers}; number {keys.current_number} encrypts.")
        for column in columns.encrypted_columns():
            counts = columns.counts_by_key(column)
            listed = ", ".join(f"{count} under key {number}" for number, count in counts.items()) or "empty"
            opens = "" if columns.newest_opens(column) else "; THE NEWEST VALUE DOES NOT OPEN"
            self.stdout.write(f"{column.purpose}: {listed}{opens}")

    def _rotate(self) -> None:
        path = add_key(folder=settings.KEYS_FOLDER)
        self.stdout.write(
            f"{path} was made. Next:\n"
            "1. Back it up, apart from the backups of the database.\n"
            "2. On every other machine of this installation, copy it to the same folder.\n"
            "3. Restart web and worker processes; they then encrypt with it.\n"
            "4. einamt keys reencrypt\n"
            "Keep the earlier keys: blind indexes stand on the first, and backups of the database need theirs."
        )

    def _reencrypt(self, *, dry_run: bool) -> None:
        current, unreadable = settings.KEYS.current_number, 0
        for column in columns.encrypted_columns():
            counts = columns.counts_by_key(column)
            waiting = sum(count for number, count in counts.items() if number != current)
            if dry_run:
                self.stdout.write(f"{column.purpose}: {waiting} values to put under key {current}")
                continue
            done = 0
            for progress in columns.reencrypt(column):
                done += progress.moved
                unreadable += len(progress.unreadable)
                self.stdout.write(f"{column.purpose}: {done} of {waiting}")
                for key in progress.unreadable:
                    self.stderr.write(f"{column.purpose}: row {key} does not open with any key; left as it is")
        if unreadable:
            raise CommandError(f"{unreadable} values could not be opened.")
