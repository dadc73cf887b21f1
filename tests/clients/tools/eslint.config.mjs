/**
 * What `@graphql-eslint` says of the schema, and of the operations that frontends are promised. Run from the project's
 * root. No rule of the recommended and relay sets is switched off; each option that is set has its reason.
 */
import graphql from "@graphql-eslint/eslint-plugin";

const { configs } = graphql;
const documents = "tests/clients/operations/*.graphql";
const shared = {
  languageOptions: {
    parser: graphql.parser,
    parserOptions: { graphQLConfig: { schema: "schema.graphql", documents } },
  },
  linterOptions: { reportUnusedDisableDirectives: "error" },
  plugins: { "@graphql-eslint": graphql },
};

// Values: two that are equal are the same, and they are kept with what they are part of. A new type that is none needs an id.
const VALUES = [
  "Address",
  "AdjustedPrice",
  "AttributeChoice",
  "AttributeDefinitionValue",
  "AttributeFile",
  "AttributeValueMatch",
  "Availability",
  "BundleItem",
  "CatalogAttribute",
  "CatalogAttributeDefinitionValue",
  "CatalogCertificate",
  "CatalogChoice",
  "CatalogComponent",
  "CatalogContent",
  "CatalogFocalPoint",
  "CatalogMedia", // as CatalogProduct
  "CatalogMetadata",
  "CatalogNationalHsCode",
  "CatalogOption",
  "CatalogOptionValue",
  "CatalogProblem",
  "CatalogProduct", // what staff see of a product, whole: the id is the product's, and stands as `productId`
  "CatalogProductType", // as ProductType
  "CatalogPublication",
  "CatalogPublicationMarket",
  "CatalogRestriction",
  "CatalogText",
  "CatalogTranslation",
  "CatalogTypeAttribute",
  "CatalogVariant", // as CatalogProduct
  "CategoryResult",
  "Certificate",
  "Channel", // known by its code
  "CollectionAttributeCondition",
  "CollectionCondition",
  "CollectionRule",
  "Content",
  "ContentLocalization",
  "Context",
  "Cost",
  "CustomerGroup", // known by its code
  "DeliveryEstimate",
  "DeliveryGroupLine",
  "DestinationRestriction",
  "Dimensions",
  "EconomicOperator",
  "ExchangeCounts",
  "ExchangeFailure",
  "ExchangeProgress",
  "Fallback",
  "FocalPoint",
  "FormParameter",
  "InstructionsAction",
  "InsufficientStock",
  "KindTranslationStatus",
  "LanguageTranslationStatus",
  "LineCost",
  "LiveExchangeRate",
  "LocalizedName",
  "MarketPricing", // of one market, which has an id
  "Measurement",
  "MediaFile",
  "MissingSafetyData",
  "Money",
  "OrderDeliveryLine",
  "OrderSummary", // shows no id on purpose: number and e-mail open no more than a summary
  "PageInfo",
  "PaymentOption",
  "Price",
  "PriceHistoryPoint",
  "PriceListEntry", // of one variant in one list: both have ids
  "PriceRange",
  "PriceResult",
  "PriceSimulation",
  "PriceSimulationExample",
  "PriceSimulationMarket",
  "PriceStep",
  "PriceTier",
  "ProductAttribute",
  "ProductFacet",
  "ProductFacetBucket",
  "ProductFacetRange",
  "ProductFacetValue",
  "ProductResult",
  "ProductSeo",
  "ProductType", // known by its code
  "ProductWarnings",
  "RedirectAction",
  "RoundingBand",
  "SaleTargets",
  "SearchAnalytics",
  "SearchDayFigures",
  "SearchEventResult",
  "SearchFigures",
  "SearchHelp",
  "SearchHelpFilter",
  "SearchHelpQuery",
  "SearchHighlight",
  "SearchHighlightPart",
  "SearchLanguage", // known by its code
  "SearchPreview",
  "SearchPreviewProduct",
  "SearchProductFigures",
  "SearchQueryFigures",
  "SearchRankingReason",
  "SearchRulePin",
  "SearchRuleWeight",
  "SearchSuggestedQuery",
  "SearchSuggestionHighlight",
  "SearchSuggestions",
  "SelectedOption",
  "Seo",
  "SeoAlternate",
  "ShipmentSummary", // as OrderSummary
  "ShopLanguage", // known by its code
  "SitemapEntry", // of a page, which has an id
  "StaleVersion",
  "Stock", // of one variant in one warehouse: both have ids
  "TaxAmount",
  "TaxClass", // known by its code
  "TaxClassName",
  "TaxRateResult",
  "TranslatableText", // of one thing in one language: the thing has an id
  "TranslationStatus",
  "TranslationWriteResult",
  "UnitPrice",
  "UnsentDeliveries",
  "VatIdCheck",
  "Warning",
];

// "Type" says what a class is, as a rule; here it is the field's own term.
const [level, naming] = configs["flat/schema-recommended"].rules["@graphql-eslint/naming-convention"];
const named = Object.entries(naming).map(([selector, rule]) =>
  selector.includes("ObjectTypeDefinition") ? [selector, { ...rule, ignorePattern: "^(Catalog)?ProductType$" }] : [selector, rule],
);

export default [
  {
    ...shared,
    files: ["schema.graphql"],
    rules: {
      ...configs["flat/schema-recommended"].rules,
      ...configs["flat/schema-relay"].rules,
      "@graphql-eslint/naming-convention": [level, Object.fromEntries(named)],
      "@graphql-eslint/strict-id-in-types": [
        "error",
        { exceptions: { types: VALUES, suffixes: ["Connection", "Edge", "Payload", "UserError"] } },
      ],
      // Lists are read forwards, by keys of the last row: the specification asks for one direction at least.
      "@graphql-eslint/relay-arguments": ["error", { includeBoth: false }],
      "@graphql-eslint/relay-edge-types": [
        "error",
        {
          withEdgeSuffix: true,
          listTypeCanWrapOnlyEdgeType: false, // short lists that are always whole, as `userErrors`, are plain lists
          shouldImplementNode: false, // lines of a cart or an order are opened with it, by its secret; test_tools.py sees to all others
        },
      ],
    },
  },
  { ...shared, files: [documents], rules: configs["flat/operations-recommended"].rules },
];
