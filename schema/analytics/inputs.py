"""Inputs of analytics."""

from datetime import datetime
from uuid import UUID

import strawberry
from strawberry import UNSET

from app.analytics import SentEvent
from app.catalog import PRODUCT_ID
from schema.analytics.codes import SearchEventKind
from schema.pricing.price_inputs import in_utc


@strawberry.input(description="Something that happened in a search. Nothing in it is about who did it.")
class SearchEventInput:
    id: strawberry.ID = strawberry.field(
        description="A UUID that the client makes, of any version: an event that is sent again is counted once."
    )
    kind: SearchEventKind = strawberry.field(description="What happened.")
    query: str = strawberry.field(
        description="What was searched for, at most 200 characters. Of an e-mail address or a long number, which may "
        "tell who typed it, nothing is kept."
    )
    search_id: strawberry.ID | None = strawberry.field(
        default=UNSET,
        description="The id of the event of the search, with `CLICKED` and `ORDERED`: so searches with a click are "
        "counted once each.",
    )
    occurred_at: datetime | None = strawberry.field(
        default=UNSET,
        description="When it happened: up to 7 days ago, and up to 10 minutes ahead of the shop's clock, which counts "
        "as now. Now if left out.",
    )
    result_count: int | None = strawberry.field(
        default=UNSET, description="How many products were found, with `SEARCHED`: the `totalCount` of the search."
    )
    product_id: strawberry.ID | None = strawberry.field(
        default=UNSET, description="The product that was opened or ordered, with `CLICKED` and `ORDERED`."
    )
    position: int | None = strawberry.field(
        default=UNSET, description="Where it stood in the list, from 1, with `CLICKED` and `ORDERED`."
    )

    def to_event(self) -> SentEvent:
        """As the use case takes it."""
        return SentEvent(
            id=_uuid(self.id),
            kind=self.kind,
            query=self.query,
            search_id=_uuid(self.search_id) if self.search_id else None,
            has_search_id=bool(self.search_id),
            occurred_at=in_utc(self.occurred_at),
            result_count=self.result_count if isinstance(self.result_count, int) else None,
            product_id=PRODUCT_ID.decode(self.product_id) if self.product_id else None,
            has_product_id=bool(self.product_id),
            position=self.position if isinstance(self.position, int) else None,
        )


@strawberry.input(description="Events of searches to count.")
class SearchEventsSendInput:
    events: list[SearchEventInput] = strawberry.field(description="The events, in any order: up to 100.")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
