"""Settings, read once from the environment. Each has a default that is right on one machine, or says what to do."""

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import SettingsConfigDict

from app.core.settings.embedding import EmbeddingSettings
from app.core.settings.files import FileSettings
from app.core.settings.limits import LimitSettings
from app.core.settings.rates import RateSettings


class Environment(StrEnum):
    DEVELOPMENT = "development"
    PRODUCTION = "production"


class Introspection(StrEnum):
    ON = "on"
    TOKEN = "token"  # noqa: S105 - who may ask, no secret
    OFF = "off"


ValueT = TypeVar("ValueT")


def _in_development(value: ValueT, otherwise: ValueT) -> Callable[[dict[str, Any]], ValueT]:
    """A default that follows the environment, which stands before it."""
    return lambda data: value if data.get("environment") is Environment.DEVELOPMENT else otherwise


class Settings(EmbeddingSettings, FileSettings, LimitSettings, RateSettings):
    """What a process needs to know about the world. `tradewind` fills the addresses in when it runs its own servers."""

    model_config = SettingsConfigDict(env_prefix="", extra="ignore", frozen=True)

    environment: Environment = Field(Environment.DEVELOPMENT, validation_alias="TRADEWIND_ENVIRONMENT")
    database_url: str = Field(description="postgresql://user@host:port/name, or with ?host=/socket/folder")
    meili_url: str = Field(description="http://host:port of Meilisearch")
    meili_key: SecretStr = Field(
        SecretStr(""),
        description="the key that workers write search indexes with, as `tradewind search keys` makes it",
    )
    meili_search_key: SecretStr = Field(
        SecretStr(""),
        description="the key that the API searches with and can do nothing else with, made by the same command; "
        "without it MEILI_KEY is used",
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
    introspection: Introspection = Field(
        default_factory=_in_development(Introspection.ON, Introspection.TOKEN),
        description="who may ask for the schema: anyone (on), staff with a token, nobody (off); "
        "by default on in development and token in production",
        validation_alias="TRADEWIND_INTROSPECTION",
    )
    suggestions: bool = Field(
        default_factory=_in_development(True, False),
        description="let errors suggest names that do exist; by default in development only",
        validation_alias="TRADEWIND_SUGGESTIONS",
    )
    allowed_origins: str = Field(
        "*",
        description="origins whose pages may ask without a storefront token, with commas between; * is any, empty none",
        validation_alias="TRADEWIND_ALLOWED_ORIGINS",
    )
    trusted_proxies: str = Field(
        "127.0.0.1",
        description="addresses of proxies whose X-Forwarded-For is believed, with commas between; * is any",
        validation_alias="TRADEWIND_TRUSTED_PROXIES",
    )
    metrics_token: SecretStr | None = Field(
        None,
        description="the bearer token that /metrics asks for; without one it is open in development and closed in "
        "production",
        validation_alias="TRADEWIND_METRICS_TOKEN",
    )
    slow_operation_ms: float = Field(
        500,
        ge=0,
        description="operations that take longer are logged with the hash of their document; 0 logs all",
        validation_alias="TRADEWIND_SLOW_OPERATION_MS",
    )
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
    vies_url: str = Field(
        "",
        description="where VAT ids of the European Union are looked up: "
        "https://ec.europa.eu/taxation_customs/vies/rest-api; empty judges their format and check digits only",
        validation_alias="TRADEWIND_VIES_URL",
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
