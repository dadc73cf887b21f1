"""Writing the words of a product that could not be written as a whole today.

Rules change: a type gets a required attribute, a brand goes. A product that was written before stays as it is, and can
still be translated: what was wrong with it already is no fault of its translators. Its rows are kept, and only the
texts in them are written anew.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from app.catalog.rules.drafts import ProductDraft
from app.catalog.service.products.judging import Subject
from app.catalog.service.products.stored import StoredRows
from app.catalog.service.products.tables import MEDIA, OPTIONS, PRODUCTS, VALUES, VARIANTS, Part, Row
from app.core.errors import Problem

_OPTION_CODE: Final = OPTIONS.at("code")
_VALUE_OPTION: Final = VALUES.at("option_id")
_VALUE_CODE: Final = VALUES.at("code")


def new_problems(problems: Sequence[Problem], before: Iterable[Problem]) -> list[Problem]:
    """Those that were not there before."""
    known = {_named(each) for each in before}
    return [each for each in problems if _named(each) not in known]


def _named(problem: Problem) -> tuple[object, ...]:
    return problem.code, problem.path, repr(sorted(problem.facts.items()))


def reworded(subject: Subject, before: ProductDraft, stored: StoredRows) -> Iterator[tuple[Part, list[Row]]]:
    """Every row with texts, but for the translations, as the subject's draft words it."""
    draft = subject.draft
    if stored.product is not None:
        attributes = _attributes(
            stored.product[PRODUCTS.at("attributes")], subject.attributes, draft.attributes, before.attributes
        )
        yield PRODUCTS, [_with(PRODUCTS, stored.product, "attributes", attributes)]
    options = {option.code: option for option in draft.options}
    values = {(option.code, value.code): value for option in draft.options for value in option.values}
    codes = {row[0]: row[_OPTION_CODE] for row in stored.parts[OPTIONS].values()}
    yield (
        OPTIONS,
        [
            _with(OPTIONS, row, "names", dict(options[row[_OPTION_CODE]].names))
            for row in stored.parts[OPTIONS].values()
            if row[_OPTION_CODE] in options
        ],
    )
    yield (
        VALUES,
        [
            _with(VALUES, row, "names", dict(value.names))
            for row in stored.parts[VALUES].values()
            if (value := values.get((codes[row[_VALUE_OPTION]], row[_VALUE_CODE])))
        ],
    )
    media = [(medium, found) for medium in draft.media if (found := stored.medium(medium))]
    yield (
        MEDIA,
        [_with(MEDIA, stored.parts[MEDIA][(found.id,)], "alts", dict(medium.alts)) for medium, found in media],
    )
    old = {variant.sku: variant for variant in before.variants}
    yield (
        VARIANTS,
        [
            _with(
                VARIANTS,
                row,
                "attributes",
                _attributes(
                    row[VARIANTS.at("attributes")],
                    subject.variant_attributes.get(variant.sku, {}),
                    variant.attributes,
                    old[variant.sku].attributes,
                ),
            )
            for variant in draft.variants
            if (row := stored.variants.get(variant.sku)) and variant.sku in old
        ],
    )


def _attributes(
    stored: Mapping[str, Any], read: Mapping[str, Any], given: Mapping[str, Any], before: Mapping[str, Any]
) -> dict[str, Any]:
    """What is stored, with the values that differ from those before."""
    changed = {code for code in {*given, *before} if given.get(code) != before.get(code)}
    kept = {code: value for code, value in stored.items() if code not in changed}
    return {**kept, **{code: value for code, value in read.items() if code in changed}}


def _with(part: Part, row: Row, column: str, value: Any) -> Row:
    place = part.at(column)
    return (*row[:place], value, *row[place + 1 :])
