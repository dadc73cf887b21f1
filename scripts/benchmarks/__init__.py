"""What the shop costs: `./scripts/bench`.

Each scenario is answered in three ways by one server process, in turns: by GraphQL; by a handler that runs the domain's
own statements and dumps plain dicts (`plain`); and by one that lets SQL build the JSON (`sql`). The last two are
written by hand and are what GraphQL is measured against: how much the layers cost, on any machine. Nothing is timed
before the three answers were proved equal.
"""
