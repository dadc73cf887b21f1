"""Finished responses, kept until something that they show has changed.

A response is bytes under a key, with the tags of what it shows and the moment from which it is no longer right. This
package owns where responses are kept, how a change removes them, and how each is sent (content codings, entity tags).
It knows nothing of what they say: who may get which, and which tags a change has, is said by the callers.

Invariants:

- A change passed to `drop` is final: nothing that shows it as it was is found by a look that begins later in this
  process, not even where a fill read before the change and ends after it. So a fill takes a ticket before its first
  read, and `put` refuses what was dropped since the ticket was taken.
- A process that cannot hear changes keeps and finds nothing (`pause`, `resume`).
- Any number of callers at once cause one fill per key and process, except that callers after a drop never join a fill
  that began before it.
- Memory is bounded: entries by bytes, the record of drops by count.
- The shared store is never needed: away or slow, it finds nothing and keeps nothing, and no request waits for it.

`app.responses.redis` holds that shared store; it is imported only where one is configured.
"""

from app.responses.cache import Filled, ResponseCache, Status
from app.responses.coding import Coding, choose_coding, compress
from app.responses.entry import COMPRESSED_FROM, Response
from app.responses.memory import MemoryStore

__all__ = [
    "COMPRESSED_FROM",
    "Coding",
    "Filled",
    "MemoryStore",
    "Response",
    "ResponseCache",
    "Status",
    "choose_coding",
    "compress",
]
