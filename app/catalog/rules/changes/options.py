"""Changes of what a product offers to choose.

Callers name options and their values as people do: by the code, or by the name in any language. What is new gets a
code made of its name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple, Protocol, TypeVar

from app.catalog.rules.drafts import OptionDraft, OptionValueDraft, ProductDraft, VariantDraft
from app.catalog.rules.names import ENGLISH, clean_name, slugify


class Chosen(NamedTuple):
    """A value of an option, both by code or name."""

    option: str
    value: str


@dataclass(frozen=True)
class ValueChange:
    """A value as it is to be. `code` finds one that is there; None: its name does, or it is new."""

    name: str
    """In the product's source language."""
    translations: Mapping[str, str] = field(default_factory=dict)
    code: str | None = None
    swatch: str | None = None
    keeps_swatch: bool = False


@dataclass(frozen=True)
class OptionChange:
    """An option as it is to be, with all its values in their order."""

    name: str
    """In the product's source language."""
    values: Sequence[ValueChange]
    translations: Mapping[str, str] = field(default_factory=dict)
    code: str | None = None
    value_of_others: str | None = None
    """Of a new option: which value, by code or name, the variants have that are there already."""


class _Named(Protocol):
    @property
    def code(self) -> str: ...

    @property
    def names(self) -> Mapping[str, str]: ...


NamedT = TypeVar("NamedT", bound=_Named)


def find(named: Sequence[NamedT], text: str) -> NamedT | None:
    """The one with this code, else the first with this name in some language; capitals do not matter."""
    wanted = clean_name(text).casefold()
    by_code = (each for each in named if each.code == text)
    by_name = (each for each in named if wanted in {name.casefold() for name in each.names.values()})
    return next(by_code, None) or next(by_name, None)


def choose(
    options: Sequence[OptionDraft], chosen: Sequence[Chosen], language_tag: str
) -> tuple[tuple[OptionDraft, ...], dict[str, str]]:
    """What is chosen, as option code → value code, and the options with what was new among it."""
    grown, choices = list(options), {}
    for each in chosen:
        option = find(grown, each.option)
        if option is None:
            code = new_code(each.option, [known.code for known in grown], "option")
            option = OptionDraft(code, in_two_languages(each.option, language_tag), ())
            grown.append(option)
        value = find(option.values, each.value)
        if value is None:
            code = new_code(each.value, [known.code for known in option.values], "value")
            value = OptionValueDraft(code, in_two_languages(each.value, language_tag))
            grown[grown.index(option)] = replace(option, values=(*option.values, value))
        choices[option.code] = value.code
    return tuple(grown), choices


def change_options(draft: ProductDraft, changes: Sequence[OptionChange]) -> ProductDraft:
    """The product with these options in this order, and no others.

    Variants keep their choices, lose those of an option that goes, and get `value_of_others` of one that comes. A
    variant whose value goes is left without one, which the checks of a draft refuse.
    """
    options: list[OptionDraft] = []
    added: dict[str, str] = {}
    for change in changes:
        stored = find(draft.options, change.code or change.name)
        taken = [option.code for option in (*draft.options, *options)]
        code = stored.code if stored else change.code or new_code(change.name, taken, "option")
        values = _values(stored, change.values, draft.source_language_tag)
        options.append(OptionDraft(code, _names(change, draft.source_language_tag), values))
        if stored is None and change.value_of_others:
            value = find(values, change.value_of_others)
            added[code] = value.code if value else change.value_of_others
    codes = {option.code for option in options}
    return replace(
        draft,
        options=tuple(options),
        variants=tuple(_with_choices(variant, codes, added) for variant in draft.variants),
    )


def new_code(name: str, taken: Sequence[str], kind: str) -> str:
    """A code made of a name; where its script has no Latin letters, of the kind. Numbered where it is taken."""
    stem = slugify(name) or kind
    number, code = 1, stem
    while code in taken:
        number += 1
        code = f"{stem}-{number}"
    return code


def in_two_languages(name: str, language_tag: str) -> dict[str, str]:
    """The name in its language, and in English, which a name always has, until somebody translates it."""
    return {ENGLISH: clean_name(name), language_tag: clean_name(name)}


def _with_choices(variant: VariantDraft, codes: set[str], added: Mapping[str, str]) -> VariantDraft:
    kept = {code: value for code, value in variant.choices.items() if code in codes}
    return replace(variant, choices={**added, **kept})


def _values(
    stored: OptionDraft | None, changes: Sequence[ValueChange], language_tag: str
) -> tuple[OptionValueDraft, ...]:
    known = stored.values if stored else ()
    values: list[OptionValueDraft] = []
    for change in changes:
        value = find(known, change.code or change.name)
        taken = [each.code for each in (*known, *values)]
        code = value.code if value else change.code or new_code(change.name, taken, "value")
        swatch = value.swatch if value and change.keeps_swatch else change.swatch
        values.append(OptionValueDraft(code, _names(change, language_tag), swatch))
    return tuple(values)


def _names(change: OptionChange | ValueChange, language_tag: str) -> dict[str, str]:
    return {**in_two_languages(change.name, language_tag), **change.translations}
