"""Postal addresses as they stand in the window of an envelope: DIN 5008, form B. Plain Python."""

import re
import textwrap
from dataclasses import dataclass

from einamt.kernel.errors import N_

LINES = 6
"""The address zone of the field holds six lines of 4.2 mm (DIN 5008, form B)."""
WIDTH = 44
"""Characters that stand in a line of 80 mm in the type of the letters, whichever they are; longer lines get smaller."""
_POSTAL_CODE = re.compile(r"\d{5}")


class BadAddress(ValueError):
    """An address that no postman finds; `args` holds a sentence (German, marked) and the field that it is about."""


@dataclass(frozen=True, slots=True)
class PostalAddress:
    """To whom and where; `country` is empty within Germany, else the country's name as the German post reads it."""

    name: str
    street: str
    postal_code: str
    town: str
    extra: str = ""
    """With whom somebody lives (c/o), or a part of a building."""
    country: str = ""

    def lines(self) -> list[str]:
        """What stands in the window: at most `LINES` lines, the country in capitals at the end.

        A long name takes two lines; what is longer still is cut, never the place.
        """
        place = [f"{self.postal_code} {self.town}".strip()]
        if self.country:
            place.append(self.country.upper())
        above = [*_wrapped(self.name, 2), *_wrapped(self.extra, 1), *_wrapped(self.street, 2)]
        return [*above[: LINES - len(place)], *place]


def check(address: PostalAddress) -> None:
    """Refuse what the post would bring back.

    :raises BadAddress: it names the field.
    """
    for field, value in (("name", address.name), ("street", address.street), ("town", address.town)):
        if not value.strip():
            raise BadAddress(N_("Für einen Brief brauchen wir Straße mit Hausnummer, Postleitzahl und Ort."), field)
    if not address.country and not _POSTAL_CODE.fullmatch(address.postal_code):
        raise BadAddress(N_("Eine deutsche Postleitzahl hat fünf Ziffern."), "postal_code")


def _wrapped(text: str, lines: int) -> list[str]:
    found = textwrap.wrap(" ".join(text.split()), WIDTH, break_long_words=True)
    if len(found) <= lines:
        return found
    return [*found[: lines - 1], " ".join(found[lines - 1 :])[: 2 * WIDTH]]
