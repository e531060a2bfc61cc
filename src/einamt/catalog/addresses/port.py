"""What an address search is to the house; adapters are `stored` (an imported file) and `geocoder` (HTTP)."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Address:
    """An address as a search knows it.

    `house_number` is empty where the whole street is meant or the number is not known. `area_key` is the smallest area
    that it is known to lie in, empty where the search cannot tell. Coordinates are in degrees, WGS 84. `is_guess` says
    that it is not quite what was asked for: another spelling, or a neighbour's number.
    """

    street: str
    house_number: str
    postal_code: str
    city: str
    area_key: str = ""
    latitude: float | None = None
    longitude: float | None = None
    is_guess: bool = False


class AddressSearch(Protocol):
    """Finds addresses."""

    def find(self, *, text: str, limit: int) -> list[Address]:
        """The addresses that `text`, as somebody typed it, may mean; the likeliest first, at most `limit`.

        :raises AddressSearchUnavailable: the search cannot be asked at the moment.
        """
        ...
