"""Nothing that opens something is written down."""

from typing import Any

import pytest

from app.core.redaction import redacted

OPAQUE = "Qx7-_k3" * 6


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (f"cart_secret_{OPAQUE}", "cart_secret_…"),
        (f"look at order_secret_{OPAQUE}, please", "look at order_secret_…, please"),
        (f"'staff_secret_{OPAQUE}'", "'staff_secret_…'"),
        (f"storefront_secret_{OPAQUE}", "storefront_secret_…"),
        (f"x?token=gift_secret_{OPAQUE}&y=1", "x?token=gift_secret_…&y=1"),
        (f"Authorization: Bearer {OPAQUE}", "Authorization: Bearer …"),
        (b"Bearer abcdefgh.ijkl-mnop", "Bearer …"),
        ("Basic dXNlcjpwYXNzd29yZA==", "Basic …"),
        ("postgresql://shop:hunter2@db:5432/shop", "postgresql://shop:…@db:5432/shop"),
        ("redis://:hunter2@cache:6379/0", "redis://:…@cache:6379/0"),
        ("https://shop.example/a@b", "https://shop.example/a@b"),
        ("the bearer of this", "the bearer of this"),
        (7, 7),
        (None, None),
        (True, True),
    ],
)
def test_a_value_loses_what_opens_something(value: Any, expected: Any) -> None:
    assert redacted(value) == expected


def test_it_is_found_at_any_depth() -> None:
    token = f"cart_secret_{OPAQUE}"
    value = {"a": [{"b": (token, 1)}], token: {token}, "deep": [[[[[[[{"x": token}]]]]]]]}

    shown = redacted(value)

    assert OPAQUE not in repr(shown)
    assert shown["a"] == [{"b": ["cart_secret_…", 1]}]


@pytest.mark.parametrize("name", ["authorization", "Authorization", "cookie", "set-cookie", "password", "secret_key"])
def test_some_names_hide_whatever_they_hold(name: str) -> None:
    assert redacted({name: "anything"}) == {name: "…"}
    assert redacted([(name.encode(), b"anything")]) == [[name, "…"]]


def test_what_an_object_says_of_itself_is_read_too() -> None:
    assert redacted(ValueError(f"no cart for cart_secret_{OPAQUE}")) == "ValueError('no cart for cart_secret_…')"
