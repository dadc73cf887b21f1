"""Every metric that a process counts by itself. Names and labels are an interface: dashboards stand on them.

The values are kept by prometheus-client: in memory, or, where `metrics_folder` names a folder, in files that all
processes of one server share.
"""

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

REGISTRY: Final = CollectorRegistry(auto_describe=False)
OPERATION_BOUNDS: Final = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
SQL_BOUNDS: Final = (0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5)

OPERATION_SECONDS: Final = Histogram(
    "tradewind_operation_seconds",
    "GraphQL operations: how long they took, and by their count how many there were.",
    ("operation", "kind", "outcome"),
    registry=REGISTRY,
    buckets=OPERATION_BOUNDS,
)
OPERATION_CACHE: Final = Counter(
    "tradewind_operation_cache",
    "GraphQL operations by what the kept answers had for them: hit, miss, or bypass for what is never kept.",
    ("cache",),
    registry=REGISTRY,
)
OPERATION_COST: Final = Counter(
    "tradewind_operation_cost", "Cost of all operations that were executed.", registry=REGISTRY
)
REFUSED: Final = Counter(
    "tradewind_refused", "Requests and operations that were refused, by the error's code.", ("code",), registry=REGISTRY
)
HTTP_RESPONSES: Final = Counter(
    "tradewind_http_responses", "HTTP responses by their status.", ("status",), registry=REGISTRY
)
SQL_SECONDS: Final = Histogram(
    "tradewind_sql_seconds",
    "SQL statements: how long they took, and by their count how many there were. "
    "A read counts from when it asks for a connection.",
    ("pool",),
    registry=REGISTRY,
    buckets=SQL_BOUNDS,
)
SQL_ERRORS: Final = Counter("tradewind_sql_errors", "SQL statements that failed.", ("pool",), registry=REGISTRY)
POOL_CONNECTIONS: Final = Gauge(
    "tradewind_pool_connections",
    "Database connections: in use, open, and how many there can be.",
    ("pool", "state"),
    registry=REGISTRY,
    multiprocess_mode="livesum",
)
CONNECTIONS: Final = Gauge(
    "tradewind_open_connections",
    "Open sockets and event streams.",
    ("transport",),
    registry=REGISTRY,
    multiprocess_mode="livesum",
)
SUBSCRIPTIONS: Final = Gauge(
    "tradewind_subscriptions", "Subscriptions that run.", registry=REGISTRY, multiprocess_mode="livesum"
)
RESPONSE_CACHE_BYTES: Final = Gauge(
    "tradewind_response_cache_bytes", "Memory of kept answers.", registry=REGISTRY, multiprocess_mode="livesum"
)
RESPONSE_CACHE_ENTRIES: Final = Gauge(
    "tradewind_response_cache_entries", "Kept answers in memory.", registry=REGISTRY, multiprocess_mode="livesum"
)
LOOP_LAG: Final = Gauge(
    "tradewind_event_loop_lag_seconds",
    "How late the event loop last came back to a waiting task; the worst of all processes.",
    registry=REGISTRY,
    multiprocess_mode="livemax",
)
PROCESS_CPU: Final = Counter("process_cpu_seconds", "User and system CPU time.", registry=REGISTRY)
PROCESS_MEMORY: Final = Gauge(
    "process_resident_memory_bytes", "Resident memory.", registry=REGISTRY, multiprocess_mode="livesum"
)
PROCESS_FILES: Final = Gauge(
    "process_open_fds", "Open files and sockets.", registry=REGISTRY, multiprocess_mode="livesum"
)
PROCESS_STARTED: Final = Gauge(
    "process_start_time_seconds",
    "When the oldest process began, in Unix seconds.",
    registry=REGISTRY,
    multiprocess_mode="livemin",
)
PROCESSES: Final = Gauge(
    "tradewind_processes", "Server processes that live.", registry=REGISTRY, multiprocess_mode="livesum"
)
