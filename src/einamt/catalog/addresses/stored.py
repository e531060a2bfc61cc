"""Address search in the imported address file: tolerant of spelling, abbreviations, suffixes and ranges."""

from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby

from django.db.models import QuerySet

from einamt.catalog.addresses.port import Address
from einamt.catalog.models import AddressEntry
from einamt.catalog.queries.revisions import revision
from einamt.catalog.rules.addresses import HouseNumber, TypedAddress, covers, parse_address, street_key
from einamt.catalog.search.spelling import edit_distance

_SHORTEST_KEY = 3
_NEAR_STREETS = 3


class StoredAddresses:
    """The adapter for addresses in the database."""

    def find(self, *, text: str, limit: int) -> list[Address]:
        """As the port says; two queries, and one more after a slip of the pen or of the postal code."""
        typed = parse_address(text)
        entries, is_guess = _entries(typed)
        found: list[Address] = []
        streets = groupby(entries, key=lambda entry: (entry.street_key, entry.postal_code))
        for _, of_street in streets:
            found += _of_street(list(of_street), typed, is_guess=is_guess)
        # who names a number means a house: streets where it is known come first
        return sorted(found, key=lambda address: not address.house_number if typed.number else False)[:limit]


def _entries(typed: TypedAddress) -> tuple[list[AddressEntry], bool]:
    """The entries of the street that is meant, and whether its name or postal code had to be guessed."""
    keys = [key for key in _readings(typed.street) if len(key) >= _SHORTEST_KEY]
    for key in keys:
        if found := list(_ordered(AddressEntry.objects.filter(street_key=key), typed.postal_code)):
            return found, False
    for key in keys:
        if found := list(_ordered(AddressEntry.objects.filter(street_key=key), "")):
            return found, True
    near = [other for key in keys for other in _near_streets(key)]
    if not near:
        return [], True
    entries = AddressEntry.objects.filter(street_key__in=near)
    found = list(_ordered(entries, typed.postal_code)) or list(_ordered(entries, ""))
    return sorted(found, key=lambda entry: near.index(entry.street_key)), True


def _readings(street: str) -> list[str]:
    """The street's key, and that without the first word, which may be the town: 10965 Berlin Yorckstr. 4."""
    _first, _, rest = street.partition(" ")
    return list(dict.fromkeys(key for key in (street_key(street), street_key(rest)) if key))


def _ordered(entries: QuerySet[AddressEntry], postal_code: str) -> QuerySet[AddressEntry]:
    if postal_code:
        entries = entries.filter(postal_code=postal_code)
    return (
        entries.select_related("area")
        .defer("area__boundary")
        .order_by("street_key", "postal_code", "number_from", "suffix", "pk")
    )


def _of_street(entries: list[AddressEntry], typed: TypedAddress, *, is_guess: bool) -> list[Address]:
    """The house that is meant; where the number is not known, the street: once for each area that it runs through.

    A street of a file that does not name every address may run on in other postal codes: it is a guess, unless its
    postal code was typed.
    """
    wanted = typed.number
    is_all_known = all(entry.is_of_complete_file for entry in entries)
    whole = [entry for entry in entries if not entry.number_from]
    is_sure = not is_guess and (is_all_known or bool(typed.postal_code and whole))
    if wanted is not None:
        houses = [entry for entry in entries if entry.number_from]
        fits = [(covers(known=HouseNumber(e.number_from, e.number_to, e.suffix), wanted=wanted), e) for e in houses]
        best = max((fit for fit, _ in fits), default=0)
        if best:
            entry = next(entry for fit, entry in fits if fit == best)
            return [_address(entry, house_number=_shown(wanted), is_guess=is_guess)]
        if whole:
            return [_address(whole[0], house_number=_shown(wanted), is_guess=not is_sure)]
    by_area: dict[int | None, AddressEntry] = {}
    for entry in entries:
        by_area.setdefault(entry.area_id, entry)
    is_unsure = not is_sure or wanted is not None or len(by_area) > 1
    return [_address(entry, house_number="", is_guess=is_unsure) for entry in by_area.values()]


def _address(entry: AddressEntry, *, house_number: str, is_guess: bool) -> Address:
    return Address(
        street=entry.street,
        house_number=house_number,
        postal_code=entry.postal_code,
        city=entry.city,
        area_key=entry.area.key if entry.area else "",
        latitude=entry.latitude,
        longitude=entry.longitude,
        is_guess=is_guess,
    )


def _shown(number: HouseNumber) -> str:
    return f"{number.first}{number.suffix}" if number.first == number.last else f"{number.first}–{number.last}"


def _near_streets(key: str) -> list[str]:
    """The street names nearest to a mistyped one, the nearest first: one slip in up to eight letters, two in more."""
    allowed = 1 if len(key) <= 8 else 2
    found = []
    for other in _all_streets(revision()):
        if abs(len(other) - len(key)) <= allowed:
            distance = edit_distance(key, other, limit=allowed)
            if distance is not None:
                found.append((distance, other))
    return [other for _, other in sorted(found)[:_NEAR_STREETS]]


@lru_cache(maxsize=1)
def _all_streets(number: int) -> tuple[str, ...]:  # noqa: ARG001 - a new revision is a new file
    keys: Iterable[str] = AddressEntry.objects.values_list("street_key", flat=True).distinct()
    return tuple(sorted(keys))


def forget_streets() -> None:
    """Read the names of streets anew; for tests, whose database does not count revisions up."""
    _all_streets.cache_clear()
