"""Who is at the other end of a request, as far as it can be known.

Proxies say it in X-Forwarded-…, and anyone else can write the same headers. They are believed only when the peer of the
connection is in EINAMT_TRUSTED_PROXIES, and then from right to left, up to the first address that is no trusted proxy.
"""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

UNKNOWN = "unknown"
_KEY = "einamt.client_address"
_FORWARDED = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PROTO")


def address(request: HttpRequest) -> str:
    """The client's address, or `unknown`. Never to be logged or stored: rate limits take `limit_key`."""
    return str(request.META.get(_KEY, UNKNOWN))


def limit_key(request: HttpRequest) -> str:
    """What to limit attempts by: the IPv4 address, or the /64 network of an IPv6 address, which one household has."""
    parsed = parse_address(address(request))
    if isinstance(parsed, IPv6Address):
        return str(ip_network((parsed, 64), strict=False))
    return str(parsed or UNKNOWN)


def may_watch(request: HttpRequest) -> bool:
    """Whether the client is in EINAMT_METRICS_NETWORKS and may see how the house is doing."""
    return is_within(parse_address(address(request)), networks=settings.METRICS_NETWORKS)


def identify(request: HttpRequest) -> None:
    """Find out the client's address, and what it asked for as scheme and host; forget headers that prove nothing."""
    peer = parse_address(request.META.get("REMOTE_ADDR", ""))
    if is_within(peer, networks=settings.TRUSTED_PROXIES):
        client = _first_untrusted(peer, request.META.get("HTTP_X_FORWARDED_FOR", ""))
        if request.META.get("HTTP_X_FORWARDED_PROTO", "") in {"http", "https"}:
            request.META["wsgi.url_scheme"] = request.META["HTTP_X_FORWARDED_PROTO"]
        if host := request.META.get("HTTP_X_FORWARDED_HOST", ""):
            request.META["HTTP_HOST"] = host
    elif any(header in request.META for header in _FORWARDED):
        # a proxy that nobody told us about: whoever is behind it, it is not the peer
        client = None
    else:
        client = peer
    request.META[_KEY] = str(client or UNKNOWN)
    if client is not None:
        request.META["REMOTE_ADDR"] = str(client)
    for header in _FORWARDED:
        request.META.pop(header, None)


def is_within(client: Address | None, *, networks: Sequence[Network]) -> bool:
    """Whether `client` is in one of `networks`."""
    return client is not None and any(client in network for network in networks)


def parse_address(text: str) -> Address | None:
    """An address as peers and proxies write it: with or without brackets and port; IPv4 in IPv6 becomes IPv4."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        parsed = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return (parsed.ipv4_mapped or parsed) if isinstance(parsed, IPv6Address) else parsed


def _first_untrusted(peer: Address | None, forwarded_for: str) -> Address | None:
    """The rightmost address that is no trusted proxy; where the chain cannot be read, the last that could."""
    client = peer
    for part in reversed(forwarded_for.split(",")):
        parsed = parse_address(part)
        if parsed is None:
            return client
        client = parsed
        if not is_within(client, networks=settings.TRUSTED_PROXIES):
            return client
    return client
