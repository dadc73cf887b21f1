"""GraphiQL as a newcomer finds it: served by the app alone, with examples of each task that run."""

import json
import os
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.support.browser import CHROMIUM, Page, open_page
from tests.support.dev import Dev, command

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium on the PATH"),
]

ANSWER = "(document.querySelector('.result-window .CodeMirror')?.CodeMirror.getValue() ?? '')"
TABS = "[...document.querySelectorAll('.graphiql-tab-button')].map(tab => tab.textContent)"
PANELS = "[...document.querySelectorAll('.graphiql-sidebar-section button')].map(each => each.ariaLabel)"
BACKGROUND = "getComputedStyle(document.querySelector('.graphiql-container')).backgroundColor"
SAID = "document.querySelector('.tw-said').textContent"


async def test_the_first_example_runs_and_nothing_leaves_the_host(dev: Dev) -> None:
    async with graphiql(dev) as page:
        answer = await run_step(page, "Browse")
        await has_outcome(page, "Browse", "done")
        keep(await page.picture(), "graphiql.png")

        assert answer["data"]["context"]["languageCode"] == "EN"
        assert answer["data"]["products"]["nodes"], "the demo shop has clothing in stock"
        assert {request.split("/")[2] for request in page.requests if request.startswith("http")} == {dev.host}


async def test_the_panels_are_there_and_no_style_of_theirs_breaks_the_policy(dev: Dev) -> None:
    async with graphiql(dev) as page:
        assert (await page.run(PANELS))[:4] == [
            "Show Documentation Explorer",
            "Show History",
            "Hide Examples",
            "Show GraphiQL Explorer",
        ]
        await press(page, "Show GraphiQL Explorer")
        await page.wait_for("document.querySelector('.graphiql-explorer-root')?.textContent.includes('products')")
        await press(page, "Show Documentation Explorer")
        await page.wait_for("document.querySelector('.graphiql-doc-explorer')?.textContent.includes('Mutation')")
        await press(page, "Show History")
        await page.wait_for("!!document.querySelector('.graphiql-history')")
        await press(page, "Open short keys dialog")
        await page.wait_for("!!document.querySelector('.graphiql-dialog')")


@pytest.mark.parametrize("name", ["ProductPage", "Elsewhere", "Search", "Track", "Follow"])
async def test_a_step_answers_with_data_as_it_stands(dev: Dev, name: str) -> None:
    async with graphiql(dev) as page:
        answer = await run_step(page, name)

        assert "errors" not in answer
        assert all(value is not None for value in answer["data"].values())
        assert await page.run(TABS) == ["Browse", name]


async def test_the_steps_of_a_purchase_fill_each_other_in_up_to_a_parcel(dev: Dev) -> None:
    async with graphiql(dev) as page:
        cart = (await run_step(page, "CartCreate"))["data"]["cartCreate"]["cart"]
        buyer = (await run_step(page, "CartBuyer"))["data"]["cartBuyerUpdate"]
        delivery = (await run_step(page, "CartDelivery"))["data"]["cartDeliverySelect"]
        order = (await run_step(page, "Checkout"))["data"]["checkoutComplete"]["order"]
        tracked = (await run_step(page, "Track"))["data"]["order"]
        await page.run(type_into("#tw-staff", staff_token(dev)))
        listed = (await run_step(page, "StaffOrders"))["data"]["orders"]["nodes"]
        sent = (await run_step(page, "Ship"))["data"]["shipmentCreate"]

        assert (cart["version"], buyer["cart"]["version"], delivery["cart"]["version"]) == (1, 2, 3)
        assert [buyer["userErrors"], delivery["userErrors"], sent["userErrors"]] == [[], [], []]
        assert (tracked["id"], tracked["number"]) == (order["id"], order["number"])
        assert listed[0]["id"] == order["id"]
        assert sent["shipment"]["status"]


async def test_the_steps_of_the_catalog_make_a_product_and_plan_its_publication(dev: Dev) -> None:
    async with graphiql(dev) as page:
        await page.run(type_into("#tw-staff", staff_token(dev)))
        made = (await run_step(page, "ProductCreate"))["data"]["productCreate"]
        published = (await run_step(page, "ProductPublish"))["data"]["productPublish"]
        languages = (await run_step(page, "TranslationStatus"))["data"]["translationStatus"]["languages"]
        entries = (await run_step(page, "AuditLog"))["data"]["auditLog"]["nodes"]

        assert [made["userErrors"], published["userErrors"]] == [[], []]
        assert made["product"]["attributes"] == [{"label": "Capacity", "value": "1.500", "unit": "ml"}]
        assert published["product"]["seo"]["canonicalSlug"] == "harbour-jug"
        assert {each["languageTag"] for each in languages} >= {"de", "fr", "ja"}
        actions = [each["action"] for each in entries if each["subjectId"] == made["product"]["id"]]
        assert actions == ["catalog.product_published", "catalog.product_created"]


