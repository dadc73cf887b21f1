"""The tax of an amount of a cart."""

from decimal import Decimal

from app.pricing import split_gross, split_net


def tax_of(amount: int, rate: Decimal | None, *, included: bool) -> int | None:
    """The tax in the amount, or on it, rounded half up once; None where no rate is known."""
    if rate is None:
        return None
    return split_gross(amount, rate).tax if included else split_net(amount, rate).tax
