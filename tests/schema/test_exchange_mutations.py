"""Imports and exports over the API: made, followed, cancelled, and what came of them."""

import json
from typing import Any, TypeAlias

import asyncpg
import pytest

from app.core.context import RequestContext
from app.core.ids import new_id
from app.core.settings import Settings
from app.exchange import EXCHANGE_JOB_ID, FILE_ID, ExportReport, jobs
from app.exchange.jobs import running
from app.identity import Scope, issue_staff_token
from i18n import translate
from tests.support.client import Client
from tests.support.exchange import LINES, TAKEN, LinePipeline, taken, uploaded
from tests.support.shop import Shop
from tests.support.sockets import Socket, serving

pytestmark = pytest.mark.slow

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

FIELDS = """id kind format status isDryRun isCancelling requestedBy version
  progress { bytesDone bytesTotal rowsDone rowsTotal }
  counts { created updated unchanged refused problems } failure { code message }
  createdAt startedAt finishedAt expiresAt"""
ERRORS = "userErrors { code path message } warnings { code }"
IMPORT = f"""mutation ($input: ImportJobCreateInput!) {{ importJobCreate(input: $input) {{
  job {{ {FIELDS} }} replayed {ERRORS} }} }}"""
EXPORT = f"""mutation ($input: ExportJobCreateInput!) {{ exportJobCreate(input: $input) {{
  job {{ {FIELDS} }} replayed {ERRORS} }} }}"""
CANCEL = f"""mutation ($input: ExchangeJobCancelInput!) {{ exchangeJobCancel(input: $input) {{
  job {{ id status }} {ERRORS} }} }}"""
JOB = f"""query ($id: ID!, $first: Int! = 20, $after: String) {{ exchangeJob(id: $id) {{ {FIELDS}
  result {{ name mediaType byteSize url }}
  problems(first: $first, after: $after) {{
    nodes {{ id line field code message }} pageInfo {{ hasNextPage endCursor }} }}
}} }}"""
LIST = """query ($first: Int! = 20, $after: String, $status: ExchangeStatus) {
  exchangeJobs(first: $first, after: $after, status: $status) {
    nodes { id status result { url } problems(first: 2) { nodes { line } } } pageInfo { hasNextPage endCursor } } }"""
NODE = "query ($id: ID!) { node(id: $id) { ... on ExchangeJob { status } } }"


