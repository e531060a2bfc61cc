"""What BundID is asked, and our metadata."""

from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from einamt.citizens.bundid.facts import ASKED_FOR, CONTEXTS
from einamt.citizens.bundid.party import POST, BundId
from einamt.citizens.bundid.signatures import sign
from einamt.citizens.bundid.xml import DS, NAMES, SAML, SAMLP

AKDB = "https://www.akdb.de/request/2018/09"
CLASSIC_UI = f"{AKDB}/classic-ui/v1"
_MD = NAMES["md"]
_METHODS = ("Benutzername", "Elster", "eID", "eIDAS", "FINK")


@dataclass(frozen=True, slots=True)
class House:
    """This service provider: `entity` is its name and the address of its metadata, `answers_to` takes answers."""

    entity: str
    answers_to: str
    organisation: str


def request_form(*, request_id: str, bundid: BundId, house: House, now: datetime) -> str:
    """The signed AuthnRequest (SAML 2.0 Core, 3.4.1) as the field `SAMLRequest` of HTTP-POST (Bindings, 3.5).

    It asks for at least the city's level, to show oneself anew (somebody else may have sat here), and for BundID's own
    extension: attributes, and whose name is shown to the person.
    """
    root = etree.Element(f"{{{SAMLP}}}AuthnRequest", nsmap={"samlp": SAMLP, "saml": SAML})
    for name, value in {
        "ID": request_id,
        "Version": "2.0",
        "IssueInstant": f"{now:%Y-%m-%dT%H:%M:%SZ}",
        "Destination": bundid.sign_in_address,
        "ForceAuthn": "true",
        "AssertionConsumerServiceURL": house.answers_to,
        "ProtocolBinding": POST,
    }.items():
        root.set(name, value)
    etree.SubElement(root, f"{{{SAML}}}Issuer").text = house.entity
    _extension(etree.SubElement(root, f"{{{SAMLP}}}Extensions"), house=house)
    context = etree.SubElement(root, f"{{{SAMLP}}}RequestedAuthnContext", Comparison="minimum")
    etree.SubElement(context, f"{{{SAML}}}AuthnContextClassRef").text = CONTEXTS[bundid.level]
    sign(root=root, pair=bundid.pairs[0], after=1)
    return b64encode(etree.tostring(root)).decode()


def metadata(*, bundid: BundId, house: House) -> bytes:
    """Who we are, for BundID (SAML 2.0 Metadata, 2.4.4): signed requests, signed assertions, each of our certificates.

    The first certificate is for signatures as well; all are for encryption, so that a new one can be known before the
    old one goes.
    """
    root = etree.Element(f"{{{_MD}}}EntityDescriptor", nsmap={"md": _MD, "ds": DS}, entityID=house.entity)
    role = etree.SubElement(
        root,
        f"{{{_MD}}}SPSSODescriptor",
        AuthnRequestsSigned="true",
        WantAssertionsSigned="true",
        protocolSupportEnumeration=SAMLP,
    )
    uses = [("signing", bundid.pairs[0]), *(("encryption", pair) for pair in bundid.pairs)]
    for use, pair in uses:
        descriptor = etree.SubElement(role, f"{{{_MD}}}KeyDescriptor", use=use)
        data = etree.SubElement(etree.SubElement(descriptor, f"{{{DS}}}KeyInfo"), f"{{{DS}}}X509Data")
        lines = pair.certificate.decode().strip().splitlines()
        etree.SubElement(data, f"{{{DS}}}X509Certificate").text = "".join(lines[1:-1])
    etree.SubElement(
        role, f"{{{_MD}}}AssertionConsumerService", Binding=POST, Location=house.answers_to, index="0", isDefault="true"
    )
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


def _extension(parent: etree._Element, *, house: House) -> None:
    asked = etree.SubElement(parent, f"{{{AKDB}}}AuthenticationRequest", nsmap={"akdb": AKDB}, Version="2")
    methods = etree.SubElement(asked, f"{{{AKDB}}}AuthnMethods")
    for method in _METHODS:
        etree.SubElement(etree.SubElement(methods, f"{{{AKDB}}}{method}"), f"{{{AKDB}}}Enabled").text = "true"
    attributes = etree.SubElement(asked, f"{{{AKDB}}}RequestedAttributes")
    for each in ASKED_FOR:
        etree.SubElement(
            attributes,
            f"{{{AKDB}}}RequestedAttribute",
            Name=each.name,
            RequiredAttribute="true" if each.required else "false",
        )
    shown = etree.SubElement(asked, f"{{{AKDB}}}DisplayInformation")
    version = etree.SubElement(shown, f"{{{CLASSIC_UI}}}Version", nsmap={"classic-ui": CLASSIC_UI})
    etree.SubElement(version, f"{{{CLASSIC_UI}}}OrganizationDisplayName").text = house.organisation
