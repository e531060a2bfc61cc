from ipaddress import ip_network

import pytest
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from einamt.platform.web import client

PROXY = "10.0.0.5"


@pytest.fixture(autouse=True)
def behind_a_proxy(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = [ip_network("10.0.0.0/8"), ip_network("fd00::/8")]
    settings.METRICS_NETWORKS = [ip_network("127.0.0.0/8"), ip_network("192.0.2.0/24")]
    settings.ALLOWED_HOSTS = ["service.example.de", "testserver"]


def seen(**meta: str) -> str:
    request = RequestFactory().get("/", **meta)
    client.identify(request)
    if client.address(request) != client.UNKNOWN:
        assert request.META["REMOTE_ADDR"] == client.address(request)
    return client.address(request)


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "address"),
    [
        pytest.param("198.51.100.7", None, "198.51.100.7", id="nobody-between"),
        pytest.param(PROXY, "198.51.100.7", "198.51.100.7", id="one-proxy"),
        pytest.param(PROXY, "198.51.100.7, 10.0.0.9", "198.51.100.7", id="two-proxies"),
        pytest.param(PROXY, "1.2.3.4, 198.51.100.7", "198.51.100.7", id="what-the-client-wrote-itself-is-not-believed"),
        pytest.param(PROXY, "198.51.100.7:5678", "198.51.100.7", id="with-a-port"),
        pytest.param(PROXY, "[2001:db8::1]:5678", "2001:db8::1", id="ipv6-with-a-port"),
        pytest.param("::ffff:10.0.0.5", "2001:db8::1", "2001:db8::1", id="a-proxy-over-a-dual-socket"),
        pytest.param(PROXY, "rubbish", PROXY, id="unreadable"),
        pytest.param(PROXY, "198.51.100.7, unknown", PROXY, id="unreadable-part"),
        pytest.param(PROXY, None, PROXY, id="a-proxy-for-itself"),
        pytest.param("198.51.100.7", "1.2.3.4", client.UNKNOWN, id="a-proxy-nobody-named"),
        pytest.param("", None, client.UNKNOWN, id="a-unix-socket"),
    ],
)
def test_the_client_is_the_last_address_that_is_no_trusted_proxy(
    peer: str, forwarded_for: str | None, address: str
) -> None:
    headers = {"HTTP_X_FORWARDED_FOR": forwarded_for} if forwarded_for is not None else {}
    assert seen(REMOTE_ADDR=peer, **headers) == address


@given(forged=st.text(max_size=60), real=st.ip_addresses(v=4).filter(lambda one: not str(one).startswith("10.")))
def test_nothing_a_client_writes_before_its_address_changes_it(forged: str, real: object) -> None:
    chain = f"{forged}, {real}"
    assert str(client._first_untrusted(client.parse_address(PROXY), chain)) == str(real)


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading_of_addresses(text: str) -> None:
    client.parse_address(text)


@pytest.mark.parametrize(
    ("peer", "answer"),
    [(PROXY, b"https://service.example.de"), ("198.51.100.7", b"http://testserver")],
    ids=["trusted", "not-trusted"],
)
@pytest.mark.django_db
def test_scheme_and_host_are_believed_of_a_trusted_proxy_only(peer: str, answer: bytes) -> None:
    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "service.example.de", "X-Forwarded-For": "1.2.3.4"}
    assert Client(REMOTE_ADDR=peer).get("/", headers=headers).content == answer


def test_attempts_are_limited_by_household() -> None:
    def key(address: str) -> str:
        request = RequestFactory().get("/", REMOTE_ADDR=address)
        client.identify(request)
        return client.limit_key(request)

    assert key("198.51.100.7") == "198.51.100.7"
    assert key("2001:db8:1:2:aaaa::1") == key("2001:db8:1:2:bbbb::9") == "2001:db8:1:2::/64"
    assert key("2001:db8:1:3::1") != key("2001:db8:1:2::1")
    assert key("not an address") == client.UNKNOWN
