/** Relay: its compiler over the schema and `relay/`, and its runtime on what that made: pages, refetch by node, persisted ids. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";

import { createClient } from "graphql-ws";
import relay from "relay-runtime";
import WebSocket from "ws";

import { compile, fetchOnce, read, rootOf, source } from "./support/relay.mjs";
import { GERMANY, buy, createCart, recordingFetch, ship, socketUrl, url } from "./support/shop.mjs";

const { Environment, Network, Observable, RecordSource, Store } = relay;
const { status, said, documents, artifact } = compile(source);

function newEnvironment() {
  const recorded = recordingFetch();
  const socket = createClient({ url: socketUrl, webSocketImpl: WebSocket, connectionParams: GERMANY });
  const ask = async ({ id }, variables) => {
    const response = await recorded.fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...GERMANY },
      body: JSON.stringify({ query: documents[id], variables }),
    });
    return response.json();
  };
  const follow = ({ id }, variables) =>
    Observable.create((sink) => socket.subscribe({ query: documents[id], variables }, sink));
  const environment = new Environment({ network: Network.create(ask, follow), store: new Store(new RecordSource()) });
  return { environment, sent: recorded.sent, socket };
}

test("the compiler accepts the schema with fragments, connections and refetchable fragments", () => {
  assert.equal(status, 0, said);
});

test("persisted ids are the SHA-256 of their documents, one for each operation", () => {
  for (const [id, text] of Object.entries(documents)) {
    assert.equal(id, createHash("sha256").update(text).digest("hex"));
  }
  const names = Object.values(documents).map((text) => /^(?:query|mutation|subscription) (\w+)/m.exec(text)[1]);
  assert.deepEqual(names.toSorted(), [
    "shopCardRefetchQuery",
    "shopCartQuery",
    "shopFollowSubscription",
    "shopListPaginationQuery",
    "shopListQuery",
    "shopUpdateMutation",
  ]);
  assert.equal(artifact("shopListQuery").params.text, null, "artifacts hold the id alone");
});

test("a connection grows by the generated pagination query", async () => {
  const { environment, sent } = newEnvironment();
  const list = artifact("shop_list");
  const root = await rootOf(environment, artifact("shopListQuery"), { count: 5 });
  const first = read(environment, list, root).products;
  assert.deepEqual([first.edges.length, first.pageInfo.hasNextPage], [5, true]);

  // What usePaginationFragment does for `loadNext(5)`.
  const { paginationRequest, paginationMetadata } = relay.getPaginationMetadata(list, "loadNext");
  const owner = relay.getSelector(list, root).owner.variables;
  const variables = relay.getPaginationVariables("forward", 5, first.pageInfo.endCursor, owner, {}, paginationMetadata);
  await fetchOnce(environment, paginationRequest, variables);

  const { products } = read(environment, list, root);
  const slugs = products.edges.map((edge) => edge.node.slug);
  assert.equal(new Set(slugs).size, 10, "ten products, none of them twice");
  assert.deepEqual(slugs.slice(0, 5), first.edges.map((edge) => edge.node.slug));
  assert.deepEqual(sent.map((each) => each.body.variables.cursor ?? null), [null, first.pageInfo.endCursor]);
});

test("one product is fetched again by node(id:)", async () => {
  const { environment, sent } = newEnvironment();
  const root = await rootOf(environment, artifact("shopListQuery"), { count: 1 });
  const [{ node }] = read(environment, artifact("shop_list"), root).products.edges;
  const card = artifact("shop_card");
  const shown = read(environment, card, node);
  assert.match(shown.priceRange.min.displayed.formatted, /€/);

  const selector = relay.getSelector(card, node);
  const { refetchableRequest, identifierInfo } = relay.getRefetchMetadata(card, "refetch");
  assert.equal(identifierInfo.identifierField, "id");
  const id = selector.dataID;
  environment.commitUpdate((store) => store.get(id).setValue("changed by hand", "name"));
  assert.equal(read(environment, card, node).name, "changed by hand");
  await fetchOnce(environment, refetchableRequest, { id });
  assert.deepEqual(read(environment, card, node), shown);
  assert.match(sent[1].body.query, /node\(id: \$id\)/);
});

test("a mutation's cart is shown by the query that showed it before", async () => {
  const { environment, sent } = newEnvironment();
  const { token, version, lines } = await createCart();
  const root = await rootOf(environment, artifact("shopCartQuery"), { token });
  const quantities = () => read(environment, artifact("shop_lines"), root.cart).lines.nodes.map((line) => line.quantity);
  assert.deepEqual(quantities(), [2]);

  const input = { token, version, lines: [{ lineId: lines.nodes[0].id, quantity: 3 }] };
  const commit = (variables) =>
    new Promise((resolve, reject) => {
      const mutation = artifact("shopUpdateMutation");
      relay.commitMutation(environment, { mutation, variables, onCompleted: resolve, onError: reject });
    });
  assert.deepEqual((await commit({ input })).cartLinesUpdate.userErrors, []);
  assert.deepEqual([quantities(), sent.length], [[3], 2]);

  const { cartLinesUpdate: refused } = await commit({ input });
  assert.deepEqual(refused.userErrors, [{ code: "STALE_VERSION" }]);
  const outcome = relay.readInlineData(artifact("shop_outcome"), refused);
  assert.equal(outcome.userErrors.length, 1, "a fragment on the interface is matched");
  assert.deepEqual(quantities(), [3]);
});

test("a subscription follows an order until it is delivered", { timeout: 20_000 }, async () => {
  const { environment, socket } = newEnvironment();
  const order = await buy();
  const statuses = [];
  await new Promise((resolve, reject) => {
    const { dispose } = relay.requestSubscription(environment, {
      subscription: artifact("shopFollowSubscription"),
      variables: { token: order.token },
      onNext: ({ orderUpdated }) => {
        if (!statuses.length) ship(order).catch(reject);
        statuses.push(orderUpdated.status);
        if (statuses.at(-1) === "DELIVERED") resolve(dispose());
      },
      onError: reject,
    });
  });
  await socket.dispose();
  assert(statuses.length >= 3, `pushed on every change: ${statuses}`);
});

test("the compiler refuses a field that the schema has not", () => {
  const refused = compile(source.replace("name\n", "nothing\n"));
  assert.notEqual(refused.status, 0);
  assert.match(refused.said, /type `Product` has no field `nothing`/);
});
