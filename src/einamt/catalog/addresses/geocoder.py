"""Address search at an HTTP geocoder that speaks like Photon or Nominatim.

What somebody typed goes to the geocoder and nowhere else: logs say only that and how it failed.
"""

import json
import logging
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from einamt.catalog.addresses.port import Address
from einamt.catalog.errors import AddressSearchUnavailable

logger = logging.getLogger(__name__)

TIMEOUT_SECONDS = 3.0
"""For each wait on the socket: somebody is looking at a page."""
MOST_BYTES = 512 * 1024
NOMINATIM_PATH = "/search"
"""Nominatim's endpoint ends so; every other address is taken for Photon's (`/api`)."""


class _NoRedirect(HTTPRedirectHandler):
    """An answer that points elsewhere is a failure: what was typed is not carried to a host nobody configured."""

    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        """Do not follow."""
        return


@dataclass(frozen=True, slots=True)
class Geocoder:
    """The adapter for a geocoder; `url` is its endpoint, such as https://photon.example.de/api."""

    url: str
    timeout_seconds: float = TIMEOUT_SECONDS

    def find(self, *, text: str, limit: int) -> list[Address]:
        """As the port says. `area_key` stays empty: the city's own boundaries decide."""
        if urlsplit(self.url).path.rstrip("/").endswith(NOMINATIM_PATH):
            query = {"q": text, "format": "jsonv2", "addressdetails": "1", "countrycodes": "de", "limit": str(limit)}
        else:
            query = {"q": text, "lang": "de", "limit": str(limit)}
        return [address for address in _read(self._answer(query)) if address is not None][:limit]

    def _answer(self, query: dict[str, str]) -> object:
        request = Request(  # noqa: S310 - the scheme was checked where the setting is read
            f"{self.url}{'&' if '?' in self.url else '?'}{urlencode(query)}",
            headers={"Accept": "application/json", "User-Agent": "einamt (address search)"},
        )
        try:
            with build_opener(_NoRedirect).open(request, timeout=self.timeout_seconds) as response:
                content = response.read(MOST_BYTES + 1)
            if len(content) <= MOST_BYTES:
                return json.loads(content)
            reason = "too long an answer"
        except HTTPError as error:
            error.close()
            reason = f"status {error.code}" if error.code in set(HTTPStatus) else "an unknown status"
        except (URLError, OSError, ValueError) as error:
            reason = type(getattr(error, "reason", error)).__name__
        # neither the address nor the exception's text, which may repeat it
        logger.warning("The geocoder does not answer: %s", reason)
        raise AddressSearchUnavailable


def _read(answer: object) -> list[Address | None]:
    """Photon answers with a GeoJSON FeatureCollection, Nominatim (jsonv2) with a list."""
    if isinstance(answer, dict) and isinstance(answer.get("features"), list):
        return [_photon(feature) for feature in answer["features"]]
    if isinstance(answer, list):
        return [_nominatim(entry) for entry in answer]
    logger.warning("The geocoder does not answer: neither Photon's form nor Nominatim's")
    raise AddressSearchUnavailable


def _photon(feature: Any) -> Address | None:
    """A feature of type house or street; other places (cities, shops without a street) are left out."""
    try:
        properties = feature["properties"]
        longitude, latitude = feature["geometry"]["coordinates"][:2]
        is_street = properties.get("osm_key") == "highway" or properties.get("type") == "street"
        street = properties.get("street") or (properties.get("name") if is_street else None)
        town = properties.get("city") or properties.get("name")
        place = (properties.get("postcode"), town)
        return _address(street, properties.get("housenumber"), place, (latitude, longitude))
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _nominatim(entry: Any) -> Address | None:
    try:
        parts = entry["address"]
        street = parts.get("road") or parts.get("pedestrian") or parts.get("square")
        town = parts.get("city") or parts.get("town") or parts.get("village") or parts.get("municipality")
        return _address(street, parts.get("house_number"), (parts.get("postcode"), town), (entry["lat"], entry["lon"]))
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _address(street: Any, number: Any, place: tuple[Any, Any], position: tuple[Any, Any]) -> Address | None:
    if not street:
        return None
    (postal_code, town), (latitude, longitude) = place, position
    return Address(
        street=str(street)[:200],
        house_number=str(number or "")[:20],
        postal_code=str(postal_code or "")[:5],
        city=str(town or "")[:100],
        latitude=float(latitude),
        longitude=float(longitude),
    )
