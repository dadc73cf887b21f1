/** Trusted documents: the manifests that Apollo's and Relay's own tools write are pushed, and then nothing else is run. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { ApolloClient, ApolloLink, CombinedGraphQLErrors, HttpLink, InMemoryCache, gql } from "@apollo/client";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { generatePersistedQueryIdsFromManifest } from "@apollo/persisted-query-lists";
import relay from "relay-runtime";

import { compile, read, rootOf, source } from "./support/relay.mjs";
import { possibleTypes } from "./support/schema.mjs";
import { GERMANY, SLUG, ask, operation, recordingFetch, staffToken, url } from "./support/shop.mjs";
import { tradewind } from "./support/tradewind.mjs";
import { openWorkshop, packaged, project } from "./support/workshop.mjs";

const { Environment, Network, RecordSource, Store } = relay;

/** A storefront that runs trusted documents only: its code, and the headers of its pages. */
async function newStorefront() {
  const code = `web-${randomUUID().slice(0, 8)}`;
  const staff = { authorization: `Bearer ${staffToken}` };
  const { storefrontCreate } = await ask(
    `mutation ($code: String!) {
      storefrontCreate(input: { code: $code, name: $code, trustedDocumentsOnly: true }) { storefront { id } userErrors { code } }
    }`,
    { code },
    staff,
  );
  assert.deepEqual(storefrontCreate.userErrors, []);
  const { storefrontTokenCreate } = await ask(
    `mutation ($storefront: ID!) {
      storefrontTokenCreate(input: { storefrontId: $storefront, kind: PUBLIC }) { accessToken userErrors { code } }
    }`,
    { storefront: storefrontCreate.storefront.id },
    staff,
  );
  assert.deepEqual(storefrontTokenCreate.userErrors, []);
  return { code, headers: { ...GERMANY, "tradewind-storefront": storefrontTokenCreate.accessToken } };
}

const codeOf = async (answering) => {
  const error = await answering.then(assert.fail, (reason) => reason);
  assert(CombinedGraphQLErrors.is(error), `an error of another kind: ${error}`);
  return error.errors[0].extensions.code;
};

test("Apollo's manifest: its documents are run by id, and no other", async () => {
  const { code, headers } = await newStorefront();
  const { folder, write } = openWorkshop();
  const documents = join(project, "operations/*.graphql");
  write("persisted-query-manifest.config.json", JSON.stringify({ documents, output: "manifest.json" }));
  const program = [packaged("@apollo/generate-persisted-query-manifest/cli.js")];
  const { status, stdout, stderr } = spawnSync(process.execPath, program, { encoding: "utf8", cwd: folder });
  assert.equal(status, 0, stdout + stderr);
  const manifest = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"));
  const pushed = tradewind("documents", "push", "--storefront", code, join(folder, "manifest.json"));
  assert.equal(pushed, `${manifest.operations.length} new, 0 known.`);

  const recorded = recordingFetch();
  const ids = new PersistedQueryLink(generatePersistedQueryIdsFromManifest({ loadManifest: async () => manifest }));
  const newClient = (...links) =>
    new ApolloClient({
      link: ApolloLink.from([...links, new HttpLink({ uri: url, headers, fetch: recorded.fetch })]),
      cache: new InMemoryCache({ possibleTypes }),
    });
  const query = gql(operation("ProductPage"));
  const { data } = await newClient(ids).query({ query, variables: { slug: SLUG } });
  assert.equal(data.product.slug, SLUG);
  assert.deepEqual(recorded.sent.map(({ body }) => "query" in body), [false], "the document itself is not sent");

  assert.equal(await codeOf(newClient().query({ query: gql`{ context { countryCode } }` })), "UNTRUSTED_DOCUMENT");
});

test("Relay's persisted documents: its artifacts' ids are run, and no other", async () => {
  const { code, headers } = await newStorefront();
  const { manifest, documents, artifact } = compile(source);
  const size = Object.keys(documents).length;
  assert.equal(tradewind("documents", "push", "--storefront", code, manifest), `${size} new, 0 known.`);

  const send = async ({ id }, variables) => {
    const body = JSON.stringify({ documentId: id, variables });
    return (await fetch(url, { method: "POST", headers: { "content-type": "application/json", ...headers }, body })).json();
  };
  const environment = new Environment({ network: Network.create(send), store: new Store(new RecordSource()) });
  const root = await rootOf(environment, artifact("shopListQuery"), { count: 3 });
  const { products } = read(environment, artifact("shop_list"), root);
  assert.equal(products.edges.length, 3);

  const { errors } = await send({ id: "0".repeat(64) }, {});
  assert.equal(errors[0].extensions.code, "UNTRUSTED_DOCUMENT");
});
