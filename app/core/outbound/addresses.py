"""Which addresses belong to the public internet: all but those of IANA's special-purpose registries (RFC 6890)."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

_NOT_PUBLIC_V4: Final = tuple(
    map(
        IPv4Network,
        (
            "100.64.0.0/10",  # carrier-grade NAT, RFC 6598; clouds have metadata services there
            "192.0.0.0/24",  # protocol assignments, RFC 6890, also those that are anycast
            "192.88.99.0/24",  # relays of 6to4, RFC 7526
            "198.18.0.0/15",  # benchmarks, RFC 2544
        ),
    )
)
_GLOBAL_V6: Final = IPv6Network("2000::/3")
"""Where all global unicast addresses are. Everything else is local, reserved, multicast or a disguise."""
_NOT_PUBLIC_V6: Final = tuple(
    map(
        IPv6Network,
        (
            "2001::/23",  # protocol assignments, RFC 2928, Teredo among them
            "2001:db8::/32",  # documentation, RFC 3849
            "2002::/16",  # 6to4, RFC 3056: an IPv4 address inside
            "3fff::/20",  # documentation, RFC 9637
        ),
    )
)
_NAT64: Final = IPv6Network("64:ff9b::/96")
"""Networks of IPv6 only reach IPv4 through it (RFC 6052): the address is as public as the one in its last 32 bits."""


def is_public(text: str) -> bool:
    """Whether this is an address of the public internet. What is no address is not."""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, IPv4Address):
        return _is_public_v4(address)
    embedded = _embedded(address)
    if embedded is not None:
        return _is_public_v4(embedded)
    if "%" in text or address not in _GLOBAL_V6:
        return False
    return address.is_global and not any(address in network for network in _NOT_PUBLIC_V6)


def _is_public_v4(address: IPv4Address) -> bool:
    # `is_global` counts multicast as global.
    is_special = address.is_multicast or address.is_reserved or any(address in each for each in _NOT_PUBLIC_V4)
    return address.is_global and not is_special


def _embedded(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that packets to this one come to."""
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped
