"""Signing, verifying and decrypting XML: the part that needs xmlsec, which is in the extra `saml`.

Algorithms: BSI TR-02102-1 and the SAML deployment profile saml2int 2.0; SHA-1, RSA PKCS#1 v1.5 encryption and keyed
hashes in place of signatures are refused.
"""

from copy import deepcopy
from importlib.util import find_spec

from lxml import etree

from einamt.citizens.bundid.party import KeyPair
from einamt.citizens.bundid.xml import NAMES, parse

_XMLDSIG_MORE = "http://www.w3.org/2001/04/xmldsig-more#"
_XMLENC, _XMLENC11 = "http://www.w3.org/2001/04/xmlenc#", "http://www.w3.org/2009/xmlenc11#"
_EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
_TRANSFORMS = ("http://www.w3.org/2000/09/xmldsig#enveloped-signature", _EXCLUSIVE)
_SIGNED_WITH = frozenset(
    [f"{_XMLDSIG_MORE}{kind}-sha{bits}" for kind in ("rsa", "ecdsa") for bits in (256, 384, 512)]
    + [f"http://www.w3.org/2007/05/xmldsig-more#sha{bits}-rsa-MGF1" for bits in (256, 384, 512)]
)
_DIGESTS = frozenset([f"{_XMLENC}sha256", f"{_XMLDSIG_MORE}sha384", f"{_XMLENC}sha512"])
_ENCRYPTED_WITH = frozenset(
    [f"{_XMLENC11}aes{bits}-gcm" for bits in (128, 192, 256)] + [f"{_XMLENC}aes{bits}-cbc" for bits in (128, 192, 256)]
)
_KEYS_WRAPPED_WITH = frozenset([f"{_XMLENC}rsa-oaep-mgf1p", f"{_XMLENC11}rsa-oaep"])


class NotSound(Exception):
    """It is not signed or encrypted as it has to be; the text is for the operator's log and holds no data."""


def can_sign() -> bool:
    """Whether the extra is installed."""
    return find_spec("xmlsec") is not None


def sign(*, root: etree._Element, pair: KeyPair, after: int) -> None:
    """Sign `root` as a whole, by its `ID`; the signature becomes its child at the place `after`."""
    import xmlsec  # noqa: PLC0415 - an extra

    signature = xmlsec.template.create(
        root, xmlsec.constants.TransformExclC14N, xmlsec.constants.TransformRsaSha256, ns="ds"
    )
    root.insert(after, signature)
    reference = xmlsec.template.add_reference(
        signature, xmlsec.constants.TransformSha256, uri=f"#{root.attrib['ID']!s}"
    )
    xmlsec.template.add_transform(reference, xmlsec.constants.TransformEnveloped)
    xmlsec.template.add_transform(reference, xmlsec.constants.TransformExclC14N)
    data = xmlsec.template.add_x509_data(xmlsec.template.ensure_key_info(signature))
    xmlsec.template.x509_data_add_certificate(data)
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_memory(pair.key, xmlsec.constants.KeyDataFormatPem)
    context.key.load_cert_from_memory(pair.certificate, xmlsec.constants.KeyDataFormatCertPem)
    context.register_id(root, "ID")
    context.sign(signature)


def verify(*, root: etree._Element, certificates: tuple[bytes, ...]) -> None:
    """That `root`, the whole document, is signed with the key of one of `certificates`.

    What the signature says about its own key is not read. It must be a child of the root and refer to the root alone,
    so that what was verified and what is read afterwards are the same (XML signature wrapping).

    :raises NotSound: it is not.
    """
    import xmlsec  # noqa: PLC0415 - an extra

    signatures = root.findall(".//ds:Signature", NAMES)
    if len(signatures) != 1 or signatures[0].getparent() is not root:
        raise NotSound("the assertion is not signed, or signed elsewhere")
    [signature] = signatures
    own = root.get("ID", "")
    references = signature.findall(".//ds:Reference", NAMES)
    if not own or [each.get("URI") for each in references] != [f"#{own}"]:
        raise NotSound("the signature is not that of the assertion")
    if len(root.xpath("//*[@ID=$own or @Id=$own or @id=$own]", own=own)) != 1:
        raise NotSound("an identifier is there twice")
    if signature.find("ds:Object", NAMES) is not None:
        raise NotSound("the signature brings content of its own")
    transforms = {each.get("Algorithm") for each in signature.findall(".//ds:Transform", NAMES)}
    _check_algorithm(signature, ".//ds:SignatureMethod", allowed=_SIGNED_WITH)
    _check_algorithm(signature, ".//ds:DigestMethod", allowed=_DIGESTS)
    _check_algorithm(signature, ".//ds:CanonicalizationMethod", allowed=frozenset([_EXCLUSIVE]))
    if transforms != set(_TRANSFORMS):
        raise NotSound("the signature transforms what it signs")
    for certificate in certificates:
        context = xmlsec.SignatureContext()
        context.key = xmlsec.Key.from_memory(certificate, xmlsec.constants.KeyDataFormatCertPem)
        context.register_id(root, "ID")
        try:
            context.verify(signature)
        except xmlsec.Error:
            continue
        return
    raise NotSound("the signature is not BundID's")


def decrypt(*, encrypted: etree._Element, pairs: tuple[KeyPair, ...]) -> etree._Element:
    """What `encrypted` (an EncryptedAssertion) holds, as a document of its own.

    :raises NotSound: it is not encrypted for one of `pairs`, or with something weak.
    """
    import xmlsec  # noqa: PLC0415 - an extra

    _check_algorithm(encrypted, "xenc:EncryptedData/xenc:EncryptionMethod", allowed=_ENCRYPTED_WITH)
    _check_algorithm(encrypted, ".//xenc:EncryptedKey/xenc:EncryptionMethod", allowed=_KEYS_WRAPPED_WITH)
    data = encrypted.find("xenc:EncryptedData", NAMES)
    if data is None:
        raise NotSound("nothing is encrypted")
    for pair in pairs:
        manager = xmlsec.KeysManager()
        manager.add_key(xmlsec.Key.from_memory(pair.key, xmlsec.constants.KeyDataFormatPem))
        try:
            plain = xmlsec.EncryptionContext(manager).decrypt(deepcopy(data))
            return parse(etree.tostring(plain, with_tail=False))
        except (xmlsec.Error, ValueError):
            continue
    raise NotSound("it is not encrypted for us")


def _check_algorithm(element: etree._Element, path: str, *, allowed: frozenset[str]) -> None:
    used = [each.get("Algorithm", "") for each in element.findall(path, NAMES)]
    if len(used) != 1 or used[0] not in allowed:
        raise NotSound(f"{path.rpartition(':')[2]} is none of those that are allowed")
