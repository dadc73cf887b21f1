"""Who asks, from where, in which language and currency. It travels with every use case and can be made for background
work as well, so that a letter sent at night speaks the language of the order."""

import math
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.db import Database
from app.core.described import DescribedEnum
from app.core.settings import Settings

PartT = TypeVar("PartT")


class ContextArgument(DescribedEnum):
    """What a client can ask a context for."""

    COUNTRY = "COUNTRY", "The country of delivery."
    LANGUAGE = "LANGUAGE", "The language of texts."
    CURRENCY = "CURRENCY", "The currency of prices."


class FallbackReason(DescribedEnum):
    """Why a context is not what was asked for."""

    COUNTRY_NOT_SERVED = "COUNTRY_NOT_SERVED", "No market that this channel sells in delivers to the country."
    LANGUAGE_NOT_OFFERED = "LANGUAGE_NOT_OFFERED", "The market does not offer the language."
    CURRENCY_NOT_OFFERED = "CURRENCY_NOT_OFFERED", "The market does not sell in the currency."


@dataclass(frozen=True)
class Fallback:
    """One argument that was replaced."""

    argument: ContextArgument
    requested: str
    resolved: str
    reason: FallbackReason


@dataclass(frozen=True)
class Place:
    """The resolved context of a request: a channel, a market of it, a country, a language and a currency it offers."""

    market_id: UUID
    market_code: str
    country_code: str
    """ISO 3166-1 alpha-2."""
    language_tag: str
    """BCP 47."""
    language_chain: tuple[str, ...]
    """Languages to look for a text in, best first, padded to four by repeating the last."""
    currency_code: str
    """ISO 4217."""
    displays_tax: bool
    """Whether prices are shown with tax here."""
    channel_code: str
    """Through which channel the shop is seen: it decides which markets there are."""
    customer_group_code: str | None = None
    """The customer group whose prices are shown. None: those of everybody."""
    fallbacks: tuple[Fallback, ...] = ()

    @property
    def locale(self) -> str:
        """The CLDR locale of formats: the language as it is written in the country."""
        return f"{self.language_tag}-{self.country_code}"


@dataclass(frozen=True)
class Viewer:
    """Who asks. A shopper is anonymous and has no scope; staff carry a token; a client may name its storefront."""

    token_id: UUID | None = None
    name: str = "shopper"
    scopes: frozenset[str] = frozenset()
    storefront_id: UUID | None = None
    """The storefront whose token the client sent."""
    address: str = ""
    """The address of the one who asks, as far as it can be believed; empty where it is not known."""

    def may(self, scope: str) -> bool:
        return scope in self.scopes


@dataclass
class RequestContext:
    """What a use case is given. `now` is fixed at the start, so that one request sees one time."""

    db: Database
    settings: Settings
    place: Place
    now: datetime
    request_id: str
    viewer: Viewer = field(default_factory=Viewer)
    parts: Mapping[type, Any] = field(default_factory=dict)
    """Adapters joined in `app.wiring`: payment providers, carriers, the search client."""
    loaders: dict[Any, Any] = field(default_factory=dict)
    """The batch loaders of this request (`app.execution`)."""

    kept_seconds: float = math.inf
    """How long an answer that was made with this context may be kept at most, whatever else it shows."""

    def keep_at_most(self, seconds: float) -> None:
        """Say that something in the answer is soon to be asked anew, as what stands in for a system that is away."""
        self.kept_seconds = min(self.kept_seconds, seconds)

    def part(self, kind: type[PartT]) -> PartT:
        """The adapter that wiring registered for this type."""
        part: PartT = self.parts[kind]
        return part

    def transaction(self) -> AbstractAsyncContextManager[AsyncSession]:
        """A unit of work. Loaders forget what they saw when it ends, so that a payload shows the present."""
        self.loaders.clear()
        return self.db.transaction()
