"""Which types an answer may show that is kept for everyone: said here once more, so that a new one is a decision."""

from graphql import GraphQLObjectType, get_named_type
from strawberry.schema.schema_converter import GraphQLCoreConverter

from app.execution.batch import BATCH
from app.execution.hints import cache_control
from schema.root import schema

PUBLIC = {
    "AttributeChoice",
    "AttributeDefinition",
    "AttributeDefinitionValue",
    "AttributeFile",
    "Availability",
    "Brand",
    "BundleItem",
    "Category",
    "Certificate",
    "Channel",
    "Collection",
    "Content",
    "ContentLocalization",
    "Context",
    "DestinationRestriction",
    "Dimensions",
    "EconomicOperator",
    "Fallback",
    "FocalPoint",
    "FxQuote",
    "Market",
    "Measurement",
    "Media",
    "Money",
    "PageInfo",
    "Price",
    "PriceHistoryPoint",
    "PriceRange",
    "PriceStep",
    "PriceTier",
    "Product",
    "ProductAttribute",
    "ProductFacet",
    "ProductFacetBucket",
    "ProductFacetRange",
    "ProductFacetValue",
    "ProductOption",
    "ProductOptionValue",
    "ProductSearchConnection",
    "ProductSearchEdge",
    "ProductSeo",
    "ProductType",
    "ProductVariant",
    "ProductWarnings",
    "SearchHelp",
    "SearchHelpFilter",
    "SearchHelpQuery",
    "SearchHighlight",
    "SearchHighlightPart",
    "SearchSuggestedQuery",
    "SearchSuggestionHighlight",
    "SearchSuggestions",
    "SelectedOption",
    "Seo",
    "SeoAlternate",
    "SitemapEntry",
    "TaxAmount",
    "UnitPrice",
}
"""Beside pages and edges, which are as public as what stands in them."""


def object_types() -> dict[str, GraphQLObjectType]:
    return {
        name: kind
        for name, kind in schema._schema.type_map.items()
        if isinstance(kind, GraphQLObjectType) and not name.startswith("__")
    }


def definition(kind: GraphQLObjectType):  # type: ignore[no-untyped-def] # Strawberry's, which has no public name
    return kind.extensions[GraphQLCoreConverter.DEFINITION_BACKREF]


def is_declared(kind: GraphQLObjectType) -> bool:
    return cache_control(definition(kind)) is not None


def is_page(name: str) -> bool:
    return name not in PUBLIC and name.endswith(("Connection", "Edge"))


def test_only_these_types_are_public() -> None:
    declared = {name for name, kind in object_types().items() if is_declared(kind) and not is_page(name)}

    assert declared == PUBLIC


def test_a_public_type_leads_to_public_types_only() -> None:
    """Otherwise asking for one more field would quietly make an answer private."""
    leads = {
        f"{name}.{field_name}": get_named_type(field.type)
        for name in PUBLIC
        for field_name, field in object_types()[name].fields.items()
    }
    private = {path for path, kind in leads.items() if isinstance(kind, GraphQLObjectType) and not is_declared(kind)}

    assert private == set()


def test_no_field_of_a_public_type_has_an_access_rule() -> None:
    guarded = {
        f"{name}.{field.name}"
        for name in PUBLIC
        for field in definition(object_types()[name]).fields
        if (found := field.metadata.get(BATCH)) and found.access
    }

    assert guarded == set()


def test_objects_that_change_tag_the_answers_that_show_them() -> None:
    tags = {name: getattr(definition(object_types()[name]).origin, "cache_tag", None) for name in PUBLIC}

    assert {name: tag for name, tag in tags.items() if tag} == {
        "AttributeDefinition": "key",
        "Brand": "key",
        "Category": "key",
        "Collection": "key",
        "Media": "product_key",
        "Product": "key",
        "ProductVariant": "product_key",
    }
