"""What the shop costs: `./scripts/bench`.

Each scenario is answered in five ways by one server process, in turns: by GraphQL; by GraphQL without its plan
(`resolvers`); by the same schema as Strawberry serves it (`strawberry`); by a handler that runs the domain's own
statements and dumps plain dicts (`plain`); and by one that lets SQL build the JSON (`sql`). The last two are written by
hand and are what GraphQL is measured against: how much the layers cost, on any machine. Nothing is timed before the
answers were proved equal.

`turns` is how everything is timed, `parts` holds a module for each thing to measure, `measuring` goes through them,
`results` keeps what was found, and `page` writes docs/performance.md from that.
"""
