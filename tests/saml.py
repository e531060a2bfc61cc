"""A real SAML identity provider for tests, as a pytest plugin: samlp from npm, which answers as BundID does.

    def test_something(bundid: BundIdProvider, settings: Settings) -> None:
        settings.BUNDID = bundid.described
        answer = bundid.visit(client.get("/konto/anmelden/bundid/"), login="ayse", level="STORK-QAA-Level-4")

`visit` is a person with a browser at BundID: it gives the field that they bring back.
"""

import json
import re
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from html import unescape
from pathlib import Path

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from django.http import HttpResponse

from einamt.citizens.bundid.party import BundId, read_bundid
from einamt.kernel.assurance import Level
from tests.starting import ready_process
from tools import openid_provider as program
from tools.frontend import find_node
from tools.postgres import free_port

HOUSE = "http://localhost:8000"
_METADATA, _ANSWER = "/konto/anmelden/bundid/metadaten.xml", "/konto/anmelden/bundid/antwort/"
ENTITY, ANSWERS_TO = f"{HOUSE}{_METADATA}", f"{HOUSE}{_ANSWER}"
_FIELD = re.compile(r'name="(SAMLRe(?:quest|sponse))" value="([^"]*)"')


@dataclass(frozen=True)
class Keys:
    """A key and its certificate, as PEM."""

    key: str
    certificate: str

    @property
    def public(self) -> str:
        public = x509.load_pem_x509_certificate(self.certificate.encode()).public_key()
        return public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()

    def file(self, folder: Path, name: str) -> Path:
        path = folder / name
        path.write_text(self.key + self.certificate)
        return path


@cache
def make_keys(name: str, *, days: int = 365) -> Keys:
    """An RSA key of `name`, the same each time, with a certificate by itself, good until in `days` days."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]), datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=days))
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return Keys(private.decode(), certificate.public_bytes(serialization.Encoding.PEM).decode())


def idp_metadata(*, entity: str, address: str, keys: Keys) -> str:
    """What an operator gets from BundID."""
    lines = "".join(keys.certificate.strip().splitlines()[1:-1])
    return f"""<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{entity}">
<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>
<ds:X509Certificate>{lines}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="{address}"/>
</md:IDPSSODescriptor></md:EntityDescriptor>"""


def field_in(page: str, name: str) -> str:
    """The value of the hidden field `name`."""
    return unescape(dict(_FIELD.findall(page))[name])


@dataclass
class BundIdProvider:
    """A running provider, and `described` as this house knows it."""

    issuer: str
    keys: Keys
    ours: Keys
    described: BundId

    def visit(self, page: HttpResponse, *, login: str = "ayse", level: str = "STORK-QAA-Level-4", **flaws: str) -> str:
        """Press the button of `page`, sign in, and bring back the answer; `flaws` are those of the program."""
        request = field_in(page.content.decode(), "SAMLRequest")
        shown = requests.post(self.issuer, data={"SAMLRequest": request}, timeout=20)
        assert shown.status_code == 200, shown.text
        fields = {"SAMLRequest": field_in(shown.text, "SAMLRequest"), "login": login, "level": level, **flaws}
        answer = requests.post(self.issuer, data=fields, timeout=20)
        assert answer.status_code == 200, answer.text
        return field_in(answer.text, "SAMLResponse")

    def refuses(self, xml: bytes) -> bool:
        """Whether it takes no such request."""
        sent = {"SAMLRequest": b64encode(xml).decode()}
        return requests.post(self.issuer, data=sent, timeout=20).status_code == 400

    def asking_for(self, level: Level) -> BundId:
        return replace(self.described, level=level)


@pytest.fixture
def bundid(tmp_path: Path) -> Iterator[BundIdProvider]:
    """One that ends with the test, for the house at its usual address."""
    with started(house=HOUSE, folder=tmp_path) as provider:
        yield provider


@contextmanager
def started(*, house: str, folder: Path) -> Iterator[BundIdProvider]:
    """A provider for `house`, which keeps what an operator has in `folder`."""
    node = find_node()
    if node is None or not program.is_installed():
        pytest.fail(program.MISSING, pytrace=False)
    keys, ours, port = make_keys("bundid"), make_keys("city"), free_port()
    issuer = f"http://127.0.0.1:{port}"
    settings = {
        "key": keys.key,
        "cert": keys.certificate,
        "sp_cert": ours.certificate,
        "sp_key": ours.public,
        "sp_entity": f"{house}{_METADATA}",
        "answers_to": f"{house}{_ANSWER}",
    }
    command = [node.folder / "node", program.SAML_PROGRAM, program.INSTALLED, str(port), json.dumps(settings)]
    metadata = folder / "bundid.xml"
    metadata.write_text(idp_metadata(entity=issuer, address=issuer, keys=keys))
    described = read_bundid(metadata=metadata, keys=(ours.file(folder, "ours.pem"),), level=Level.LOW)
    with ready_process(command, name="the SAML provider") as process:
        try:
            yield BundIdProvider(issuer, keys, ours, described)
        finally:
            process.terminate()
