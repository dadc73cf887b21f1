"""The settings of a process that uses a data folder."""

import os
from pathlib import Path
from typing import Any

from app.core.settings import Settings
from app.embedded.ownership import Services
from app.embedded.secret_files import kept_secret


def load_settings(data_dir: Path, services: Services, **overrides: Any) -> Settings:
    """Settings with the folder's own secret, media and servers.

    An environment variable is stronger than the folder, and an override, by the setting's own name, is stronger than
    both.
    """
    values: dict[str, Any] = {
        "database_url": services.database_url,
        "meili_url": services.meili_url,
        "meili_key": services.meili_key,
        "meili_search_key": services.meili_search_key,
        "media_dir": data_dir.absolute() / "media",
        "files_dir": data_dir.absolute() / "files",
    }
    if "TRADEWIND_SECRET_KEY" not in os.environ:
        values["secret_key"] = kept_secret(data_dir / "secret_key")
    chosen = {_input_name(name): value for name, value in values.items() if _input_name(name).upper() not in os.environ}
    chosen |= {_input_name(name): value for name, value in overrides.items()}
    return Settings(**chosen)


def environment_for(settings: Settings) -> dict[str, str]:
    """What a child process needs in its environment to come to the same settings."""
    return {
        "DATABASE_URL": settings.database_url,
        "MEILI_URL": settings.meili_url,
        "MEILI_KEY": settings.meili_key.get_secret_value(),
        "MEILI_SEARCH_KEY": settings.meili_search_key.get_secret_value(),
        "TRADEWIND_SECRET_KEY": settings.secret_key.get_secret_value(),
        "TRADEWIND_PUBLIC_URL": settings.public_url,
        "TRADEWIND_MEDIA_DIR": str(settings.media_dir.absolute()),
        "TRADEWIND_FILES_DIR": str(settings.files_dir.absolute()),
    }


def _input_name(field: str) -> str:
    """The name under which `Settings` takes a field: its alias, where it has one."""
    alias = Settings.model_fields[field].validation_alias
    return alias if isinstance(alias, str) else field
