"""Addresses that begin like what is being typed, from the imported file."""

from dataclasses import dataclass

from einamt.catalog.models import AddressEntry
from einamt.catalog.rules.addresses import parse_address, street_key

_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class AddressSuggestion:
    """A street in a postal code, with the house number as it was typed."""

    street: str
    house_number: str
    postal_code: str
    city: str

    @property
    def text(self) -> str:
        """The whole address on one line."""
        return f"{self.street} {self.house_number}".strip() + f", {self.postal_code} {self.city}"


def suggested_addresses(*, text: str, limit: int) -> list[AddressSuggestion]:
    """Streets whose name begins like `text`, by name and postal code; none before three letters. One query."""
    typed = parse_address(text)
    key = street_key(typed.street)
    if len(key) < _SHORTEST:
        return []
    streets = AddressEntry.objects.filter(street_key__startswith=key)
    if typed.postal_code:
        streets = streets.filter(postal_code=typed.postal_code)
    found = streets.order_by("street_key", "postal_code").values_list("street", "postal_code", "city").distinct()
    number = typed.number
    shown = f"{number.first}{number.suffix}" if number else ""
    return [AddressSuggestion(street, shown, code, city) for street, code, city in found[:limit]]
