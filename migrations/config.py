"""Alembic's configuration, made in code: the URL comes from the settings, never from a file."""

from pathlib import Path

from alembic.config import Config


def alembic_config(database_url: str) -> Config:
    """The configuration for this database."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("sqlalchemy.url", database_url.replace("%", "%%"))
    return config
