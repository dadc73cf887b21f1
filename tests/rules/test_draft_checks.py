"""Everything that can be wrong with a draft is told at its place, and all of it at once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from app.catalog.models import RestrictionReason
from app.catalog.rules import (
    CertificateDraft,
    ComponentDraft,
    ContentDraft,
    MediaDraft,
    ProductDraft,
    PublicationDraft,
    RestrictionDraft,
    Texts,
    VariantDraft,
    normalized,
)
from app.catalog.rules.drafts import OptionDraft, OptionValueDraft, Window
from app.catalog.rules.staleness import source_digest
from app.core.errors import Refusal
from tests.support.drafts import COLOUR, MUG, SHIRT, STARTS, WHOLE

LATER = STARTS + timedelta(days=1)


def one(**more: Any) -> ProductDraft:
    return replace(MUG, variants=(VariantDraft("MUG", **more),))


def problems(draft: ProductDraft) -> list[tuple[str, str]]:
    with pytest.raises(Refusal) as refused:
        normalized(draft)
    return [(problem.code.value, ".".join(problem.path)) for problem in refused.value.problems]


@pytest.mark.parametrize("draft", [SHIRT, MUG, WHOLE])
def test_good_drafts_pass_and_are_clean_already(draft: ProductDraft) -> None:
    assert normalized(draft) == draft


@pytest.mark.parametrize(
    ("draft", "code", "path"),
    [
        (replace(MUG, translations={"en": Texts("Mug", slug="No Slug")}), "VALUE_INVALID", "translations.en.slug"),
        (replace(MUG, translations={"english!": Texts("Mug")}), "VALUE_INVALID", "translations.english!"),
        (replace(MUG, source_language_tag=""), "VALUE_INVALID", "source_language_tag"),
        (replace(MUG, product_type=" "), "VALUE_INVALID", "product_type"),
        (replace(MUG, metadata={"a": float("nan")}), "VALUE_INVALID", "metadata"),
        (replace(MUG, metadata={"a": "\x00"}), "VALUE_INVALID", "metadata"),
        (replace(MUG, private_metadata={"a": "\ud800"}), "VALUE_INVALID", "private_metadata"),
        (replace(MUG, metadata={"a": object()}), "VALUE_INVALID", "metadata"),
        (one(metadata={"a": {1}}), "VALUE_INVALID", "variants.0.metadata"),
        (one(national_hs_codes={"us": "6205202067"}), "VALUE_INVALID", "variants.0.national_hs_codes.us"),
        (one(national_hs_codes={"US": "62.05"}), "VALUE_INVALID", "variants.0.national_hs_codes.US"),
        (one(customs_descriptions={"??": "Shirt"}), "VALUE_INVALID", "variants.0.customs_descriptions.??"),
        (one(gtin="4006381333932"), "VALUE_INVALID", "variants.0.gtin"),
        (one(gtin="400638133393"), "VALUE_INVALID", "variants.0.gtin"),
        (one(gtin="٤٠٠٦٣٨١٣٣٣٩٣١"), "VALUE_INVALID", "variants.0.gtin"),
        (one(weight_grams=2**31), "VALUE_INVALID", "variants.0.weight_grams"),
        (one(length_mm=0), "VALUE_INVALID", "variants.0.length_mm"),
        (one(content=ContentDraft(Decimal(1), "volt")), "VALUE_INVALID", "variants.0.content.unit"),
        (one(content=ContentDraft(Decimal(0), "gram")), "VALUE_INVALID", "variants.0.content.quantity"),
        (one(content=ContentDraft(Decimal("NaN"), "gram")), "VALUE_INVALID", "variants.0.content.quantity"),
        (one(content=ContentDraft(Decimal("0.0001"), "gram")), "VALUE_INVALID", "variants.0.content.quantity"),
        (one(content=ContentDraft(Decimal("1E+30"), "gram")), "VALUE_INVALID", "variants.0.content.quantity"),
        (one(content=ContentDraft(Decimal(1), "gram", Decimal(-1))), "VALUE_INVALID", "variants.0.content.reference"),
        (one(media=("gone.png",)), "REFERENCE_UNKNOWN", "variants.0.media"),
        (one(components=(ComponentDraft("MUG"),)), "BUNDLE_NESTED", "variants.0.components.0.sku"),
        (one(components=(ComponentDraft("A", 0),)), "VALUE_INVALID", "variants.0.components.0.quantity"),
        (one(components=(ComponentDraft("A"), ComponentDraft("A"))), "REPEATED", "variants.0.components.1.sku"),
        (replace(MUG, media=(MediaDraft("../etc/passwd"),)), "VALUE_INVALID", "media.0.source"),
        (replace(MUG, media=(MediaDraft("http://cdn.example/a.jpg"),)), "VALUE_INVALID", "media.0.source"),
        (replace(MUG, media=(MediaDraft("a.png", is_fetched=True),)), "VALUE_INVALID", "media.0.source"),
        (replace(MUG, media=(MediaDraft("a.png", width=0),)), "VALUE_INVALID", "media.0.width"),
        (
            replace(MUG, media=(MediaDraft("a.png", focal_point=(Decimal("1.1"), Decimal(0))),)),
            "VALUE_INVALID",
            "media.0.focal_point",
        ),
        (replace(MUG, certificates=(CertificateDraft(" "),)), "VALUE_INVALID", "certificates.0.kind"),
        (
            replace(MUG, certificates=(CertificateDraft("CE", url="javascript:x"),)),
            "VALUE_INVALID",
            "certificates.0.url",
        ),
        (
            replace(MUG, restrictions=(RestrictionDraft("USA", RestrictionReason.RIGHTS),)),
            "VALUE_INVALID",
            "restrictions.0.country_code",
        ),
        (
            replace(MUG, restrictions=(RestrictionDraft("US", RestrictionReason.RIGHTS),) * 2),
            "REPEATED",
            "restrictions.1.country_code",
        ),
        (
            replace(MUG, publications=(PublicationDraft("default", STARTS, STARTS),)),
            "ENDS_BEFORE_START",
            "publications.0.ends_at",
        ),
        (replace(MUG, publications=(PublicationDraft("default", STARTS),) * 2), "REPEATED", "publications.1.channel"),
        (
            replace(MUG, publications=(PublicationDraft("default", STARTS.replace(tzinfo=None)),)),
            "VALUE_INVALID",
            "publications.0.starts_at",
        ),
        (
            replace(MUG, publications=(PublicationDraft("default", STARTS, markets={}),)),
            "VALUE_INVALID",
            "publications.0.markets",
        ),
        (
            replace(MUG, publications=(PublicationDraft("default", STARTS, markets={"eu": Window(LATER, STARTS)}),)),
            "ENDS_BEFORE_START",
            "publications.0.markets.eu.ends_at",
        ),
        (
            replace(SHIRT, options=(COLOUR, replace(SHIRT.options[1], names={"de": "Größe"}))),
            "NO_NAME",
            "options.1.names",
        ),
    ],
)
def test_each_mistake_is_told_at_its_place(draft: ProductDraft, code: str, path: str) -> None:
    assert problems(draft) == [(code, path)]


def test_options_and_values_have_codes_of_their_own() -> None:
    red = OptionValueDraft("red", {"en": "Red"}, "url(evil)")
    option = OptionDraft("colour", {"en": "Colour"}, (red, red))
    draft = replace(MUG, options=(option, option), variants=(VariantDraft("MUG", {"colour": "red"}),))

    assert problems(draft) == [
        ("VALUE_INVALID", "options.0.values.0.swatch"),
        ("VALUE_INVALID", "options.0.values.1.swatch"),
        ("REPEATED", "options.0.values.1.code"),
        ("REPEATED", "options.1.code"),
        ("VALUE_INVALID", "options.1.values.0.swatch"),
        ("VALUE_INVALID", "options.1.values.1.swatch"),
        ("REPEATED", "options.1.values.1.code"),
    ]


def test_one_thing_is_written_in_one_way() -> None:
    berlin = timezone(timedelta(hours=1))
    draft = replace(
        MUG,
        brand=" nord ",
        category="",
        translations={
            "en": Texts("Mug", seo_title=" ", seo_description=" Good\n mug", warnings=" Hot!\r\n\n  Hold it. ")
        },
        variants=(VariantDraft("MUG", gtin="4006381 333931", content=ContentDraft(Decimal("250.00"), "gram")),),
        media=(MediaDraft("a.png", focal_point=(Decimal("0.33333"), Decimal("1.0"))),),
        publications=(PublicationDraft("default", datetime(2026, 3, 1, 1, tzinfo=berlin)),),
    )

    clean = normalized(draft)

    assert (clean.brand, clean.category) == ("nord", None)
    assert clean.translations == {"en": Texts("Mug", seo_description="Good mug", warnings="Hot!\nHold it.")}
    assert clean.variants[0].gtin == "4006381333931"
    assert clean.variants[0].content == ContentDraft(Decimal(250), "gram")
    assert clean.media[0].focal_point == (Decimal("0.333"), Decimal(1))
    assert clean.publications[0].starts_at == datetime(2026, 3, 1, tzinfo=UTC)
    assert clean.publications[0].starts_at.tzinfo is UTC
    assert normalized(clean) == clean


def test_the_source_of_a_translation_is_its_texts_and_not_its_slug() -> None:
    texts = Texts("Mug", "<p>Big</p>", "mug", "Mug!", None, None)

    assert source_digest(texts) == source_digest(replace(texts, slug="other"))
    others = [
        replace(texts, name="Cup"),
        replace(texts, description=""),
        replace(texts, seo_title=None),
        replace(texts, seo_title=None, seo_description="Mug!"),
        replace(texts, warnings=""),
    ]
    assert len({source_digest(each) for each in [texts, *others]}) == 6
