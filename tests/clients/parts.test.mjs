/** Apollo Client and urql: a page whose slow parts come later, in each of the formats that they read. */
import assert from "node:assert/strict";
import { after, test } from "node:test";

import { ApolloClient, HttpLink, InMemoryCache, NetworkStatus, gql } from "@apollo/client";
import { Defer20220824Handler, GraphQL17Alpha9Handler } from "@apollo/client/incremental";
import { Client, fetchExchange } from "@urql/core";

import { possibleTypes } from "./support/schema.mjs";
import { GERMANY, SLUG, recordingFetch, url } from "./support/shop.mjs";

const WHOLE = `query Page($slug: String!) {
  product(slug: $slug) { id name breadcrumbs { id slug } variants(first: 2) { nodes { id availability { code } } } }
}`;
const DEFERRED = `query Page($slug: String!) {
  product(slug: $slug) { id name breadcrumbs { id slug } ... @defer(label: "stock") { variants(first: 2) { nodes { id availability { code } } } } }
}`;
const STREAMED = WHOLE.replace("breadcrumbs", "breadcrumbs @stream(initialCount: 0)");
const variables = { slug: SLUG };
const opened = [];

after(() => opened.forEach((client) => client.stop()));

function newClient(incrementalHandler) {
  const recorded = recordingFetch();
  const link = new HttpLink({ uri: url, headers: GERMANY, fetch: recorded.fetch });
  const client = new ApolloClient({ link, cache: new InMemoryCache({ possibleTypes }), incrementalHandler });
  opened.push(client);
  return client;
}

/** Each state of a watched query, until its last part is there. */
function statesOf(client, document) {
  return new Promise((resolve, reject) => {
    const states = [];
    client.watchQuery({ query: gql(document), variables }).subscribe({
      next: ({ data, dataState, error, networkStatus }) => {
        if (error) reject(error);
        if (data) states.push({ dataState, data: structuredClone(data) });
        if (networkStatus === NetworkStatus.ready) resolve(states);
      },
      error: reject,
    });
  });
}

const product = async () => (await newClient().query({ query: gql(WHOLE), variables })).data.product;

for (const [name, handler] of [
  ["of August 2022", new Defer20220824Handler()],
  ["of graphql-js 17", new GraphQL17Alpha9Handler()],
]) {
  test(`Apollo Client shows the first part, then all of it, in the format ${name}`, async () => {
    const states = await statesOf(newClient(handler), DEFERRED);
    const whole = await product();
    const { variants, ...first } = whole;
    assert.deepEqual(states, [
      { dataState: "streaming", data: { product: first } },
      { dataState: "complete", data: { product: whole } },
    ]);
  });
}

test("Apollo Client fills a list as its items come", async () => {
  const states = await statesOf(newClient(new GraphQL17Alpha9Handler()), STREAMED);
  const whole = await product();
  assert.deepEqual(
    [states[0], states.at(-1)].map(({ data }) => data.product),
    [{ ...whole, breadcrumbs: [] }, whole],
  );
  assert.ok(whole.breadcrumbs.length > 0);
});

for (const parameter of ["deferSpec=20220824", "incrementalSpec=v0.2"]) {
  test(`urql reads the parts where an application asks for them by ${parameter}`, async () => {
    const fetchOptions = { headers: { ...GERMANY, accept: `multipart/mixed;${parameter}, application/json` } };
    const client = new Client({ url, exchanges: [fetchExchange], fetchOptions });
    const seen = await new Promise((resolve) => {
      const results = [];
      client.query(DEFERRED, variables).subscribe((result) => {
        results.push(structuredClone(result.data.product));
        if (!result.hasNext) resolve(results);
      });
    });
    assert.equal(seen.length, 2);
    assert.equal("variants" in seen[0], false);
    assert.equal(seen[1].variants.nodes.length > 0, true);
  });
}

test("a client that names no format gets the answer whole", async () => {
  const client = new Client({ url, exchanges: [fetchExchange], fetchOptions: { headers: GERMANY } });
  const { data, error, hasNext } = await client.query(DEFERRED, variables).toPromise();
  assert.equal(error, undefined);
  assert.equal(hasNext, false);
  assert.equal(data.product.variants.nodes.length > 0, true);
});
