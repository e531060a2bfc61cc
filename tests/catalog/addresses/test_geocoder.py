"""A geocoder over HTTP: both dialects, every way to fail, and nothing of what was typed in the logs."""

import json
import logging
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from pytest_django import Settings

from einamt.catalog.addresses import find_places
from einamt.catalog.addresses.geocoder import MOST_BYTES, Geocoder
from einamt.catalog.errors import AddressSearchUnavailable, PlaceUnknown

SECRET = "Geheimweg 7"
PHOTON = {
    "type": "FeatureCollection",
    "features": [
        {
            "geometry": {"type": "Point", "coordinates": [1.5, 0.5]},
            "properties": {"street": "Geheimweg", "housenumber": "7", "postcode": "12047", "city": "Musterstadt"},
        },
        {
            "geometry": {"type": "Point", "coordinates": [0.5, 0.5]},
            "properties": {"name": "Geheimweg", "osm_key": "highway", "postcode": "13187", "city": "Musterstadt"},
        },
        {"geometry": {"coordinates": [0.5, 0.5]}, "properties": {"name": "Geheimcafé", "osm_key": "amenity"}},
        {"geometry": None, "properties": {}},
        "quatsch",
    ],
}
NOMINATIM = [
    {
        "lat": "0.5",
        "lon": "1.5",
        "address": {"road": "Geheimweg", "house_number": "7", "postcode": "12047", "town": "Musterstadt"},
    },
    {"lat": "0.5", "lon": "0.5", "address": {"country": "Deutschland"}},
    {"lat": "?", "lon": "0.5", "address": {"road": "Geheimweg"}},
]


@dataclass
class Server:
    """A geocoder that answers what the test says."""

    base: str
    body: bytes = b"[]"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    pause: float = 0.0
    asked: list[dict[str, list[str]]] = field(default_factory=list)

    def says(self, content: Any) -> None:
        self.body = json.dumps(content).encode()


@pytest.fixture
def server() -> Iterator[Server]:
    """A real server on this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            state.asked.append(parse_qs(urlsplit(self.path).query))
            time.sleep(state.pause)
            try:
                self.send_response(state.status)
                for name, value in state.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(state.body)
            except OSError:
                pass  # whoever asked has gone

        def log_message(self, *_args: Any) -> None:
            """Say nothing."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state = Server(base=f"http://127.0.0.1:{http.server_address[1]}")
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield state
    http.shutdown()
    http.server_close()
    thread.join()


@pytest.fixture
def photon(server: Server, settings: Settings) -> Server:
    settings.GEOCODER_URL = f"{server.base}/api"
    server.says(PHOTON)
    return server


def test_photons_houses_and_streets_are_read_and_the_rest_left_out(server: Server) -> None:
    server.says(PHOTON)
    found = Geocoder(url=f"{server.base}/api").find(text=SECRET, limit=5)
    assert [(each.street, each.house_number, each.postal_code, each.city) for each in found] == [
        ("Geheimweg", "7", "12047", "Musterstadt"),
        ("Geheimweg", "", "13187", "Musterstadt"),
    ]
    assert (found[0].latitude, found[0].longitude) == (0.5, 1.5)
    assert server.asked == [{"q": [SECRET], "lang": ["de"], "limit": ["5"]}]


def test_nominatim_is_asked_and_read_in_its_own_way(server: Server) -> None:
    server.says(NOMINATIM)
    found = Geocoder(url=f"{server.base}/search").find(text=SECRET, limit=5)
    assert [(each.street, each.house_number, each.city, each.longitude) for each in found] == [
        ("Geheimweg", "7", "Musterstadt", 1.5)
    ]
    assert server.asked[0]["format"] == ["jsonv2"]


@pytest.mark.parametrize(
    ("status", "body", "headers"),
    [
        (500, b"", {}),
        (429, b"", {}),
        (200, b"<html>", {}),
        (200, b'{"error": "x"}', {}),
        (200, b"\xff\xfe", {}),
        (200, b"1", {}),
        (200, b"[" + b" " * MOST_BYTES + b"]", {}),
        (302, b"", {"Location": "http://127.0.0.1:1/elsewhere"}),
    ],
)
def test_whatever_goes_wrong_is_one_refusal_and_no_word_of_the_address_is_logged(
    server: Server, caplog: pytest.LogCaptureFixture, status: int, body: bytes, headers: dict[str, str]
) -> None:
    server.status, server.body, server.headers = status, body, headers
    with caplog.at_level(logging.DEBUG), pytest.raises(AddressSearchUnavailable) as refusal:
        Geocoder(url=f"{server.base}/api").find(text=SECRET, limit=5)
    assert "The geocoder does not answer" in caplog.text
    assert "Geheimweg" not in caplog.text + repr(refusal.value.__cause__)
    assert len(server.asked) == 1


def test_a_slow_geocoder_is_not_waited_for(server: Server) -> None:
    server.pause = 2
    began = time.perf_counter()
    with pytest.raises(AddressSearchUnavailable):
        Geocoder(url=f"{server.base}/api", timeout_seconds=0.2).find(text=SECRET, limit=5)
    assert time.perf_counter() - began < 1.5


def test_where_nobody_listens_the_search_is_unavailable() -> None:
    with pytest.raises(AddressSearchUnavailable):
        Geocoder(url="http://127.0.0.1:9/api").find(text=SECRET, limit=5)


def test_the_boundaries_decide_where_a_geocoders_address_lies(areas: None, photon: Server) -> None:
    found = find_places(text=SECRET)
    assert [(each.house_number, each.area_key) for each in found.addresses] == [("7", "1100000002"), ("", "1100000001")]
    photon.says({"features": PHOTON["features"][:1]})
    place = find_places(text=SECRET).place
    assert place is not None
    assert (place.area_keys, place.label) == (("1100000002",), "Geheimweg 7, 12047 Musterstadt")


def test_addresses_outside_the_city_are_left_out(areas: None, photon: Server) -> None:
    photon.says({"features": [PHOTON["features"][0] | {"geometry": {"coordinates": [9, 9]}}]})
    with pytest.raises(PlaceUnknown):
        find_places(text=SECRET)


def test_what_the_file_knows_is_not_asked_elsewhere(streets: None, photon: Server) -> None:
    assert find_places(text="Sonnenallee 12").place is not None
    assert find_places(text="12047").place is not None
    assert photon.asked == []


def test_a_postal_code_still_helps_while_the_geocoder_is_down(areas: None, photon: Server) -> None:
    photon.status = 503
    place = find_places(text=f"{SECRET}, 13187").place
    assert place is not None
    assert place.area_keys == ("1100000001",)
    with pytest.raises(AddressSearchUnavailable):
        find_places(text=SECRET)
