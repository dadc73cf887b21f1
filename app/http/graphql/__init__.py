"""GraphQL over HTTP, as its specification says, and over sockets.

A request comes to `endpoint`: `question` reads it, `callers` says who asks, `secrets` what must not stand in its
address, `caching` whether the answer is kept. Then `operations` prepares, charges (`spending`) and executes it, for
every transport alike, and it is sent as one `reply`, in `parts` (`incremental`), as a stream of events (`streams`) or
on a socket (`sockets`), whichever `accept` finds.

The media type `application/graphql-response+json` and its status codes follow the specification: what never began to
execute answers 4xx without `data`. Every refusal is a JSON GraphQL error with a code.
"""

from app.http.graphql.endpoint import GraphQLEndpoint

__all__ = ["GraphQLEndpoint"]
