"""Where exchange rates are read. The table that is packed with the software is read in any case."""

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings


class RateSettings(BaseSettings):
    """Without any of these a shop goes by the packed table, and by what staff set."""

    rates_ecb_url: str = Field(
        "",
        description="the ECB's daily feed, https://www.ecb.europa.eu/stats/eurofxref/eurofxref-daily.xml; "
        "empty: not read",
        validation_alias="TRADEWIND_RATES_ECB_URL",
    )
    rates_feed_url: str = Field(
        "",
        description="a commercial feed that answers with `{base, timestamp, rates}`, such as "
        "https://openexchangerates.org/api/latest.json; empty: not read",
        validation_alias="TRADEWIND_RATES_FEED_URL",
    )
    rates_feed_key: SecretStr = Field(
        SecretStr(""),
        description="its key, sent as `Authorization: Token …`",
        validation_alias="TRADEWIND_RATES_FEED_KEY",
    )
    rates_minutes: int = Field(
        60,
        ge=1,
        le=24 * 60,
        description="minutes from one reading of the sources to the next",
        validation_alias="TRADEWIND_RATES_MINUTES",
    )
