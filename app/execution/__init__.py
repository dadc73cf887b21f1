"""The GraphQL engine. It knows nothing of commerce.

A field that needs more than an attribute is written once, as a batch function: a list of parents in, a list of results
out. `batched` makes the Strawberry field of it; `root` makes one of a function that has no parents.
"""

from app.execution.batch import Batch, batch_of, batched
from app.execution.root import root

__all__ = ["Batch", "batch_of", "batched", "root"]
