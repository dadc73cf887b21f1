"""Manifests of trusted documents: what is read of them, and how what is wrong is told."""

import json

import pytest

from app.admission import Limits
from app.execution import Documents
from app.storefronts import DocumentDraft
from schema.storefronts.manifests import ManifestError, documents_within, read_manifest

MENU = "query Menu {\n  categories { name }\n}"
CART = "mutation NewCart($input: CartCreateInput!) { cartCreate(input: $input) { cart { id } } }"


@pytest.fixture(scope="module")
def documents() -> Documents:
    return documents_within(Limits(depth=5))


def apollo(*operations: object, version: object = 1) -> str:
    return json.dumps({"format": "apollo-persisted-query-manifest", "version": version, "operations": list(operations)})


def entry(document_id: str, name: str, body: str) -> dict[str, str]:
    return {"id": document_id, "name": name, "type": "query", "body": body}


def test_both_formats_say_the_same(documents: Documents) -> None:
    expected = [DocumentDraft("m", MENU, ["Menu"]), DocumentDraft("c", CART, ["NewCart"])]

    assert read_manifest(apollo(entry("m", "Menu", MENU), entry("c", "NewCart", CART)), documents) == expected
    assert read_manifest(json.dumps({"m": MENU, "c": CART}), documents) == expected


def test_an_empty_manifest_has_no_documents(documents: Documents) -> None:
    assert read_manifest(apollo(), documents) == []
    assert read_manifest("{}", documents) == []


def test_the_same_entry_twice_is_one(documents: Documents) -> None:
    assert read_manifest(apollo(entry("m", "Menu", MENU), entry("m", "Menu", MENU)), documents) == [
        DocumentDraft("m", MENU, ["Menu"])
    ]


def test_every_wrong_entry_is_named_with_line_and_column(documents: Documents) -> None:
    manifest = apollo(
        entry("m", "Menu", MENU),
        entry("0123456789abcdef0123", "Bad", "query Bad {\n  categories { name colour }\n}"),
        entry("s", "Half", "query Half {"),
        entry("o", "Other", MENU),
        entry("m", "Menu", MENU + " "),
        entry("f", "F", "fragment F on Category { name }"),
    )

    with pytest.raises(ManifestError) as refused:
        read_manifest(manifest, documents)

    assert list(refused.value.problems) == [
        "entry 2 (Bad, 0123456789abcdef), line 2, column 21: Cannot query field 'colour' on type 'Category'.",
        "entry 3 (Half, s), line 1, column 13: Syntax Error: Expected Name, found <EOF>.",
        "entry 4 (Other, o): the text has no operation of this name",
        "entry 5 (Menu, m): another entry has the same id and another text",
        "entry 6 (F, f), line 1, column 1: Fragment 'F' is never used.",
    ]


def test_what_the_endpoint_would_not_run_is_not_trusted(documents: Documents) -> None:
    deep = "{ categories { parent { parent { parent { parent { name } } } } } }"

    with pytest.raises(ManifestError, match=r"^entry 1 \(deep\).*depth|level|deep"):
        read_manifest(json.dumps({"deep": deep}), documents)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{\n  broken", "line 2, column 3: this is no JSON: Expecting property name enclosed in double quotes"),
        ("[]", "this is no manifest: Apollo's and Relay's are JSON objects"),
        ('{"a": 1}', "entry 1 (a): its text is no string"),
        (
            '{"operations": []}',
            "this is no manifest that can be read: it needs the format 'apollo-persisted-query-manifest', version 1",
        ),
        (
            apollo(version=2),
            "this is no manifest that can be read: it needs the format 'apollo-persisted-query-manifest', version 1",
        ),
        (apollo({"id": "a"}), "entry 1: it needs an `id` and a `body`, both strings"),
        (apollo("a"), "entry 1: it needs an `id` and a `body`, both strings"),
        ('{"a": "{ x }", "a": "{ y }"}', "the key 'a' stands twice in one object"),
        ("[" * 100_000, "this is no manifest: it is nested too deeply"),
    ],
)
def test_what_is_no_manifest(documents: Documents, text: str, problem: str) -> None:
    with pytest.raises(ManifestError) as refused:
        read_manifest(text, documents)

    assert refused.value.problems == (problem,)
