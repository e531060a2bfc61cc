"""Letters as PDF: one by one to look at, or a batch with its cover sheet to be printed."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from django.utils.translation import gettext, override

from einamt.platform.notifications.models import LetterBatch, SentMessage
from einamt.platform.notifications.queries import letter_number, letters_of, recalled
from einamt.platform.notifications.rendering import Content
from einamt.platform.pdf.joining import joined
from einamt.platform.pdf.typesetting import typeset
from einamt.platform.shell import city, words

TEMPLATE = Path(__file__).parent / "templates" / "notifications" / "letters.typ"
_ADDRESS_OF_PAGE = re.compile(r"https?://\S+")
_OFFICE_LANGUAGE = "de"


@dataclass(frozen=True, slots=True)
class Sender:
    """The office that writes."""

    name: str
    street: str = ""
    postal_code: str = ""
    town: str = ""
    phone: str = ""


def batch_pdf(*, batch: LetterBatch, sender: Sender) -> bytes:
    """A batch, ready for the printer: the cover sheet for who puts it into envelopes, then each letter on sheets of its
    own, and behind it what is enclosed. The same whenever it is asked for, while the texts are kept, but for what was
    called back meanwhile. A letter's number is batch and place there.
    """
    rows = [(row, Content.opened(row.content)) for row in letters_of(batch=batch) if row.content]
    letters = [
        _letter(content=content, number=letter_number(batch_id=batch.pk, place=row.place), sender=sender, row=row)
        for row, content in rows
    ]
    with override(_OFFICE_LANGUAGE):
        title = gettext("Briefe, Stapel %(number)s") % {"number": batch.pk}
        cover = {
            "lines": [
                sender.name,
                gettext("Gedruckt werden %(count)s Briefe.") % {"count": len(letters)},
                gettext("Zusammengestellt am %(moment)s.") % {"moment": words.moment_long(batch.made_at)},
                gettext("Bitte nach dem Aufgeben in EinAmt unter „Post“ vermerken, an welchem Tag."),
                *_taken_out(recalled(batches=[batch]).get(batch.pk, [])),
            ],
            "head": [gettext("Nummer"), gettext("Bestimmungsort")],
            "rows": [[letter["number"], letter["place"]] for letter in letters],
        }
    whole = partial(_typeset, title=title, language=_OFFICE_LANGUAGE, now=batch.made_at)
    if not any(content.attachments for _row, content in rows):
        return whole(cover=cover, letters=letters)
    parts = [whole(cover=cover, letters=[])]
    for letter, (_row, content) in zip(letters, rows, strict=True):
        parts += [whole(cover=None, letters=[letter]), *_enclosed(content)]
    return joined(parts=parts)


def _taken_out(numbers: Sequence[str]) -> list[str]:
    if not numbers:
        return []
    return [gettext("Nicht abschicken, wenn schon gedruckt: %(numbers)s.") % {"numbers": ", ".join(numbers)}]


def _enclosed(content: Content) -> list[bytes]:
    return [each.content for each in content.attachments if each.mime == "application/pdf"]


def letter_pdf(*, content: Content, sender: Sender, number: str, now: datetime) -> bytes:
    """One letter, to look at."""
    letter = _letter(content=content, number=number, sender=sender, row=SentMessage(claimed_at=now))
    return _typeset(title=content.subject, cover=None, letters=[letter], language=content.language, now=now)


def _letter(*, content: Content, number: str, sender: Sender, row: SentMessage) -> dict[str, object]:
    address = content.recipient.address
    assert address is not None  # noqa: S101 - nobody without an address gets a letter
    with override(content.language):
        info = [
            (gettext("Datum"), words.date_long(words.local(row.claimed_at).date())),
            (gettext("Brief"), number),
            *([(gettext("Telefon"), sender.phone)] if sender.phone else []),
        ]
    place = f"{sender.postal_code} {sender.town}".strip()
    return {
        "language": content.language,
        "sender_line": " · ".join(filter(None, (sender.name, sender.street, place))),
        "address": address.lines(),
        "place": " ".join(filter(None, (address.postal_code, address.town, address.country.upper()))),
        "number": number,
        "info": info,
        "subject": content.subject,
        "paragraphs": [_breakable(part).split("\n") for part in re.split(r"\n{2,}", content.letter) if part.strip()],
    }


def _breakable(text: str) -> str:
    """Long addresses of pages may be broken after a slash or a sign, and nowhere gain a hyphen."""
    return _ADDRESS_OF_PAGE.sub(lambda found: re.sub(r"(?<=[/?&=.-])", "\u200b", found[0]), text)


def _typeset(*, title: str, cover: object, letters: Sequence[dict[str, object]], language: str, now: datetime) -> bytes:
    batch = {
        "title": title,
        "city": city.current().name,
        "language": language,
        "cover": cover,
        "letters": letters,
    }
    return typeset(template=TEMPLATE, values={"batch": json.dumps(batch)}, now=now)
