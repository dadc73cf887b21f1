"""GraphQL over HTTP, as its specification says, and over sockets.

`question` reads a request, `endpoint` answers it, `reply` is what is sent, `caching` what is kept, `sockets` are for
subscriptions. The media type `application/graphql-response+json` and its status codes follow the specification: what
never began to execute answers 4xx without `data`. Every refusal is a JSON GraphQL error with a code.
"""

from app.http.graphql.endpoint import GraphQLEndpoint

__all__ = ["GraphQLEndpoint"]
