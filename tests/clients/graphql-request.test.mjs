/** graphql-request: a query, a mutation, errors, and a batch, which is refused until it is switched on. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { ClientError, GraphQLClient } from "graphql-request";

import { GERMANY, SLUG, operation, staffToken, url, variantIds } from "./support/shop.mjs";

const client = new GraphQLClient(url, { headers: GERMANY });

test("a query, by POST and by GET", async () => {
  for (const method of ["POST", "GET"]) {
    const asking = new GraphQLClient(url, { headers: GERMANY, method, jsonSerializer: JSON });
    const { product } = await asking.request(operation("ProductPage"), { slug: SLUG, country: "JP", language: "JA" });
    assert.deepEqual([product.slug, product.localization.languageTag], [SLUG, "ja"]);
    assert.equal(product.variants.nodes[0].price.displayed.currencyCode, "JPY");
  }
});

test("a mutation, and the cart that it made", async () => {
  const [variant] = await variantIds();
  const { cartCreate } = await client.request(operation("CartCreate"), { variant, country: "DE", language: "DE" });
  assert.deepEqual(cartCreate.userErrors, []);
  const { token, ...created } = cartCreate.cart;
  assert.deepEqual((await client.request(operation("Cart"), { token })).cart, created);
});

test("errors arrive with their codes", async () => {
  const codes = async (query, headers) => {
    const error = await client.request(query, {}, headers).then(assert.fail, (reason) => reason);
    assert(error instanceof ClientError, `an error of another kind: ${error}`);
    return error.response.errors.map((each) => each.extensions.code);
  };
  assert.deepEqual(await codes("{ orders { nodes { id } } }"), ["UNAUTHENTICATED"]);
  assert.deepEqual(await codes("{ nothing }"), ["GRAPHQL_VALIDATION_FAILED"]);
  assert.deepEqual(await codes("{"), ["GRAPHQL_PARSE_FAILED"]);
  assert.deepEqual(await codes("{ context { countryCode } }", { authorization: "Bearer unknown" }), ["INVALID_TOKEN"]);
});

test("staff see what only staff may see", async () => {
  const staff = new GraphQLClient(url, { headers: { authorization: `Bearer ${staffToken}` } });
  const { orders } = await staff.request("{ orders(first: 1) { nodes { id number } } }");
  assert.equal(orders.nodes.length, 1);
});

test("a batch is refused, with the way out", async () => {
  const documents = [{ document: "{ context { countryCode } }" }, { document: "{ context { languageCode } }" }];
  const error = await client.batchRequests(documents).then(assert.fail, (reason) => reason);
  assert(error instanceof ClientError, `an error of another kind: ${error}`);
  assert.equal(error.response.status, 400);
  assert.equal(JSON.parse(error.response.body).errors[0].extensions.code, "BATCHING_DISABLED");
});
