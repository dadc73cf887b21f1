"""Every `extensions.code` of a top-level error, and what a client does about it.

A contract test reads the code of the server for codes, and finds each of them here and none besides.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Code:
    """What a program can tell an error by."""

    name: str
    status: str
    """Of the response, where the client asks for `application/graphql-response+json`."""
    text: str
    """What happened, and the way out."""


@dataclass(frozen=True)
class Group:
    """Codes that a client treats alike."""

    title: str
    codes: tuple[Code, ...]


GROUPS = (
    Group(
        "The request is no GraphQL request",
        (
            Code("BAD_REQUEST", "400", "The body or the address cannot be read. The message says what is missing."),
            Code("METHOD_NOT_ALLOWED", "405", "Ask by GET or POST; a mutation by POST only."),
            Code("UNSUPPORTED_MEDIA_TYPE", "415", "Send `Content-Type: application/json`."),
            Code("BODY_TOO_LARGE", "413", "The body is larger than the shop takes. Move values into fewer operations."),
            Code("HEADERS_TOO_LARGE", "431", "The headers are larger than the shop takes."),
            Code("REQUEST_TIMEOUT", "408, 504", "The request did not arrive, or was not answered, in time. Ask again."),
            Code(
                "SECRET_IN_ADDRESS", "400", "What opens a cart or an order does not belong into an address: use POST."
            ),
            Code("SUBSCRIPTION_OVER_HTTP", "400", "Follow subscriptions over a socket or an event stream."),
            Code("BATCHING_DISABLED", "400", "Send each operation in a request of its own."),
            Code("BATCH_TOO_LARGE", "400", "Send fewer operations in one request."),
        ),
    ),
    Group(
        "The document cannot be run",
        (
            Code("GRAPHQL_PARSE_FAILED", "400", "It is no GraphQL. `locations` says where."),
            Code("GRAPHQL_VALIDATION_FAILED", "400", "It does not fit the schema: run your code generator again."),
            Code("BAD_USER_INPUT", "400", "A variable or an argument has a value that its type does not take."),
            Code("DOCUMENT_TOO_LARGE", "400", "A limit of the document's shape: the message names it and its value."),
            Code("COST_LIMIT_EXCEEDED", "400", "It would cost too much. Ask for shorter pages or fewer fields."),
            Code(
                "INTROSPECTION_DISABLED", "400", "The schema is shown to staff only, or to nobody. Use schema.graphql."
            ),
            Code("PERSISTED_QUERY_NOT_FOUND", "400", "Send the document along with its hash, once."),
            Code("PERSISTED_QUERY_HASH_MISMATCH", "400", "The hash is not that of the document: SHA-256 of its UTF-8."),
            Code("UNTRUSTED_DOCUMENT", "400", "This storefront runs the documents of its manifest only."),
        ),
    ),
    Group(
        "Who is asking",
        (
            Code("INVALID_TOKEN", "401", "The staff token is unknown, revoked or expired. Get a new one."),
            Code("INVALID_STOREFRONT_TOKEN", "401", "The storefront token is unknown, revoked or expired."),
            Code("SECRET_TOKEN_IN_BROWSER", "403", "A secret storefront token came from a page. Rotate it."),
            Code("BUYER_IP_NEEDS_SECRET_TOKEN", "400", "`Tradewind-Buyer-IP` goes with a secret storefront token."),
            Code("ORIGIN_NOT_ALLOWED", "403", "The storefront does not name the origin of this page."),
            Code("UNAUTHENTICATED", "200", "The field is for staff: send a token."),
            Code("FORBIDDEN", "200", "The staff token lacks the scope that the message names."),
            Code("BUDGET_EXHAUSTED", "429", "The budget of this minute is spent. Wait for `Retry-After` seconds."),
            Code("TOO_MANY_CONNECTIONS", "429", "Close a socket or an event stream before opening another."),
            Code("TOO_MANY_OPERATIONS", "-", "This socket runs as many operations as it may. Complete one first."),
        ),
    ),
    Group(
        "What is asked for",
        (
            Code("INVALID_CONTEXT_HEADER", "400", "A context header has a code that does not exist."),
            Code("PAGE_SIZE_OUT_OF_RANGE", "200", "`first` is outside of what the message says."),
            Code("TOO_MANY_IDS", "200", "Ask for the ids in parts."),
            Code("INVALID_DAYS", "200", "The last day is before the first, or the days are more than are kept."),
            Code("LIST_TOO_LONG_TO_SORT", "200", "Narrow the list down with filters, or sort it by date."),
            Code("SIMULATION_RUNNING", "200", "One simulation runs at a time. Ask again when the other has ended."),
            Code("SIMULATION_TOO_LONG", "200", "Ask for a smaller change, or later."),
            Code("TOO_MANY_FILTERS", "200", "Leave some of the filters out."),
            Code("INVALID_CURSOR", "200", "The cursor is not one of this list. Start again without `after`."),
            Code(
                "CURSOR_OF_ANOTHER_CONTEXT",
                "200",
                "The cursor comes from another place, order or filter. Start again without `after`.",
            ),
            Code("QUERY_TOO_LONG", "200", "Search for fewer words."),
            Code("WIDTH_OUT_OF_RANGE", "200", "`maxWidth` is outside of what the message says."),
            Code("HEIGHT_OUT_OF_RANGE", "200", "`maxHeight` is outside of what the message says."),
            Code("CART_EXPIRED", "200", "The cart was left alone for too long. Create a new one."),
            Code("ORDER_NOT_FOUND", "200", "The token opens no order."),
            Code("JOB_NOT_FOUND", "200", "There is no such import or export, or it is no longer kept."),
        ),
    ),
    Group(
        "Our side",
        (
            Code("SHOP_HAS_NO_MARKET", "400", "The shop sells nowhere yet. Its merchant has to set up a market."),
            Code("SEARCH_UNAVAILABLE", "200", "Neither engine nor database answered a search in time: ask again."),
            Code("INTERNAL_ERROR", "200, 500", "A fault of ours. `extensions.requestId` finds it in our log."),
        ),
    ),
    Group(
        "Beside GraphQL: pictures, files, callbacks of banks and carriers",
        (
            Code("NOT_FOUND", "404", "There is no such picture or file."),
            Code("WRONG_SIZE", "400", "The upload has more or fewer bytes than were announced."),
            Code("UPLOAD_BROKEN_OFF", "400", "The connection ended before the upload was here. Send it again."),
            Code("INVALID_SIGNATURE", "401", "The callback is not signed by its sender, or is too old."),
            Code("MALFORMED_CALLBACK", "400", "The callback is signed, and cannot be understood."),
            Code("UNKNOWN_PROVIDER", "404", "The shop has no such payment provider."),
            Code("UNKNOWN_PAYMENT", "404", "The shop has not asked the provider for this payment."),
            Code("UNKNOWN_CARRIER", "404", "The shop works with no such carrier."),
            Code("UNKNOWN_TRACKING_NUMBER", "404", "The shop has sent no parcel with this tracking number."),
        ),
    ),
)


def errors_table() -> list[str]:
    """The groups, each as a table."""
    lines: list[str] = []
    for group in GROUPS:
        lines += [f"**{group.title}**", "", "| `extensions.code` | Status | What to do |", "|---|---|---|"]
        lines += [f"| `{code.name}` | {code.status} | {code.text} |" for code in group.codes]
        lines.append("")
    return lines
