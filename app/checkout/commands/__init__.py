"""Use cases of checkout: lock and record the intent → commit → call out → record the result.

Whatever is repeated, arrives at once, or dies on the way: a cart becomes one order and is charged once. The cart's lock
lets one attempt start; the payment's id, given to the provider as its idempotency key, makes every question after that
the same question; and settling an attempt twice changes nothing.
"""

from app.checkout.commands.complete import Completed, Completion, complete_checkout
from app.checkout.commands.finish import finish_attempt, settle_attempt

__all__ = ["Completed", "Completion", "complete_checkout", "finish_attempt", "settle_attempt"]
