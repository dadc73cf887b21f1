"""The page at GET /graphql for browsers: its policy, its files, and what a browser reads where it is not served."""

import json
import re

import pytest

from app.core.settings import Settings
from tests.support.client import Client, open_client

pytestmark = pytest.mark.usefixtures("shop")

BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


async def test_the_page_lets_nothing_in_from_elsewhere(client: Client) -> None:
    page = await client.http.get("/graphql", headers=BROWSER)
    policy = dict(part.strip().split(" ", 1) for part in page.headers["content-security-policy"].split(";"))

    assert page.status_code == 200
    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self' 'sha256-Y/huXlwoYkVyQlxwSVcCi1RCDGDCSVBzDt0hYP9qlTc='",
        "font-src": "data:",
        "img-src": "'self' data:",
        "connect-src": "'self' ws://shop.test wss://shop.test",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    assert re.findall(r"<script[^>]*>(?=.)(?!</script>)", page.text) == ['<script type="application/json" id="config">']


@pytest.mark.parametrize("host", ["evil.example; script-src *", "a b", "'unsafe-inline'"])
async def test_a_host_that_is_none_writes_nothing_into_the_policy(client: Client, host: str) -> None:
    page = await client.http.get("/graphql", headers={**BROWSER, "host": host})

    assert "connect-src 'self';" in page.headers["content-security-policy"]
    assert host not in page.headers["content-security-policy"]


async def test_everything_that_the_page_asks_for_is_there(client: Client) -> None:
    page = await client.http.get("/graphql", headers=BROWSER)
    asked = re.findall(r'(?:src|href)="(/[^"]+)"', page.text)
    modules = {"start.js"}
    for name in modules.copy():
        modules |= await imported(client, name)

    assert len(asked) == 9
    for address in [*asked, *(f"/graphiql/{name}" for name in modules)]:
        assert (await client.http.get(address)).status_code == 200, address


async def imported(client: Client, name: str) -> set[str]:
    """What a module imports, and what that imports in turn."""
    text = (await client.http.get(f"/graphiql/{name}")).text
    names = set(re.findall(r'from "\./([\w.]+)"', text))
    for each in names.copy():
        names |= await imported(client, each)
    return names


async def test_a_visitor_chooses_among_what_the_markets_have(client: Client) -> None:
    page = await client.http.get("/graphql", headers=BROWSER)
    found = re.search(r'id="config">(.*?)</script>', page.text)
    assert found
    places = json.loads(found[1])["places"]

    assert places["currencies"] == ["AED", "CNY", "EUR", "GBP", "JPY", "USD"]
    assert [language["name"] for language in places["languages"]] == [
        "Arabic",
        "Chinese (Simplified)",
        "English",
        "French",
        "German",
        "Japanese",
    ]
    assert places["markets"][0]["name"] == "European Union"
    assert {"code": "DE", "name": "Germany"} in places["markets"][0]["countries"]


@pytest.mark.parametrize("name", ["page.py", "..%2Fpage.py", "no.js", "graphiql.js"])
async def test_no_other_file_is_served(client: Client, name: str) -> None:
    answer = await client.http.get(f"/graphiql/{name}")

    assert answer.status_code == 404


async def test_where_it_is_not_served_a_browser_reads_how_to_ask(settings: Settings) -> None:
    async with open_client(settings.model_copy(update={"graphiql": False})) as client:
        answer = await client.http.get("/graphql", headers=BROWSER)
        (error,) = answer.json()["errors"]

        assert answer.status_code == 400
        assert error["extensions"]["code"] == "BAD_REQUEST"
        assert "query" in error["message"]
        assert (await client.http.get("/graphiql/start.js")).status_code == 404
        assert await client.data("{ context { countryCode } }") == {"context": {"countryCode": "DE"}}
