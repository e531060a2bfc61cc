"""Numbers of mobile phones as the gateway takes them: E.164, such as +4917612345678."""

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

_MOBILE = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}
HOME = "DE"
"""Where a number without a country code is dialled."""


def mobile_number(text: str) -> str | None:
    """The number in E.164; None where `text` is no number of a mobile phone."""
    try:
        number = phonenumbers.parse(text, HOME)
    except NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number) or phonenumbers.number_type(number) not in _MOBILE:
        return None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)
