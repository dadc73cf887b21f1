"""The rows that a draft comes to. Those that are stored already keep their ids."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from app.catalog.models import MediaStatus
from app.catalog.rules.drafts import MediaDraft, OptionDraft, PublicationDraft, Texts, VariantDraft, Window
from app.catalog.rules.names import variant_names
from app.catalog.rules.safety import safety_gaps
from app.catalog.rules.staleness import StoredTexts, digest_to_store
from app.catalog.service.products.judging import Subject
from app.catalog.service.products.names import Names
from app.catalog.service.products.stored import StoredRows
from app.catalog.service.products.tables import (
    CHOICES,
    COMPONENTS,
    MEDIA,
    OPTIONS,
    PRODUCTS,
    PUBLICATIONS,
    RESTRICTIONS,
    TRANSLATIONS,
    VALUES,
    VARIANTS,
    Part,
    Row,
)

_STARTS_AT: Final = PUBLICATIONS.at("starts_at")
_TEXTS: Final = slice(TRANSLATIONS.at("name"), TRANSLATIONS.at("source_digest"))
_SOURCE_DIGEST: Final = TRANSLATIONS.at("source_digest")
_SOURCE_TAG: Final = PRODUCTS.at("source_language_tag")
_DISCONTINUED: Final = VARIANTS.at("is_discontinued")


@dataclass(frozen=True)
class Making:
    """What the rows of one product are made from."""

    subject: Subject
    stored: StoredRows
    names: Names
    variant_ids: Mapping[str, UUID]
    """Of the whole batch, and of what its bundles consist of."""
    ids: Iterator[UUID]
    """New ones."""
    now: datetime

    def product(self) -> Row:
        """The product's own row, up to what is only written with it: digest, moment, version."""
        draft, names = self.subject.draft, self.names
        manufacturer = names.operators[draft.manufacturer] if draft.manufacturer else None
        responsible = names.operators[draft.responsible_person] if draft.responsible_person else None
        gaps = safety_gaps(manufacturer and manufacturer.facts, responsible and responsible.facts)
        return (
            self.subject.id,
            draft.slug,
            draft.product_type,
            names.brands[draft.brand] if draft.brand else None,
            names.categories[draft.category] if draft.category else None,
            manufacturer and manufacturer.id,
            responsible and responsible.id,
            draft.tax_class,
            list(draft.tags),
            self.subject.attributes,
            [
                {
                    "kind": each.kind,
                    "number": each.number,
                    "issuer": each.issuer,
                    "url": each.url,
                    "valid_until": each.valid_until and each.valid_until.isoformat(),
                }
                for each in draft.certificates
            ],
            draft.source_language_tag,
            draft.external_id,
            dict(draft.metadata),
            dict(draft.private_metadata),
            not gaps,
        )

    def parts(self) -> Iterator[tuple[Part, list[Row]]]:
        """The rows of the other tables, in the order of `PARTS`."""
        draft = self.subject.draft
        option_ids = {each.code: self.stored.options.get(each.code) or next(self.ids) for each in draft.options}
        value_ids = {
            (option.code, value.code): self.stored.values.get((option.code, value.code)) or next(self.ids)
            for option in draft.options
            for value in option.values
        }
        media = [self._medium(medium, position) for position, medium in enumerate(draft.media)]
        media_ids = {medium.source: row[0] for medium, row in zip(draft.media, media, strict=True)}
        yield self.translations()
        yield (
            OPTIONS,
            [
                (option_ids[each.code], self.subject.id, each.code, dict(each.names), position)
                for position, each in enumerate(draft.options)
            ],
        )
        yield (
            VALUES,
            [
                (
                    value_ids[option.code, value.code],
                    option_ids[option.code],
                    value.code,
                    dict(value.names),
                    value.swatch,
                    at,
                )
                for option in draft.options
                for at, value in enumerate(option.values)
            ],
        )
        yield MEDIA, media
        yield VARIANTS, [*self._variants(media_ids), *self._discontinued()]
        yield (
            CHOICES,
            [
                (self.variant_ids[variant.sku], option_ids[option], value_ids[option, value])
                for variant in draft.variants
                for option, value in variant.choices.items()
            ],
        )
        yield (
            COMPONENTS,
            [
                (self.variant_ids[variant.sku], self.variant_ids[component.sku], component.quantity, position)
                for variant in draft.variants
                for position, component in enumerate(variant.components)
            ],
        )
        yield PUBLICATIONS, [self._publication(publication) for publication in draft.publications]
        yield (
            RESTRICTIONS,
            [(self.subject.id, each.country_code, each.reason.value, each.legal_ground) for each in draft.restrictions],
        )

    def translations(self) -> tuple[Part, list[Row]]:
        """The rows of the words in every language."""
        return TRANSLATIONS, list(self._translations())

    def _translations(self) -> Iterator[Row]:
        draft = self.subject.draft
        source = draft.translations.get(draft.source_language_tag)
        stored = {
            tag: StoredTexts(Texts(*row[_TEXTS]), row[_SOURCE_DIGEST]) for tag, row in self.stored.translations.items()
        }
        before = self.stored.product
        has_same_source = before is not None and before[_SOURCE_TAG] == draft.source_language_tag
        source_before = stored.get(draft.source_language_tag) if has_same_source else None
        for tag, texts in draft.translations.items():
            own = None
            if tag != draft.source_language_tag:
                own = digest_to_store(texts, source, stored.get(tag), source_before and source_before.texts)
            yield (
                self.subject.id,
                tag,
                texts.name,
                texts.description,
                texts.slug,
                texts.seo_title,
                texts.seo_description,
                texts.warnings,
                own,
            )

    def _medium(self, medium: MediaDraft, position: int) -> Row:
        """What was fetched keeps its file, and the size that it turned out to have where the draft says none."""
        before = self.stored.medium(medium)
        horizontal, vertical = medium.focal_point or (None, None)
        if before is None:
            identity = next(self.ids), medium.source, medium.source if medium.is_fetched else None
            status = (MediaStatus.PENDING if medium.is_fetched else MediaStatus.READY).value
            width, height = medium.width, medium.height
        else:
            identity, status = (before.id, before.source, before.origin_url), before.status
            was_fetched = before.origin_url is not None
            width = before.width if medium.width is None and was_fetched else medium.width
            height = before.height if medium.height is None and was_fetched else medium.height
        medium_id, source, origin_url = identity
        return (
            medium_id,
            self.subject.id,
            medium.type.value,
            medium.role.value,
            source,
            origin_url,
            status,
            width,
            height,
            medium.duration_ms,
            horizontal,
            vertical,
            dict(medium.alts),
            position,
        )

    def _variants(self, media_ids: Mapping[str, UUID]) -> Iterator[Row]:
        options = self.subject.draft.options
        for position, variant in enumerate(self.subject.draft.variants):
            content = variant.content
            yield (
                self.variant_ids[variant.sku],
                self.subject.id,
                variant.sku,
                position,
                _names_of(variant, options),
                self.subject.variant_attributes[variant.sku],
                variant.weight_grams,
                variant.length_mm,
                variant.width_mm,
                variant.height_mm,
                content and content.quantity,
                content and content.unit,
                content and content.reference,
                variant.hs_code,
                dict(variant.national_hs_codes),
                variant.origin_country_code,
                dict(variant.customs_descriptions),
                variant.gtin,
                variant.barcode,
                variant.external_id,
                [media_ids[source] for source in variant.media],
                dict(variant.metadata),
                dict(variant.private_metadata),
                False,
            )

    def _discontinued(self) -> Iterator[Row]:
        """Variants that are no longer in the draft stay as they were, and are offered no more."""
        named = {variant.sku for variant in self.subject.draft.variants}
        for sku, row in self.stored.variants.items():
            if sku not in named:
                yield (*row[:_DISCONTINUED], True)

    def _publication(self, publication: PublicationDraft) -> Row:
        """What is out already is not made new by being imported again: the earlier of two past starts stays."""
        starts_at = publication.starts_at
        before = self.stored.publications.get(publication.channel)
        if before is not None and starts_at <= self.now:
            starts_at = min(starts_at, before[_STARTS_AT])
        markets = publication.markets
        return (
            self.subject.id,
            publication.channel,
            starts_at,
            publication.ends_at,
            None if markets is None else {code: _window(window) for code, window in markets.items()},
        )


def _names_of(variant: VariantDraft, options: tuple[OptionDraft, ...]) -> dict[str, str]:
    return variant_names(
        [value.names for option in options for value in option.values if variant.choices.get(option.code) == value.code]
    )


def _window(window: Window) -> dict[str, Any]:
    return {
        "from": window.starts_at and window.starts_at.isoformat(),
        "to": window.ends_at and window.ends_at.isoformat(),
    }
