"""Who charges the tax of a cart: for the cart as a whole.

A supply is goods that leave one country for another, and a cart may be several: what leaves from two warehouses is
taxed twice over. Where all of them may go without tax, the cart does; where one may not, all of it is taxed as usual,
and the buyer has the tax of the others back by his own return. Prices do not differ from line to line by where a
piece happens to lie.
"""

from collections.abc import Sequence

from app.carts.rules.contents import STANDARD_TREATMENT, CartContents, ShopFacts
from app.carts.rules.groups import allocate_lines
from app.tax import Registration, TaxTreatment, Treatment, read_vat_id, treatment


def cart_treatment(contents: CartContents, shop: ShopFacts, registrations: Sequence[Registration]) -> Treatment:
    """How the cart is taxed, by its buyer's VAT id, if the register knows it, and where its goods leave from."""
    cart = contents.cart
    if cart.vat_id is None or not cart.is_vat_id_confirmed:
        return STANDARD_TREATMENT
    vat_id = read_vat_id(cart.vat_id)
    origins = {shop.warehouses[each].country_code for each in allocate_lines(contents.lines, shop).groups}
    found = [
        treatment(
            registrations,
            day=shop.now.date(),
            country_code=shop.country_code,
            region_code=shop.region_code,
            vat_id=vat_id,
            from_country_code=origin,
        )
        for origin in sorted(origins)
    ]
    is_free = bool(found) and all(each.treatment is TaxTreatment.REVERSE_CHARGE for each in found)
    return found[0] if is_free else STANDARD_TREATMENT
