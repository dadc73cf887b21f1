"""Who asks: a storefront, by its public or secret token, and perhaps a member of the staff, by a token of their own.

Each is asked for by a header. A token that opens nothing is refused, never passed over: whoever sends one believes
that it counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final

from app.core.context import Viewer
from app.http.graphql.question import TransportError
from app.storefronts import Storefront, Storefronts, allows_origin
from app.wiring import Runtime

STOREFRONT: Final = "tradewind-storefront"
BUYER_IP: Final = "tradewind-buyer-ip"
_IPV6_SUBSCRIBER: Final = 64
"""Bits of an IPv6 address that name a subscriber: the rest is theirs to vary (RFC 6177)."""


@dataclass(frozen=True)
class Caller:
    """Who asks, and what the headers say of where: of a request, or of a socket since its first message."""

    viewer: Viewer
    storefront: Storefront | None
    headers: Mapping[str, str]
    """Names in lower case."""
    request_id: str

    @property
    def budget_key(self) -> str:
        """Whose budget is spent: a staff token's, or that of a shopper, known by storefront and address."""
        if self.viewer.token_id:
            return f"staff {self.viewer.token_id}"
        storefront = self.storefront.code if self.storefront else "-"
        return f"shopper {storefront} {_subscriber(self.viewer.address)}"


class Callers:
    """The callers of one process."""

    def __init__(self, runtime: Runtime) -> None:
        self._staff = runtime.staff_viewers
        self._storefronts: Storefronts = runtime.parts[Storefronts]
        self._own_origins = _origins(runtime.settings.allowed_origins)

    async def storefront(self, headers: Mapping[str, str]) -> Storefront | None:
        """The storefront that these headers name, if its rules let the caller in. Raises `TransportError`."""
        token = headers.get(STOREFRONT)
        if token is None:
            _check_origin(headers, self._own_origins)
            return None
        found = await self._storefronts.of_token(token)
        if found is None:
            raise TransportError(
                401,
                "INVALID_STOREFRONT_TOKEN",
                "The storefront token is unknown, revoked or expired. Without one you see the default channel.",
                {"WWW-Authenticate": "Tradewind-Storefront"},
            )
        if found.is_secret and "origin" in headers:
            raise TransportError(
                403,
                "SECRET_TOKEN_IN_BROWSER",
                "A secret storefront token came from a page in a browser, where anyone can read it. Rotate it, and "
                "let pages send a public one.",
            )
        _check_origin(headers, found.storefront.allowed_origins)
        return found.storefront

    async def of(self, headers: Mapping[str, str], address: str, request_id: str) -> Caller:
        """Who asks. Raises `TransportError`."""
        storefront = await self.storefront(headers)
        if BUYER_IP in headers:
            address = await self._address_of_buyer(headers)
        staff = await self._of_staff(headers)
        viewer = Viewer(
            staff.token_id if staff else None,
            staff.name if staff else "shopper",
            staff.scopes if staff else frozenset(),
            storefront.id if storefront else None,
            address,
        )
        return Caller(viewer, storefront, headers, request_id)

    async def again(self, caller: Caller) -> Caller:
        """The same caller, if its tokens still hold: what stays open asks now and then. Raises `TransportError`."""
        return await self.of(caller.headers, caller.viewer.address, caller.request_id)

    async def _of_staff(self, headers: Mapping[str, str]) -> Viewer | None:
        authorization = headers.get("authorization")
        if not authorization:
            return None
        kind, _, token = authorization.partition(" ")
        viewer = await self._staff.of_token(token.strip()) if kind.lower() == "bearer" else None
        if viewer is None:
            raise TransportError(
                401,
                "INVALID_TOKEN",
                "The token is unknown, revoked or expired. `tradewind token create` makes a new one.",
                {"WWW-Authenticate": "Bearer"},
            )
        return viewer

    async def _address_of_buyer(self, headers: Mapping[str, str]) -> str:
        """What a server that renders pages says of whom it renders for."""
        found = await self._storefronts.of_token(headers.get(STOREFRONT, ""))
        if found is None or not found.is_secret:
            raise TransportError(
                400,
                "BUYER_IP_NEEDS_SECRET_TOKEN",
                "Tradewind-Buyer-IP is believed together with a storefront's secret token only: send that as "
                "Tradewind-Storefront, or leave the header out.",
            )
        try:
            return str(ip_address(headers[BUYER_IP].strip()))
        except ValueError:
            raise TransportError(
                400, "BAD_REQUEST", "Tradewind-Buyer-IP is one IPv4 or IPv6 address, such as 203.0.113.7."
            ) from None


def _check_origin(headers: Mapping[str, str], allowed: tuple[str, ...]) -> None:
    """Pages ask from origins that are named, and from this very host, where GraphiQL is."""
    origin = headers.get("origin")
    if origin is None or allows_origin(allowed, origin) or origin.partition("://")[2] == headers.get("host"):
        return
    raise TransportError(
        403,
        "ORIGIN_NOT_ALLOWED",
        f"Pages of {origin[:200]} may not ask here: let the storefront's `allowedOrigins` name this origin.",
    )


def _origins(text: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in text.split(",") if each.strip())


def _subscriber(address: str) -> str:
    """An address as one customer of a network has it."""
    try:
        parsed: IPv4Address | IPv6Address = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ip_network((parsed, _IPV6_SUBSCRIBER), strict=False))
    return address