@pytest.fixture(autouse=True)
async def nothing_was(shop: Shop, connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    assert shop.markets
    await connection.execute(f"{TAKEN}; TRUNCATE taken, pgqueuer, exchange_job, exchange_problem")
    monkeypatch.setattr(running, "run_import", LinePipeline())


@pytest.fixture
async def staff(ctx: RequestContext) -> dict[str, str]:
    secret = (await issue_staff_token(ctx, name="Ada", scopes=[Scope.EXCHANGE_WRITE])).secret
    return {"Authorization": f"Bearer {secret}"}


async def importing(client: Client, staff: dict[str, str], ctx: RequestContext, **more: Any) -> dict[str, Any]:
    """The payload of a new import."""
    lines = more.pop("lines", LINES)
    file_id = FILE_ID.encode(await uploaded(ctx, lines))
    asked = {"format": "PRICES", "fileId": file_id, "idempotencyKey": str(new_id()), **more}
    payload: dict[str, Any] = (await client.data(IMPORT, {"input": asked}, headers=staff))["importJobCreate"]
    return payload


async def run(ctx: RequestContext, job: dict[str, Any]) -> None:
    job_id = EXCHANGE_JOB_ID.decode(job["id"])
    await jobs.run(ctx, {"job_id": str(job_id)})


async def seen(client: Client, staff: dict[str, str], job: dict[str, Any], **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await client.data(JOB, {"id": job["id"], **more}, headers=staff))["exchangeJob"]
    return found


async def test_an_import_from_its_file_to_its_end(
    client: Client, staff: dict[str, str], ctx: RequestContext, connection: Connection
) -> None:
    made = await importing(client, staff, ctx)
    job = made["job"]
    assert (made["replayed"], made["userErrors"], made["warnings"]) == (False, [], [])
    assert job == {
        "id": job["id"],
        "kind": "IMPORT",
        "format": "PRICES",
        "status": "QUEUED",
        "isDryRun": False,
        "isCancelling": False,
        "requestedBy": "Ada",
        "version": 1,
        "progress": {"bytesDone": 0, "bytesTotal": 23 * 9, "rowsDone": 0, "rowsTotal": None},
        "counts": {"created": 0, "updated": 0, "unchanged": 0, "refused": 0, "problems": 0},
        "failure": None,
        "createdAt": job["createdAt"],
        "startedAt": None,
        "finishedAt": None,
        "expiresAt": None,
    }

    await run(ctx, job)

    ended = await seen(client, staff, job)
    assert (ended["status"], ended["progress"], ended["counts"]) == (
        "SUCCEEDED",
        {"bytesDone": 23 * 9, "bytesTotal": 23 * 9, "rowsDone": 23, "rowsTotal": None},
        {"created": 23, "updated": 0, "unchanged": 0, "refused": 0, "problems": 0},
    )
    assert job["createdAt"] < ended["startedAt"] < ended["finishedAt"] < ended["expiresAt"]
    assert (ended["result"], ended["problems"]["nodes"], ended["failure"]) == (None, [], None)
    assert ended["version"] > 1
    assert await taken(connection) == LINES
    assert await client.data(NODE, {"id": job["id"]}, headers=staff) == {"node": {"status": "SUCCEEDED"}}


async def test_problems_are_paged_in_the_language_of_who_asks(
    client: Client, staff: dict[str, str], ctx: RequestContext
) -> None:
    job = (await importing(client, staff, ctx, lines=["bad"] * 7))["job"]
    await run(ctx, job)

    nodes: list[dict[str, Any]] = []
    after, pages = None, 0
    while True:
        page = (await seen(client, staff, job, first=3, after=after))["problems"]
        nodes += page["nodes"]
        after, pages = page["pageInfo"]["endCursor"], pages + 1
        if not page["pageInfo"]["hasNextPage"]:
            break

    assert pages == 3
    assert [(node["line"], node["field"], node["code"]) for node in nodes] == [
        (line, "name", "MISSING") for line in range(1, 8)
    ]
    in_german = JOB.replace("{ exchangeJob", "@inContext(country: DE, language: DE) { exchangeJob", 1)
    german = (await client.data(in_german, {"id": job["id"]}, headers=staff))["exchangeJob"]["problems"]["nodes"]
    assert (nodes[0]["message"], german[0]["message"]) == (
        translate("RowErrorCode.MISSING", ("en",)),
        translate("RowErrorCode.MISSING", ("de",)),
    )
    one = "query ($id: ID!) { node(id: $id) { ... on ExchangeProblem { line } } }"
    assert await client.data(one, {"id": nodes[3]["id"]}, headers=staff) == {"node": {"line": 4}}
    assert await client.data(one, {"id": nodes[3]["id"]}) == {"node": None}
    wrong = await client.ask(JOB, {"id": job["id"], "after": "nonsense"}, headers=staff)
    assert wrong["errors"][0]["extensions"]["code"] == "INVALID_CURSOR"


async def test_the_result_is_fetched_from_its_address(
    client: Client, staff: dict[str, str], ctx: RequestContext
) -> None:
    job = (await importing(client, staff, ctx, lines=["bad", "good"], dryRun=True))["job"]
    assert job["isDryRun"] is True
    await run(ctx, job)

    result = (await seen(client, staff, job))["result"]

    fetched = await client.http.get(result["url"])
    assert [json.loads(line)["type"] for line in fetched.text.splitlines()] == ["difference", "problem"]
    assert (result["mediaType"], result["byteSize"]) == ("application/jsonl", len(fetched.content))
    assert result["name"].endswith(".report.jsonl")


async def test_an_export_to_its_file(
    client: Client, staff: dict[str, str], ctx: RequestContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []

    async def write(_: Any, target: Any, wanted: Any, options: Any, watch: Any) -> ExportReport:
        asked.append((wanted.value, options))
        target.write(b"sku,price_list,amount\n")
        watch.advance(0, 0)
        return ExportReport(rows=0)

    monkeypatch.setattr(running, "run_export", write)
    options = {"languageCode": "DE", "marketCode": "de", "channelCode": "web"}
    made = await client.data(
        EXPORT, {"input": {"format": "PRICES", "options": options, "idempotencyKey": "e1"}}, headers=staff
    )
    job = made["exportJobCreate"]["job"]

    await run(ctx, job)

    ended = await seen(client, staff, job)
    assert (ended["kind"], ended["status"], ended["progress"]["bytesDone"]) == ("EXPORT", "SUCCEEDED", 22)
    assert (await client.http.get(ended["result"]["url"])).content == b"sku,price_list,amount\n"
    ((wanted, given),) = asked
    assert (wanted, given.language_tag, given.market_code, given.channel_code) == ("PRICES", "de", "de", "web")


async def test_one_key_makes_one_job(
    client: Client, staff: dict[str, str], ctx: RequestContext, connection: Connection
) -> None:
    file_id = FILE_ID.encode(await uploaded(ctx, LINES))

    first = await importing(client, staff, ctx, idempotencyKey="k", fileId=file_id)
    again = await importing(client, staff, ctx, idempotencyKey="k", fileId=file_id)
    other = await importing(client, staff, ctx, idempotencyKey="k", fileId=file_id, dryRun=True)

    assert (first["replayed"], again["replayed"], again["job"]["id"]) == (False, True, first["job"]["id"])
    assert [(each["code"], each["path"]) for each in other["userErrors"]] == [
        ("IDEMPOTENCY_KEY_REUSED", ["input", "idempotencyKey"])
    ]
    assert await connection.fetchval("SELECT count(*) FROM exchange_job") == 1


@pytest.mark.parametrize(
    ("more", "code", "path"),
    [
        ({"fileId": None}, "SOURCE_INVALID", ["input"]),
        ({"url": "https://shop.example/feed.xml"}, "SOURCE_INVALID", ["input"]),
        ({"fileId": "file_x"}, "FILE_NOT_FOUND", ["input", "fileId"]),
        ({"fileId": "product_01h455vb4pex5vsknk084sn02q"}, "FILE_NOT_FOUND", ["input", "fileId"]),
        ({"fileId": None, "url": "http://ada:secret@shop.example/"}, "URL_INVALID", ["input", "url"]),
        ({"fileId": None, "url": "https://shop.example:22/"}, "URL_INVALID", ["input", "url"]),
        ({"idempotencyKey": ""}, "IDEMPOTENCY_KEY_INVALID", ["input", "idempotencyKey"]),
    ],
)
async def test_what_cannot_be_imported(
    client: Client,
    staff: dict[str, str],
    ctx: RequestContext,
    connection: Connection,
    more: dict[str, Any],
    code: str,
    path: list[str],
) -> None:
    refused = await importing(client, staff, ctx, **more)

    assert [(each["code"], each["path"]) for each in refused["userErrors"]] == [(code, path)]
    assert refused["job"] is None
    assert await connection.fetchval("SELECT count(*) FROM exchange_job") == 0


async def test_a_job_is_cancelled(client: Client, staff: dict[str, str], ctx: RequestContext) -> None:
    job = (await importing(client, staff, ctx))["job"]
    asked = {"input": {"id": job["id"]}}

    first = (await client.data(CANCEL, asked, headers=staff))["exchangeJobCancel"]
    again = (await client.data(CANCEL, asked, headers=staff))["exchangeJobCancel"]
    unknown = (await client.data(CANCEL, {"input": {"id": "exchangejob_x"}}, headers=staff))["exchangeJobCancel"]

    assert first == {"job": {"id": job["id"], "status": "CANCELLED"}, "userErrors": [], "warnings": []}
    assert [[each["code"] for each in answer["userErrors"]] for answer in (again, unknown)] == [
        ["JOB_ENDED"],
        ["JOB_NOT_FOUND"],
    ]


async def test_a_failure_says_why_in_the_callers_terms(
    client: Client, staff: dict[str, str], ctx: RequestContext
) -> None:
    url = "http://127.0.0.1:9999/feed.xml"
    job = (await importing(client, staff, ctx, fileId=None, url=url))["job"]
    await run(ctx, job)

    ended = await seen(client, staff, job)

    assert (ended["status"], ended["failure"]["code"]) == ("FAILED", "DOWNLOAD_FAILED")
    assert "127.0.0.1 is not on the public internet." in ended["failure"]["message"]


async def test_jobs_are_listed_the_newest_first_at_a_fixed_price(
    client: Client, staff: dict[str, str], ctx: RequestContext
) -> None:
    made = [(await importing(client, staff, ctx, lines=["bad"] * 3))["job"]["id"] for _ in range(5)]
    for each in made[:3]:
        await run(ctx, {"id": each})

    listed: list[str] = []
    after = None
    while True:
        with client.statements() as statements:
            page = (await client.data(LIST, {"first": 2, "after": after}, headers=staff))["exchangeJobs"]
        assert len(statements) <= 3
        listed += [node["id"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    waiting = (await client.data(LIST, {"status": "QUEUED"}, headers=staff))["exchangeJobs"]["nodes"]
    done = (await client.data(LIST, {"status": "SUCCEEDED_WITH_ERRORS"}, headers=staff))["exchangeJobs"]["nodes"]

    assert listed == made[::-1]
    assert [node["id"] for node in waiting] == made[:2:-1]
    assert [(node["id"], [each["line"] for each in node["problems"]["nodes"]]) for node in done] == [
        (each, [1, 2]) for each in made[2::-1]
    ]
    assert all(node["result"]["url"].startswith("http://shop.test/files/file_secret_") for node in done)


async def test_it_is_all_for_staff_with_the_scope(client: Client, staff: dict[str, str], ctx: RequestContext) -> None:
    job = (await importing(client, staff, ctx))["job"]
    other = (await issue_staff_token(ctx, name="Bob", scopes=[Scope.CATALOG_WRITE])).secret
    bob = {"Authorization": f"Bearer {other}"}
    asked = {"input": {"format": "JSONL", "idempotencyKey": "x"}}

    for headers, code in (({}, "UNAUTHENTICATED"), (bob, "FORBIDDEN")):
        for document, variables in (
            (IMPORT, {"input": {**asked["input"], "fileId": "file_x"}}),
            (EXPORT, asked),
            (CANCEL, {"input": {"id": job["id"]}}),
            (JOB, {"id": job["id"]}),
            (LIST, {}),
        ):
            answer = await client.ask(document, variables, headers=headers)
            assert answer["errors"][0]["extensions"]["code"] == code, document
        assert await client.data(NODE, {"id": job["id"]}, headers=headers) == {"node": None}


async def test_no_job_has_a_forged_id(client: Client, staff: dict[str, str]) -> None:
    assert await client.data(JOB, {"id": "exchangejob_x"}, headers=staff) == {"exchangeJob": None}


FOLLOW = "subscription ($id: ID!) { exchangeJobUpdated(id: $id) { status progress { rowsDone } } }"


async def test_a_job_is_followed_to_its_end(
    settings: Settings, client: Client, staff: dict[str, str], ctx: RequestContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "run_import", LinePipeline(0.2))
    job = (await importing(client, staff, ctx))["job"]
    async with serving(settings) as (_, url), Socket.open(url, **staff) as socket:
        await socket.send("subscribe", query=FOLLOW, variables={"id": job["id"]})
        first = await socket.next()
        await run(ctx, job)
        seen = [first["exchangeJobUpdated"]]
        while seen[-1]["status"] in ("QUEUED", "RUNNING"):
            seen.append((await socket.next())["exchangeJobUpdated"])
        assert (await socket.receive())["type"] == "complete"

    rows = [each["progress"]["rowsDone"] for each in seen]
    assert seen[0] == {"status": "QUEUED", "progress": {"rowsDone": 0}}
    assert seen[-1] == {"status": "SUCCEEDED", "progress": {"rowsDone": 23}}
    assert rows == sorted(rows)


async def test_following_is_for_staff(
    settings: Settings, client: Client, staff: dict[str, str], ctx: RequestContext
) -> None:
    job = (await importing(client, staff, ctx))["job"]
    async with serving(settings) as (_, url), Socket.open(url) as socket:
        await socket.send("subscribe", query=FOLLOW, variables={"id": job["id"]})
        message = await socket.receive()

    assert message["type"] in ("error", "next")
    assert "UNAUTHENTICATED" in json.dumps(message)
