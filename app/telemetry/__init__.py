"""What a process tells of itself: metrics for Prometheus, spans for OpenTelemetry, a line per slow operation.

Owns: the names of all metrics and spans, how processes of one server add up, and what it costs: some microseconds per
operation while nobody traces. Invariants: nothing here raises into a request; no label takes more values than it is
bounded to; no variable of an operation, and no argument of a statement, is ever told.

For the pipeline that answers operations, one `Telemetry` per process (`runtime.parts[Telemetry]`):

    with telemetry.operation(name, kind, digest):           # a span, nothing while nobody traces
        trace = Trace(opened=telemetry.batches())                         # for `Engine.execute(…, trace=trace)`
        …
    telemetry.finished(Finished(name=…, kind="query", outcome=Outcome.OK, cache=Cache.MISS, seconds=…, digest=…,
                                request_id=…, cost=…, trace=trace))
    telemetry.hit(name, kind, seconds)                      # instead, for a kept answer: below 1 µs
    telemetry.refused(code)                                               # by its code, budgets included

For sockets and event streams: `with telemetry.connection("websocket"):` and `with telemetry.subscription():`.

A request's own span is opened by `app.http.headers`, which also sets its ids for the log.
"""

from app.telemetry.exposition import metrics_folder
from app.telemetry.operations import Cache, Finished, Outcome, Telemetry

__all__ = ["Cache", "Finished", "Outcome", "Telemetry", "metrics_folder"]
