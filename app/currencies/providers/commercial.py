"""A commercial feed: `{"base": "USD", "timestamp": 1763900000, "rates": {"EUR": 0.8951, …}}`.

Open Exchange Rates and services like it answer so. Numbers are read as they are written, never as floats.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

import httpx2
from pydantic import SecretStr

from app.currencies.models import RateSource
from app.currencies.providers.http import SECONDS, read_document
from app.currencies.providers.provider import RateProviderError, credible, decimal_of, some
from app.currencies.rules import Observation
from app.currencies.rules.checks import is_known_currency

_END_OF_TIME: Final = 2**32
"""Seconds since 1970, in the year 2106."""


class CommercialFeed:
    """What the service says now. Its key is sent in a header, which no log and no trace has."""

    source: RateSource = RateSource.COMMERCIAL

    def __init__(self, client: httpx2.AsyncClient, url: str, key: SecretStr, *, seconds: float = SECONDS) -> None:
        self._client = client
        self._url = url
        self._key = key
        self._seconds = seconds

    async def fetch(self) -> Sequence[Observation]:
        key = self._key.get_secret_value()
        headers = {"Accept": "application/json", **({"Authorization": f"Token {key}"} if key else {})}
        body = await read_document(self._client, self.source, self._url, headers, seconds=self._seconds)
        document = self._document(body)
        base, rates = document.get("base"), document.get("rates")
        if not isinstance(base, str) or not is_known_currency(base) or not isinstance(rates, dict):
            raise RateProviderError(self.source, "the answer has no base or no rates")
        told = {code: decimal_of(rate) for code, rate in rates.items() if not isinstance(rate, bool)}
        return some(self.source, credible(self.source, base, told, self._moment(document.get("timestamp"))))

    def _document(self, body: bytes) -> dict[str, Any]:
        try:
            document = json.loads(body, parse_float=Decimal, parse_int=Decimal, parse_constant=Decimal)
        except (ValueError, RecursionError) as error:  # UnicodeDecodeError is a ValueError
            raise RateProviderError(self.source, "the answer is no JSON") from error
        if not isinstance(document, dict):
            raise RateProviderError(self.source, "the answer is no object")
        return document

    def _moment(self, timestamp: object) -> datetime:
        seconds = decimal_of(timestamp)
        if not seconds.is_finite() or not 0 < seconds < _END_OF_TIME:
            raise RateProviderError(self.source, "the answer has no time")
        return datetime.fromtimestamp(int(seconds), UTC)
