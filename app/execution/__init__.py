"""The GraphQL engine. It knows nothing of commerce.

A field that needs more than an attribute is written once, as a batch function: a list of parents in, a list of results
out. `batched` makes the Strawberry field of it; `root` makes one of a function that has no parents. The `Engine` reads
documents once (`documents`, with `app.admission` for what may run), compiles their operations (`compile`, `plan`) and
walks the plan breadth-first (`walk`, `completion`, `places`); what it cannot plan runs on graphql-core through the same
definitions.
"""

from app.admission import Limits
from app.execution.batch import Batch, batched, root
from app.execution.documents import Documents, NotExecutable, digest_of
from app.execution.engine import Engine, Prepared
from app.execution.hints import CacheControl
from app.execution.syntax import Selected
from app.execution.trace import Trace

__all__ = [
    "Batch",
    "CacheControl",
    "Documents",
    "Engine",
    "Limits",
    "NotExecutable",
    "Prepared",
    "Selected",
    "Trace",
    "batched",
    "digest_of",
    "root",
]
