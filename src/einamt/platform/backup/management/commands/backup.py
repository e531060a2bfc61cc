"""`einamt backup`: the house in a folder, beside its running."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import CommandError

from einamt.platform import clock
from einamt.platform.backup.errors import BackupRefused, TransferFailed
from einamt.platform.backup.passphrases import ask
from einamt.platform.backup.taking import SealTo, take_backup
from einamt.platform.commands import HouseCommand


class Command(HouseCommand):
    """Writes database, facts and files to a folder, and keys and seals to a file of their own."""

    help = "Write database, facts and files, as at one moment, to a new folder; and keys and seals, locked, elsewhere."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to."""
        parser.add_argument("target", type=Path, metavar="TARGET", help="a folder that is not there yet")
        keys = parser.add_mutually_exclusive_group(required=True)
        keys.add_argument(
            "--keys-to", type=Path, metavar="FILE", help="a new file, apart from TARGET, for keys and seals"
        )
        keys.add_argument("--without-keys", action="store_true", help="keys and seals are kept by other means")
        parser.add_argument(
            "--passphrase-file", type=Path, metavar="FILE", help="its first line locks them; else it is asked for"
        )

    def handle(
        self,
        *_: object,
        target: Path,
        keys_to: Path | None,
        passphrase_file: Path | None,
        **__: object,
    ) -> None:
        """Do it."""
        try:
            seal_to = (
                SealTo(path=keys_to.resolve(), passphrase=ask(file=passphrase_file, is_new=True)) if keys_to else None
            )
            made = take_backup(target=target.resolve(), seal_to=seal_to, now=clock.now(), say=self.stdout.write)
        except (BackupRefused, TransferFailed) as refusal:
            raise CommandError(str(refusal)) from refusal
        where = f"its keys, sealed, in {keys_to}: keep them apart" if keys_to else "without keys"
        self.stdout.write(f"{target} holds the house of {made.made_at} in {made.files} files; {where}.")
