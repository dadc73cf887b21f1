"""Databases for tests: migrated once, cloned per file."""

import asyncio
import re
from uuid import uuid4

import asyncpg

from app.cli.migrate import upgrade
from app.embedded import Services

TEMPLATE = "template_migrated"


def migrated_template(services: Services) -> str:
    """A database as `tradewind migrate` leaves it: no shop in it, and what every shop comes with."""
    _administer(services, f"CREATE DATABASE {TEMPLATE}")
    asyncio.run(upgrade(with_name(services.database_url, TEMPLATE)))
    return TEMPLATE


def clone_database(services: Services, template: str) -> str:
    """The URL of a new database that is a copy of the template."""
    name = f"test_{uuid4().hex}"
    _administer(services, f"CREATE DATABASE {name} TEMPLATE {template}")
    return with_name(services.database_url, name)


def drop_database(services: Services, url: str) -> None:
    """Remove it, whoever is still connected."""
    name = re.search(r"/(\w+)(\?|$)", url)
    assert name is not None
    _administer(services, f"DROP DATABASE {name[1]} WITH (FORCE)")


def with_name(url: str, name: str) -> str:
    """The same server, another database."""
    return re.sub(r"/\w+(\?|$)", rf"/{name}\1", url, count=1)


def _administer(services: Services, sql: str) -> None:
    async def run() -> None:
        connection = await asyncpg.connect(with_name(services.database_url, "postgres"))
        try:
            await connection.execute(sql)
        finally:
            await connection.close()

    asyncio.run(run())
