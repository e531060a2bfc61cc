"""The installation's keys: made at the first start, kept in the data folder, rotated by adding a newer file.

Nothing here needs Django, so that the settings can use it.
"""

import re
import secrets
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from einamt.platform.durable import write_once

LAST_NUMBER = 255
"""A key's number is one byte of what it encrypts."""

_LENGTH = 32
_NAME = re.compile(r"[1-9][0-9]{0,2}")


class BadKey(SystemExit):
    """A key file cannot be used; the process ends with a sentence that names it."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Master keys by number; the highest encrypts, all decrypt."""

    by_number: dict[int, bytes]

    @property
    def current_number(self) -> int:
        """The number of the key that encrypts."""
        return max(self.by_number)

    @property
    def current(self) -> bytes:
        """The key that encrypts."""
        return self.by_number[self.current_number]

    @property
    def earlier(self) -> list[bytes]:
        """The keys that only decrypt, newest first."""
        return [self.by_number[number] for number in sorted(self.by_number, reverse=True)[1:]]

    @property
    def first(self) -> bytes:
        """The oldest key: blind indexes and keyed hashes stay on it, since most cannot be made again."""
        return self.by_number[min(self.by_number)]

    def __repr__(self) -> str:
        """Without the keys: this may end up in a traceback."""
        return f"Keys({sorted(self.by_number)})"


def load_or_create(*, folder: Path) -> Keys:
    """The keys in `folder`; the first is made when there is none.

    :raises BadKey: a file is not a key, or one is missing between the first and the newest.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not any(folder.glob("*.key")):
        _create(folder / "1.key")
    return load(folder=folder)


def load(*, folder: Path) -> Keys:
    """The keys in `folder`, files named `1.key`, `2.key`, …

    :raises BadKey: a file is not a key, or one is missing between the first and the newest.
    """
    by_number = {_number(path): _read(path) for path in folder.glob("*.key")}
    missing = sorted(set(range(1, max(by_number, default=1) + 1)) - by_number.keys())
    if missing:
        raise _bad(folder / f"{missing[0]}.key", "is missing")
    return Keys(by_number)


def add_key(*, folder: Path) -> Path:
    """Make the next key, which encrypts from the next start of each process on; its file.

    :raises BadKey: the folder's keys cannot be used, or there are 255 already.
    """
    number = load(folder=folder).current_number + 1
    path = folder / f"{number}.key"
    if number > LAST_NUMBER:
        raise _bad(path, f"would be more than {LAST_NUMBER} keys")
    _create(path)
    return path


def write(*, keys: Keys, folder: Path) -> None:
    """Put `keys` into `folder`, which is made and must hold none of their numbers yet."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for number, key in sorted(keys.by_number.items()):
        _create(folder / f"{number}.key", key=key)


@lru_cache(maxsize=64)
def derived(*, master: bytes, purpose: str) -> bytes:
    """A key of 32 bytes for one purpose (HKDF-SHA256, RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=_LENGTH, salt=None, info=f"einamt:{purpose}".encode()).derive(master)


def _create(path: Path, *, key: bytes | None = None) -> None:
    # a key that was used must not be lost with the power
    write_once(path, (key or secrets.token_bytes(_LENGTH)).hex().encode())


def _number(path: Path) -> int:
    if not _NAME.fullmatch(path.stem) or int(path.stem) > LAST_NUMBER:
        raise _bad(path, f"is not named by a number from 1 to {LAST_NUMBER}")
    return int(path.stem)


def _read(path: Path) -> bytes:
    try:
        key = bytes.fromhex(path.read_text().strip())
    except OSError as error:
        raise _bad(path, f"cannot be read ({error.strerror})") from None
    except ValueError:
        key = b""
    if len(key) != _LENGTH:
        raise _bad(path, "does not hold a key (64 hexadecimal characters)")
    return key


def _bad(path: Path, what: str) -> BadKey:
    return BadKey(f"{path} {what}. Restore the keys from their backup: without them, personal data cannot be read.")
