"""The keys of a house in one file under a passphrase: scrypt (RFC 7914) and AES-256-GCM.

It lies apart from the backup of the database: whoever has both, and the passphrase, can read personal data.
"""

import hmac
import json
import os
from collections.abc import Mapping
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from einamt.platform.backup.errors import BackupRefused, KeysMissing
from einamt.platform.crypto.keys import Keys, derived

SHORTEST = 16
"""Characters of a passphrase: it is typed twice in years, and tried by whoever steals the file without end."""

_MAGIC = b"EINAMT-KEYS-1\n"
_SALT, _NONCE = 16, 12


class WeakPassphrase(BackupRefused):
    """A passphrase is too short."""


def fingerprints(keys: Keys) -> dict[str, str]:
    """What keys can be told by, by number; nothing opens with it."""
    return {
        str(number): derived(master=key, purpose="fingerprint")[:8].hex()
        for number, key in sorted(keys.by_number.items())
    }


def lacking(*, wanted: Mapping[str, str], keys: Keys) -> list[str]:
    """The numbers of the keys that a backup stands under and `keys` do not hold."""
    there = fingerprints(keys)
    return [number for number, print_ in wanted.items() if not hmac.compare_digest(there.get(number, ""), print_)]


def seal(*, keys: Keys, passphrase: str, path: Path) -> None:
    """Write the keys to `path`, a new file that its owner alone can read.

    :raises WeakPassphrase: it has fewer than `SHORTEST` characters.
    """
    if len(passphrase) < SHORTEST:
        raise WeakPassphrase(f"The passphrase has fewer than {SHORTEST} characters.")
    salt, nonce = os.urandom(_SALT), os.urandom(_NONCE)
    text = json.dumps({number: key.hex() for number, key in sorted(keys.by_number.items())})
    sealed = _cipher(passphrase, salt).encrypt(nonce, text.encode(), _MAGIC)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(_MAGIC + salt + nonce + sealed)
        file.flush()
        os.fsync(file.fileno())


def unseal(*, path: Path, passphrase: str) -> Keys:
    """The keys in what `seal` wrote.

    :raises KeysMissing: the file is not there or no such file, the passphrase is another, or a byte was changed.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise KeysMissing(f"{path} cannot be read: {error.strerror}.") from None
    if not content.startswith(_MAGIC):
        raise KeysMissing(f"{path} holds no keys that einamt backup sealed.")
    salt, nonce, sealed = _parts(content[len(_MAGIC) :])
    try:
        text = _cipher(passphrase, salt).decrypt(nonce, sealed, _MAGIC)
    except (InvalidTag, ValueError):
        raise KeysMissing(f"{path} does not open with this passphrase, or was changed.") from None
    return Keys({int(number): bytes.fromhex(key) for number, key in json.loads(text).items()})


def _parts(body: bytes) -> tuple[bytes, bytes, bytes]:
    return body[:_SALT], body[_SALT : _SALT + _NONCE], body[_SALT + _NONCE :]


def _cipher(passphrase: str, salt: bytes) -> AESGCM:
    # 128 MB and a third of a second a try
    return AESGCM(Scrypt(salt=salt, length=32, n=2**17, r=8, p=1).derive(passphrase.encode()))
