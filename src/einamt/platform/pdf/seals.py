"""The city's seal: its key and certificate, and all certificates that have ever sealed here.

A city that has a certificate from a trust service puts it, as PKCS#12, where `EINAMT_SEAL_FILE` says. Until then the
installation makes one of its own: what it seals cannot be changed unseen, but nobody else vouches for who sealed it.
"""

import os
import secrets
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

VALID = timedelta(days=3650)
"""Of a certificate that we make: documents are checked for longer than a year, and nobody is asked to renew it."""


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
        own = _folder() / "own.pem"
        if not own.exists():
            _make(own, city_name=city_name, now=now)
        seal = _read_own(own, own.stat().st_mtime_ns)
    _remember(seal.certificate)
    return seal


def known_certificates() -> list[bytes]:
    """The certificates of all seals that were ever used here, in DER."""
    return [path.read_bytes() for path in sorted(_folder().glob("*.crt"))]


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
    _write_once(path, pem)


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
    path = _folder() / f"{digest.finalize().hex()[:32]}.crt"
    if not path.exists():
        _write_once(path, certificate)


def _write_once(path: Path, content: bytes) -> None:
    """Written aside and linked, so that of two processes that start at once both use the same."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_suffix(f".{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _folder() -> Path:
    return Path(settings.KEYS_FOLDER) / "seals"
