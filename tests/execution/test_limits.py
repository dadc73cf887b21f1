"""Documents that are made to hurt: refused by name, limit and way out, in time that is linear in their length."""

import pytest
import strawberry

from app.execution import Engine, Limits, NotExecutable


@strawberry.type
class Node:
    name: str = "n"

    @strawberry.field
    def below(self) -> "Node":
        return self


@strawberry.type
class Query:
    @strawberry.field
    def node(self) -> Node:
        return Node()


SCHEMA = strawberry.Schema(query=Query)
LIMITS = Limits()


def refusal(document: str) -> str:
    with pytest.raises(NotExecutable) as refused:
        Engine(SCHEMA).prepare(document)
    (error,) = refused.value.errors
    assert (error.extensions or {})["code"] == "DOCUMENT_TOO_LARGE"
    return error.message


def nested(levels: int) -> str:
    return "{ node " + "{ below " * (levels - 2) + "{ name }" + " }" * (levels - 1)


def doubling(times: int) -> str:
    """A fragment that spreads the next one twice, and so on: 2 to the power of `times` fields in a few lines."""
    fragments = [
        f"fragment F{level} on Node {{ a{level}: below {{ ...F{level + 1} }} b{level}: below {{ ...F{level + 1} }} }}"
        for level in range(times)
    ]
    return f"{{ node {{ ...F0 }} }} {' '.join(fragments)} fragment F{times} on Node {{ name }}"


def test_depth_is_counted_in_fields() -> None:
    Engine(SCHEMA).prepare(nested(LIMITS.depth))

    message = refusal(nested(LIMITS.depth + 1))

    assert (
        message
        == "A document may have 20 levels of fields at most; this one has 21. Ask for the inner parts by their ids."
    )


def test_depth_goes_through_fragments() -> None:
    chain = " ".join(f"fragment F{n} on Node {{ below {{ ...F{n + 1} }} }}" for n in range(25))

    assert "25 levels" not in (message := refusal(f"{{ node {{ ...F0 }} }} {chain} fragment F25 on Node {{ name }}"))
    assert "this one has 27" in message


def test_aliases_are_fields() -> None:
    document = "{" + " ".join(f"a{n}: node {{ name }}" for n in range(LIMITS.fields)) + "}"

    assert "tokens" in refusal(document)
    few = "{" + " ".join(f"a{n}: __typename" for n in range(LIMITS.fields + 1)) + "}"
    assert refusal(few).startswith("A document may have 1500 fields, fragments spread out, at most; this one has 1501")


def test_five_thousand_aliases_are_too_many_tokens() -> None:
    document = "{" + " ".join(f"a{n}: __typename" for n in range(5_000)) + "}"

    assert refusal(document) == "A document may have 8000 tokens at most. Ask in several operations."


def test_a_document_that_doubles_itself_is_measured_in_its_own_length() -> None:
    """2 to the power of 15 fields, and of 190: the second would never be counted one by one."""
    assert f"this one has {2 * (2**15 - 1) + 2**15 + 1}." in refusal(doubling(15))
    assert "levels of fields" in refusal(doubling(190))


@pytest.mark.parametrize(
    "repeated",
    [
        "{ " + "node { name } " * 80 + "}",
        "{ " + "... on Query { node { name } } " * 80 + "}",
        "{ " + " ".join(f"...F{n}" for n in range(80)) + " } "
        + " ".join(f"fragment F{n} on Query {{ node {{ name }} }}" for n in range(80)),
    ],
    ids=["written out", "inline", "by fragments"],
)  # fmt: skip
def test_each_repetition_is_compared_with_each_other(repeated: str) -> None:
    """80 times a field with one below: each of 160 fields with the 79 others of its place."""
    assert f"this one has {79 * 160}." in refusal(repeated)


def test_what_components_of_a_page_repeat_is_within_the_limit() -> None:
    Engine(SCHEMA).prepare("{ " + "node { name } " * 70 + "}")


def test_many_fragments_are_refused() -> None:
    fragments = " ".join(f"fragment F{n} on Node {{ name }}" for n in range(201))

    assert "200 fragments" in refusal(f"{{ node {{ ...F0 }} }} {fragments}")


@pytest.mark.parametrize(
    "document",
    [
        "{ node { ...A } } fragment A on Node { ...A }",
        "{ node { ...A } } fragment A on Node { below { ...B } } fragment B on Node { below { ...A } }",
    ],
)
def test_fragments_in_a_circle_are_refused_by_the_validation(document: str) -> None:
    with pytest.raises(NotExecutable) as refused:
        Engine(SCHEMA).prepare(document)

    assert "Cannot spread fragment 'A' within itself" in refused.value.errors[0].message


def test_a_document_that_is_too_long_is_not_parsed() -> None:
    document = "{ node { name } } #" + "x" * 100_000

    expected = "A document may have 100000 characters at most; this one has 100019. Ask in several operations."
    assert refusal(document) == expected


def test_operations_are_counted_though_one_runs() -> None:
    document = " ".join(f"query Q{n} {{ __typename }}" for n in range(51))

    assert refusal(document) == "A document may have 50 operations at most; this one has 51. Send fewer along."


def test_brackets_without_end_are_a_syntax_error() -> None:
    with pytest.raises(NotExecutable) as refused:
        Engine(SCHEMA).prepare("{a" * 5_000)

    assert refused.value.errors[0].message.startswith(("Syntax Error", "A document may have 8000 tokens"))


def test_limits_can_be_set() -> None:
    engine = Engine(SCHEMA, limits=Limits(depth=2))
    engine.prepare("{ node { name } }")

    with pytest.raises(NotExecutable):
        engine.prepare("{ node { below { name } } }")
