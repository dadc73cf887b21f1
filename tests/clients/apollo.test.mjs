/** Apollo Client: normalised cache, persisted queries by GET, pages, errors, and a subscription over a socket. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, test } from "node:test";

import { ApolloClient, ApolloLink, CombinedGraphQLErrors, HttpLink, InMemoryCache, ServerError, gql } from "@apollo/client";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import { relayStylePagination } from "@apollo/client/utilities";
import { createClient } from "graphql-ws";
import { filter, firstValueFrom } from "rxjs";
import WebSocket from "ws";

import { possibleTypes } from "./support/schema.mjs";
import { GERMANY, SLUG, buy, createCart, operation, recordingFetch, ship, socketUrl, url, variantIds } from "./support/shop.mjs";

const sha256 = (text) => createHash("sha256").update(text).digest("hex");
const documents = Object.fromEntries(
  ["Browse", "ProductPage", "Cart", "CartLinesAdd", "CartLinesUpdate", "Follow"].map((name) => [name, gql(operation(name))]),
);
const opened = [];

function newClient({ link, typePolicies } = {}) {
  const client = new ApolloClient({
    link: link ?? new HttpLink({ uri: url, headers: GERMANY }),
    cache: new InMemoryCache({ possibleTypes, typePolicies }),
  });
  opened.push(client);
  return client;
}

/** The first whole answer of a watched query. */
const answerOf = (watched) => firstValueFrom(watched.pipe(filter(({ dataState }) => dataState === "complete")));

after(() => opened.forEach((client) => client.stop()));

test("a query's answer is read again from the normalised cache, by another query", async () => {
  const recorded = recordingFetch();
  const client = newClient({ link: new HttpLink({ uri: url, fetch: recorded.fetch }) });
  const { data } = await client.query({ query: documents.Browse, variables: { country: "DE", language: "DE" } });
  const mug = data.products.nodes.find((product) => product.slug === SLUG);
  assert.equal(data.context.market.code, "eu");

  const CARD = gql`fragment Named on Node { id ... on Product { name } }`;
  assert.deepEqual(client.cache.readFragment({ id: `Product:${mug.id}`, fragment: CARD }), {
    __typename: "Product",
    id: mug.id,
    name: mug.name,
  });
  await client.query({ query: documents.Browse, variables: { country: "DE", language: "DE" } });
  assert.equal(recorded.sent.length, 1, "the second time nothing is sent");
});

test("an entity that a mutation changes is seen by every query that shows it", async () => {
  const recorded = recordingFetch();
  const client = newClient({ link: new HttpLink({ uri: url, headers: GERMANY, fetch: recorded.fetch }) });
  const { token, version, lines } = await createCart();
  const seen = [];
  const watched = client.watchQuery({ query: documents.Cart, variables: { token } });
  const subscription = watched.subscribe(({ data }) => data && seen.push(data.cart));
  await answerOf(watched);

  const line = lines.nodes[0].id;
  const { data } = await client.mutate({ mutation: documents.CartLinesUpdate, variables: { token, line, version } });
  assert.deepEqual(data.cartLinesUpdate.userErrors, []);
  subscription.unsubscribe();

  assert.deepEqual(
    seen.map((cart) => [cart.version, cart.lines.nodes[0].quantity]),
    [[version, 2], [version + 1, 3]],
  );
  assert.equal(recorded.sent.length, 2, "one query and one mutation: nothing is fetched again");
});

test("a refused mutation tells its code, its facts and, by a fragment on the interface, what all refusals tell", async () => {
  const client = newClient();
  const { token, version } = await createCart();
  const [variant] = await variantIds();
  const variables = { token, variant, version: version + 7 };
  const { data } = await client.mutate({ mutation: documents.CartLinesAdd, variables });
  const [error] = data.cartLinesAdd.userErrors;
  assert.equal(error.code, "STALE_VERSION");
  assert.deepEqual(error.detail, { __typename: "StaleVersion", currentVersion: version });
  assert.deepEqual([error.path, error.retryable], [["input", "version"], false]);
});

