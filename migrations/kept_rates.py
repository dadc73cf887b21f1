"""What migration 0007 has the database keep by itself: which rates were observed, and which ones the shop went by.

- An observation stays as it was written. Only the end of a rate by hand can be set, to an earlier moment than it had.
- An effective rate begins where the one before it of the same pair ended, and stays as it was written but for its end,
  which is set once. So each moment since the pair's first rate has exactly one.
"""

from typing import Final

_FUNCTIONS: Final = (
    """
CREATE FUNCTION refuse_another_observation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.source = 'MANUAL' AND NEW.holds_until IS NOT NULL
        AND NEW.holds_until < coalesce(OLD.holds_until, 'infinity')
        AND (to_jsonb(NEW) - 'holds_until') = (to_jsonb(OLD) - 'holds_until')
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'an observed rate stays as it was: only the end of one by hand can be set, to an earlier moment';
END
$$
""",
    """
CREATE FUNCTION refuse_another_effective_rate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.until IS NULL AND NEW.until IS NOT NULL
        AND (to_jsonb(NEW) - 'until') = (to_jsonb(OLD) - 'until')
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'an effective rate stays as it was: only the end of the present one can be set';
END
$$
""",
    """
CREATE FUNCTION continue_effective_rate() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    latest effective_rate;
BEGIN
    SELECT * INTO latest FROM effective_rate
    WHERE base_code = NEW.base_code AND quote_code = NEW.quote_code ORDER BY since DESC LIMIT 1;
    IF FOUND AND NEW.since IS DISTINCT FROM latest.until THEN
        RAISE EXCEPTION 'the effective rate of % in % begins at %, and the one before ended at %',
            NEW.base_code, NEW.quote_code, NEW.since, latest.until;
    END IF;
    RETURN NEW;
END
$$
""",
)

_TRIGGERS: Final = tuple(
    f"CREATE TRIGGER {table}_{name} BEFORE {moment} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"
    for table, name, moment, function in (
        ("exchange_rate", "stays", "UPDATE OR DELETE", "refuse_another_observation"),
        ("effective_rate", "stays", "UPDATE OR DELETE", "refuse_another_effective_rate"),
        ("effective_rate", "continues", "INSERT", "continue_effective_rate"),
    )
)


def install_statements() -> tuple[str, ...]:
    """Make the functions and triggers. The tables are there."""
    return (*_FUNCTIONS, *_TRIGGERS)


def uninstall_statements() -> tuple[str, ...]:
    """Drop the functions. The tables, and the triggers with them, are gone."""
    return tuple(
        f"DROP FUNCTION {name}()"
        for name in ("continue_effective_rate", "refuse_another_effective_rate", "refuse_another_observation")
    )