async def test_a_step_that_lacks_something_says_what_to_do_first(dev: Dev) -> None:
    async with graphiql(dev) as page:
        await page.run(opener("CartDelivery"))
        await page.wait_for(SAID)
        assert await page.run(SAID) == "Run “Fill a cart” and “Say who buys” first: this step is filled in from them."

        await page.run(opener("StaffOrders"))
        await page.wait_for("document.activeElement.id === 'tw-staff'")
        assert await page.run(SAID) == "This step needs a staff token: put one into Staff, above."


async def test_the_place_on_the_left_becomes_headers_and_a_tab_has_the_last_word(dev: Dev) -> None:
    async with graphiql(dev) as page:
        await page.run(choose("Country", "JP"))
        await page.run(choose("Language", "JA"))
        japan = await run_step(page, "Browse")
        await page.run(write_headers('{"tradewind-language": "EN"}'))
        english = await run_step(page, "Browse")

    assert japan["extensions"]["context"]["currencyCode"] == "JPY"
    assert japan["data"]["products"]["nodes"][0]["name"] != english["data"]["products"]["nodes"][0]["name"]
    assert [english["extensions"]["context"][name] for name in ("countryCode", "languageCode")] == ["JP", "EN"]


async def test_the_headers_editor_offers_the_names_that_the_server_reads(dev: Dev) -> None:
    async with graphiql(dev) as page:
        await page.run(write_headers("{\n  \n}"))
        await page.run(
            "(editor => { editor.focus(); editor.setCursor({line: 1, ch: 2}); return true })"
            "(document.querySelectorAll('.graphiql-editor-tool .CodeMirror')[1].CodeMirror)"
        )
        await page.press('"')
        await page.wait_for("document.querySelectorAll('.CodeMirror-hint').length > 0")
        offered = await page.run("[...document.querySelectorAll('.CodeMirror-hint')].map(hint => hint.textContent)")

    assert offered == [
        "Tradewind-Country",
        "Tradewind-Language",
        "Tradewind-Currency",
        "Tradewind-Storefront",
        "Authorization",
    ]


async def test_it_is_dark_where_the_system_is_and_can_be_switched(dev: Dev) -> None:
    async with graphiql(dev, dark=True) as page:
        dark = await page.run(BACKGROUND)
        await run_step(page, "ProductPage")
        await has_outcome(page, "ProductPage", "done")
        keep(await page.picture(), "graphiql-dark.png")
        await page.run("document.querySelector('.tw-theme input[value=light]').click(), true")
        await page.wait_for("document.body.classList.contains('graphiql-light')")
        light = await page.run(BACKGROUND)
        await page.run("document.querySelector('.tw-theme input[value=dark]').click(), true")
        await page.wait_for("document.body.classList.contains('graphiql-dark')")

        assert await page.run(BACKGROUND) == dark
        assert light != dark


async def test_where_the_schema_is_hidden_the_page_says_so_and_its_examples_run(dev: Dev) -> None:
    async with graphiql(dev, hidden_schema=True) as page:
        await page.wait_for("!!document.querySelector('.tw-notice')")
        notice = await page.run("document.querySelector('.tw-notice').textContent")
        shown = await page.run(ANSWER)
        answer = await run_step(page, "Browse")

    assert notice.startswith("This shop does not show its schema. The examples run all the same")
    assert shown == "The schema is shown to staff only.\nThe examples run all the same."
    assert "errors" not in answer


async def test_everything_of_ours_has_a_name_and_can_be_reached_by_keys(dev: Dev) -> None:
    async with graphiql(dev) as page:
        controls = await page.call("Accessibility.getFullAXTree")
        roles = {"button", "combobox", "radio", "textbox"}
        of_ours = await page.run(
            "[...document.querySelectorAll('.tw-panel button, .tw-panel select, .tw-panel input, .tw-panel summary')]"
            ".filter(each => each.tabIndex < 0).map(each => each.outerHTML)"
        )
        nameless = [
            node
            for node in controls["nodes"]
            if node.get("role", {}).get("value") in roles and not node.get("name", {}).get("value")
        ]

    assert of_ours == []
    assert [node for node in nameless if node["role"]["value"] in {"combobox", "radio"}] == []
    assert [node for node in nameless if node["role"]["value"] == "button"] == []


