"""How much one request, one client and one socket may ask for. Each limit names its variable in the refusal."""

from pydantic import Field
from pydantic_settings import BaseSettings


class LimitSettings(BaseSettings):
    """Defaults are far above what a page of a shop asks for, and far below what hurts."""

    body_limit_bytes: int = Field(
        1_000_000, gt=0, description="bytes of a request's body", validation_alias="TRADEWIND_BODY_LIMIT_BYTES"
    )
    limit_characters: int = Field(
        100_000, gt=0, description="characters of a document", validation_alias="TRADEWIND_LIMIT_CHARACTERS"
    )
    limit_tokens: int = Field(
        8000, gt=0, description="lexical tokens of a document", validation_alias="TRADEWIND_LIMIT_TOKENS"
    )
    limit_depth: int = Field(20, gt=0, description="fields within fields", validation_alias="TRADEWIND_LIMIT_DEPTH")
    limit_fields: int = Field(
        1500,
        gt=0,
        description="fields, with every fragment counted wherever it is spread",
        validation_alias="TRADEWIND_LIMIT_FIELDS",
    )
    limit_aliases: int = Field(
        100,
        ge=0,
        description="aliases, with every fragment counted wherever it is spread",
        validation_alias="TRADEWIND_LIMIT_ALIASES",
    )
    limit_root_fields: int = Field(
        20, gt=0, description="fields of the operation itself", validation_alias="TRADEWIND_LIMIT_ROOT_FIELDS"
    )
    limit_directives: int = Field(
        200,
        ge=0,
        description="directives, with every fragment counted wherever it is spread",
        validation_alias="TRADEWIND_LIMIT_DIRECTIVES",
    )
    limit_fragments: int = Field(
        200, ge=0, description="fragments of a document", validation_alias="TRADEWIND_LIMIT_FRAGMENTS"
    )
    limit_operations: int = Field(
        50,
        gt=0,
        description="operations of a document, of which one runs",
        validation_alias="TRADEWIND_LIMIT_OPERATIONS",
    )
    limit_page_size: int = Field(
        100, ge=20, le=1000, description="items of one page", validation_alias="TRADEWIND_LIMIT_PAGE_SIZE"
    )
    limit_node_ids: int = Field(
        100, gt=0, description="ids that `nodes(ids:)` takes", validation_alias="TRADEWIND_LIMIT_NODE_IDS"
    )
    limit_cost: int = Field(
        10_000,
        gt=0,
        description="cost of one operation, computed from `@cost` and `@listSize` before it runs",
        validation_alias="TRADEWIND_LIMIT_COST",
    )
    budget_per_minute: int = Field(
        600_000,
        ge=0,
        description="cost that one viewer may spend in a minute, unless the storefront says otherwise; 0 is no budget",
        validation_alias="TRADEWIND_BUDGET_PER_MINUTE",
    )
    limit_batch: int = Field(
        0,
        ge=0,
        le=50,
        description="operations of one request; 0 takes no batches",
        validation_alias="TRADEWIND_LIMIT_BATCH",
    )
    request_seconds: float = Field(
        30, gt=0, description="seconds for one request to be answered", validation_alias="TRADEWIND_REQUEST_SECONDS"
    )
    receive_seconds: float = Field(
        15,
        gt=0,
        description="seconds for a request's headers to arrive, and again for its body",
        validation_alias="TRADEWIND_RECEIVE_SECONDS",
    )
    limit_sockets: int = Field(
        5000, gt=0, description="open sockets of one process", validation_alias="TRADEWIND_LIMIT_SOCKETS"
    )
    limit_sockets_per_address: int = Field(
        200,
        gt=0,
        description="open sockets and event streams of one address, in each process",
        validation_alias="TRADEWIND_LIMIT_SOCKETS_PER_ADDRESS",
    )
    limit_subscriptions_per_socket: int = Field(
        50,
        gt=0,
        description="operations that run on one socket",
        validation_alias="TRADEWIND_LIMIT_SUBSCRIPTIONS_PER_SOCKET",
    )
    keep_alive_seconds: float = Field(
        15,
        gt=0,
        description="seconds between signs of life on sockets and event streams",
        validation_alias="TRADEWIND_KEEP_ALIVE_SECONDS",
    )
