"""From which part of the network a request comes, to limit attempts by."""

from ipaddress import IPv6Address, IPv6Network, ip_address

from django.http import HttpRequest

_HOME_BITS = 64
"""What one household or server is given of IPv6 (RFC 6177): who has one address there has all of them."""


def network_of(request: HttpRequest) -> str:
    """The IPv4 address, or the IPv6 network, that `request` comes from."""
    text = str(request.META.get("REMOTE_ADDR", ""))
    try:
        address = ip_address(text)
    except ValueError:
        return text
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address, _HOME_BITS), strict=False))
    return str(address)
