"""XML from elsewhere, read so that it says one thing only."""

from lxml import etree

SAMLP = "urn:oasis:names:tc:SAML:2.0:protocol"
SAML = "urn:oasis:names:tc:SAML:2.0:assertion"
DS = "http://www.w3.org/2000/09/xmldsig#"
NAMES = {
    "samlp": SAMLP,
    "saml": SAML,
    "md": "urn:oasis:names:tc:SAML:2.0:metadata",
    "ds": DS,
    "xenc": "http://www.w3.org/2001/04/xmlenc#",
}


def parse(xml: bytes) -> etree._Element:
    """The root. Comments and instructions go, because they split a text of which readers then see a part.

    :raises ValueError: it is not XML, or brings a document type, and with it entities.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        message = "not XML"
        raise ValueError(message) from error
    if root.getroottree().docinfo.doctype:
        message = "XML with a document type"
        raise ValueError(message)
    return root


def text_of(element: etree._Element | None) -> str:
    """All of its text, without spaces around it; empty where there is no element."""
    return "" if element is None else "".join(str(part) for part in element.itertext()).strip()
