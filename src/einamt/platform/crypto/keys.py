"""The installation's keys: made at the first start, kept in the data folder, rotated by adding a newer file.

Nothing here needs Django, so that the settings can use it.
"""

import os
import secrets
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_LENGTH = 32


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


def load_or_create(*, folder: Path) -> Keys:
    """The keys in `folder`, files named `1.key`, `2.key`, …; the first is made when there is none.

    :raises BadKey: a file holds something else than 32 bytes in hexadecimal.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not list(folder.glob("*.key")):
        _create(folder / "1.key")
    return Keys({int(path.stem): _read(path) for path in folder.glob("*.key")})


@lru_cache(maxsize=64)
def derived(*, master: bytes, purpose: str) -> bytes:
    """A key of 32 bytes for one purpose (HKDF-SHA256, RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=_LENGTH, salt=None, info=f"einamt:{purpose}".encode()).derive(master)


def _create(path: Path) -> None:
    # written aside and linked, so that two processes starting at once agree on one key
    draft = path.with_suffix(f".{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(_LENGTH))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _read(path: Path) -> bytes:
    try:
        key = bytes.fromhex(path.read_text().strip())
    except ValueError:
        key = b""
    if len(key) != _LENGTH:
        message = f"{path} does not hold a key (64 hexadecimal characters). Restore it from your backup of the keys."
        raise BadKey(message)
    return key
