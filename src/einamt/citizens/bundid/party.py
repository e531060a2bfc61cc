"""The two sides of a sign-in as the operator's files describe them: BundID's metadata, and our keys."""

import re
from base64 import b64decode
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

from einamt.citizens.bundid.xml import NAMES, parse
from einamt.kernel.assurance import Level

POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
_PEM = re.compile(rb"-----BEGIN ([A-Z ]+)-----.+?-----END \1-----\s*", re.DOTALL)
_SHORTEST_RSA = 2048


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A private RSA key and its certificate, as PEM."""

    key: bytes = field(repr=False)
    certificate: bytes
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class BundId:
    """BundID, and what this house shows itself with.

    `certificates` are those that BundID may sign with, as PEM; with the first of `pairs` we sign, with each of them we
    decrypt. `level` is the lowest that lets somebody in.
    """

    entity: str
    sign_in_address: str
    certificates: tuple[bytes, ...]
    pairs: tuple[KeyPair, ...]
    level: Level


def read_bundid(*, metadata: Path, keys: tuple[Path, ...], level: Level) -> BundId:
    """BundID as the files say.

    :raises ValueError: a file cannot be used; the text says why, and holds nothing secret.
    :raises OSError: a file cannot be read.
    """
    root = parse(metadata.read_bytes())
    roles = root.findall("md:IDPSSODescriptor", NAMES)
    if len(roles) != 1 or not root.get("entityID"):
        message = f"{metadata} describes no SAML identity provider"
        raise ValueError(message)
    [idp] = roles
    addresses = [
        each.get("Location", "")
        for each in idp.findall("md:SingleSignOnService", NAMES)
        if each.get("Binding") == POST and each.get("Location", "").startswith(("https://", "http://"))
    ]
    certificates = tuple(
        _certificate(b64decode("".join(each.itertext())))
        for descriptor in idp.findall("md:KeyDescriptor", NAMES)
        if descriptor.get("use", "signing") == "signing"
        for each in descriptor.findall(".//ds:X509Certificate", NAMES)
    )
    if not addresses or not certificates:
        message = f"{metadata} names no address for HTTP-POST, or no certificate for signatures"
        raise ValueError(message)
    return BundId(
        entity=str(root.get("entityID")),
        sign_in_address=addresses[0],
        certificates=certificates,
        pairs=tuple(_pair(path) for path in keys),
        level=level,
    )


def _certificate(der: bytes) -> bytes:
    certificate = x509.load_der_x509_certificate(der)
    public = certificate.public_key()
    if not isinstance(public, RSAPublicKey | EllipticCurvePublicKey):
        message = "a certificate of BundID holds neither an RSA nor an EC key"
        raise TypeError(message)
    return certificate.public_bytes(serialization.Encoding.PEM)


def _pair(path: Path) -> KeyPair:
    blocks = {found[1]: found[0] for found in _PEM.finditer(path.read_bytes())}
    certificate_block = blocks.pop(b"CERTIFICATE", None)
    key_block = next((block for name, block in blocks.items() if name.endswith(b"PRIVATE KEY")), None)
    if certificate_block is None or key_block is None:
        message = f"{path} does not hold a private key and its certificate as PEM"
        raise ValueError(message)
    key = serialization.load_pem_private_key(key_block, password=None)
    certificate = x509.load_pem_x509_certificate(certificate_block)
    if not isinstance(key, RSAPrivateKey) or key.key_size < _SHORTEST_RSA:
        message = f"{path} does not hold an RSA key of at least {_SHORTEST_RSA} bits"
        raise ValueError(message)
    if certificate.public_key() != key.public_key():
        message = f"in {path}, the certificate is not that of the key"
        raise ValueError(message)
    return KeyPair(
        key=key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ),
        certificate=certificate.public_bytes(serialization.Encoding.PEM),
        ends_at=certificate.not_valid_after_utc,
    )
