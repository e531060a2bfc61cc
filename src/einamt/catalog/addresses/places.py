"""From what somebody typed (an address, a postal code, a district) to where that is, as well as the city knows it."""

from dataclasses import dataclass, replace

from django.conf import settings

from einamt.catalog.addresses.geocoder import Geocoder
from einamt.catalog.addresses.port import Address, AddressSearch
from einamt.catalog.addresses.stored import StoredAddresses
from einamt.catalog.areas.locating import area_at
from einamt.catalog.errors import AddressSearchUnavailable, PlaceOutside, PlaceUnknown
from einamt.catalog.models import AddressEntry, Area, PostalArea
from einamt.catalog.responsibility.results import Whereabouts
from einamt.catalog.rules.addresses import TypedAddress, parse_address, street_key

MOST_PLACES = 8


@dataclass(frozen=True, slots=True)
class FoundPlaces:
    """What was understood: one place, or several addresses of which somebody must choose one.

    `addresses` is empty where `place` is set. Every address in it has an area. `is_street_unknown`: a street was typed
    that nobody knows; `place` is then only its postal code or its town.
    """

    place: Whereabouts | None
    addresses: list[Address]
    is_street_unknown: bool = False


def find_places(*, text: str) -> FoundPlaces:
    """Where `text` is: an address, a postal code, or the name of an area.

    The imported addresses are asked first, and the geocoder, where one is set up, only for what they do not know. An
    address in a postal code that lies in one area only needs neither.

    :raises PlaceUnknown: nothing fits; as `PlaceOutside` where it lies in another city.
    :raises AddressSearchUnavailable: the geocoder does not answer, and nothing else fits.
    """
    typed = parse_address(text)
    if area := _area_named(typed):
        return FoundPlaces(place_of_area(area_key=area.key, postal_code=typed.postal_code), [])
    areas_of_code = area_keys_of(postal_code=typed.postal_code) if typed.postal_code else ()
    if typed.postal_code and not areas_of_code and _is_elsewhere(typed):
        raise PlaceOutside(_quoted(text))
    if typed.postal_code and not _names_street(typed):
        return FoundPlaces(place_of_postal_code(postal_code=typed.postal_code), [])
    unavailable: AddressSearchUnavailable | None = None
    for search in _searches():
        try:
            found = _located(search.find(text=text, limit=MOST_PLACES))
        except AddressSearchUnavailable as error:
            unavailable = error
            continue
        if areas_of_code:
            # whoever names a postal code of the city is not sent to a street of that name somewhere else
            found = [address for address in found if address.postal_code == typed.postal_code]
        if found:
            found = _in_town(found, typed.town)
            sure = [address for address in found if not address.is_guess]
            if len({address.area_key for address in sure}) == 1:
                return FoundPlaces(_of_address(sure[0]), [])
            return FoundPlaces(None, found)
    if place := _around(typed, areas_of_code):
        return FoundPlaces(place, [], is_street_unknown=True)
    raise unavailable or PlaceUnknown(_quoted(text))


def _around(typed: TypedAddress, areas_of_code: tuple[str, ...]) -> Whereabouts | None:
    """What is known of an address whose street is not: its postal code (candidates, or even an answer), or its town."""
    town = _one_area(typed.town)
    place = place_of_area(area_key=town.key, postal_code=typed.postal_code) if town else None
    if place and len(place.area_keys) == 1 and (not areas_of_code or place.area_keys[0] in areas_of_code):
        return place
    return _of_postal_code(typed.postal_code, areas_of_code) if areas_of_code else None


def _quoted(text: str) -> dict[str, str]:
    return {"text": " ".join(text.split())[:80]}


def place_of_postal_code(*, postal_code: str) -> Whereabouts:
    """A place of which only the postal code is known: it may lie in several areas.

    :raises PlaceUnknown: the city has no such postal code.
    """
    if not (area_keys := area_keys_of(postal_code=postal_code)):
        raise PlaceUnknown(_quoted(postal_code))
    return _of_postal_code(postal_code, area_keys)


def place_of_area(*, area_key: str, postal_code: str = "") -> Whereabouts | None:
    """A place that is known to lie in an area, and perhaps in a postal code (for distances); None: no such area.

    Whoever knows both knows an address there. Of a large area, such as the whole city, only the smallest areas in it
    are known.
    """
    area_keys = _smallest_in(area_key)
    if not area_keys:
        return None
    centre = PostalArea.objects.filter(postal_code=postal_code).first() if postal_code else None
    return Whereabouts(
        area_keys=area_keys,
        label=centre.postal_code if centre else "",
        postal_code=centre.postal_code if centre else "",
        latitude=centre.latitude if centre else None,
        longitude=centre.longitude if centre else None,
        is_address=bool(postal_code),
    )


