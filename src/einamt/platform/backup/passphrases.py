"""The passphrase of sealed keys: from a file, or from whoever sits there. Never an argument, which others can read."""

from getpass import getpass
from pathlib import Path

from einamt.platform.backup.errors import BackupRefused


class NoPassphrase(BackupRefused):
    """A passphrase was not given, or not twice the same."""


def ask(*, file: Path | None, is_new: bool) -> str:
    """The first line of `file`, or what is typed; twice where it `is_new`.

    :raises NoPassphrase: the file cannot be read, or what was typed differs.
    """
    if file is not None:
        try:
            return file.read_text(encoding="utf-8").partition("\n")[0].strip()
        except (OSError, UnicodeDecodeError):
            raise NoPassphrase(f"{file} cannot be read.") from None
    try:
        typed = getpass("Passphrase of the keys: ")
        if is_new and getpass("Once more: ") != typed:
            raise NoPassphrase("The two differ.")
    except EOFError:
        raise NoPassphrase("Nobody is there to type the passphrase: name a file with --passphrase-file.") from None
    return typed
