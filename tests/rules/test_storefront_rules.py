"""What a storefront may be called, whose pages may ask for it, and which documents it may trust."""

import hashlib

import pytest

from app.core.errors import Problem
from app.storefronts import DocumentDraft, TrustedDocumentErrorCode, allows_origin, read_origin
from app.storefronts.rules import document_problem, is_code


@pytest.mark.parametrize("code", ["web", "a", "web-2", "de-at-app", "a" * 64])
def test_codes(code: str) -> None:
    assert is_code(code)


@pytest.mark.parametrize("code", ["", "Web", "2web", "-web", "web-", "web--2", "web shop", "wéb", "web\n", "a" * 65])
def test_what_is_no_code(code: str) -> None:
    assert not is_code(code)


@pytest.mark.parametrize(
    ("written", "origin"),
    [
        ("https://shop.example", "https://shop.example"),
        (" HTTPS://Shop.Example ", "https://shop.example"),
        ("https://shop.example:443", "https://shop.example"),
        ("http://shop.example:80", "http://shop.example"),
        ("http://shop.example:443", "http://shop.example:443"),
        ("http://localhost:3000", "http://localhost:3000"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://[::1]:3000", "http://[::1]:3000"),
        ("capacitor://localhost", "capacitor://localhost"),
        ("https://*.shop.example", "https://*.shop.example"),
        ("https://xn--bcher-kva.example", "https://xn--bcher-kva.example"),
        ("*", "*"),
    ],
)
def test_origins_are_written_as_browsers_write_them(written: str, origin: str) -> None:
    assert read_origin(written) == origin


@pytest.mark.parametrize(
    "text",
    [
        "",
        "shop.example",
        "https://",
        "https://shop.example/",
        "https://shop.example/path",
        "https://shop.example?x",
        "https://ada@shop.example",
        "https://shop.example:0",
        "https://shop.example:65536",
        "https://shop.example:",
        "https://shop..example",
        "https://-shop.example",
        "https://*.example",
        "https://*",
        "https://a.*.example",
        "https://*shop.example",
        "https://bücher.example",
        "https://shop.example\nhttps://evil.example",
        "null",
        "**",
    ],
)
def test_what_is_no_origin(text: str) -> None:
    assert read_origin(text) is None


@pytest.mark.parametrize(
    ("allowed", "origin", "allows"),
    [
        (["https://shop.example"], "https://shop.example", True),
        (["https://shop.example"], "http://shop.example", False),
        (["https://shop.example"], "https://shop.example:8443", False),
        (["https://shop.example"], "https://shop.example.evil.test", False),
        (["https://*.shop.example"], "https://de.shop.example", True),
        (["https://*.shop.example"], "https://a.b.shop.example", True),
        (["https://*.shop.example"], "https://shop.example", False),
        (["https://*.shop.example"], "https://evilshop.example", False),
        (["https://*.shop.example"], "http://de.shop.example", False),
        (["https://*.shop.example"], "https://de.shop.example:8443", False),
        (["https://*.shop.example:8443"], "https://de.shop.example:8443", True),
        (["https://a.example", "https://b.example"], "https://b.example", True),
        (["*"], "https://anything.test", True),
        ([], "https://shop.example", False),
        (["https://shop.example"], "null", False),
    ],
)
def test_which_pages_may_ask(allowed: list[str], origin: str, *, allows: bool) -> None:
    assert allows_origin(allowed, origin) is allows


TEXT = "query Menu { categories { name } }"
DIGEST = hashlib.sha256(TEXT.encode()).hexdigest()


@pytest.mark.parametrize("document_id", [DIGEST, DIGEST.upper(), "menu", "d41d8cd98f00b204e9800998ecf8427e", "a" * 255])
def test_ids_that_can_stand_for_a_text(document_id: str) -> None:
    assert document_problem(DocumentDraft(document_id, TEXT, ["Menu"])) is None


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        (
            DocumentDraft(DIGEST, TEXT + " ", ["Menu"]),
            Problem(
                TrustedDocumentErrorCode.DIGEST_MISMATCH,
                facts={"document": DIGEST, "digest": hashlib.sha256((TEXT + " ").encode()).hexdigest()},
            ),
        ),
        (
            DocumentDraft("x", "x" * 100_001, []),
            Problem(TrustedDocumentErrorCode.DOCUMENT_TOO_LARGE, facts={"document": "x", "most": 100_000}),
        ),
        *(
            (
                DocumentDraft(bad, TEXT, []),
                Problem(TrustedDocumentErrorCode.INVALID_DOCUMENT_ID, facts={"document": bad[:255], "longest": 255}),
            )
            for bad in ("", "two words", "wéb", "a\n", "a" * 256)
        ),
    ],
)
def test_what_cannot_be_trusted(document: DocumentDraft, problem: Problem) -> None:
    assert document_problem(document) == problem
