"""The ECB's daily feed: XML of one day's reference rates, without a key.

`<Cube time="2026-11-20"><Cube currency="USD" rate="1.1172"/>…</Cube>`, in the ECB's own namespace.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final
from xml.etree.ElementTree import ParseError

import httpx2
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from app.currencies.models import RateSource
from app.currencies.providers.ecb import EURO, moment_of
from app.currencies.providers.http import SECONDS, read_document
from app.currencies.providers.provider import RateProviderError, credible, decimal_of, some
from app.currencies.rules import Observation

_CUBE: Final = "{http://www.ecb.int/vocabulary/2002-08-01/eurofxref}Cube"


class EcbFeed:
    """What the feed says of its latest day."""

    source: RateSource = RateSource.ECB_FEED

    def __init__(self, client: httpx2.AsyncClient, url: str, *, seconds: float = SECONDS) -> None:
        self._client = client
        self._url = url
        self._seconds = seconds

    async def fetch(self) -> Sequence[Observation]:
        document = await read_document(self._client, self.source, self._url, seconds=self._seconds)
        try:
            tree = fromstring(document)
        except (ParseError, DefusedXmlException, ValueError) as error:
            raise RateProviderError(self.source, "the answer is no XML") from error
        days = [(self._day(cube.get("time", "")), cube) for cube in tree.iter(_CUBE) if cube.get("time")]
        if not days:
            raise RateProviderError(self.source, "the answer has no day's rates")
        day, latest = max(days, key=lambda each: each[0])
        rates = {each.get("currency", ""): decimal_of(each.get("rate", "")) for each in latest.iter(_CUBE)}
        return some(self.source, credible(self.source, EURO, rates, moment_of(day)))

    def _day(self, text: str) -> date:
        try:
            return date.fromisoformat(text)
        except ValueError as error:
            raise RateProviderError(self.source, "the answer has a day that is none") from error
