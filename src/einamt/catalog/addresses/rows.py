"""One row of an address file."""

from collections.abc import Mapping
from dataclasses import dataclass

from einamt.catalog.rules.addresses import HouseNumber, parse_house_number, street_key


class BadRow(ValueError):
    """A row cannot be used; the text says what is wrong."""


@dataclass(frozen=True, slots=True)
class Row:
    """What a row says; without a number it is the whole street within its postal code."""

    street: str
    street_key: str
    number: HouseNumber | None
    postal_code: str
    city: str
    area_key: str
    latitude: float | None
    longitude: float | None


def read_row(fields: Mapping[str, str]) -> Row:
    """Read a row by its columns.

    :raises BadRow: something in it cannot be understood.
    """
    for name, text in fields.items():
        if any("\udc80" <= sign <= "\udcff" for sign in text):
            raise BadRow(f"{name} is not UTF-8")
        if any(ord(sign) < 32 for sign in text):
            raise BadRow(f"{name} holds a control character")
    street, city = _text(fields, "street", 200), _text(fields, "city", 100)
    key = street_key(street)
    if not key:
        raise BadRow("street is empty")
    postal_code = fields.get("postal_code", "").strip()
    if len(postal_code) != 5 or not (postal_code.isascii() and postal_code.isdigit()):
        raise BadRow(f"postal_code is {postal_code!r}, expected five digits")
    latitude, longitude = _degrees(fields, "latitude", 90), _degrees(fields, "longitude", 180)
    if (latitude is None) != (longitude is None):
        raise BadRow("latitude and longitude come together or not at all")
    return Row(street, key, _number(fields), postal_code, city, _text(fields, "area_key", 12), latitude, longitude)


def _text(fields: Mapping[str, str], name: str, length: int) -> str:
    text = " ".join(fields.get(name, "").split())
    if len(text) > length:
        raise BadRow(f"{name} has {len(text)} characters, at most {length} are kept")
    return text


def _number(fields: Mapping[str, str]) -> HouseNumber | None:
    text = fields.get("house_number", "").strip()
    if not text:
        return None
    number = parse_house_number(text)
    if number is None:
        raise BadRow(f"house_number is {text!r}, expected such as 12, 12a or 4-11")
    return number


def _degrees(fields: Mapping[str, str], name: str, most: int) -> float | None:
    text = fields.get(name, "").strip()
    if not text:
        return None
    try:
        degrees = float(text)
    except ValueError:
        raise BadRow(f"{name} is {text!r}, expected degrees such as 52.5163") from None
    if not -most <= degrees <= most:
        raise BadRow(f"{name} is {text}, expected degrees (WGS 84) from {-most} to {most}")
    return degrees
