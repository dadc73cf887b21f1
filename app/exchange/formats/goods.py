"""Products as writers of files get them: the draft, and what its variants cost and how many there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.catalog import ProductDraft, Texts
from app.core.money import to_decimal
from app.exchange.records import MorePrice


@dataclass(frozen=True)
class Goods:
    """A product with its prices and stock."""

    id: UUID
    draft: ProductDraft
    variant_ids: Mapping[str, UUID]
    """By SKU."""
    prices: Mapping[str, Mapping[str, int]]
    """What one piece costs until further notice: SKU → price list code → minor units."""
    compare_at: Mapping[str, Mapping[str, int]]
    """Likewise, what that is compared with; nothing where it is not."""
    more_prices: Mapping[str, Mapping[str, Sequence[MorePrice]]]
    """SKU → price list code → prices for more pieces and for a while, by quantity and start."""
    stock: Mapping[str, Mapping[str, int]]
    """SKU → warehouse code → pieces on hand."""
    available: Mapping[str, int]
    """SKU → pieces that can be sold, in all warehouses."""


def texts_in(translations: Mapping[str, Texts], chain: tuple[str, ...]) -> Texts:
    """The words in the first language of the chain that has any."""
    return next((translations[tag] for tag in chain if tag in translations), next(iter(translations.values())))


def text_in(names: Mapping[str, str], chain: tuple[str, ...]) -> str:
    """The text in the first language of the chain that has one."""
    return next((names[tag] for tag in chain if names.get(tag)), next(iter(names.values()), ""))


def major(amount: int, currency_code: str) -> str:
    """Minor units as a plain decimal number."""
    return f"{to_decimal(amount, currency_code):f}"
