"""Documents are read once, kept within bounds, and can be asked for by their hash."""

import hashlib
from typing import Any
from unittest.mock import patch

import graphql
import pytest
import strawberry

from app.execution import Documents, Engine, Limits, NotExecutable, digest_of


@strawberry.type
class Query:
    @strawberry.field
    def word(self, twice: bool = False) -> str:
        return "ww" if twice else "w"


SCHEMA = strawberry.Schema(query=Query)


def documents(**bounds: Any) -> Documents:
    return Documents(SCHEMA._schema, Limits(), **bounds)


def test_a_document_is_validated_once() -> None:
    kept = documents()
    with patch("app.execution.documents.validate", wraps=graphql.validate) as validate:
        first, second = kept.get("{ word }"), kept.get("{ word }")

    assert first is second
    assert validate.call_count == 1


def test_an_invalid_one_is_refused_each_time_and_validated_once() -> None:
    kept = documents()
    with patch("app.execution.documents.validate", wraps=graphql.validate) as validate:
        for _ in range(3):
            with pytest.raises(NotExecutable, match="Cannot query field 'wrod'"):
                kept.get("{ wrod }")

    assert validate.call_count == 1


def test_the_least_recently_used_makes_room() -> None:
    kept = documents(characters=2_100)
    first, second = kept.get("{ a: word }"), kept.get("{ b: word }")
    assert kept.get("{ a: word }") is first

    kept.get("{ c: word }")

    assert kept.get("{ a: word }") is first
    assert kept.get("{ b: word }") is not second


def test_long_documents_are_kept_by_their_length() -> None:
    kept = documents(characters=4_000)
    short = kept.get("{ word }")

    kept.get("{ word } #" + "x" * 2_500)

    assert kept.get("{ word }") is not short


def test_one_that_is_longer_than_all_the_room_is_read_each_time() -> None:
    kept = documents(characters=1_500)
    short, long = kept.get("{ word }"), "{ word } #" + "x" * 2_000

    assert kept.get(long) is not kept.get(long)
    assert kept.get("{ word }") is short


def test_a_document_can_be_asked_for_by_its_hash_until_it_makes_room() -> None:
    kept = documents(characters=1_100)
    kept.get("{ word }")
    digest = hashlib.sha256(b"{ word }").digest()
    assert digest == digest_of("{ word }")
    assert kept.text_of(digest) == "{ word }"

    kept.get("{ other: word }")

    assert kept.text_of(digest) is None


def test_what_is_invalid_has_no_hash() -> None:
    kept = documents()
    with pytest.raises(NotExecutable):
        kept.get("{ wrod }")

    assert kept.text_of(digest_of("{ wrod }")) is None


def test_a_plan_is_made_for_each_outcome_of_the_conditions() -> None:
    engine = Engine(SCHEMA)
    document = "query ($a: Boolean!, $t: Boolean!) { word @include(if: $a) other: word(twice: $t) }"

    with_word = engine.prepare(document, {"a": True, "t": True}).plan
    without = engine.prepare(document, {"a": False, "t": True}).plan
    again = engine.prepare(document, {"a": True, "t": False}).plan

    assert again is with_word  # `t` is an argument and no condition
    assert with_word is not None
    assert without is not None
    assert list(with_word.root.template) == ["word", "other"]
    assert list(without.root.template) == ["other"]


@pytest.mark.parametrize("document", ["{ __schema { types { name } } }", '{ word __type(name: "Query") { name } }'])
def test_introspection_is_left_to_graphql_core(document: str) -> None:
    assert Engine(SCHEMA).prepare(document).plan is None


def test_without_a_plan_everything_is_left_to_it() -> None:
    assert Engine(SCHEMA, plan=False).prepare("{ word }").plan is None


@pytest.mark.parametrize(
    ("document", "name", "message"),
    [
        (
            "query A { word } query B { word }",
            None,
            "Must provide operation name if query contains multiple operations.",
        ),
        ("query A { word }", "B", "Unknown operation named 'B'."),
    ],
)
def test_the_operation_must_be_one_of_the_document(document: str, name: str | None, message: str) -> None:
    with pytest.raises(NotExecutable, match=message.replace(".", r"\.")):
        Engine(SCHEMA).prepare(document, operation_name=name)


def test_a_variable_of_the_wrong_type_is_refused_before_anything_runs() -> None:
    with pytest.raises(NotExecutable) as refused:
        Engine(SCHEMA).prepare("query ($t: Boolean!) { word(twice: $t) }", {"t": "yes"})

    assert refused.value.errors[0].message.startswith("Variable '$t' has invalid value")
