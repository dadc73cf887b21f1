"""Settings, read once from the environment. Each has a default that is right on one machine, or says what to do."""

from enum import StrEnum
from pathlib import Path

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Environment(StrEnum):
    DEVELOPMENT = "development"
    PRODUCTION = "production"


class Settings(BaseSettings):
    """What a process needs to know about the world. `tradewind` fills the addresses in when it runs its own servers."""

    model_config = SettingsConfigDict(env_prefix="", extra="ignore", frozen=True)

    environment: Environment = Field(Environment.DEVELOPMENT, validation_alias="TRADEWIND_ENVIRONMENT")
    database_url: str = Field(description="postgresql://user@host:port/name, or with ?host=/socket/folder")
    meili_url: str = Field(description="http://host:port of Meilisearch")
    meili_key: SecretStr = Field(
        SecretStr(""), description="a Meilisearch key for everything on indexes, documents, settings, tasks and stats"
    )
    search_prefix: str = Field(
        "",
        description="put before the names of search indexes, where several shops share one Meilisearch",
        validation_alias="TRADEWIND_SEARCH_PREFIX",
    )
    secret_key: SecretStr = Field(
        description="at least 32 characters; order tokens and callback signatures are derived from it",
        validation_alias="TRADEWIND_SECRET_KEY",
    )
    public_url: str = Field("http://127.0.0.1:8000", validation_alias="TRADEWIND_PUBLIC_URL")
    media_dir: Path = Field(Path(".data/media"), validation_alias="TRADEWIND_MEDIA_DIR")
    graphiql: bool = Field(True, validation_alias="TRADEWIND_GRAPHIQL")
    sandbox: bool = Field(
        True,
        description="offer the sandbox payment provider and carrier",
        validation_alias="TRADEWIND_SANDBOX",
    )
    sandbox_step_seconds: float = Field(
        2.0,
        ge=0,
        description="seconds between two reports of the sandbox carrier, and before the sandbox bank calls back",
        validation_alias="TRADEWIND_SANDBOX_STEP_SECONDS",
    )
    body_limit_bytes: int = Field(1_000_000, gt=0, validation_alias="TRADEWIND_BODY_LIMIT_BYTES")
    plan: bool = Field(
        True,
        description="run operations by their compiled plan; without it the ordinary resolvers answer, slowly",
        validation_alias="TRADEWIND_PLAN",
    )
    response_cache_bytes: int = Field(
        64 * 1024 * 1024,
        ge=0,
        description="memory for finished answers to anonymous queries, in each process; 0 keeps none",
        validation_alias="TRADEWIND_RESPONSE_CACHE_BYTES",
    )
    redis_url: str | None = Field(
        None, description="redis://host:port/0, where processes share finished answers", validation_alias="REDIS_URL"
    )
    write_pool_size: int = Field(8, gt=0, validation_alias="TRADEWIND_WRITE_POOL_SIZE")
    read_pool_size: int = Field(8, gt=0, validation_alias="TRADEWIND_READ_POOL_SIZE")

    @model_validator(mode="after")
    def _refuse_what_is_unsafe(self) -> "Settings":
        if len(self.secret_key.get_secret_value()) < 32:
            raise ValueError("TRADEWIND_SECRET_KEY needs at least 32 characters")
        if self.environment is Environment.PRODUCTION and self.sandbox:
            raise ValueError("TRADEWIND_SANDBOX must be 0 in production: its payments move no money")
        return self
