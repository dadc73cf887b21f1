"""The queue's tables, as pgqueuer declares them: durable, in the current schema, under their own names.

Migrations execute `install_statements()` one by one, because a prepared statement holds only one. They are rendered
from pgqueuer's declaration instead of being split from its script, whose function bodies contain semicolons.
"""

from pgqueuer.adapters.persistence import schema_ddl
from pgqueuer.domain.schema.declaration import target
from pgqueuer.domain.settings import db_settings


def install_statements() -> list[str]:
    """Every statement that makes the queue, in the order of their dependencies."""
    settings = db_settings()
    schema = target(settings)
    return [
        *(schema_ddl.render_enum(enum, settings) for enum in schema.enums),
        *(schema_ddl.render_table(table, settings) for table in schema.tables),
        *(schema_ddl.render_index(index, settings) for index in schema.indexes),
        *(schema_ddl.render_function(function, settings) for function in schema.functions),
        *(schema_ddl.render_trigger(trigger, settings) for trigger in schema.triggers),
    ]


def is_queue_table(name: str) -> bool:
    """Whether the table is the queue's own, so that Alembic does not compare it with ours."""
    return any(table.name == name for table in target(db_settings()).tables)
