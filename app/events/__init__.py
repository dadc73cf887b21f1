"""Facts that have happened, written with the change they tell of and delivered at least once.

Owns: the outbox table, the relay that turns an event into one job per listener, and the notice that open connections
get of it. Invariants: an event exists if and only if its change has been committed; each listener named in
`app.wiring` gets every event, on its own, as a job with the payload
`{"event_id", "type", "subject_id", "occurred_at", …the event's fields}`; events of one subject may arrive out of order
and more than once. What only caches need to know is announced instead: the same notice, without a row.
"""

from app.events.event import WHOLE_SHOP, Event, ShopReloaded
from app.events.history import event_ids_since, events_since
from app.events.outbox import announce, record

__all__ = ["WHOLE_SHOP", "Event", "ShopReloaded", "announce", "event_ids_since", "events_since", "record"]
