"""Inputs of files, imports and exports."""

from datetime import datetime

import strawberry
from strawberry import UNSET

from app.exchange import ExportOptions, ImportOptions
from schema.core.codes import CurrencyCode, LanguageCode
from schema.core.scalars import URL, ByteSize
from schema.exchange.codes import ExportFormat, ImportFormat
from schema.translations.codes import TranslationState

_KEY = "A key of your choice, 1 to 255 characters: the same request under the same key makes one job."


@strawberry.input(description="A file to send to the shop.")
class FileUploadCreateInput:
    name: str = strawberry.field(description="Its name, for people: 1 to 200 characters on one line.")
    media_type: str = strawberry.field(description="What it is, such as `text/csv`, `application/jsonl`, `image/png`.")
    byte_size: ByteSize = strawberry.field(description="Exactly how many bytes will be sent.")


@strawberry.input(description="An upload to make a medium of.")
class MediaFileCreateInput:
    file_id: strawberry.ID = strawberry.field(description="The file of `fileUploadCreate`, after it was sent.")


@strawberry.input(description="What a file does not say of itself. Each format looks at what it needs.")
class ImportOptionsInput:
    currency_code: CurrencyCode | None = strawberry.field(
        default=UNSET,
        description="Of the prices in Shopify's CSV; that of the default market if left out.",
    )
    language_code: LanguageCode | None = strawberry.field(
        default=UNSET, description="Of the texts in files of other systems; English if left out."
    )
    warehouse_code: str | None = strawberry.field(
        default=UNSET, description="Where quantities of other systems stand; the first warehouse by code if left out."
    )
    channel_codes: list[str] | None = strawberry.field(
        default=UNSET, description="Through which new products of other systems are published; all if left out."
    )

    def to_options(self, *, dry_run: bool) -> ImportOptions:
        """As the domain has them."""
        channels = self.channel_codes or None
        return ImportOptions(
            currency_code=self.currency_code or None,
            language_tag=self.language_code or ImportOptions.language_tag,
            warehouse_code=self.warehouse_code or None,
            channels=tuple(channels) if channels is not None else None,
            dry_run=dry_run,
        )


@strawberry.input(description="A file to read into the shop, in the background.")
class ImportJobCreateInput:
    format: ImportFormat = strawberry.field(description="What it is written in.")
    file_id: strawberry.ID | None = strawberry.field(
        default=UNSET, description="The file of `fileUploadCreate`, after it was sent. Either this or `url`."
    )
    url: URL | None = strawberry.field(
        default=UNSET, description="Where to load the file from, on the public internet. Either this or `fileId`."
    )
    options: ImportOptionsInput | None = strawberry.field(
        default=UNSET, description="What the file does not say of itself."
    )
    dry_run: bool = strawberry.field(
        default=False, description="Do everything and take it back: the result file says what would change."
    )
    idempotency_key: str = strawberry.field(description=_KEY)

    def to_options(self) -> ImportOptions:
        """As the domain has them."""
        return (self.options or ImportOptionsInput()).to_options(dry_run=self.dry_run)


@strawberry.input(description="What goes out, where a format cannot take everything.")
class ExportOptionsInput:
    language_code: LanguageCode | None = strawberry.field(
        default=UNSET,
        description="Of texts; that of the default market if left out, for translations all. XLIFF and PO need one.",
    )
    market_code: str | None = strawberry.field(
        default=UNSET,
        description="Whose prices, and for feeds and partners whose shoppers; the default market if left out.",
    )
    channel_code: str | None = strawberry.field(
        default=UNSET, description="For feeds and partners: through which channel; the default one if left out."
    )
    product_url: str | None = strawberry.field(
        default=UNSET,
        description="For feeds: the addresses of product pages, such as `https://shop.example/{language}/p/{slug}`.",
    )
    changed_since: datetime | None = strawberry.field(
        default=UNSET,
        description="For partners: only what has changed at this moment or later, with what shoppers no longer see.",
    )
    states: list[TranslationState] | None = strawberry.field(
        default=UNSET, description="For XLIFF and PO: only texts in one of these states; in any if left out."
    )
    source_language_code: LanguageCode | None = strawberry.field(
        default=UNSET,
        description="For XLIFF, which has one: only texts that are written in this language; English if left out.",
    )
    compressed: bool = strawberry.field(default=False, description="Whether the file is packed by gzip.")

    def to_options(self) -> ExportOptions:
        """As the domain has them."""
        return ExportOptions(
            language_tag=self.language_code or None,
            market_code=self.market_code or None,
            channel_code=self.channel_code or None,
            product_url=self.product_url or None,
            changed_since=self.changed_since or None,
            states=tuple(TranslationState(each) for each in self.states or ()),
            source_language_tag=self.source_language_code or None,
            compressed=self.compressed,
        )


@strawberry.input(description="A file to write, in the background.")
class ExportJobCreateInput:
    format: ExportFormat = strawberry.field(description="What to write it in.")
    options: ExportOptionsInput | None = strawberry.field(default=UNSET, description="What goes out.")
    idempotency_key: str = strawberry.field(description=_KEY)


@strawberry.input(description="A job to end.")
class ExchangeJobCancelInput:
    id: strawberry.ID = strawberry.field(description="The job.")
