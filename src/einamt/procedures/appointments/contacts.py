"""Finding the same person's contact again without reading it."""

import re

from einamt.platform.crypto.fields import blind_index
from einamt.procedures.appointments.rules import ContactDetails

_PURPOSE = "appointments.contact"


def address_index(*, contact: ContactDetails) -> str | None:
    """The blind index of the e-mail address, or else of the phone number; None where neither is known."""
    if email := contact.email.strip():
        return blind_index(text=email, purpose=_PURPOSE)
    if number := _international(contact.phone):
        return blind_index(text=number, purpose=_PURPOSE)
    return None


def _international(phone: str) -> str:
    """A phone number as it is dialled from abroad: 030 1234, 0049 30 1234 and +49 (30) 1234 are one."""
    digits = re.sub(r"[^\d+]", "", phone.replace("(0)", ""))
    if digits.startswith("00"):
        return f"+{digits[2:]}"
    if digits.startswith("0"):
        return f"+49{digits[1:]}"
    return digits
