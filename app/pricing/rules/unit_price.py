"""The price of a kilogram, a litre, a metre or a piece: Directive 98/6/EC on the indication of prices."""

from decimal import Decimal

from app.core.money import divide_half_up


def unit_price(amount: int, content: Decimal, reference: Decimal) -> int:
    """What the reference quantity costs, in minor units, rounded half up once: amount × reference ÷ content.

    Content and reference are of one unit, such as 250 g at so much per 1,000 g (Article 2(b): one kilogram, litre,
    metre, square or cubic metre, or another quantity that is customary). Raises `ValueError` where one is not above 0.
    """
    if content <= 0 or reference <= 0:
        raise ValueError("a unit price is of a content and a quantity above 0")
    content_numerator, content_denominator = content.as_integer_ratio()
    reference_numerator, reference_denominator = reference.as_integer_ratio()
    return divide_half_up(amount * reference_numerator * content_denominator, reference_denominator * content_numerator)
