"""Encrypting, decrypting and hashing with the installation's keys."""

import hmac
import os
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from einamt.platform.crypto.keys import Keys, derived, load

_NONCE = 12


class CannotDecrypt(RuntimeError):
    """A stored value does not open with any key of this installation: the keys or the row are not ours."""


def encrypt(*, text: str, purpose: str) -> bytes:
    """`text` as `encrypt_bytes` keeps it."""
    return encrypt_bytes(content=text.encode(), purpose=purpose)


def decrypt(*, data: bytes, purpose: str) -> str:
    """The text in what `encrypt` made.

    :raises CannotDecrypt: it was made with another key, for another purpose, or was changed.
    """
    return decrypt_bytes(data=data, purpose=purpose).decode()


def encrypt_bytes(*, content: bytes, purpose: str) -> bytes:
    """Under the current key: a byte of key number, 12 of nonce, AES-256-GCM; `purpose` binds it to a column."""
    keys: Keys = settings.KEYS
    nonce = os.urandom(_NONCE)
    sealed = _cipher(keys.current, purpose).encrypt(nonce, content, purpose.encode())
    return bytes([keys.current_number]) + nonce + sealed


def decrypt_bytes(*, data: bytes, purpose: str) -> bytes:
    """What `encrypt_bytes` was given.

    :raises CannotDecrypt: it was made with another key, for another purpose, or was changed.
    """
    try:
        cipher = _cipher(_key(data[0]), purpose)
        return cipher.decrypt(data[1 : 1 + _NONCE], data[1 + _NONCE :], purpose.encode())
    except (InvalidTag, KeyError, IndexError, ValueError) as error:
        raise CannotDecrypt(purpose) from error


def keyed_hash(*, text: str, purpose: str) -> str:
    """A hash that only this installation can make (HMAC-SHA256, 64 hexadecimal digits), to find without reading."""
    keys: Keys = settings.KEYS
    hasher = _hasher(keys.first, purpose).copy()
    hasher.update(text.encode())
    return hasher.hexdigest()


def _key(number: int) -> bytes:
    """The key with `number`; one that was added since this process started is looked for in the folder."""
    keys: Keys = settings.KEYS
    if number not in keys.by_number and (Path(settings.KEYS_FOLDER) / f"{number}.key").exists():
        keys = settings.KEYS = Keys(load(folder=Path(settings.KEYS_FOLDER)).by_number | keys.by_number)
    return keys.by_number[number]


@lru_cache(maxsize=64)
def _hasher(master: bytes, purpose: str) -> hmac.HMAC:
    """With the key worked in, which takes longer than the hash of a short text; to be copied."""
    return hmac.new(derived(master=master, purpose=f"hash:{purpose}"), digestmod="sha256")


@lru_cache(maxsize=64)
def _cipher(master: bytes, purpose: str) -> AESGCM:
    return AESGCM(derived(master=master, purpose=f"field:{purpose}"))
