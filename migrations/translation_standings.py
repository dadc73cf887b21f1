"""Triggers by which it is noticed that a product may have other texts, or lack other ones, than was found out."""

from typing import Final

_FUNCTIONS: Final = (
    """
CREATE FUNCTION forget_translation_standing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE translation_standing SET is_known = false
    FROM (SELECT DISTINCT product_id FROM written) AS changed
    WHERE translation_standing.product_id = changed.product_id AND translation_standing.is_known;
    RETURN NULL;
END
$$
""",
    """
CREATE FUNCTION forget_translation_standing_of_values() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE translation_standing SET is_known = false
    FROM (
        SELECT DISTINCT product_id FROM written JOIN product_option ON product_option.id = written.option_id
    ) AS changed
    WHERE translation_standing.product_id = changed.product_id AND translation_standing.is_known;
    RETURN NULL;
END
$$
""",
    """
CREATE FUNCTION add_translation_standing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO translation_standing (product_id) SELECT id FROM written WHERE deleted_at IS NULL;
    RETURN NULL;
END
$$
""",
    """
CREATE FUNCTION forget_translation_standing_of_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE translation_standing SET is_known = false
    FROM written JOIN replaced USING (id)
    WHERE translation_standing.product_id = written.id AND translation_standing.is_known
      AND (written.attributes, written.source_language_tag)
        IS DISTINCT FROM (replaced.attributes, replaced.source_language_tag);
    DELETE FROM translation_standing USING written
    WHERE translation_standing.product_id = written.id AND written.deleted_at IS NOT NULL;
    INSERT INTO translation_standing (product_id)
    SELECT written.id FROM written JOIN replaced USING (id)
    WHERE written.deleted_at IS NULL AND replaced.deleted_at IS NOT NULL ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$
""",
    """
CREATE FUNCTION forget_translation_standings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM written JOIN replaced USING (id)
        WHERE (written.code, written.kind, written.is_localizable)
          IS DISTINCT FROM (replaced.code, replaced.kind, replaced.is_localizable)
    ) THEN
        UPDATE translation_standing SET is_known = false WHERE is_known;
    END IF;
    RETURN NULL;
END
$$
""",
)
_NEW: Final = "REFERENCING NEW TABLE AS written"
_OLD: Final = "REFERENCING OLD TABLE AS written"
_BOTH: Final = "REFERENCING OLD TABLE AS replaced NEW TABLE AS written"


def _trigger(name: str, moment: str, table: str, rows: str, function: str) -> str:
    return f"CREATE TRIGGER {name} AFTER {moment} ON {table} {rows} FOR EACH STATEMENT EXECUTE FUNCTION {function}()"


_PARTS: Final = {
    **dict.fromkeys(
        ("product_translation", "product_option", "product_media", "product_variant"), "forget_translation_standing"
    ),
    "product_option_value": "forget_translation_standing_of_values",
}
_TRIGGERS: Final = (
    _trigger("product_standing_insert", "INSERT", "product", _NEW, "add_translation_standing"),
    _trigger("product_standing_update", "UPDATE", "product", _BOTH, "forget_translation_standing_of_changed"),
    _trigger("attribute_standing_update", "UPDATE", "attribute", _BOTH, "forget_translation_standings"),
    *(
        _trigger(f"{table}_standing_{moment.lower()}", moment, table, rows, function)
        for table, function in _PARTS.items()
        for moment, rows in (("INSERT", _NEW), ("UPDATE", _NEW), ("DELETE", _OLD))
    ),
)


_FILL: Final = "INSERT INTO translation_standing (product_id) SELECT id FROM product WHERE deleted_at IS NULL"


def install_statements() -> tuple[str, ...]:
    """Make the functions and triggers, and a row for each product that is there already, not known yet."""
    return (*_FUNCTIONS, *_TRIGGERS, _FILL)
