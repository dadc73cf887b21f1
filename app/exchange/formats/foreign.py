"""What files of other systems do not say: it is kept where the product is known, and usual where it is new."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.catalog import MediaDraft, OptionDraft, ProductDraft, PublicationDraft, Texts, VariantDraft


@dataclass(frozen=True)
class Defaults:
    """How a file of another system is read."""

    currency_code: str
    """Of prices that name none."""
    language_tag: str
    warehouse_code: str
    """Where its quantities stand."""
    channels: tuple[str, ...]
    """Through which new products are published."""
    lists_of_currency: dict[str, tuple[str, ...]]
    """Codes of price lists, by the currency that they are kept in."""
    now: datetime

    def publications(self, is_published: bool) -> tuple[PublicationDraft, ...]:
        """From now on, through each channel; none for a draft."""
        return tuple(PublicationDraft(code, self.now) for code in self.channels) if is_published else ()


def completed(known: ProductDraft, stated: ProductDraft, variant_fields: Sequence[str]) -> ProductDraft:
    """The product as a file of one language states it, with all that such a file has no column for as it is known.

    Of variants it states their choices and these fields. A product that stays published stays so as it was.
    """
    variants = {variant.sku: variant for variant in known.variants}
    media = {medium.source: medium for medium in known.media}
    return replace(
        known,
        slug=stated.slug,
        product_type=stated.product_type,
        translations={**known.translations, **_with_known_words(known, stated)},
        options=_with_known_names(known, stated),
        variants=tuple(
            _completed_variant(variants.get(variant.sku), variant, variant_fields) for variant in stated.variants
        ),
        media=tuple(_completed_medium(media.get(medium.source), medium) for medium in stated.media),
        brand=stated.brand,
        category=stated.category or known.category,
        tags=stated.tags,
        publications=(known.publications or stated.publications) if stated.publications else (),
        external_id=stated.external_id,
    )


def _with_known_words(known: ProductDraft, stated: ProductDraft) -> dict[str, Texts]:
    return {
        tag: replace(known.translations.get(tag, texts), name=texts.name, description=texts.description)
        for tag, texts in stated.translations.items()
    }


def _with_known_names(known: ProductDraft, stated: ProductDraft) -> tuple[OptionDraft, ...]:
    options = {option.code: option for option in known.options}
    completed_options = []
    for option in stated.options:
        before = options.get(option.code)
        values = {value.code: value for value in before.values} if before else {}
        completed_options.append(
            replace(
                option,
                names={**(before.names if before else {}), **option.names},
                values=tuple(
                    replace(values[value.code], names={**values[value.code].names, **value.names})
                    if value.code in values
                    else value
                    for value in option.values
                ),
            )
        )
    return tuple(completed_options)


def _completed_variant(known: VariantDraft | None, stated: VariantDraft, names: Sequence[str]) -> VariantDraft:
    if known is None:
        return stated
    return replace(known, choices=stated.choices, **{name: getattr(stated, name) for name in names})


def _completed_medium(known: MediaDraft | None, stated: MediaDraft) -> MediaDraft:
    return stated if known is None else replace(known, alts={**known.alts, **stated.alts})
