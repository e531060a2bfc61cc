"""The city's seal: its key and certificate, and all certificates that have ever sealed here.

A city that has a certificate from a trust service puts it, as PKCS#12, where `EINAMT_SEAL_FILE` says. Until then the
installation makes one of its own: what it seals cannot be changed unseen, but nobody else vouches for who sealed it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)
from cryptography.x509.oid import NameOID
from django.conf import settings

from einamt.platform.durable import write_once

VALID = timedelta(days=3650)
"""Of a certificate that we make: documents are checked for longer than a year, and nobody is asked to renew it."""


FOLDER = "seals"
"""Within the folder of keys."""
_OWN = "own.pem"
_KEPT = re.compile(r"own\.pem|[0-9a-f]{32}\.crt")


class BadSeal(RuntimeError):
    """The seal that is configured cannot be used; the text says why, for operators."""


class Finding(StrEnum):
    """What a PDF's seal says."""

    OURS = "ours"
    """Sealed here, and not a byte has changed since."""
    CHANGED = "changed"
    """Sealed here or elsewhere, and changed or added to afterwards."""
    FOREIGN = "foreign"
    """Sealed with a certificate that was never ours."""
    UNSEALED = "unsealed"
    """A PDF without a seal."""
    UNREADABLE = "unreadable"
    """No PDF that can be read."""


@dataclass(frozen=True, slots=True)
class Seal:
    """A key, its certificate and those that vouch for it, all in DER; the key as PKCS#8."""

    key: bytes
    certificate: bytes
    chain: tuple[bytes, ...]


def current_seal(*, city_name: str, now: datetime) -> Seal:
    """What seals now; made where there is none.

    :raises BadSeal: the configured file is missing, does not open, or holds no key with its certificate.
    """
    configured: Path | None = settings.SEAL_FILE
    if configured is not None:
        try:
            seal = _read(configured, configured.stat().st_mtime_ns)
        except OSError as error:
            raise BadSeal(f"{configured}: {error.strerror}") from error
    else:
        own = seals_folder() / _OWN
        if not own.exists():
            _make(own, city_name=city_name, now=now)
        seal = _read_own(own, own.stat().st_mtime_ns)
    _remember(seal.certificate)
    return seal


def known_certificates() -> list[bytes]:
    """The certificates of all seals that were ever used here, in DER."""
    return [path.read_bytes() for path in sorted(seals_folder().glob("*.crt"))]


def read_files(*, folder: Path) -> dict[str, bytes]:
    """What is to be kept of a folder of seals, by name; empty where there is none."""
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*")) if _KEPT.fullmatch(path.name)}


def write_files(*, files: Mapping[str, bytes], folder: Path) -> None:
    """Put those of `files` into a folder of seals that it does not hold yet: nothing there is written over.

    :raises ValueError: a name is not of a seal.
    """
    if strange := [name for name in files if not _KEPT.fullmatch(name)]:
        message = f"{strange[0]} is no file of a seal"
        raise ValueError(message)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, content in files.items():
        write_once(folder / name, content)


@lru_cache(maxsize=2)
def _read(path: Path, _changed: int) -> Seal:
    password: str = settings.SEAL_PASSWORD
    try:
        key, certificate, chain = pkcs12.load_key_and_certificates(path.read_bytes(), password.encode() or None)
    except ValueError as error:
        raise BadSeal(f"{path}: {error}") from error
    if key is None or certificate is None:
        raise BadSeal(f"{path}: no key with its certificate")
    return _seal(key, certificate, chain)


@lru_cache(maxsize=2)
def _read_own(path: Path, _changed: int) -> Seal:
    content = path.read_bytes()
    return _seal(load_pem_private_key(content, password=None), x509.load_pem_x509_certificate(content), [])


def _seal(key: Any, certificate: x509.Certificate, chain: list[x509.Certificate]) -> Seal:
    return Seal(
        key=key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()),
        certificate=certificate.public_bytes(Encoding.DER),
        chain=tuple(each.public_bytes(Encoding.DER) for each in chain),
    )


def _make(path: Path, *, city_name: str, now: datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, city_name[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, f"Siegel {city_name}"[:64]),
        ]
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + VALID)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_SEALS_ONLY, critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + certificate.public_bytes(Encoding.PEM)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_once(path, pem)


_SEALS_ONLY = x509.KeyUsage(
    digital_signature=True,
    content_commitment=True,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=False,
    crl_sign=False,
    encipher_only=False,
    decipher_only=False,
)


@lru_cache(maxsize=4)
def _remember(certificate: bytes) -> None:
    digest = hashes.Hash(hashes.SHA256())
    digest.update(certificate)
    path = seals_folder() / f"{digest.finalize().hex()[:32]}.crt"
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_once(path, certificate)


def seals_folder() -> Path:
    """Where the installation's own seal lies, and the certificates of all that ever sealed."""
    return Path(settings.KEYS_FOLDER) / FOLDER
