"""The revisions that this version knows."""

from functools import cache

from alembic.script import ScriptDirectory

from migrations.config import alembic_config


@cache
def known_revisions() -> tuple[str, ...]:
    """Newest first. Reads files the first time."""
    script = ScriptDirectory.from_config(alembic_config(""))
    return tuple(each.revision for each in script.walk_revisions())