def area_keys_of(*, postal_code: str) -> tuple[str, ...]:
    """The smallest areas that a postal code touches: as the city says, else as the imported addresses show."""
    said = Area.objects.filter(organisation__postal_areas__postal_code=postal_code)
    keys = set(said.values_list("key", flat=True))
    if not keys:
        entries = AddressEntry.objects.filter(postal_code=postal_code, area__isnull=False)
        keys = set(entries.values_list("area__key", flat=True))
    parents = set(Area.objects.filter(key__in=keys, parent__isnull=False).values_list("parent__key", flat=True))
    return tuple(sorted(keys - parents))


def _smallest_in(area_key: str) -> tuple[str, ...]:
    parents = dict(Area.objects.values_list("key", "parent__key"))
    below = {area_key} & parents.keys()
    while grown := {key for key, parent in parents.items() if parent in below} - below:
        below |= grown
    return tuple(sorted(below - {parents[key] for key in below}))


def _searches() -> list[AddressSearch]:
    searches: list[AddressSearch] = [StoredAddresses()]
    if settings.GEOCODER_URL:
        searches.append(Geocoder(url=settings.GEOCODER_URL))
    return searches


def _located(found: list[Address]) -> list[Address]:
    """Addresses with the area that they lie in, once each; those outside the city are left out."""
    located: dict[tuple[str, str, str, str], Address] = {}
    for address in found:
        for area_key in _areas_of(address):
            key = (address.street, address.house_number, address.postal_code, area_key)
            located.setdefault(key, replace(address, area_key=area_key))
    return list(located.values())


def _in_town(found: list[Address], town: str) -> list[Address]:
    """Of several, those in the district that stands behind the street: Hauptstraße 5, Pankow."""
    if not town or len(found) == 1:
        return found
    named = {area.key for area in _called(town)}
    return [address for address in found if address.area_key in named] or found


def _areas_of(address: Address) -> tuple[str, ...]:
    if address.area_key:
        return (address.area_key,)
    if address.latitude is not None and address.longitude is not None:
        if area_key := area_at(latitude=address.latitude, longitude=address.longitude):
            return (area_key,)
        if Area.objects.filter(boundary__isnull=False).exists():
            return ()
    return area_keys_of(postal_code=address.postal_code)


def _names_street(typed: TypedAddress) -> bool:
    """Whether there is more than a postal code and a town."""
    return bool(typed.street) and not (typed.street == typed.town and not _is_street(typed.street))


def _is_street(name: str) -> bool:
    return AddressEntry.objects.filter(street_key=street_key(name)).exists()


def _area_named(typed: TypedAddress) -> Area | None:
    """The one area that bears the name typed alone, such as Neukölln."""
    if typed.number is not None or not typed.street:
        return None
    area = _one_area(typed.street)
    if area is None or street_key(area.name) == street_key(typed.street):
        is_all_of_a_code = area is not None and typed.postal_code and area.children.exists()
        return None if is_all_of_a_code else area
    return None if _is_street(typed.street) else area


def _one_area(name: str) -> Area | None:
    """The one area of this name, the smallest of several that lie in each other."""
    found = _called(name)
    smallest = [area for area in found if not any(other.parent_id == area.pk for other in found)]
    return smallest[0] if len(smallest) == 1 else None


def _called(name: str) -> list[Area]:
    """The areas of this name; where none is, those that are also called so, or of whose double name it is a half."""
    wanted = street_key(name)
    areas = list(Area.objects.defer("boundary")) if wanted else []
    return [area for area in areas if street_key(area.name) == wanted] or [
        area for area in areas if wanted in map(street_key, (*area.also_called, *area.name.split("-")))
    ]


def _is_elsewhere(typed: TypedAddress) -> bool:
    """Whether a postal code that the city has not is no slip of the pen: of another region, or with another town."""
    if not PostalArea.objects.exists():
        return False
    start = typed.postal_code[:2]
    is_near = any(model.objects.filter(postal_code__startswith=start).exists() for model in (PostalArea, AddressEntry))
    return not is_near or bool(typed.town and not _called(typed.town))


def _of_address(address: Address) -> Whereabouts:
    line = f"{address.street} {address.house_number}".strip()
    return Whereabouts(
        area_keys=(address.area_key,),
        label=f"{line}, {address.postal_code} {address.city}".strip(" ,"),
        postal_code=address.postal_code,
        latitude=address.latitude,
        longitude=address.longitude,
    )


def _of_postal_code(postal_code: str, area_keys: tuple[str, ...]) -> Whereabouts:
    centre = PostalArea.objects.filter(postal_code=postal_code).first()
    return Whereabouts(
        area_keys=area_keys,
        label=postal_code,
        postal_code=postal_code,
        latitude=centre.latitude if centre else None,
        longitude=centre.longitude if centre else None,
        is_address=False,
    )
