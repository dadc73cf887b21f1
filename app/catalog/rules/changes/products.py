"""Changes of a product's own fields: only what is given becomes something else."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.catalog.errors import CatalogErrorCode
from app.catalog.rules.drafts import AttributeInput, ProductDraft, Texts
from app.core.errors import Problem, Refusal

TextsChange = Mapping[str, Mapping[str, Any]]
"""By language tag, those of the fields of `Texts` that are given."""


@dataclass(frozen=True)
class ProductChange:
    """What of a product is to become what. All that is not named here stays as it is."""

    fields: Mapping[str, Any] = field(default_factory=dict)
    """By field of `ProductDraft`."""
    texts: TextsChange = field(default_factory=dict)
    attributes: Mapping[str, AttributeInput | None] = field(default_factory=dict)
    """By code. None takes the value away."""
    own_texts: Mapping[str, Any] = field(default_factory=dict)
    """Fields of `Texts` in the source language, whichever that is."""

    def of(self, draft: ProductDraft) -> ProductDraft:
        """The draft as it is to be."""
        changed = replace(draft, **self.fields, attributes=change_attributes(draft.attributes, self.attributes))
        if not self.own_texts:
            return change_texts(changed, self.texts)
        tag = changed.source_language_tag
        return change_texts(changed, {**self.texts, tag: {**self.texts.get(tag, {}), **self.own_texts}})


def change_attributes(
    stored: Mapping[str, AttributeInput], given: Mapping[str, AttributeInput | None]
) -> dict[str, AttributeInput]:
    """The values with those that are given; None takes one away."""
    return {code: value for code, value in {**stored, **given}.items() if value is not None}


def change_texts(draft: ProductDraft, given: TextsChange, removed: Collection[str] = ()) -> ProductDraft:
    """The product in other words: of a language that is there the given fields change.

    A language that is removed and given at once is begun anew. One that is new needs a name: see `refuse_nameless`.
    """
    kept = {tag: texts for tag, texts in draft.translations.items() if tag not in removed}
    changed = {tag: replace(kept.get(tag, Texts(name="")), **fields) for tag, fields in given.items()}
    return replace(draft, translations={**kept, **changed})


def refuse_nameless(draft: ProductDraft) -> None:
    """Refuse words of a language in which the product has no name: they would be shown nowhere."""
    problems = [
        Problem(CatalogErrorCode.NO_NAME, ("translations", tag, "name"))
        for tag, texts in draft.translations.items()
        if not texts.name.strip()
    ]
    if problems:
        raise Refusal(*problems)
