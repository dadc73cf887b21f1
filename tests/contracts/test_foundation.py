"""The application starts, answers, and says where it is."""

import pytest

from tests.support.client import Client

pytestmark = pytest.mark.usefixtures("shop")

CONTEXT = """
query Where($country: CountryCode, $language: LanguageCode, $currency: CurrencyCode)
@inContext(country: $country, language: $language, currency: $currency) {
  context {
    market { code name }
    countryCode languageCode languageTag currencyCode displaysTax direction
    fallbacks { argument requested resolved reason }
  }
}
"""


async def test_the_directive_decides_where(client: Client) -> None:
    data = await client.data(CONTEXT, {"country": "AE", "language": "AR"})

    assert data["context"] == {
        "market": {"code": "ae", "name": "الإمارات العربية المتحدة"},
        "countryCode": "AE",
        "languageCode": "AR",
        "languageTag": "ar",
        "currencyCode": "AED",
        "displaysTax": True,
        "direction": "RTL",
        "fallbacks": [],
    }
