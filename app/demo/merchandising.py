"""What the demo shop says about search: a few synonyms, products in the first place, a redirect."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.demo.merchandising_entries import MerchandisingEntry, WeightEntry
from app.merchandising import TargetKind, define_search_rule, define_synonyms


async def define_merchandising(
    session: AsyncSession, said: MerchandisingEntry, brands: Mapping[str, UUID], products: Mapping[str, UUID]
) -> None:
    """Write all of it. It names brands and products, by their slugs."""
    for each in said.synonyms:
        await define_synonyms(session, each.language_tag, each.kind, each.words, each.others)
    for rule in said.rules:
        await define_search_rule(
            session,
            rule.code,
            {
                "note": rule.note,
                "match": rule.match,
                "queries": list(rule.queries),
                "pins": [
                    {"product_id": products[slug].hex, "position": position}
                    for position, slug in enumerate(rule.pins, start=1)
                ],
                "boosts": _weights(rule.boosts, brands),
                "buries": _weights(rule.buries, brands),
                "redirect": rule.redirect,
            },
        )


def _weights(entries: Sequence[WeightEntry], brands: Mapping[str, UUID]) -> list[dict[str, Any]]:
    return [{"targets": list(_targets(entry, brands)), "weight": entry.weight} for entry in entries]


def _targets(entry: WeightEntry, brands: Mapping[str, UUID]) -> Iterator[dict[str, str | None]]:
    for slug in entry.brands:
        yield {"kind": TargetKind.BRAND.value, "value": brands[slug].hex, "code": None}
    if entry.in_stock is not None:
        yield {"kind": TargetKind.IN_STOCK.value, "value": "true" if entry.in_stock else "false", "code": None}
