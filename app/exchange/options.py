"""What a file does not say of itself."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.translations import TranslationState

ENGLISH: Final = "en"


@dataclass(frozen=True)
class ImportOptions:
    """How to read a file. Each format looks at what it needs; JSONL, prices and stock only at `dry_run`."""

    currency_code: str | None = None
    """Of prices in Shopify's CSV; None: the default market's. They go into every price list of this currency. Feeds
    name the currency with each price."""
    language_tag: str = ENGLISH
    """Of texts."""
    warehouse_code: str | None = None
    """Where quantities stand; None: the first, by code."""
    channels: tuple[str, ...] | None = None
    """Codes of those through which new products of other systems are published; None: all."""
    dry_run: bool = False
    """Do everything, and take it back."""


@dataclass(frozen=True)
class ExportOptions:
    """What goes out, where the format cannot take everything."""

    language_tag: str | None = None
    """Of texts; for translations the only one. None: of the default market; for translations all.
    Files for translators need one."""
    market_code: str | None = None
    """Whose prices, and for feeds whose shoppers. None: the default one."""
    channel_code: str | None = None
    """For feeds. None: the default one."""
    product_url: str | None = None
    """Of pages of products, for feeds: `https://shop.example/{language}/p/{slug}`. None: `<public_url>/p/{slug}`."""
    changed_since: datetime | None = None
    """For partners: only what has changed at this moment or later. None: everything."""
    states: tuple[TranslationState, ...] = ()
    """For translators: only texts that are so in the language. None named: all."""
    source_language_tag: str | None = None
    """Of XLIFF: only texts that are written in this language. None: English."""
    compressed: bool = False
    """By gzip."""
