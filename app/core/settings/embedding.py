"""Texts as vectors: similar products and finding by meaning, where a model is at hand. Off unless something is set."""

from typing import Final

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings

_LOCAL: Final = "local:"


class EmbeddingSettings(BaseSettings):
    """Which model makes vectors of texts, and of what length they are."""

    search_embedder: str = Field(
        "",
        description="what makes vectors of texts: the address of a service that speaks OpenAI's protocol "
        "(https://host/v1), or local:<package>:<folder of the model>; empty for none",
        validation_alias="TRADEWIND_SEARCH_EMBEDDER",
    )
    search_embedder_model: str = Field(
        "",
        description="the model that the service is asked for by name",
        validation_alias="TRADEWIND_SEARCH_EMBEDDER_MODEL",
    )
    search_embedder_key: SecretStr = Field(
        SecretStr(""),
        description="the bearer token that the service asks for",
        validation_alias="TRADEWIND_SEARCH_EMBEDDER_KEY",
    )
    search_embedder_dimensions: int = Field(
        0,
        ge=0,
        le=8192,
        description="how many numbers a vector of the model has",
        validation_alias="TRADEWIND_SEARCH_EMBEDDER_DIMENSIONS",
    )

    search_embedder_least_score: float = Field(
        0.75,
        ge=0,
        le=1,
        description="how near to a query a product must be to be found by its meaning alone: half of the cosine, plus "
        "0.5; models differ in what they call near",
        validation_alias="TRADEWIND_SEARCH_EMBEDDER_LEAST_SCORE",
    )

    @model_validator(mode="after")
    def _refuse_half_an_embedder(self) -> "EmbeddingSettings":
        """What is missing is said when the process starts, not when a shopper searches."""
        embedder = self.search_embedder
        if not embedder:
            return self
        if not embedder.startswith((_LOCAL, "http://", "https://")):
            raise ValueError(
                "TRADEWIND_SEARCH_EMBEDDER must be an address (https://host/v1) or local:<package>:<folder>"
            )
        if not self.search_embedder_dimensions:
            raise ValueError("TRADEWIND_SEARCH_EMBEDDER_DIMENSIONS must say how many numbers the model's vectors have")
        if not embedder.startswith(_LOCAL) and not self.search_embedder_model:
            raise ValueError("TRADEWIND_SEARCH_EMBEDDER_MODEL must name the model that the service is asked for")
        return self
