/** urql: queries, its document cache and its normalised one, pages, errors, and a subscription over an event stream. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { Client, cacheExchange, fetchExchange, gql } from "@urql/core";
import { cacheExchange as graphcache } from "@urql/exchange-graphcache";
import { relayPagination } from "@urql/exchange-graphcache/extras";

import { introspection } from "./support/schema.mjs";
import { GERMANY, SLUG, buy, createCart, operation, recordingFetch, ship, url } from "./support/shop.mjs";

const Browse = gql(operation("Browse"));
const Cart = gql(operation("Cart"));
const CartLinesUpdate = gql(operation("CartLinesUpdate"));
const Follow = gql(operation("Follow"));

function newClient(cache = cacheExchange, options = {}) {
  const recorded = recordingFetch();
  const client = new Client({
    url,
    exchanges: [cache, fetchExchange],
    fetch: recorded.fetch,
    fetchOptions: { headers: GERMANY },
    ...options,
  });
  return { client, sent: recorded.sent };
}

/** Without a schema it would guess which types an interface has. */
const normalised = (resolvers) =>
  graphcache({
    schema: introspection,
    resolvers,
    // What has no id is a value: it is kept within what it is part of.
    keys: Object.fromEntries(
      introspection.__schema.types
        .filter((type) => type.kind === "OBJECT" && !type.fields.some((field) => field.name === "id"))
        .map((type) => [type.name, () => null]),
    ),
  });

test("a query is answered by GET or POST, and from the document cache the second time", async () => {
  for (const preferGetMethod of ["force", false]) {
    const { client, sent } = newClient(cacheExchange, { preferGetMethod });
    for (let time = 0; time < 2; time++) {
      const { data, error } = await client.query(Browse, { country: "DE", language: "DE" }).toPromise();
      assert.equal(error, undefined);
      assert(data.products.nodes.some((product) => product.slug === SLUG));
    }
    assert.deepEqual(sent.map((each) => [each.method, each.status]), [[preferGetMethod ? "GET" : "POST", 200]]);
    assert.match(sent[0].answer.headers.get("content-type"), /^application\/(graphql-response\+)?json/);
  }
});

/** Without it urql asks by GET wherever the address has room, and what opens a cart does not belong there. */
const BY_POST = { preferGetMethod: false };

test("what opens a cart is refused in an address, and urql is told what to do", async () => {
  const { client, sent } = newClient();
  const { token } = await createCart();
  const { data, error } = await client.query(Cart, { token }).toPromise();
  assert.equal(data, undefined);
  assert.equal(error.graphQLErrors[0].extensions.code, "SECRET_IN_ADDRESS");
  assert.match(error.message, /preferGetMethod: false/);
  assert.deepEqual(sent.map((each) => [each.method, each.status]), [["GET", 400]]);
});

test("the document cache asks again what a mutation has changed", async () => {
  const { client, sent } = newClient(cacheExchange, BY_POST);
  const { token, version, lines } = await createCart();
  const seen = [];
  const watching = client.query(Cart, { token }).subscribe(({ data, stale }) => {
    if (!stale) seen.push(data.cart.version);
  });
  await until(() => seen.length === 1);
  await client.mutation(CartLinesUpdate, { token, version, line: lines.nodes[0].id }).toPromise();
  await until(() => seen.length === 2);
  watching.unsubscribe();
  assert.deepEqual([seen, sent.length], [[version, version + 1], 3]);
});

test("the normalised cache shows what a mutation has changed without asking", async () => {
  const { client, sent } = newClient(normalised(), BY_POST);
  const { token, version, lines } = await createCart();
  const seen = [];
  const watching = client.query(Cart, { token }).subscribe(({ data }) => {
    seen.push([data.cart.version, data.cart.lines.nodes[0].quantity]);
  });
  await until(() => seen.length === 1);
  await client.mutation(CartLinesUpdate, { token, version, line: lines.nodes[0].id }).toPromise();
  await until(() => seen.length === 2);
  watching.unsubscribe();
  assert.deepEqual([seen, sent.length], [[[version, 2], [version + 1, 3]], 2]);
});

test("a list grows page by page through relayPagination", async () => {
  const { client } = newClient(normalised({ Query: { products: relayPagination() } }));
  const PAGES = gql`query Pages($after: String) {
    products(first: 5, after: $after) { edges { cursor node { id } } pageInfo { hasNextPage endCursor } }
  }`;
  const { data: first } = await client.query(PAGES, {}).toPromise();
  const { data } = await client.query(PAGES, { after: first.products.pageInfo.endCursor }).toPromise();
  const ids = data.products.edges.map((edge) => edge.node.id);
  assert.equal(new Set(ids).size, 10, "ten products, none of them twice");
  assert.deepEqual(ids.slice(0, 5), first.products.edges.map((edge) => edge.node.id));
});

test("errors arrive with their codes", async () => {
  const { client } = newClient();
  const { error } = await client.query(gql`{ orders { nodes { id } } }`, {}).toPromise();
  assert.deepEqual(error.graphQLErrors.map((each) => each.extensions.code), ["UNAUTHENTICATED"]);
  const { error: invalid } = await client.query(gql`{ nothing }`, {}).toPromise();
  assert.deepEqual(invalid.graphQLErrors.map((each) => each.extensions.code), ["GRAPHQL_VALIDATION_FAILED"]);
});

test("a subscription over an event stream follows an order until it is delivered", { timeout: 20_000 }, async () => {
  const { client, sent } = newClient(cacheExchange, { fetchSubscriptions: true });
  const order = await buy();
  const statuses = [];
  await new Promise((resolve, reject) => {
    const following = client.subscription(Follow, { token: order.token, language: "DE" });
    const { unsubscribe } = following.subscribe(({ data, error }) => {
      if (error) return reject(error);
      if (!statuses.length) ship(order).catch(reject);
      statuses.push(data.orderUpdated.status);
      if (statuses.at(-1) === "DELIVERED") resolve(unsubscribe());
    });
  });
  assert(statuses.length >= 3, `pushed on every change: ${statuses}`);
  assert.equal(sent.length, 1, "all of it on one stream");
});

async function until(condition) {
  for (const deadline = Date.now() + 5000; !condition(); ) {
    assert(Date.now() < deadline, `waited in vain: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