HIDE_SCHEMA = """
const ask = window.fetch;
window.fetch = (address, options) => options?.body?.includes('IntrospectionQuery')
  ? Promise.resolve(new Response('{"errors":[{"message":"The schema is shown to staff only."}]}',
      { headers: { 'content-type': 'application/json' } }))
  : ask(address, options);
"""
"""As a server answers whose setting keeps the schema to itself."""


@asynccontextmanager
async def graphiql(dev: Dev, *, dark: bool = False, hidden_schema: bool = False) -> AsyncIterator[Page]:
    """GraphiQL, ready to run; whatever is done there, it has nothing to complain about."""
    async with open_page("about:blank") as page:
        if dark:
            await page.prefer_dark()
        if hidden_schema:
            await page.call("Page.addScriptToEvaluateOnNewDocument", source=HIDE_SCHEMA)
        await page.visit(dev.url)
        await page.wait_for("!!document.querySelector('[data-step=Browse]')")
        if not hidden_schema:
            await page.wait_for("!!document.querySelector('.graphiql-query-editor .cm-property')")
        yield page
        assert page.complaints == []


async def run_step(page: Page, name: str) -> Any:
    """Press the step's round button; gives the answer, which is another one than was there."""
    await page.run(f"window.before = {ANSWER}, document.querySelector('[data-step={name}] .tw-run').click(), true")
    # No answer looks like the one before: each has ids, versions or words of its own.
    text = await page.wait_for(f"{ANSWER} !== window.before && {ANSWER}.endsWith('}}') && {ANSWER}")
    return json.loads(text)


async def has_outcome(page: Page, name: str, outcome: str) -> None:
    await page.wait_for(f"document.querySelector('[data-step={name}]').dataset.outcome === '{outcome}'")


async def press(page: Page, label: str) -> None:
    await page.run(f"document.querySelector('.graphiql-sidebar button[aria-label=\"{label}\"]').click(), true")


def opener(name: str) -> str:
    return f"document.querySelector('[data-step={name}] .tw-open').click(), true"


def choose(label: str, value: str) -> str:
    """Choose in one of our fields, as a person would: React hears of it by the event."""
    field = f"[...document.querySelectorAll('.tw-field')].find(each => each.textContent.startsWith('{label}'))"
    return _type(f"{field}.querySelector('select')", value, "HTMLSelectElement", "change")


def type_into(selector: str, value: str) -> str:
    return _type(f"document.querySelector('{selector}')", value, "HTMLInputElement", "input")


def _type(element: str, value: str, kind: str, event: str) -> str:
    setter = f"Object.getOwnPropertyDescriptor({kind}.prototype, 'value').set"
    return (
        f"(element => {{ {setter}.call(element, {value!r}); "
        f"element.dispatchEvent(new Event('{event}', {{bubbles: true}})) }})({element}), true"
    )


def write_headers(text: str) -> str:
    """Open the headers editor and write."""
    return (
        "[...document.querySelectorAll('.graphiql-editor-tools button')].find(b => b.innerText === 'Headers').click(), "
        "new Promise(done => setTimeout(() => { document.querySelectorAll('.graphiql-editor-tool .CodeMirror')[1]"
        f".CodeMirror.setValue({text!r}); done(true) }}, 300))"
    )


SCOPES = (
    *("orders:read", "orders:write", "shipments:write"),
    *("catalog:read", "catalog:write", "catalog:publish", "translations:write", "audit:read"),
)


def staff_token(dev: Dev) -> str:
    scopes = [f"--scope={scope}" for scope in SCOPES]
    made = subprocess.run(
        command("token", "create", *scopes, "--data-dir", str(dev.data_dir)), capture_output=True, text=True, check=True
    )
    return made.stdout.strip().splitlines()[-1]


def keep(picture: bytes, name: str) -> None:
    """Save the picture where `TRADEWIND_PICTURES` names a folder: those of docs/ are made so."""
    assert len(picture) > 10_000
    if folder := os.environ.get("TRADEWIND_PICTURES"):
        Path(folder, name).write_bytes(picture)
