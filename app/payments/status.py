"""Where a payment can stand, and the kinds of means of payment."""

from app.core.described import DescribedEnum


class PaymentStatus(DescribedEnum):
    """Where a payment stands."""

    PENDING = "PENDING", "The provider has been asked and has not decided."
    REQUIRES_ACTION = "REQUIRES_ACTION", "The shopper has something to do: see nextAction."
    AUTHORIZED = "AUTHORIZED", "The amount is guaranteed; it is taken when goods leave."
    CAPTURED = "CAPTURED", "The amount has been taken."
    DECLINED = "DECLINED", "The provider refused."
    EXPIRED = "EXPIRED", "The shopper did not act in time."
    VOIDED = "VOIDED", "The authorization was given back."


class PaymentMethodKind(DescribedEnum):
    """What kind of means a payment method is."""

    CARD = "CARD", "A credit or debit card."
    REDIRECT = "REDIRECT", "A page of the shopper's bank or wallet."
    BANK_TRANSFER = "BANK_TRANSFER", "A transfer that the shopper makes."
