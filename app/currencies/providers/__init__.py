"""Sources of exchange rates, behind one protocol.

A provider is called outside of transactions. It gives credible observations only, or raises `RateProviderError`: an
answer of which a part is wrong gives the rest, with a warning in the log.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import httpx2

from app.core.settings import Settings
from app.currencies.providers.commercial import CommercialFeed
from app.currencies.providers.ecb_feed import EcbFeed
from app.currencies.providers.ecb_table import EcbTable
from app.currencies.providers.provider import RateProvider, RateProviderError

__all__ = ["CommercialFeed", "EcbFeed", "EcbTable", "RateProvider", "RateProviderError", "RateProviders"]


@dataclass(frozen=True)
class RateProviders:
    """The sources of this shop. A part of the context."""

    providers: Sequence[RateProvider]

    @classmethod
    def of(cls, settings: Settings, client: httpx2.AsyncClient) -> "RateProviders":
        """Those that the settings name, and the packed table."""
        return cls(tuple(_configured(settings, client)))


def _configured(settings: Settings, client: httpx2.AsyncClient) -> Iterator[RateProvider]:
    if settings.rates_feed_url:
        yield CommercialFeed(client, settings.rates_feed_url, settings.rates_feed_key)
    if settings.rates_ecb_url:
        yield EcbFeed(client, settings.rates_ecb_url)
    yield EcbTable()
