"""Whether a draft can be written beside what is stored, and beside the other drafts of its batch."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from app.catalog.errors import CatalogErrorCode
from app.catalog.rules.attributes import AttributeReader, Reference
from app.catalog.rules.drafts import ProductDraft
from app.catalog.service.products.names import KnownVariant, Names
from app.core.errors import Problem


@dataclass
class Subject:
    """A draft on its way into the tables."""

    place: int
    """Among the drafts of the batch."""
    given: ProductDraft
    draft: ProductDraft
    """The same, clean."""
    id: UUID
    is_new: bool
    attributes: dict[str, Any] = field(default_factory=dict)
    """As stored."""
    variant_attributes: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By SKU, as stored."""
    before: ProductDraft | None = None
    """What only the words differ from; see `Target`."""
    is_reworded: bool = False
    """Only its words are written: what they belong to could not be."""


@dataclass
class Claims:
    """What the products of a batch take for themselves, the first that asks for it."""

    slugs: dict[str, UUID] = field(default_factory=dict)
    variants: dict[str, KnownVariant] = field(default_factory=dict)
    bundles: dict[str, UUID] = field(default_factory=dict)
    """The SKUs that are bundles, with their product."""
    external_ids: dict[str, UUID] = field(default_factory=dict)

    def take(self, subject: Subject, variant_ids: Mapping[str, UUID]) -> None:
        """Claim what the draft has."""
        draft = subject.draft
        for slug in _slugs(draft):
            self.slugs[slug] = subject.id
        for variant in draft.variants:
            self.variants[variant.sku] = KnownVariant(variant_ids[variant.sku], subject.id)
            if variant.components:
                self.bundles[variant.sku] = subject.id
        if draft.external_id is not None:
            self.external_ids[draft.external_id] = subject.id

    def release(self, subject: Subject) -> None:
        """Give back what a refused draft had."""
        for mine in (self.slugs, self.bundles, self.external_ids):
            for name in [name for name, owner in mine.items() if owner == subject.id]:
                del mine[name]
        for sku in [sku for sku, variant in self.variants.items() if variant.product_id == subject.id]:
            del self.variants[sku]


@dataclass(frozen=True)
class Bundles:
    """Which variants are bundles, and which are parts of one, as far as the drafts name them."""

    bundles: frozenset[UUID]
    parts: Mapping[UUID, frozenset[UUID]]
    """By component: the bundles that it is part of."""


def taken_problems(
    subject: Subject, names: Names, external_ids: Mapping[str, UUID], claims: Claims
) -> Iterator[Problem]:
    """Whether another product has a slug, SKU or external id of the draft."""
    draft = subject.draft
    for slug, path in _slug_paths(draft):
        holder = names.slugs.get(Reference("product", slug)) or claims.slugs.get(slug)
        if holder not in (None, subject.id):
            yield Problem(CatalogErrorCode.SLUG_TAKEN, path, {"slug": slug})
    for position, variant in enumerate(draft.variants):
        known = names.variants.get(variant.sku) or claims.variants.get(variant.sku)
        if known is not None and known.product_id != subject.id:
            yield Problem(CatalogErrorCode.SKU_TAKEN, ("variants", str(position), "sku"), {"sku": variant.sku})
    if draft.external_id is not None:
        owner = external_ids.get(draft.external_id) or claims.external_ids.get(draft.external_id)
        if owner not in (None, subject.id):
            yield Problem(CatalogErrorCode.REPEATED, ("external_id",), {"value": draft.external_id})


def naming_problems(draft: ProductDraft, names: Names) -> Iterator[Problem]:
    """Whether what the draft names by codes and slugs is there."""
    named = (
        ("product_type", draft.product_type, names.types),
        ("brand", draft.brand, names.brands),
        ("category", draft.category, names.categories),
        ("manufacturer", draft.manufacturer, names.operators),
        ("responsible_person", draft.responsible_person, names.operators),
        ("tax_class", draft.tax_class, names.tax_classes),
    )
    for field_name, value, there in named:
        if value is not None and value not in there:
            yield unknown((field_name,), field_name, value)
    for position, publication in enumerate(draft.publications):
        path = ("publications", str(position))
        if publication.channel not in names.channels:
            yield unknown((*path, "channel"), "channel", publication.channel)
        for code in publication.markets or ():
            if code not in names.markets:
                yield unknown((*path, "markets", code), "market", code)


def attribute_problems(subject: Subject, names: Names, references: Mapping[Reference, UUID]) -> list[Problem]:
    """Read the draft's attributes into the subject, and say what is wrong with them."""
    draft = subject.draft
    known = names.types.get(draft.product_type)
    if known is None:
        return []
    reader = AttributeReader(draft.product_type, draft.source_language_tag, references)
    subject.attributes, problems = reader.read(known.of_product, draft.attributes, ("attributes",))
    for position, variant in enumerate(draft.variants):
        path = ("variants", str(position), "attributes")
        subject.variant_attributes[variant.sku], wrong = reader.read(known.of_variants, variant.attributes, path)
        problems += wrong
    return problems


def component_problems(draft: ProductDraft, names: Names, claims: Claims, there: Bundles) -> Iterator[Problem]:
    """Whether what bundles consist of is there, and is no bundle itself."""
    parts_here = {component.sku for variant in draft.variants for component in variant.components}
    for position, variant in enumerate(draft.variants):
        if not variant.components:
            continue
        own = claims.variants[variant.sku].id
        path = ("variants", str(position), "components")
        others = there.parts.get(own, frozenset()) - {claims.variants[each.sku].id for each in draft.variants}
        if others or variant.sku in parts_here:
            yield Problem(CatalogErrorCode.BUNDLE_NESTED, path, {"sku": variant.sku})
        for number, component in enumerate(variant.components):
            known = claims.variants.get(component.sku) or names.variants.get(component.sku)
            place = (*path, str(number), "sku")
            if known is None:
                yield unknown(place, "sku", component.sku)
            elif component.sku in claims.bundles or (
                component.sku not in claims.variants and known.id in there.bundles
            ):
                yield Problem(CatalogErrorCode.BUNDLE_NESTED, place, {"sku": component.sku})


def unknown(path: tuple[str, ...], field_name: str, value: str) -> Problem:
    """The draft names something that is not there."""
    return Problem(CatalogErrorCode.REFERENCE_UNKNOWN, path, {"field": field_name, "value": value})


def _slugs(draft: ProductDraft) -> Iterator[str]:
    return (slug for slug, _ in _slug_paths(draft))


def _slug_paths(draft: ProductDraft) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield draft.slug, ("slug",)
    for tag, texts in draft.translations.items():
        if texts.slug is not None:
            yield texts.slug, ("translations", tag, "slug")
