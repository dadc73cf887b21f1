"""What documents say of prices: what is stored, and nothing that a rate, the clock or a sale's percentage changes.

```
tax_class   "standard"
kind_count  2
kinds       {"k0": {"lists": [list, …], "sales": [sale that marks it, …], "amounts": {list: [3990, 4990], …}}, "k1": …}
least       {list: 3990, …}                       of all kinds
marked_by   [sale, …]                             of any kind
```

Lists and sales are ids in hexadecimal, amounts minor units of the list's currency (`app.pricing.StoredPrices`).
"""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from app.pricing import StoredKind, StoredPrices

RETRIEVED: Final = ("tax_class", "kinds")
"""What `stored_in` reads."""


def price_fields(stored: StoredPrices | None) -> dict[str, Any]:
    """The part of a document. None: the product has no price at all."""
    kinds = stored.kinds if stored else ()
    least: dict[str, int] = {}
    for kind in kinds:
        for list_id, amounts in kind.amounts.items():
            least[list_id.hex] = min(amounts[0], least.get(list_id.hex, amounts[0]))
    return {
        "tax_class": stored.tax_class_code if stored else None,
        "kind_count": len(kinds),
        "kinds": {kind_name(place): _kind(kind) for place, kind in enumerate(kinds)},
        "least": dict(sorted(least.items())),
        "marked_by": sorted({sale_id.hex for kind in kinds for sale_id in kind.sale_ids}),
    }


def stored_in(document: Mapping[str, Any]) -> StoredPrices:
    """What the part of a document was made of."""
    return StoredPrices(
        document["tax_class"],
        tuple(
            StoredKind(
                tuple(UUID(hex=each) for each in kind["sales"]),
                {UUID(hex=each): tuple(amounts) for each, amounts in kind["amounts"].items()},
            )
            for kind in document["kinds"].values()
        ),
    )


def kind_name(place: int) -> str:
    """What a product's kind at this place, from 0, is called."""
    return f"k{place}"


def _kind(kind: StoredKind) -> dict[str, Any]:
    return {
        "lists": [list_id.hex for list_id in kind.amounts],
        "sales": [sale_id.hex for sale_id in kind.sale_ids],
        "amounts": {list_id.hex: list(amounts) for list_id, amounts in kind.amounts.items()},
    }
