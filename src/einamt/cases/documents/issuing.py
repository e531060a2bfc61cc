"""Making a document: typeset, with the code by which it can be checked, and sealed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.utils.translation import gettext, override

from einamt.cases.documents.registry import DocumentKind
from einamt.cases.documents.rules import CODE_LENGTH, written_code
from einamt.kernel.references import new_code
from einamt.platform.links import absolute
from einamt.platform.pdf.typesetting import qr_svg, typeset
from einamt.platform.shell import city, words

LINK = "authenticity"
TEMPLATE = Path(__file__).parent / "templates" / "documents" / "document.typ"


@dataclass(frozen=True, slots=True)
class Made:
    """A sealed PDF and the code that stands in it, in the clear: the only time that it is known."""

    pdf: bytes
    code: str


def make(
    *,
    kind: DocumentKind,
    case_id: UUID,
    given: Mapping[str, str],
    language: str,
    issuer: str,
    reference: str,
    now: datetime,
) -> Made:
    """The document; `issuer` is the authority, and the office where there is one.

    :raises BadSeal: the configured seal cannot be used.
    """
    from einamt.platform.pdf.sealing import seal_pdf  # noqa: PLC0415 - takes memory

    code = new_code(length=CODE_LENGTH)
    city_name = city.current().name
    with override(language):
        content = kind.content(case_id, given, language, now)
        page = absolute(name=LINK, parameters={"code": ""}, language=language)
        values = {
            "language": language,
            "city": city_name,
            "issuer": issuer,
            "title": content.title,
            "date": words.date_long(now),
            "paragraphs": json.dumps(list(content.paragraphs)),
            "lines": json.dumps([list(line) for line in content.lines]),
            "sections": json.dumps([[each.title, list(each.paragraphs)] for each in content.sections]),
            "addressee": json.dumps(list(content.addressee)),
            "reference_label": gettext("Vorgangsnummer"),
            "reference": reference,
            "seal": gettext("Dieses Dokument ist elektronisch gesiegelt und gilt ohne Unterschrift."),
            "check": gettext("Ob es echt ist und noch gilt, prüft jeder hier:"),
            "page": page,
            "code_label": gettext("Code"),
            "code": written_code(code),
            "qr": qr_svg(text=absolute(name=LINK, parameters={"code": code}, language=language)),
            "qr_alt": gettext("QR-Code, der zur Prüfung dieses Dokuments führt"),
        }
        reason = content.title
    pdf = typeset(template=TEMPLATE, values=values, now=now)
    return Made(pdf=seal_pdf(pdf=pdf, city_name=city_name, reason=reason, now=now), code=code)
