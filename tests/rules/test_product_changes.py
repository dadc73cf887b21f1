"""Changes of drafts, and what the audit log says of them."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from app.catalog.rules.changes import (
    Chosen,
    CopyNames,
    OptionChange,
    ProductChange,
    ValueChange,
    VariantChange,
    add_variants,
    change_options,
    change_variants,
    choose,
    difference,
    duplicate,
    remove_media,
    remove_variants,
    reorder_variants,
)
from tests.support.drafts import SHIRT, WHOLE

SKUS = st.text("ABC-", min_size=1, max_size=4)
NAMES = st.text(st.characters(categories=["L", "N", "Zs"]), min_size=1, max_size=6).filter(str.strip)


def test_a_change_of_nothing_is_the_same_draft() -> None:
    assert ProductChange().of(WHOLE) == WHOLE
    assert change_variants(WHOLE, {"W-M": VariantChange()}) == WHOLE
    assert difference(WHOLE, WHOLE) == ({}, {})


def test_options_are_found_by_code_and_by_name_in_any_language() -> None:
    for option in ("size", "Size", "GRÖSSE", " größe "):
        for value in ("m", "M"):
            assert choose(SHIRT.options, [Chosen(option, value)], "en") == (SHIRT.options, {"size": "m"})


def test_new_options_get_codes_of_their_names() -> None:
    chosen = [Chosen("Farbe", "Ocean Blue"), Chosen("サイズ", "大"), Chosen("色", "大")]

    options, choices = choose((), chosen, "de")

    assert choices == {"farbe": "ocean-blue", "option": "value", "option-2": "value"}
    assert dict(options[0].names) == {"en": "Farbe", "de": "Farbe"}


def test_an_option_that_goes_takes_its_choices_along_and_one_that_comes_gives_one() -> None:
    changed = change_options(
        SHIRT,
        [
            OptionChange("Fit", [ValueChange("Slim"), ValueChange("Wide")], value_of_others="wide"),
            OptionChange("Size", [ValueChange("L"), ValueChange("M")]),
        ],
    )

    assert [option.code for option in changed.options] == ["fit", "size"]
    assert [value.code for value in changed.options[1].values] == ["l", "m"]
    assert [dict(variant.choices) for variant in changed.variants] == [
        {"fit": "wide", "size": "m"},
        {"fit": "wide", "size": "l"},
    ]


@given(st.lists(st.tuples(NAMES, NAMES), min_size=1, max_size=6))
def test_whatever_is_chosen_is_among_the_options_and_chosen_again_changes_nothing(
    chosen: list[tuple[str, str]],
) -> None:
    asked = [Chosen(*each) for each in chosen]

    options, choices = choose((), asked, "en")

    values = {option.code: {value.code for value in option.values} for option in options}
    assert all(value in values[option] for option, value in choices.items())
    assert len(values) == len(options), "no two options have one code"
    assert choose(options, asked, "en") == (options, choices)


@given(st.lists(SKUS, min_size=1, max_size=5, unique=True), st.data())
def test_variants_are_never_lost_by_an_order(skus: list[str], data: st.DataObject) -> None:
    draft = add_variants(replace(SHIRT, variants=()), [VariantChange({"sku": sku}) for sku in skus])
    first = data.draw(st.lists(st.sampled_from(skus), unique=True))

    sorted_again = [variant.sku for variant in reorder_variants(draft, first).variants]

    assert sorted_again[: len(first)] == first
    assert sorted(sorted_again) == sorted(skus)
    assert [variant.sku for variant in remove_variants(draft, first).variants] == [
        sku for sku in skus if sku not in first
    ]


@given(SKUS, st.sets(st.sampled_from(["W-M", "W-L"])))
def test_a_copy_shares_no_name_with_its_original(suffix: str, named: set[str]) -> None:
    names = CopyNames("copy", suffix, {sku: f"new-{sku}" for sku in named}, "Copy")

    copy = duplicate(WHOLE, names)

    assert {variant.sku for variant in copy.variants}.isdisjoint(variant.sku for variant in WHOLE.variants)
    assert len({variant.sku for variant in copy.variants}) == len(WHOLE.variants)
    assert (copy.slug, copy.external_id, copy.publications) == ("copy", None, ())
    assert {texts.slug for texts in copy.translations.values()} == {None}
    assert [(each.gtin, each.barcode, each.external_id) for each in copy.variants] == [(None, None, None)] * 2
    assert (copy.translations["en"].name, copy.translations["de"].name) == ("Copy", "Ganzes")
    assert (copy.media, copy.attributes, copy.options) == (WHOLE.media, WHOLE.attributes, WHOLE.options)


def test_a_medium_that_goes_shows_no_variant() -> None:
    changed = remove_media(WHOLE, {"front.png"})

    assert "front.png" not in {medium.source for medium in changed.media}
    assert changed.variants[0].media == ("https://cdn.example/back.jpg",)


def test_the_log_says_what_differs_and_nothing_else() -> None:
    variant = replace(SHIRT.variants[0], weight_grams=250)
    changed = replace(SHIRT, variants=(SHIRT.variants[1], variant), tags=("linen", "x" * 400))

    before, after = difference(SHIRT, changed)

    assert before == {
        "order_of_variants": ["S-M", "S-L"],
        "variants": {"S-M": {"weight_grams": 240}},
        "tags": ["linen"],
    }
    assert after == {
        "order_of_variants": ["S-L", "S-M"],
        "variants": {"S-M": {"weight_grams": 250}},
        "tags": ["linen", "x" * 300 + "…"],
    }


def test_the_log_of_what_is_new_or_gone_is_whole() -> None:
    before, after = difference(None, WHOLE)

    assert before is None
    assert after is not None
    assert after["variants"]["W-M"]["hs_code"] == "620520"
    assert difference(WHOLE, None) == (after, None)
