"""GraphiQL as a newcomer finds it: served by the app alone, with tabs that run."""

import json
import os
from pathlib import Path

import pytest

from tests.support.browser import CHROMIUM, open_page
from tests.support.dev import Dev

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium on the PATH"),
]

RUN = "document.querySelector('.graphiql-execute-button').click(), true"
TABS = "[...document.querySelectorAll('.graphiql-tab-button')].map(tab => tab.textContent)"
SHOWN = (
    "(document.querySelector('.graphiql-query-editor .CodeMirror')?.CodeMirror.operations ?? []).map(o => o.name.value)"
)
"""The names of the operations that GraphiQL has read in its editor: only then does its button run them."""
ANSWER = "document.querySelector('.result-window .CodeMirror')?.CodeMirror.getValue()"


async def test_the_first_tab_runs_and_nothing_leaves_the_host(dev: Dev) -> None:
    async with open_page(dev.url) as page:
        await page.wait_for(f"{SHOWN}.includes('Browse')")
        assert (await page.run(TABS))[:5] == ["Browse", "ProductPage", "Search", "CartCreate", "Track"]

        await page.run(RUN)
        answer = json.loads(await page.wait_for(f"({ANSWER} ?? '').includes('endCursor') && {ANSWER}"))
        picture = await page.picture()

        assert answer["data"]["context"]["languageCode"] == "DE"
        assert answer["data"]["products"]["nodes"], "the demo shop has clothing in stock"
        assert {request.split("/")[2] for request in page.requests if request.startswith("http")} == {dev.host}
        assert len(picture) > 10_000
        keep(picture)


def keep(picture: bytes) -> None:
    """Save the picture where `TRADEWIND_PICTURES` names a folder: docs/graphiql.png is made so."""
    if folder := os.environ.get("TRADEWIND_PICTURES"):
        Path(folder, "graphiql.png").write_bytes(picture)


@pytest.mark.parametrize("title", ["ProductPage", "Search", "CartCreate", "Track"])
async def test_a_tab_answers_with_data_as_it_stands(dev: Dev, title: str) -> None:
    choose = (
        f"[...document.querySelectorAll('.graphiql-tab-button')].find(t => t.textContent === {title!r}).click(), true"
    )
    async with open_page(dev.url) as page:
        await page.wait_for(f"{SHOWN}.includes('Browse')")
        await page.run(choose)
        await page.wait_for(f"{SHOWN}.includes({title!r})")
        await page.run(RUN)
        answer = json.loads(await page.wait_for(f"({ANSWER} ?? '').includes('\"data\"') && {ANSWER}"))

    assert "errors" not in answer
    assert all(value is not None for value in answer["data"].values())
