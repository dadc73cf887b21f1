/** The audit of GraphQL over HTTP by `graphql-http`: each MUST, SHOULD and MAY is one test. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { serverAudits } from "graphql-http";

import { url } from "./support/shop.mjs";

for (const audit of serverAudits({ url })) {
  test(`${audit.id} ${audit.name}`, async () => {
    const result = await audit.fn();
    if (result.status === "ok") return;
    const { status, headers } = result.response;
    const body = result.response.bodyUsed ? "" : await result.response.text();
    assert.fail(`${result.status}: ${result.reason}\n${status} ${headers.get("content-type")}\n${body}`);
  });
}
