"""Inputs of brands, economic operators, categories and collections, and how they become drafts."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, TypeVar

import strawberry
from strawberry import UNSET

from app.catalog.commands.taxonomy import WantedCategory
from app.catalog.rules.drafts import BrandDraft, CategoryDraft, CollectionDraft, OperatorDraft, Texts
from schema.catalog.taxonomy.codes import BulkMode
from schema.catalog.taxonomy.reading import given
from schema.catalog.taxonomy.rules import CollectionRuleInput
from schema.catalog.writing.inputs.values import (
    DESCRIPTION,
    SEO_DESCRIPTION,
    SEO_TITLE,
    MetadataInput,
    TranslatedTextInput,
    given_texts,
    read_metadata,
    read_texts,
)
from schema.core.codes import CountryCode, LanguageCode

DraftT = TypeVar("DraftT", CategoryDraft, CollectionDraft)

VERSION: Final = "The version of it that you read; another one is refused. Whichever it has, if left out."
_SLUG: Final = "The handle: letters and digits, joined by single hyphens, for languages without a slug."
_SOURCE: Final = "The language that the others are translated from; English if left out."
_METADATA: Final = "Values for your own programs, for all to see. Keys that are left out stay as they are."
_PRIVATE: Final = "The same, for staff only."
_REMOVED: Final = "Languages to take away, with all that is said in them."


@strawberry.input(description="The words of a category or collection in one language. What is left out stays as it is.")
class CatalogTranslationInput:
    language_code: LanguageCode = strawberry.field(description="The language.")
    name: str | None = strawberry.field(default=UNSET, description="The name. A language that is new needs one.")
    description: str | None = strawberry.field(default=UNSET, description=DESCRIPTION)
    slug: str | None = strawberry.field(
        default=UNSET, description="For addresses in this language; null for the handle."
    )
    seo_title: str | None = strawberry.field(default=UNSET, description=SEO_TITLE)
    seo_description: str | None = strawberry.field(default=UNSET, description=SEO_DESCRIPTION)


@strawberry.input(description="A brand to make.")
class BrandCreateInput:
    slug: str = strawberry.field(description="A readable key: letters and digits, joined by single hyphens.")
    name: str = strawberry.field(description="The name, the same in every language.")
    descriptions: list[TranslatedTextInput] = strawberry.field(
        default_factory=list, description="What is said of it: HTML, of which the safe part is kept."
    )
    website: str | None = strawberry.field(default=UNSET, description="Its website: an http or https address.")
    metadata: list[MetadataInput] = strawberry.field(default_factory=list, description=_METADATA)
    private_metadata: list[MetadataInput] = strawberry.field(default_factory=list, description=_PRIVATE)

    def to_draft(self) -> BrandDraft:
        return _changed_brand(BrandDraft(self.slug, self.name), self)


@strawberry.input(description="What to change of a brand. What is left out stays as it is.")
class BrandUpdateInput:
    id: strawberry.ID = strawberry.field(description="The brand.")
    version: int | None = strawberry.field(default=UNSET, description=VERSION)
    slug: str | None = strawberry.field(default=UNSET, description="A readable key.")
    name: str | None = strawberry.field(default=UNSET, description="The name.")
    descriptions: list[TranslatedTextInput] | None = strawberry.field(
        default=UNSET, description="What is said of it, by language."
    )
    website: str | None = strawberry.field(default=UNSET, description="Its website; null for none.")
    metadata: list[MetadataInput] | None = strawberry.field(default=UNSET, description=_METADATA)
    private_metadata: list[MetadataInput] | None = strawberry.field(default=UNSET, description=_PRIVATE)

    def changed(self, draft: BrandDraft) -> BrandDraft:
        return _changed_brand(replace(draft, **given(self, "slug", "name")), self)


@strawberry.input(description="An economic operator to make.")
class EconomicOperatorCreateInput:
    code: str = strawberry.field(
        description="By which products name it: small letters and digits, joined by single hyphens."
    )
    name: str = strawberry.field(description="Its name, registered trade name or trade mark.")
    address_lines: list[str] = strawberry.field(description="The postal address, without the country.")
    country_code: CountryCode = strawberry.field(description="The country.")
    email: str | None = strawberry.field(
        default=UNSET, description="Its e-mail address. In the EU, this or a website is needed."
    )
    website: str | None = strawberry.field(default=UNSET, description="Its website.")

    def to_draft(self) -> OperatorDraft:
        return OperatorDraft(
            self.code,
            self.name,
            tuple(self.address_lines),
            str(self.country_code),
            email=self.email or None,
            website=self.website or None,
        )


@strawberry.input(description="What to change of an economic operator. What is left out stays as it is.")
class EconomicOperatorUpdateInput:
    id: strawberry.ID = strawberry.field(description="The operator.")
    version: int | None = strawberry.field(default=UNSET, description=VERSION)
    name: str | None = strawberry.field(default=UNSET, description="Its name.")
    address_lines: list[str] | None = strawberry.field(default=UNSET, description="The postal address.")
    country_code: CountryCode | None = strawberry.field(default=UNSET, description="The country.")
    email: str | None = strawberry.field(default=UNSET, description="Its e-mail address; null for none.")
    website: str | None = strawberry.field(default=UNSET, description="Its website; null for none.")

    def changed(self, draft: OperatorDraft) -> OperatorDraft:
        values = given(self, "name", "country_code")
        if isinstance(self.address_lines, list):
            values["address_lines"] = tuple(self.address_lines)
        return replace(draft, **values, **given(self, "email", "website", with_null=True))


@strawberry.input(description="A category to make.")
class CategoryCreateInput:
    slug: str = strawberry.field(description=_SLUG)
    translations: list[CatalogTranslationInput] = strawberry.field(
        description="Its words, with a name in at least one language."
    )
    parent_slug: str | None = strawberry.field(
        default=UNSET, description="The category above; at the top of the tree if left out or null."
    )
    position: int = strawberry.field(default=0, description="Its place among its siblings, the lowest first.")
    source_language_code: LanguageCode | None = strawberry.field(default=UNSET, description=_SOURCE)
    metadata: list[MetadataInput] = strawberry.field(default_factory=list, description=_METADATA)
    private_metadata: list[MetadataInput] = strawberry.field(default_factory=list, description=_PRIVATE)

    def to_draft(self) -> CategoryDraft:
        draft = CategoryDraft(self.slug, {}, parent=self.parent_slug or None, position=self.position)
        return _changed(draft, self)


@strawberry.input(description="What to change of a category. What is left out stays as it is; `categoryMove` moves it.")
class CategoryUpdateInput:
    id: strawberry.ID = strawberry.field(description="The category.")
    version: int | None = strawberry.field(default=UNSET, description=VERSION)
    slug: str | None = strawberry.field(default=UNSET, description=f"{_SLUG} The old one goes on leading here.")
    translations: list[CatalogTranslationInput] | None = strawberry.field(
        default=UNSET, description="Its words. Languages that are left out stay as they are."
    )
    remove_languages: list[LanguageCode] | None = strawberry.field(default=UNSET, description=_REMOVED)
    source_language_code: LanguageCode | None = strawberry.field(default=UNSET, description=_SOURCE)
    metadata: list[MetadataInput] | None = strawberry.field(default=UNSET, description=_METADATA)
    private_metadata: list[MetadataInput] | None = strawberry.field(default=UNSET, description=_PRIVATE)

    def changed(self, draft: CategoryDraft) -> CategoryDraft:
        return _changed(replace(draft, **given(self, "slug")), self)


@strawberry.input(description="A category to make, or to make agree where there is one of its slug.")
class CategoryWriteInput(CategoryCreateInput):
    version: int | None = strawberry.field(default=UNSET, description=VERSION)

    def to_wanted(self) -> WantedCategory:
        return WantedCategory(self.to_draft(), self.version or None)


@strawberry.input(description="Many categories to write.")
class CategoriesWriteInput:
    categories: list[CategoryWriteInput] = strawberry.field(
        description="The categories, whole, at most 200: what is not said of one will not be on it. They are written "
        "one after the other: a parent may stand before its children."
    )
    mode: BulkMode = strawberry.field(
        default=BulkMode.ALL_OR_NOTHING, description="What becomes of the others where one is refused."
    )


@strawberry.input(description="A category to move, with all that stands below it.")
class CategoryMoveInput:
    id: strawberry.ID = strawberry.field(description="The category.")
    parent_id: strawberry.ID | None = strawberry.field(
        description="The category above it afterwards; null for the top of the tree."
    )
    position: int | None = strawberry.field(
        default=UNSET, description="Its place among its siblings, counted from 0; after the last if left out."
    )
    version: int | None = strawberry.field(default=UNSET, description=VERSION)


@strawberry.input(description="The order of what stands directly below a category.")
class CategoryChildrenReorderInput:
    parent_id: strawberry.ID | None = strawberry.field(description="The category; null for the tops of the tree.")
    ids: list[strawberry.ID] = strawberry.field(description="All categories directly below it, in their new order.")


@strawberry.input(description="A category to delete.")
class CategoryDeleteInput:
    id: strawberry.ID = strawberry.field(description="The category. Nothing may stand below it.")
    version: int | None = strawberry.field(default=UNSET, description=VERSION)
    move_products_to: strawberry.ID | None = strawberry.field(
        default=UNSET, description="The category that its products move to; if left out, it may have none."
    )


@strawberry.input(description="A collection to make: by hand, or by a rule.")
class CollectionCreateInput:
    slug: str = strawberry.field(description=_SLUG)
    translations: list[CatalogTranslationInput] = strawberry.field(
        description="Its words, with a name in at least one language."
    )
    rule: CollectionRuleInput | None = strawberry.field(
        default=UNSET, description="What decides which products are in it; by hand if left out or null."
    )
    source_language_code: LanguageCode | None = strawberry.field(default=UNSET, description=_SOURCE)
    metadata: list[MetadataInput] = strawberry.field(default_factory=list, description=_METADATA)
    private_metadata: list[MetadataInput] = strawberry.field(default_factory=list, description=_PRIVATE)

    def to_draft(self) -> CollectionDraft:
        return _changed(CollectionDraft(self.slug, {}, rule=self.rule.to_document() if self.rule else None), self)


@strawberry.input(description="What to change of a collection. What is left out stays as it is.")
class CollectionUpdateInput:
    id: strawberry.ID = strawberry.field(description="The collection.")
    version: int | None = strawberry.field(default=UNSET, description=VERSION)
    slug: str | None = strawberry.field(default=UNSET, description=f"{_SLUG} The old one goes on leading here.")
    translations: list[CatalogTranslationInput] | None = strawberry.field(
        default=UNSET, description="Its words. Languages that are left out stay as they are."
    )
    remove_languages: list[LanguageCode] | None = strawberry.field(default=UNSET, description=_REMOVED)
    rule: CollectionRuleInput | None = strawberry.field(
        default=UNSET,
        description="What decides which products are in it. Null: it is put together by hand from now on, beginning "
        "with the products that it has.",
    )
    source_language_code: LanguageCode | None = strawberry.field(default=UNSET, description=_SOURCE)
    metadata: list[MetadataInput] | None = strawberry.field(default=UNSET, description=_METADATA)
    private_metadata: list[MetadataInput] | None = strawberry.field(default=UNSET, description=_PRIVATE)

    def changed(self, draft: CollectionDraft) -> CollectionDraft:
        values = given(self, "slug")
        if self.rule is not UNSET:
            values["rule"] = self.rule.to_document() if self.rule else None
        return _changed(replace(draft, **values), self)


def _changed(draft: DraftT, source: Any) -> DraftT:
    """A category or collection with the words and values of an input set."""
    values = _metadata(draft, source)
    removed = {str(tag) for tag in getattr(source, "remove_languages", None) or ()}
    texts = {tag: words for tag, words in draft.translations.items() if tag not in removed}
    values["translations"] = _translated(texts, source.translations or ())
    if source.source_language_code:
        values["source_language_tag"] = str(source.source_language_code)
    return replace(draft, **values)


def _translated(stored: Mapping[str, Texts], words: Sequence[CatalogTranslationInput]) -> dict[str, Texts]:
    texts = dict(stored)
    for each in words:
        tag = str(each.language_code)
        texts[tag] = replace(texts.get(tag, Texts("")), **given_texts(each))
    return texts


def _changed_brand(draft: BrandDraft, source: Any) -> BrandDraft:
    said = {**draft.descriptions, **read_texts(source.descriptions or ())}
    values = _metadata(draft, source) | given(source, "website", with_null=True)
    return replace(draft, descriptions={tag: text for tag, text in said.items() if text}, **values)


def _metadata(draft: BrandDraft | CategoryDraft | CollectionDraft, source: Any) -> dict[str, Any]:
    return {
        name: _set(getattr(draft, name), read_metadata(getattr(source, name) or ()))
        for name in ("metadata", "private_metadata")
    }


def _set(stored: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in {**stored, **values}.items() if value is not None}
