"""What migration 0011 has the database keep by itself: that the rows of a product are of one that is there.

A foreign key is checked row by row, by a query each: that took half of the database's time when products come in by
the thousand, though most rows name what the row before them names. The keys stay declared, not enforced, and
triggers hold to them once for each statement, as strictly:

- New rows lock what they name against its removal, as a foreign key does (`FOR KEY SHARE`), in the order of ids; where
  one is not there, the statement is refused by the key's name.
- What is removed takes with it what names it.
- A row that is given to another owner is checked by itself; ids that are named never change.

As foreign keys, they rely on each statement seeing what was committed before it: `READ COMMITTED`, as everywhere here.
"""

from typing import Final

_KEYS: Final = (
    ("product_translation", "product_id", "product"),
    ("product_option", "product_id", "product"),
    ("product_option_value", "option_id", "product_option"),
    ("product_media", "product_id", "product"),
    ("product_variant", "product_id", "product"),
    ("variant_option_value", "variant_id", "product_variant"),
    ("variant_option_value", "value_id", "product_option_value"),
    ("product_publication", "product_id", "product"),
)
"""Tables, their columns, and whose `id` these hold. None is null; all go with that (`ON DELETE CASCADE`)."""

_FUNCTIONS: Final = (
    """
CREATE FUNCTION refuse_ownerless(table_name text, column_name text, owner_id uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% % of % is not there', column_name, owner_id, table_name
        USING ERRCODE = 'foreign_key_violation', TABLE = table_name,
            CONSTRAINT = format('%s_%s_fkey', table_name, column_name);
END
$$
""",
    """
CREATE FUNCTION refuse_new_id() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an id of % cannot change: others name it', TG_TABLE_NAME
        USING ERRCODE = 'foreign_key_violation', TABLE = TG_TABLE_NAME;
END
$$
""",
)


def _functions(table: str, column: str, owner: str) -> tuple[str, ...]:
    """One of each kind for each key: so PostgreSQL keeps their plans."""
    name = f"{table}_{column}"
    return (
        f"""
CREATE FUNCTION {name}_there() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    missing uuid;
BEGIN
    WITH named AS MATERIALIZED (
        SELECT DISTINCT {column} AS id FROM written
    ), there AS MATERIALIZED (
        SELECT id FROM {owner} WHERE id = ANY(ARRAY(SELECT id FROM named)) ORDER BY id FOR KEY SHARE
    ) SELECT id INTO missing FROM named WHERE id NOT IN (SELECT id FROM there) LIMIT 1;
    IF missing IS NOT NULL THEN
        PERFORM refuse_ownerless('{table}', '{column}', missing);
    END IF;
    RETURN NULL;
END
$$
""",  # noqa: S608 - constants
        f"""
CREATE FUNCTION {name}_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM {owner} WHERE id = NEW.{column} FOR KEY SHARE;
    IF NOT FOUND THEN
        PERFORM refuse_ownerless('{table}', '{column}', NEW.{column});
    END IF;
    RETURN NULL;
END
$$
""",
        f"""
CREATE FUNCTION {name}_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM gone) THEN
        DELETE FROM {table} USING gone WHERE {table}.{column} = gone.id;
    END IF;
    RETURN NULL;
END
$$
""",  # noqa: S608 - constants
    )


def _each_statement(name: str, moment: str, table: str, rows: str, call: str) -> str:
    return (
        f"CREATE TRIGGER {name} AFTER {moment} ON {table} REFERENCING {rows} FOR EACH STATEMENT EXECUTE FUNCTION {call}"
    )


def _when_changed(name: str, moment: str, table: str, column: str, call: str) -> str:
    return (
        f"CREATE TRIGGER {name} {moment} UPDATE OF {column} ON {table} FOR EACH ROW "
        f"WHEN (OLD.{column} IS DISTINCT FROM NEW.{column}) EXECUTE FUNCTION {call}"
    )


def _triggers(table: str, column: str, owner: str) -> tuple[str, ...]:
    name = f"{table}_{column}"
    return (
        _each_statement(f"{name}_there", "INSERT", table, "NEW TABLE AS written", f"{name}_there()"),
        _when_changed(f"{name}_moved", "AFTER", table, column, f"{name}_moved()"),
        _each_statement(f"{name}_gone", "DELETE", owner, "OLD TABLE AS gone", f"{name}_gone()"),
    )


def install_statements() -> tuple[str, ...]:
    """Make the functions and triggers, and leave the checking of the keys to them."""
    return (
        *_FUNCTIONS,
        *(statement for key in _KEYS for statement in _functions(*key)),
        *(statement for key in _KEYS for statement in _triggers(*key)),
        *(
            _when_changed(f"{owner}_keeps_id", "BEFORE", owner, "id", "refuse_new_id()")
            for owner in sorted({owner for _, _, owner in _KEYS})
        ),
        *(f"ALTER TABLE {table} ALTER CONSTRAINT {table}_{column}_fkey NOT ENFORCED" for table, column, _ in _KEYS),
    )
