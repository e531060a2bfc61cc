"""The keys and seals of a house in one file under a passphrase: scrypt (RFC 7914) and AES-256-GCM.

It lies apart from the backup of the database: whoever has both, and the passphrase, can read personal data.
"""

import hmac
import json
import os
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from einamt.platform.backup.errors import BackupRefused, KeysMissing
from einamt.platform.crypto.keys import Keys, derived, load
from einamt.platform.durable import write_new
from einamt.platform.pdf import seals

SHORTEST = 16
"""Characters of a passphrase: it is typed twice in years, and tried by whoever steals the file without end."""

_KEYS_ALONE, _MAGIC = b"EINAMT-KEYS-1\n", b"EINAMT-KEYS-2\n"
"""The first is of versions that left the seals out, and is still read."""
_SALT, _NONCE = 16, 12


class WeakPassphrase(BackupRefused):
    """A passphrase is too short."""


@dataclass(frozen=True, slots=True)
class Held:
    """What a house has under lock: its keys, and the files of its seals by name."""

    keys: Keys
    seals: Mapping[str, bytes]

    def __repr__(self) -> str:
        """Without what is secret: this may end up in a traceback."""
        return f"Held({self.keys!r}, {sorted(self.seals)})"


def held(*, folder: Path) -> Held:
    """What lies in a house's folder of keys.

    :raises BadKey: the keys in it cannot be used.
    """
    return Held(keys=load(folder=folder), seals=seals.read_files(folder=folder / seals.FOLDER))


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


def check_passphrase(passphrase: str) -> None:
    """Refuse one that can be guessed.

    :raises WeakPassphrase: it has fewer than `SHORTEST` characters.
    """
    if len(passphrase) < SHORTEST:
        raise WeakPassphrase(f"The passphrase has fewer than {SHORTEST} characters.")


def seal(*, held: Held, passphrase: str, path: Path) -> None:
    """Write keys and seals to `path`, a new file that its owner alone can read.

    :raises WeakPassphrase: it has fewer than `SHORTEST` characters.
    """
    check_passphrase(passphrase)
    salt, nonce = os.urandom(_SALT), os.urandom(_NONCE)
    text = json.dumps(
        {
            "keys": {number: key.hex() for number, key in sorted(held.keys.by_number.items())},
            "seals": {name: b64encode(content).decode() for name, content in held.seals.items()},
        }
    )
    sealed = _cipher(passphrase, salt).encrypt(nonce, text.encode(), _MAGIC)
    write_new(path, _MAGIC + salt + nonce + sealed)


def unseal(*, path: Path, passphrase: str) -> Held:
    """Keys and seals in what `seal` wrote.

    :raises KeysMissing: the file is not there or no such file, the passphrase is another, or a byte was changed.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise KeysMissing(f"{path} cannot be read: {error.strerror}.") from None
    magic = content[: len(_MAGIC)]
    if magic not in {_MAGIC, _KEYS_ALONE}:
        raise KeysMissing(f"{path} holds no keys that einamt backup sealed.")
    salt, nonce, sealed = _parts(content[len(magic) :])
    try:
        text = _cipher(passphrase, salt).decrypt(nonce, sealed, magic)
    except (InvalidTag, ValueError):
        raise KeysMissing(f"{path} does not open with this passphrase, or was changed.") from None
    read = json.loads(text)
    found = read if magic == _MAGIC else {"keys": read, "seals": {}}
    return Held(
        keys=Keys({int(number): bytes.fromhex(key) for number, key in found["keys"].items()}),
        seals={name: b64decode(content) for name, content in found["seals"].items()},
    )


def _parts(body: bytes) -> tuple[bytes, bytes, bytes]:
    return body[:_SALT], body[_SALT : _SALT + _NONCE], body[_SALT + _NONCE :]


def _cipher(passphrase: str, salt: bytes) -> AESGCM:
    # 128 MB and a third of a second a try
    return AESGCM(Scrypt(salt=salt, length=32, n=2**17, r=8, p=1).derive(passphrase.encode()))
