"""Rules of collections as JSON: read, written, refused."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalog import CatalogErrorCode
from app.catalog.rules.collections import (
    MOST_CONDITIONS,
    MOST_KEYS,
    Condition,
    ConditionKind,
    Rule,
    read_rule,
    rule_document,
)
from app.core.errors import Refusal

KEYS = st.lists(st.text("abcxyz-é ", min_size=1, max_size=8), min_size=1, max_size=4, unique=True).map(tuple)
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds are naive
NUMBERS = st.decimals(-10_000, 10_000, places=3)
CONDITIONS = st.one_of(
    st.builds(
        Condition,
        st.sampled_from([ConditionKind.CATEGORY, ConditionKind.BRAND, ConditionKind.PRODUCT_TYPE, ConditionKind.TAG]),
        keys=KEYS,
    ),
    st.builds(Condition, st.sampled_from([ConditionKind.CREATED_SINCE, ConditionKind.PUBLISHED_SINCE]), since=MOMENTS),
    st.builds(Condition, st.just(ConditionKind.ATTRIBUTE), keys=KEYS, code=st.just("material")),
    st.builds(Condition, st.just(ConditionKind.ATTRIBUTE), code=st.just("vegan"), is_true=st.booleans()),
    st.builds(Condition, st.just(ConditionKind.ATTRIBUTE), code=st.just("power"), minimum=NUMBERS),
    st.builds(Condition, st.just(ConditionKind.ATTRIBUTE), code=st.just("power"), maximum=NUMBERS),
    st.tuples(NUMBERS, NUMBERS).map(
        lambda ends: Condition(ConditionKind.ATTRIBUTE, code="power", minimum=min(ends), maximum=max(ends))
    ),
)
RULES = st.builds(Rule, st.lists(CONDITIONS, min_size=1, max_size=5).map(tuple), needs_all=st.booleans())


@given(RULES)
def test_a_rule_is_read_as_it_was_written(rule: Rule) -> None:
    document = rule_document(rule)

    again = read_rule(document)

    assert again == rule
    assert read_rule(rule_document(again)) == again


def test_each_condition_has_its_own_form() -> None:
    document = {
        "all": [
            {"category": ["shirts", "shirts", "bags"]},
            {"attribute": {"code": "power", "minimum": "10.50"}},
            {"attribute": {"code": "vegan", "isTrue": False}},
            {"createdSince": "2026-01-01T01:00:00+01:00"},
        ]
    }

    assert read_rule(document) == Rule(
        (
            Condition(ConditionKind.CATEGORY, keys=("shirts", "bags")),
            Condition(ConditionKind.ATTRIBUTE, code="power", minimum=Decimal("10.5")),
            Condition(ConditionKind.ATTRIBUTE, code="vegan", is_true=False),
            Condition(ConditionKind.CREATED_SINCE, since=datetime(2026, 1, 1, tzinfo=UTC)),
        ),
        needs_all=True,
    )


@pytest.mark.parametrize(
    ("document", "place"),
    [
        ({}, "all, any"),
        ({"all": [{"tag": ["a"]}], "any": [{"tag": ["a"]}]}, "all, any"),
        ({"none": [{"tag": ["a"]}]}, "all, any"),
        ({"all": []}, "all"),
        ({"all": {"tag": ["a"]}}, "all"),
        ({"any": [{"tag": ["a"]}] * (MOST_CONDITIONS + 1)}, "any"),
        ({"any": ["tag"]}, "any.0"),
        ({"any": [{"tag": ["a"], "brand": ["b"]}]}, "any.0"),
        ({"any": [{"price": ["a"]}]}, "any.0"),
        ({"any": [{"tag": ["a"]}, {"tag": []}]}, "any.1.tag"),
        ({"any": [{"tag": [""]}]}, "any.0.tag"),
        ({"any": [{"tag": ["\x00"]}]}, "any.0.tag"),
        ({"any": [{"tag": ["\ud800"]}]}, "any.0.tag"),
        ({"any": [{"tag": [7]}]}, "any.0.tag"),
        ({"any": [{"tag": "a"}]}, "any.0.tag"),
        ({"any": [{"tag": [str(each) for each in range(MOST_KEYS + 1)]}]}, "any.0.tag"),
        ({"all": [{"attribute": "material"}]}, "all.0.attribute.code"),
        ({"all": [{"attribute": {"code": "material"}}]}, "all.0.attribute"),
        ({"all": [{"attribute": {"code": "material", "values": []}}]}, "all.0.attribute.values"),
        ({"all": [{"attribute": {"code": "power", "minimum": "2", "values": ["a"]}}]}, "all.0.attribute"),
        ({"all": [{"attribute": {"code": "power", "minimum": "2", "maximum": "1"}}]}, "all.0.attribute"),
        ({"all": [{"attribute": {"code": "power", "minimum": "NaN"}}]}, "all.0.attribute.minimum"),
        ({"all": [{"attribute": {"code": "power", "maximum": 1.5}}]}, "all.0.attribute.maximum"),
        ({"all": [{"attribute": {"code": "vegan", "isTrue": "yes"}}]}, "all.0.attribute"),
        ({"all": [{"createdSince": "yesterday"}]}, "all.0.createdSince"),
        ({"all": [{"createdSince": "2026-01-01T00:00:00"}]}, "all.0.createdSince"),
        ({"all": [{"publishedSince": None}]}, "all.0.publishedSince"),
    ],
)
def test_what_is_no_rule_is_refused_with_its_place(document: dict[str, Any], place: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_rule(document)

    (problem,) = refused.value.problems
    assert problem.code is CatalogErrorCode.RULE_INVALID
    assert problem.facts == {"place": place}


def test_a_rule_follows_what_has_another_slug_now() -> None:
    rule = read_rule({"any": [{"category": ["shirts", "bags"]}, {"brand": ["shirts"]}]})

    renamed = rule.renamed(ConditionKind.CATEGORY, "shirts", "tops")

    assert rule_document(renamed) == {"any": [{"category": ["tops", "bags"]}, {"brand": ["shirts"]}]}
    assert rule.names(ConditionKind.CATEGORY) == ["shirts", "bags"]
