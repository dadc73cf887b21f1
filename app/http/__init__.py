"""HTTP and sockets: GraphQL, GraphiQL, media, callbacks, health. Pure ASGI, no business."""
