"""The one form of a draft: what is written in several ways becomes the same."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, Final, TypeVar

from app.catalog.rules.drafts import (
    CertificateDraft,
    ContentDraft,
    MediaDraft,
    OptionDraft,
    OptionValueDraft,
    ProductDraft,
    PublicationDraft,
    RestrictionDraft,
    Texts,
    VariantDraft,
    Window,
)
from app.catalog.rules.html import clean_html
from app.catalog.rules.names import clean_name
from app.catalog.rules.units import plain

DraftT = TypeVar(
    "DraftT",
    CertificateDraft,
    MediaDraft,
    OptionDraft,
    OptionValueDraft,
    PublicationDraft,
    RestrictionDraft,
    VariantDraft,
)

_FOCUS: Final = Decimal("0.001")
_MOST_DIGITS: Final = 20
_UNCLEAN: Final = ("  ", "| ", " |", "||")
"""Among printable names that are joined by `|`: a run of blanks, a blank at an end of a name, an empty name."""


def clean_draft(draft: ProductDraft) -> ProductDraft:
    """Texts as plain text or safe HTML, blanks as None, moments in UTC, numbers in their shortest form."""
    return replace(
        draft,
        product_type=clean_name(draft.product_type),
        translations=clean_texts(draft.translations),
        variants=tuple(_clean_variant(variant) for variant in draft.variants),
        options=tuple(_clean_option(option) for option in draft.options),
        media=tuple({medium.source: _clean_medium(medium) for medium in draft.media}.values()),
        brand=_or_none(draft.brand),
        category=_or_none(draft.category),
        manufacturer=_or_none(draft.manufacturer),
        responsible_person=_or_none(draft.responsible_person),
        tax_class=clean_name(draft.tax_class),
        tags=tuple(dict.fromkeys(name for tag in draft.tags if (name := clean_name(tag)))),
        certificates=tuple(_clean_certificate(certificate) for certificate in draft.certificates),
        restrictions=tuple(_clean_restriction(restriction) for restriction in draft.restrictions),
        publications=tuple(_clean_publication(publication) for publication in draft.publications),
        external_id=_or_none(draft.external_id),
    )


def clean_texts(translations: Mapping[str, Texts]) -> dict[str, Texts]:
    """Names as plain text, descriptions as safe HTML; a language without a name is left out."""
    clean = {
        tag: Texts(
            name=clean_name(texts.name),
            description=clean_html(texts.description),
            slug=_or_none(texts.slug),
            seo_title=_or_none(texts.seo_title),
            seo_description=_or_none(texts.seo_description),
            warnings=None if texts.warnings is None else _clean_lines(texts.warnings) or None,
        )
        for tag, texts in translations.items()
    }
    return {tag: texts for tag, texts in clean.items() if texts.name}


def _clean_variant(variant: VariantDraft) -> VariantDraft:
    return _with(
        variant,
        sku=variant.sku.strip(),
        content=variant.content and _clean_content(variant.content),
        customs_descriptions=_clean_names(variant.customs_descriptions),
        gtin=(variant.gtin and variant.gtin.replace(" ", "").replace("-", "")) or None,
        barcode=_or_none(variant.barcode),
        external_id=_or_none(variant.external_id),
        media=tuple(dict.fromkeys(variant.media)),
    )


def _clean_content(content: ContentDraft) -> ContentDraft:
    reference = None if content.reference is None else _plain(content.reference)
    return ContentDraft(_plain(content.quantity), content.unit, reference)


def _plain(amount: Decimal) -> Decimal:
    """What is too large or too small for any column stays as it is, and is refused later."""
    return plain(amount) if amount.is_finite() and abs(amount.adjusted()) < _MOST_DIGITS else amount


def _clean_option(option: OptionDraft) -> OptionDraft:
    return _with(
        option,
        names=_clean_names(option.names),
        values=tuple(_with(value, names=_clean_names(value.names)) for value in option.values),
    )


def _clean_medium(medium: MediaDraft) -> MediaDraft:
    point = medium.focal_point
    if point is not None and all(part.is_finite() and 0 <= part <= 1 for part in point):
        point = (_thousandths(point[0]), _thousandths(point[1]))
    clean = _with(medium, alts=_clean_names(medium.alts))
    return clean if point is None else replace(clean, focal_point=point)


def _with(draft: DraftT, **fields: Any) -> DraftT:
    """The draft with these fields; itself where they are equal, which spares making most drafts anew."""
    if all(getattr(draft, name) == value for name, value in fields.items()):
        return draft
    return replace(draft, **fields)


def _thousandths(part: Decimal) -> Decimal:
    return plain(part.quantize(_FOCUS, ROUND_HALF_EVEN))


def _clean_certificate(certificate: CertificateDraft) -> CertificateDraft:
    return _with(
        certificate,
        kind=clean_name(certificate.kind),
        number=_or_none(certificate.number),
        issuer=_or_none(certificate.issuer),
        url=_or_none(certificate.url),
    )


def _clean_restriction(restriction: RestrictionDraft) -> RestrictionDraft:
    return _with(restriction, legal_ground=_or_none(restriction.legal_ground))


def _clean_publication(publication: PublicationDraft) -> PublicationDraft:
    markets = publication.markets
    return replace(  # not only where it differs: equal moments may be written in several ways
        publication,
        starts_at=_in_utc(publication.starts_at),
        ends_at=publication.ends_at and _in_utc(publication.ends_at),
        markets=markets and {code: _clean_window(window) for code, window in markets.items()},
    )


def _clean_window(window: Window) -> Window:
    return Window(window.starts_at and _in_utc(window.starts_at), window.ends_at and _in_utc(window.ends_at))


def _in_utc(moment: datetime) -> datetime:
    """A moment without an offset stays as it is, and is refused later."""
    return moment if moment.tzinfo in (None, UTC) else moment.astimezone(UTC)


def _clean_names(names: Mapping[str, str]) -> dict[str, str]:
    text = "|" + "|".join(names.values()) + "|"
    if text.isprintable() and not any(wrong in text for wrong in _UNCLEAN):  # as nearly all are: looked at together
        return dict(names)
    return {tag: clean for tag, name in names.items() if (clean := clean_name(name))}


def _clean_lines(text: str) -> str:
    return "\n".join(line for each in text.splitlines() if (line := clean_name(each)))


def _or_none(text: str | None) -> str | None:
    return clean_name(text) or None if text is not None else None
