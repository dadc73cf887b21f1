"""Expected failures of carts."""

from app.core.described import DescribedEnum


class CartErrorCode(DescribedEnum):
    """Why a cart was not opened or not changed."""

    CART_NOT_FOUND = "CART_NOT_FOUND", "The token opens no cart."
    CART_EXPIRED = "CART_EXPIRED", "The cart was left alone for too long. Create a new one."
    CART_COMPLETED = "CART_COMPLETED", "The cart has become an order and never changes again."
    CART_BEING_ORDERED = "CART_BEING_ORDERED", "The cart is being ordered. It can be changed if that does not succeed."
    STALE_VERSION = "STALE_VERSION", "The cart has changed since it was read: `detail` has its version."
    LINE_NOT_FOUND = "LINE_NOT_FOUND", "The cart has no line with this id."
    VARIANT_NOT_FOUND = "VARIANT_NOT_FOUND", "No variant has this id."
    NOT_SOLD_HERE = (
        "NOT_SOLD_HERE",
        "The variant is not sold in the market of the cart's country, or not in so small a quantity.",
    )
    OUT_OF_STOCK = "OUT_OF_STOCK", "No piece of the variant can be delivered to the cart's country now."
    INVALID_QUANTITY = "INVALID_QUANTITY", "A quantity is 1 to 999. A line is taken out by removing it."
    TOO_MANY_LINES = "TOO_MANY_LINES", "A cart has at most 100 lines."
    INVALID_EMAIL = "INVALID_EMAIL", "The e-mail address is none that mail can be sent to."
    INVALID_TEXT = "INVALID_TEXT", "A text has HTML or characters that do not print, or is too long."
    ADDRESS_FIELD_REQUIRED = "ADDRESS_FIELD_REQUIRED", "Addresses of this country need the field at `path`."
    INVALID_POSTAL_CODE = "INVALID_POSTAL_CODE", "The postal code is none of this country."
    INVALID_REGION = "INVALID_REGION", "The region is none of this country."
    INVALID_PHONE = "INVALID_PHONE", "The phone number is none that can be called."
    COUNTRY_NOT_SERVED = "COUNTRY_NOT_SERVED", "The shop does not deliver to the country."
    DELIVERY_GROUP_NOT_FOUND = "DELIVERY_GROUP_NOT_FOUND", "The cart has no delivery group with this id."
    DELIVERY_OPTION_NOT_FOUND = "DELIVERY_OPTION_NOT_FOUND", "The delivery group does not offer this option."
    INVALID_VAT_ID = "INVALID_VAT_ID", "The VAT id is none, or the register says that nobody has it."
    FX_QUOTE_NOT_FOUND = "FX_QUOTE_NOT_FOUND", "The id is of no exchange rate into the cart's currency."
    FX_QUOTE_EXPIRED = (
        "FX_QUOTE_EXPIRED",
        "The exchange rate counts no more. Read the price again, and send the id of its new quote or none.",
    )
