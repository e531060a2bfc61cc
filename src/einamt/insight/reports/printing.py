"""A report or an answer as PDF: accessible (PDF/UA-1) and fit for the archive (PDF/A-2a)."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext, override

from einamt.platform.pdf.typesetting import typeset
from einamt.platform.shell import city, words

TEMPLATE = Path(__file__).parent / "templates" / "reports" / "report.typ"


def printed(*, content: Mapping[str, Any], language: str, status: str, now: datetime) -> bytes:
    """The PDF of `content`; `status` says in a line what it is: an issue with its number, or a draft."""
    with override(language):
        values = {
            "language": language,
            "status": status,
            "date": words.date_long(now),
            "content": json.dumps(content, ensure_ascii=False),
            "period_label": gettext("Zeitraum"),
        }
    return typeset(template=TEMPLATE, values=values, now=now)


def sealed(*, pdf: bytes, reason: str, now: datetime) -> bytes:
    """With the city's seal.

    :raises BadSeal: the configured seal cannot be used.
    """
    from einamt.platform.pdf.sealing import seal_pdf  # noqa: PLC0415 - takes memory

    return seal_pdf(pdf=pdf, city_name=city.current().name, reason=reason, now=now)
