"""Where an address lies: a port for address search, an adapter for an address file and one for an HTTP geocoder."""

from einamt.catalog.addresses.places import FoundPlaces, find_places, place_of_area, place_of_postal_code
from einamt.catalog.addresses.port import Address, AddressSearch
from einamt.catalog.addresses.suggesting import AddressSuggestion, suggested_addresses

__all__ = [
    "Address",
    "AddressSearch",
    "AddressSuggestion",
    "FoundPlaces",
    "find_places",
    "place_of_area",
    "place_of_postal_code",
    "suggested_addresses",
]
