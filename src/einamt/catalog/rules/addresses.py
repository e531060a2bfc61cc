"""Reading addresses as people write them: "Yorckstr. 7a, 10965 Berlin", "10965 Berlin, Yorckstrasse 4-11"."""

import re
import unicodedata
from dataclasses import dataclass

_POSTAL_CODE = re.compile(r"(?<!\d)(\d{5})(?!\d)")
_NUMBERED = re.compile(
    r"^(?P<street>.*?[^\d\s,].*?)[\s,]+"
    r"(?P<first>\d{1,4})\s?(?P<suffix>[a-zA-Z])?(?![\w.])"
    r"(?:\s?[-–/]\s?(?P<last>\d{1,4})\s?[a-zA-Z]?(?!\w))?"
    r"(?:[\s,]+(?P<town>[^\d]*))?$"
)
_GLUED = re.compile(r"(?<=[^\W\d_.]{3})\.?(?=\d{1,4}[a-zA-Z]?\b)")
"""Between a street and a number that somebody wrote without a space: Hauptstr.5."""
_HOUSE_NUMBER = re.compile(r"^(\d{1,4})\s?([a-zA-Z])?(?:\s?[-–/]\s?(\d{1,4})\s?([a-zA-Z])?)?$")
_STREET_ENDS = (
    ("strasse", "str"),
    ("platz", "pl"),
)


@dataclass(frozen=True, slots=True)
class HouseNumber:
    """One house number, or several from one to another; `last` is at least `first`, a suffix is a small letter."""

    first: int
    last: int
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class TypedAddress:
    """What somebody typed, taken apart; everything but the street may be missing."""

    street: str
    number: HouseNumber | None
    postal_code: str
    town: str


def parse_address(text: str) -> TypedAddress:
    """Take apart what somebody typed as an address, in either order and in any script's digits; nothing is refused."""
    text = "".join(str(unicodedata.decimal(sign, sign)) for sign in " ".join(text.split()))
    postal_code = ""
    if found := _POSTAL_CODE.search(text):
        postal_code = found[1]
        before, after = text[: found.start()].strip(" ,;"), text[found.end() :].strip(" ,;")
        if before:  # Sonnenallee 12, 12047 Berlin
            return _with_number(before, postal_code, town=after)
        town, _, rest = after.partition(",")  # 12047 Berlin, Sonnenallee 12
        if not rest and (numbered := _NUMBERED.match(_spaced(town))):
            return _from(numbered, postal_code, town="")
        return _with_number(rest.strip(), postal_code, town=town.strip()) if rest else _bare(town, postal_code)
    town, _, rest = text.strip(" ,;").partition(",")
    numbered = _NUMBERED.match(_spaced(rest.strip()))
    if numbered and not any(sign.isdigit() for sign in town):  # Berlin, Sonnenallee 12
        return _from(numbered, postal_code, town=town.strip())
    return _with_number(text.strip(" ,;"), postal_code, town="")


def parse_house_number(text: str) -> HouseNumber | None:
    """A house number of an address file: 12, 12a, 4-11; None where it is something else.

    A range from suffix to suffix (12a-c, 12a-14b) covers all suffixes of its numbers.
    """
    if not (found := _HOUSE_NUMBER.match(text.strip())):
        return None
    first, last = int(found[1]), int(found[3] or found[1])
    if not first or last < first:
        return None
    is_range = found[3] is not None
    return HouseNumber(first, last, "" if is_range or not found[2] else found[2].lower())


def street_key(street: str) -> str:
    """A street as it is compared: small basic letters and digits without spaces, its ending cut short.

    Straße, Strasse, Str. and str are one; ä, ae and a are one, also where "ae" was never an umlaut: a key is only
    compared with keys.
    """
    text = street.casefold().replace("ß", "ss")
    text = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    text = "".join(sign for sign in text if sign.isalnum())
    for umlaut in ("ae", "oe", "ue"):
        text = text.replace(umlaut, umlaut[0])
    for long, short in _STREET_ENDS:
        if text.endswith(long) and len(text) > len(long):
            return text.removesuffix(long) + short
    return text


def covers(*, known: HouseNumber, wanted: HouseNumber) -> int:
    """How well a known number or range fits a wanted number: 3 exactly, 2 in its range, 1 but for the suffix, 0 not."""
    if known.first == known.last == wanted.first:
        return 3 if known.suffix == wanted.suffix else 1
    if known.first < known.last and known.first <= wanted.first <= known.last:
        return 2
    return 0


def _with_number(text: str, postal_code: str, town: str) -> TypedAddress:
    if numbered := _NUMBERED.match(_spaced(text)):
        return _from(numbered, postal_code, town)
    street, _, behind = text.partition(",")
    return TypedAddress(street.strip(), None, postal_code, town or behind.strip())


def _bare(text: str, postal_code: str) -> TypedAddress:
    """After a postal code, without a number: the name of a street or that of a town; the search tells them apart."""
    return TypedAddress(text, None, postal_code, text)


def _from(numbered: re.Match[str], postal_code: str, town: str) -> TypedAddress:
    first = int(numbered["first"])
    last = max(first, int(numbered["last"] or first))
    suffix = (numbered["suffix"] or "").lower()
    number = HouseNumber(first, last, "" if last > first else suffix) if first else None
    return TypedAddress(numbered["street"].strip(" ,;"), number, postal_code, town or (numbered["town"] or "").strip())


def _spaced(text: str) -> str:
    return _GLUED.sub(lambda found: f"{found[0]} ", text)
