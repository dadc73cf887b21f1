"""Attributes of products and variants, as a page lists them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any, Final

import strawberry

from app.admission import at_most
from app.catalog import (
    BRAND_ID,
    CATEGORY_ID,
    COLLECTION_ID,
    PRODUCT_ID,
    ShownAttribute,
    media_url,
    shown_attributes,
)
from app.catalog.models import AttributeKind
from app.core.context import RequestContext
from schema.catalog.types.localization import ContentLocalization
from schema.core.caching import INHERITED
from schema.core.codes import enumeration
from schema.core.nodes import Node, load_nodes
from schema.core.scalars import JSON, URL

enumeration(AttributeKind)

AttributeKeys = Annotated[
    list[str] | None, strawberry.argument(description="Only the attributes with these keys. Omitted: all.")
]

_IDS: Final = {"product": PRODUCT_ID, "category": CATEGORY_ID, "collection": COLLECTION_ID, "brand": BRAND_ID}


@strawberry.type(description="One of an attribute's values that was selected.", directives=[INHERITED])
class AttributeChoice:
    code: str = strawberry.field(description="A key for programs, unique among the attribute's values.")
    name: str = strawberry.field(description="The name in the request's language.")
    swatch: str | None = strawberry.field(description="A CSS colour such as `#1f2a44` to show it by; null for none.")


@strawberry.type(description="A file to load, such as a manual.", directives=[INHERITED])
class AttributeFile:
    url: URL = strawberry.field(description="Where it is.")
    name: str | None = strawberry.field(description="What to call it; null for nothing in particular.")


@strawberry.type(description="Something that a product or variant is described by.", directives=[INHERITED])
class ProductAttribute:
    key: str = strawberry.field(description="A key for programs, such as `material`.")
    label: str = strawberry.field(description="What to call it, in the request's language.")
    kind: AttributeKind = strawberry.field(description="What the value is.")
    value: str = strawberry.field(
        description="The value to read, in the request's language: a number as it is written there, without its unit; "
        "several values enumerated; safe HTML of rich text."
    )
    unit: str | None = strawberry.field(description="The unit of a number as it is written there, such as `cm`.")
    text: str = strawberry.field(description="The value with its unit, in the order that the language has.")
    raw_value: JSON = strawberry.field(
        description='The value for programs: a text, boolean or day; `{"amount": "12.5", "unit": "centimeter"}`, or '
        "the number as a text where there is no unit; the code or codes of selected values."
    )
    values: list[AttributeChoice] = strawberry.field(
        description="The selected values; empty for attributes of other kinds.", directives=[at_most(5)]
    )
    file: AttributeFile | None = strawberry.field(description="The file; null for attributes of other kinds.")
    reference: Node | None = strawberry.field(
        description="What is referred to: a product, category, collection or brand; null for attributes of other kinds."
    )
    localization: ContentLocalization | None = strawberry.field(
        description="Which language the value is in; null for what is the same in every language."
    )


async def attributes_shown(
    ctx: RequestContext, each: Sequence[tuple[Sequence[Mapping[str, Any]], Mapping[str, Any]]], keys: list[str] | None
) -> list[list[ProductAttribute]]:
    """The attributes of several products or variants, each by its definitions and stored values.

    What is referred to is loaded for all of them together; what shoppers may not see is left out.
    """
    chain, locale = ctx.place.language_chain, ctx.place.locale
    wanted = set(keys) if isinstance(keys, list) else None
    shown = [
        shown_attributes([one for one in definitions if wanted is None or one["code"] in wanted], stored, chain, locale)
        for definitions, stored in each
    ]
    ids = list(dict.fromkeys(_node_id(one) for attributes in shown for one in attributes if one.target))
    nodes = dict(zip(ids, await load_nodes(ctx, ids), strict=True)) if ids else {}
    return [
        [
            _attribute(ctx, one, nodes.get(_node_id(one)) if one.target else None)
            for one in attributes
            if one.target is None or nodes.get(_node_id(one)) is not None
        ]
        for attributes in shown
    ]


def _node_id(attribute: ShownAttribute) -> str:
    return _IDS[attribute.target.kind].encode(attribute.target.id) if attribute.target else ""


def _attribute(ctx: RequestContext, shown: ShownAttribute, node: Node | None) -> ProductAttribute:
    if node is not None:
        name = str(getattr(node, "name", ""))
        shown = replace(shown, value=name, text=name, raw=str(node.id))
    file = shown.file
    return ProductAttribute(
        key=shown.key,
        label=shown.label,
        kind=shown.kind,
        value=shown.value,
        unit=shown.unit,
        text=shown.text,
        raw_value=JSON(shown.raw),
        values=[AttributeChoice(code=one.code, name=one.name, swatch=one.swatch) for one in shown.choices],
        file=AttributeFile(url=URL(media_url(file.source, ctx.settings.public_url, None, None)), name=file.name)
        if file
        else None,
        reference=node,
        localization=ContentLocalization.of(shown.language_tag, ctx.place.language_tag) if shown.language_tag else None,
    )
