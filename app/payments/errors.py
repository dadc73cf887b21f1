"""What can be wrong with a message from a provider."""


class UnknownPaymentError(LookupError):
    """A provider tells of a payment that this shop has not asked for."""


class UnknownProviderError(LookupError):
    """No provider of this process has the code."""
