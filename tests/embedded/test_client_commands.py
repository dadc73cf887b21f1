"""Tokens, storefronts and trusted documents from the command line, in an empty shop."""

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.cli import program
from app.embedded import running_services

pytestmark = pytest.mark.slow

MENU = "query Menu { categories { name } }"
CART = "query Cart($token: CartToken!) { cart(token: $token) { id } }"

Tradewind = Callable[..., Result]


@pytest.fixture
def tradewind(data_dir: Path) -> Iterator[Tradewind]:
    """Runs commands beside servers that stay; the database is migrated and empty."""

    def run(*arguments: str | Path) -> Result:
        return CliRunner().invoke(program, [*map(str, arguments), "--data-dir", str(data_dir)])

    with running_services(data_dir, durable=False, long_lived=True):
        assert run("migrate").exit_code == 0
        yield run


def said(result: Result) -> str:
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


def refused(result: Result) -> str:
    assert (result.exit_code, result.stdout) == (1, "")
    return result.stderr


def test_staff_tokens(tradewind: Tradewind) -> None:
    assert said(tradewind("token", "list")) == "No tokens. Make one with `tradewind token create --scope …`.\n"
    secret = said(tradewind("token", "create", "--name", "Ada", "--scope", "orders:read", "--scope", "tokens:read"))
    assert re.fullmatch(r"staff_secret_\S{43}\n", secret)
    line = said(tradewind("token", "list"))
    listed = re.fullmatch(
        r"(token_\w{26})  Ada  orders:read tokens:read  made \d{4}-\d\d-\d\d  used never  no end\n", line
    )
    assert listed

    rotated = said(tradewind("token", "rotate", listed[1], "--grace-hours", "1"))
    assert re.fullmatch(r"staff_secret_\S{43}\n", rotated)
    assert rotated != secret
    old, new = said(tradewind("token", "list")).splitlines()
    assert old.startswith(listed[1])
    assert re.search(r"\d{4}-\d\d-\d\d$", old)
    assert new.endswith("no end")
    assert refused(tradewind("token", "rotate", listed[1])) == (
        "This token has been replaced already. Rotate the one that replaced it, or make a new one.\n"
    )
    assert said(tradewind("token", "revoke", listed[1])) == "Revoked.\n"
    for unknown in (listed[1], "forged"):
        assert refused(tradewind("token", "revoke", unknown)) == (
            "No token has this id, or it opens nothing any more. Check the id.\n"
        )


def test_storefronts_and_their_tokens(tradewind: Tradewind) -> None:
    no_storefronts = "No storefronts. Make one with `tradewind storefront create …`.\n"
    assert said(tradewind("storefront", "list")) == no_storefronts
    made = tradewind("storefront", "create", "web", "--name", "Web shop", "--origin", "https://shop.example")
    assert said(made) == "Made web. Next: `tradewind storefront token create web`.\n"
    assert said(tradewind("storefront", "list")) == (
        "web  Web shop  channel default  https://shop.example  usual budget  any document\n"
    )
    assert refused(tradewind("storefront", "create", "web")) == (
        "Another storefront has this code. Choose another one.\n"
    )
    assert refused(tradewind("storefront", "create", "app", "--origin", "shop.example")) == (
        "This is no origin. Write https://shop.example, https://*.shop.example or *, without a path.\n"
    )
    change = ("--no-origins", "--budget", "0", "--trusted-only")
    assert said(tradewind("storefront", "update", "web", *change)) == "Changed web.\n"
    assert said(tradewind("storefront", "list")) == (
        "web  Web shop  channel default  no origins  budget 0  trusted documents only\n"
    )
    assert said(tradewind("storefront", "update", "web", "--usual-budget", "--any-document")) == "Changed web.\n"
    assert tradewind("storefront", "update", "web", "--usual-budget", "--budget", "1").exit_code == 2

    public = said(tradewind("storefront", "token", "create", "web"))
    secret = said(tradewind("storefront", "token", "create", "web", "--secret", "--days", "5"))
    assert public.startswith("storefront_public_")
    assert secret.startswith("storefront_secret_")
    first, second = said(tradewind("storefront", "token", "list", "web")).splitlines()
    assert re.fullmatch(rf"storefront_token_\w+  public  …{public[-5:-1]}  made \S+  used never  no end", first)
    assert f"  secret  …{secret[-5:-1]}  " in second
    token_id = first.split()[0]
    assert said(tradewind("storefront", "token", "rotate", token_id, "--grace-hours", "0")).startswith(
        "storefront_public_"
    )
    assert said(tradewind("storefront", "token", "revoke", second.split()[0])) == "Revoked.\n"
    assert len(said(tradewind("storefront", "token", "list", "web")).splitlines()) == 1

    assert said(tradewind("storefront", "delete", "web")) == "Deleted web.\n"
    assert refused(tradewind("storefront", "delete", "web")) == (
        "There is no such storefront. Check which one you name.\n"
    )


def test_trusted_documents(tradewind: Tradewind, tmp_path: Path) -> None:
    said(tradewind("storefront", "create", "web"))
    digest = hashlib.sha256(MENU.encode()).hexdigest()
    apollo = {
        "format": "apollo-persisted-query-manifest",
        "version": 1,
        "operations": [{"id": digest, "name": "Menu", "type": "query", "body": MENU}],
    }
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps(apollo))

    def push(*more: str) -> Result:
        return tradewind("documents", "push", "--storefront", "web", manifest, *more)

    assert said(push()) == "1 new, 0 known.\n"
    assert said(push()) == "0 new, 1 known.\n"
    assert re.fullmatch(
        rf"{digest}  Menu  \d{{4}}-\S+ \d\d:\d\d UTC\n", said(tradewind("documents", "list", "--storefront", "web"))
    )

    manifest.write_text(json.dumps({"cart": CART, "bad": "{ nothing }", "0" * 64: MENU}))
    assert refused(push()) == (
        f"{manifest}: entry 2 (bad), line 1, column 3: Cannot query field 'nothing' on type 'Query'.\n"
        "Nothing was pushed.\n"
    )
    manifest.write_text(json.dumps({"cart": CART, "0" * 64: MENU}))
    assert refused(push()) == (
        f"The id {'0' * 64} is not the SHA-256 of its text, which is {digest}. Generate the manifest again.\n"
    )
    manifest.write_text(json.dumps({"cart": CART}))
    assert said(push("--prune")) == "1 new, 0 known, 1 removed.\n"
    manifest.write_text(json.dumps({"cart": MENU}))
    assert refused(push()) == (
        "Another text is trusted under the id cart. Give the new text an id of its own, or remove the old one first.\n"
    )
    gone = tradewind("documents", "remove", "--storefront", "web", "cart", "none")
    assert (gone.exit_code, gone.stdout, gone.stderr) == (1, "1 removed.\n", "Not there: none\n")
    assert said(tradewind("documents", "list", "--storefront", "web")) == (
        "No documents. Push some with `tradewind documents push --storefront web …`.\n"
    )
    manifest.unlink()
    assert refused(push()) == f"{manifest} cannot be read: No such file or directory.\n"
    manifest.write_text("{}")
    assert refused(tradewind("documents", "push", "--storefront", "none", manifest)) == (
        "There is no such storefront. Check which one you name.\n"
    )
