"""The slip that somebody takes home: serial number and QR code, as a PDF.

The number is printed as it was typed at the counter, once it has found its document; it is not kept.
"""

from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext, override

from einamt.platform.links import absolute
from einamt.platform.pdf.typesetting import qr_svg, typeset
from einamt.platform.shell import city
from einamt.procedures.identity_documents.models import IdentityDocument
from einamt.procedures.identity_documents.numbers import parse_number
from einamt.procedures.identity_documents.queries import document_by_number
from einamt.procedures.identity_documents.slip_tokens import slip_token

TEMPLATE = Path(__file__).parent / "templates" / "identity_documents" / "slip.typ"


def slip_for(*, number: str, language: str, now: datetime) -> bytes:
    """The slip of the document with the serial number that was typed.

    :raises DocumentNotFound: there is none.
    """
    return slip_of(document=document_by_number(number=number), number=parse_number(number), language=language, now=now)


def slip_of(*, document: IdentityDocument, number: str, language: str, now: datetime) -> bytes:
    """The slip of `document`, whose serial number is `number`; its QR code leads to the state alone."""
    token = slip_token(document_id=document.pk, version=document.slip_version)
    link = absolute(name="document-slip", parameters={"token": token}, language=language)
    page = absolute(name="document-status", parameters={}, language=language)
    with override(language):
        values = {
            "language": language,
            "city": city.current().name,
            "title": gettext("Abholzettel"),
            "number_label": gettext("Seriennummer"),
            "number": f"{number[:3]} {number[3:6]} {number[6:]}",
            "lead": gettext("So sehen Sie nach, wo Ihr Ausweis oder Pass ist:"),
            "scan": gettext("Scannen Sie den Code mit dem Telefon."),
            "type": gettext("Oder geben Sie die Seriennummer hier ein:"),
            "page": page,
            "call": gettext("Oder rufen Sie 115 an und nennen Sie die Seriennummer."),
            "zero": gettext("In Seriennummern gibt es nur die Ziffer 0, nie den Buchstaben O."),
            "keep": gettext("Wer diesen Zettel hat, erfährt nur den Stand, nicht Ihren Namen."),
            "qr": qr_svg(text=link),
            "qr_alt": gettext("QR-Code, der zum Stand führt"),
        }
    return typeset(template=TEMPLATE, values=values, now=now)
