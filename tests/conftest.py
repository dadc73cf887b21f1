"""What every test can ask for: real servers, a database of its own per file, a client that speaks GraphQL.

Each test process runs one PostgreSQL and one Meilisearch. Alembic builds one template database per process; a test
file gets a clone of it, and commits for real.
"""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from app.core.context import RequestContext
from app.core.settings import Settings
from app.embedded import Services, load_settings, running_services
from app.wiring import Runtime
from tests.support.client import Client, open_client
from tests.support.databases import clone_database, drop_database, migrated_template
from tests.support.dev import Dev, running_dev
from tests.support.folders import open_folder
from tests.support.shop import Shop, seed_shop


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--both-engines", action="store_true", help="ask every query again, with the plan and without it")


@pytest.fixture(scope="session")
def services() -> Iterator[Services]:
    """The servers of this test process."""
    with open_folder() as folder, running_services(folder, durable=False) as running:
        yield running


@pytest.fixture(scope="session")
def template(services: Services) -> str:
    """The name of an empty, migrated database to clone."""
    return migrated_template(services)


@pytest.fixture(scope="module")
def database_url(services: Services, template: str) -> Iterator[str]:
    """A database of this test file."""
    url = clone_database(services, template)
    yield url
    drop_database(services, url)


@pytest.fixture(scope="module")
def settings(services: Services, database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of this test file: its own database, its own search indexes, no waiting."""
    folder: Path = tmp_path_factory.mktemp("files")
    return load_settings(
        folder,
        services,
        database_url=database_url,
        search_prefix=f"test_{uuid4().hex[:8]}_",
        sandbox_step_seconds=0,
        budget_per_minute=1_000_000_000,  # all tests of a file ask from one address
        response_cache_bytes=0,  # tests write past the services, and count statements
        public_url="http://shop.test",
    )


@pytest.fixture(scope="module")
async def runtime(settings: Settings) -> AsyncIterator[Runtime]:
    """What one process has open."""
    opened = await Runtime.open(settings)
    yield opened
    await opened.close()


@pytest.fixture(scope="module")
async def shop(runtime: Runtime) -> Shop:
    """A small shop in this file's database."""
    seeded = await seed_shop(runtime.database)
    runtime.atlas.forget()
    return seeded


@pytest.fixture
async def ctx(runtime: Runtime) -> RequestContext:
    """A context of background work in the default market."""
    return await runtime.system_context()


@pytest.fixture(scope="module")
async def client(settings: Settings, pytestconfig: pytest.Config) -> AsyncIterator[Client]:
    """The application itself, asked over HTTP."""
    async with open_client(settings, both_engines=pytestconfig.getoption("both_engines")) as opened:
        yield opened


@pytest.fixture
async def connection(database_url: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """A bare connection, to look at what is really stored."""
    opened = await asyncpg.connect(database_url)
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
def dev() -> Iterator[Dev]:
    """A whole demo shop, started by the command. One per test process."""
    with open_folder() as folder, running_dev(folder / "data") as running:
        yield running
