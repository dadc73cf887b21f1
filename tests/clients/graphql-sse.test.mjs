/** graphql-sse: subscriptions over event streams, one for each: events, comments that keep it alive, a lost stream, refusals. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { NetworkError, createClient } from "graphql-sse";

import { GERMANY, buy, operation, ship, url } from "./support/shop.mjs";

const Follow = operation("Follow");
const newClient = (options = {}) => createClient({ url, headers: GERMANY, retryAttempts: 0, ...options });

test("an order is pushed at once, and on every change until it is delivered", { timeout: 20_000 }, async () => {
  const client = newClient();
  const order = await buy();
  const seen = [];
  for await (const { data, errors } of client.iterate({ query: Follow, variables: { token: order.token, language: "FR" } })) {
    assert.equal(errors, undefined);
    if (!seen.length) await ship(order);
    seen.push(data.orderUpdated);
    if (seen.at(-1).status === "DELIVERED") break;
  }
  assert.equal(seen[0].number, order.number);
  assert(seen.length >= 3, "pushed on every change");
  assert.match(seen.at(-1).shipments[0].statusText, /colis/, "in the language that was asked for");
  client.dispose();
});

test("a query is answered by one event, and its stream ends", async () => {
  const client = newClient();
  const answers = [];
  for await (const answer of client.iterate({ query: "{ context { countryCode } }" })) answers.push(answer.data);
  assert.deepEqual(answers, [{ context: { countryCode: "DE" } }]);
  client.dispose();
});

test("a quiet stream is kept alive by comments", { timeout: 30_000 }, async () => {
  const { token } = await buy();
  const response = await fetch(url, {
    method: "POST",
    headers: { ...GERMANY, accept: "text/event-stream", "content-type": "application/json" },
    body: JSON.stringify({ query: Follow, variables: { token } }),
  });
  assert.match(response.headers.get("content-type"), /^text\/event-stream/);
  let heard = "";
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    heard += chunk;
    if (/^:/m.test(heard)) break;
  }
  assert.match(heard, /^event: next\ndata: \{.*\}\n\n/s);
  assert.doesNotMatch(heard, /^event: complete/m);
});

test("a lost stream is opened again, and the order is pushed again", { timeout: 20_000 }, async () => {
  const streams = [];
  const cutting = async (address, options) => {
    const own = new AbortController();
    options.signal.addEventListener("abort", () => own.abort());
    streams.push(own);
    return fetch(address, { ...options, signal: own.signal });
  };
  const client = newClient({ fetchFn: cutting, retryAttempts: 3, retry: async () => {} });
  const order = await buy();
  let pushed = 0;
  for await (const { data } of client.iterate({ query: Follow, variables: { token: order.token } })) {
    assert.equal(data.orderUpdated.number, order.number);
    if (++pushed === 2) break;
    streams[0].abort();
  }
  assert.deepEqual([pushed, streams.length], [2, 2]);
  client.dispose();
});

test("what is not allowed is refused: a bad document, an order of nobody, a token that is unknown", async () => {
  const outcome = async (query, variables, headers = GERMANY) => {
    const client = newClient({ headers });
    const answers = [];
    try {
      for await (const { errors } of client.iterate({ query, variables })) answers.push(...errors.map((each) => each.extensions.code));
    } catch (error) {
      assert(error instanceof NetworkError, `an error of another kind: ${error}`);
      return [error.response.status];
    } finally {
      client.dispose();
    }
    return answers;
  };
  assert.deepEqual(await outcome("subscription { nothing }"), ["GRAPHQL_VALIDATION_FAILED"]);
  assert.deepEqual(await outcome(Follow, { token: "order_none" }), ["ORDER_NOT_FOUND"]);
  assert.deepEqual(await outcome("{ context { countryCode } }", {}, { authorization: "Bearer unknown" }), [401]);
});