test("automatic persisted queries: the hash by GET, then once the document too, then the hash by GET again", async () => {
  const recorded = recordingFetch();
  const persisted = new PersistedQueryLink({ sha256, useGETForHashedQueries: true });
  const link = ApolloLink.from([persisted, new HttpLink({ uri: url, headers: GERMANY, fetch: recorded.fetch })]);
  const client = newClient({ link });
  // A name of this run, so that no server has seen the document.
  const query = gql(`query Fresh${Date.now()} { context { languageTag } }`);
  const twice = [];
  for (let time = 0; time < 2; time++) {
    twice.push((await client.query({ query, fetchPolicy: "no-cache" })).data.context.languageTag);
  }
  assert.deepEqual(twice, ["de", "de"]);

  const [asked, taught, again] = recorded.sent;
  const hash = sha256(taught.body.query);
  const persistedQuery = { version: 1, sha256Hash: hash };
  assert.deepEqual([taught.method, taught.status], ["POST", 200]);
  assert.deepEqual(taught.body.extensions.persistedQuery, persistedQuery);
  for (const each of [asked, again]) {
    const parameters = each.address.searchParams;
    assert.deepEqual([each.method, parameters.has("query"), each.body], ["GET", false, undefined]);
    assert.deepEqual(JSON.parse(parameters.get("extensions")).persistedQuery, persistedQuery);
  }
  assert.equal(again.status, 200);
  const [refused] = (await asked.answer.json()).errors;
  assert.deepEqual([refused.message, refused.extensions.code], ["PersistedQueryNotFound", "PERSISTED_QUERY_NOT_FOUND"]);
});

test("a list grows page by page through relayStylePagination", async () => {
  const PAGES = gql`query Pages($after: String) {
    products(first: 5, after: $after) { edges { cursor node { id } } pageInfo { hasNextPage endCursor } }
  }`;
  const client = newClient({ typePolicies: { Query: { fields: { products: relayStylePagination() } } } });
  const watched = client.watchQuery({ query: PAGES });
  const subscription = watched.subscribe({});
  const { data: first } = await answerOf(watched);
  await watched.fetchMore({ variables: { after: first.products.pageInfo.endCursor } });
  const grown = watched.pipe(filter(({ data }) => data?.products.edges.length > 5));
  const { products } = (await firstValueFrom(grown)).data;
  subscription.unsubscribe();

  const ids = products.edges.map((edge) => edge.node.id);
  assert.equal(new Set(ids).size, 10, "ten products, none of them twice");
  assert.deepEqual(ids.slice(0, 5), first.products.edges.map((edge) => edge.node.id));
  assert.notEqual(products.pageInfo.endCursor, first.products.pageInfo.endCursor);
});

test("errors arrive with their codes", async () => {
  const client = newClient();
  const code = async (query, context) => {
    const error = await client.query({ query, context }).then(assert.fail, (reason) => reason);
    if (CombinedGraphQLErrors.is(error)) return error.errors[0].extensions.code;
    assert(ServerError.is(error), `an error of another kind: ${error}`);
    return [error.statusCode, JSON.parse(error.bodyText).errors[0].extensions.code];
  };
  assert.equal(await code(gql`{ orders { nodes { id } } }`), "UNAUTHENTICATED");
  assert.equal(await code(gql`{ nothing }`), "GRAPHQL_VALIDATION_FAILED");
  const unknown = { headers: { authorization: "Bearer unknown" } };
  assert.deepEqual([await code(gql`{ context { countryCode } }`, unknown)].flat().at(-1), "INVALID_TOKEN");
});

test("a subscription over a socket follows an order until it is delivered", { timeout: 20_000 }, async () => {
  const socket = createClient({ url: socketUrl, webSocketImpl: WebSocket, connectionParams: GERMANY });
  const client = newClient({ link: new GraphQLWsLink(socket) });
  const order = await buy();
  const statuses = [];
  await new Promise((resolve, reject) => {
    const following = client.subscribe({ query: documents.Follow, variables: { token: order.token, language: "DE" } });
    const subscription = following.subscribe({
      next: ({ data, error }) => {
        if (error) return reject(error);
        if (!statuses.length) ship(order).catch(reject);
        statuses.push(data.orderUpdated.status);
        if (statuses.at(-1) === "DELIVERED") resolve(subscription.unsubscribe());
      },
      error: reject,
    });
  });
  await socket.dispose();
  assert(statuses.length >= 3, `pushed on every change: ${statuses}`);
});
