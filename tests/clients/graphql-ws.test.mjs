/** graphql-ws: subscriptions over a socket: events, pings, a lost connection, refusals, and a clean end. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { CloseCode, createClient } from "graphql-ws";
import WebSocket from "ws";

import { GERMANY, buy, operation, ship, socketUrl, staffToken, variantIds } from "./support/shop.mjs";

const Follow = operation("Follow");
const sockets = [];

class NotedSocket extends WebSocket {
  constructor(...args) {
    super(...args);
    sockets.push(this);
  }
}

const newClient = (options = {}) =>
  createClient({ url: socketUrl, webSocketImpl: NotedSocket, connectionParams: GERMANY, ...options });

test("an order is pushed at once, and on every change until it is delivered", { timeout: 20_000 }, async () => {
  const client = newClient();
  const order = await buy();
  const seen = [];
  const following = client.iterate({ query: Follow, variables: { token: order.token, language: "DE" } });
  for await (const { data, errors } of following) {
    assert.equal(errors, undefined);
    if (!seen.length) await ship(order);
    seen.push(data.orderUpdated);
    if (seen.at(-1).status === "DELIVERED") break;
  }
  assert.equal(seen[0].number, order.number);
  assert(seen.length >= 3, "pushed on every change");
  const events = seen.map((each) => each.shipments[0]?.events.length ?? 0);
  assert.deepEqual(events, events.toSorted((one, other) => one - other), "what has happened stays");
  await client.dispose();
});

test("queries and mutations are answered on the same socket, in the context that it was opened with", async () => {
  const connectionParams = { "Tradewind-Country": "JP", "Tradewind-Language": "JA" };
  const client = newClient({ connectionParams });
  const dataOf = async (query, variables) => {
    const answers = [];
    for await (const answer of client.iterate({ query, variables })) answers.push(answer.data);
    assert.equal(answers.length, 1);
    return answers[0];
  };
  const { context } = await dataOf("{ context { countryCode languageTag currencyCode } }");
  assert.deepEqual(context, { countryCode: "JP", languageTag: "ja", currencyCode: "JPY" });
  const [variant] = await variantIds();
  const { cartCreate } = await dataOf(operation("CartCreate"), { variant, country: "JP" });
  assert.deepEqual([cartCreate.userErrors, cartCreate.cart.lines.nodes[0].quantity], [[], 2]);
  await client.dispose();
});

test("staff are known by the token that the socket was opened with", async () => {
  const client = newClient({ connectionParams: { Authorization: `Bearer ${staffToken}` } });
  for await (const { data, errors } of client.iterate({ query: "{ orders(first: 1) { nodes { id } } }" })) {
    assert.deepEqual([errors, data.orders.nodes.length], [undefined, 1]);
  }
  await client.dispose();
});

test("the server answers pings, and the connection stays while nothing happens", async () => {
  const pongs = [];
  const client = newClient({ lazy: false, keepAlive: 200 });
  const offs = [client.on("pong", (received) => pongs.push(received))];
  await new Promise((resolve) => setTimeout(resolve, 900));
  offs.forEach((off) => off());
  assert(pongs.filter(Boolean).length >= 3, `pongs received: ${pongs}`);
  await client.dispose();
});

test("a lost connection is opened again, and the order is pushed again", { timeout: 20_000 }, async () => {
  const client = newClient({ retryAttempts: 3, retryWait: async () => {}, shouldRetry: () => true });
  const order = await buy();
  let connected = 0;
  client.on("connected", () => connected++);
  let pushed = 0;
  for await (const { data } of client.iterate({ query: Follow, variables: { token: order.token } })) {
    assert.equal(data.orderUpdated.number, order.number);
    if (connected === 2) break;
    if (++pushed === 1) sockets.at(-1).terminate();
  }
  assert.equal(connected, 2);
  await client.dispose();
});

test("a subscription ends cleanly: the server completes it, and the socket closes normally", async () => {
  const client = newClient();
  const closed = new Promise((resolve) => client.on("closed", resolve));
  const order = await buy();
  for await (const { data } of client.iterate({ query: Follow, variables: { token: order.token } })) {
    assert.equal(data.orderUpdated.id, order.id);
    break;
  }
  const { code, wasClean } = await closed;
  assert.deepEqual([code, wasClean], [1000, true]);
});

test("what is not allowed is refused: a bad document, an order of nobody, a token that is unknown", async () => {
  const client = newClient();
  const codes = async (query, variables) => {
    try {
      for await (const { errors } of client.iterate({ query, variables })) return errors.map((each) => each.extensions.code);
    } catch (errors) {
      return errors.map((each) => each.extensions.code);
    }
  };
  assert.deepEqual(await codes("subscription { nothing }"), ["GRAPHQL_VALIDATION_FAILED"]);
  assert.deepEqual(await codes(Follow, { token: "order_none" }), ["ORDER_NOT_FOUND"]);
  await client.dispose();

  const unknown = newClient({ connectionParams: { Authorization: "Bearer unknown" }, retryAttempts: 0 });
  const event = await new Promise((resolve, reject) => {
    unknown.subscribe({ query: "{ context { countryCode } }" }, { next: reject, error: resolve, complete: reject });
  });
  assert.equal(event.code, CloseCode.Forbidden);
  await unknown.dispose();
});
