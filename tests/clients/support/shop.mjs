/** The shop that is asked, and the steps before an order that the clients' tests share. By plain fetch, through no client. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";

import { parse, print } from "graphql";

export const url = required("TRADEWIND_URL");
export const socketUrl = url.replace(/^http/, "ws");
export const staffToken = required("TRADEWIND_STAFF_TOKEN");

export const SLUG = "stoneware-mug";
export const GERMANY = { "tradewind-country": "DE", "tradewind-language": "DE" };

const ADDRESS = {
  firstName: "Ana",
  lastName: "Keller",
  line1: "Torstr. 1",
  city: "Berlin",
  postalCode: "10119",
  countryCode: "DE",
};

export function required(name) {
  const value = process.env[name];
  if (!value) throw new Error(`Set ${name}: see tests/clients/__init__.py.`);
  return value;
}

const OPERATIONS = new URL("../operations/", import.meta.url);
const DEFINITIONS = readdirSync(OPERATIONS).flatMap((file) =>
  parse(readFileSync(new URL(file, OPERATIONS), "utf8")).definitions.map((definition) => [definition.name.value, print(definition)]),
);

/** One of `operations/` by its name, with the fragments that it spreads, as the text of a document. */
export function operation(name) {
  const wanted = [definitionOf(name)];
  for (let at = 0; at < wanted.length; at++) {
    for (const [, spread] of wanted[at].matchAll(/\.\.\.(\w+)/g)) {
      if (spread !== "on" && !wanted.includes(definitionOf(spread))) wanted.push(definitionOf(spread));
    }
  }
  return wanted.join("\n");
}

function definitionOf(name) {
  const found = DEFINITIONS.find(([known]) => known === name);
  if (!found) throw new Error(`There is no operation or fragment ${name} in operations/.`);
  return found[1];
}

/** The data of an answer without errors. */
export async function ask(query, variables = {}, headers = GERMANY) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ query, variables }),
  });
  const answer = await response.json();
  assert.equal(answer.errors, undefined, JSON.stringify(answer.errors));
  return answer.data;
}

/** The ids of the variants of the product that the tests buy. */
export async function variantIds() {
  const { product } = await ask(`query ($slug: String!) { product(slug: $slug) { variants(first: 10) { nodes { id } } } }`, {
    slug: SLUG,
  });
  return product.variants.nodes.map((variant) => variant.id);
}

async function changed(document, variables, headers = GERMANY) {
  const [payload] = Object.values(await ask(document, variables, headers));
  assert.deepEqual(payload.userErrors, []);
  return payload;
}

/** A new cart with two pieces: its token, id, version and lines. */
export async function createCart() {
  const [variant] = await variantIds();
  return (await changed(operation("CartCreate"), { variant, country: "DE", language: "DE" })).cart;
}

/** A paid order of the demo shop: its token, id and number. */
export async function buy() {
  const { token } = await createCart();
  const { cart } = await changed(operation("CartBuyer"), { token, email: "ana@example.com", address: ADDRESS });
  const [group] = cart.deliveryGroups;
  const method = cart.paymentOptions.find((option) => option.available && option.method.kind === "CARD").method.id;
  const delivered = await changed(operation("CartDelivery"), { token, group: group.id, option: group.options[0].id });
  const { order } = await changed(operation("Checkout"), {
    token,
    version: delivered.cart.version,
    method,
    returnUrl: "https://shop.example/thanks",
    key: randomUUID(),
  });
  return order;
}

/** Send an order, as staff do: what follows is pushed to whoever follows it. */
export async function ship({ id, token }) {
  const { order } = await ask(operation("Track"), { token });
  const staff = { ...GERMANY, authorization: `Bearer ${staffToken}` };
  const key = randomUUID();
  const document = operation("Ship").replace("SBX123", `SBX${key}`); // one carrier gives a number once
  return (await changed(document, { order: id, version: order.version, key }, staff)).shipment;
}

/** `fetch` that notes what was sent and what came back. */
export function recordingFetch() {
  const sent = [];
  const recorded = async (address, options = {}) => {
    const response = await fetch(address, options);
    sent.push({
      method: options.method ?? "GET",
      address: new URL(address),
      body: typeof options.body === "string" ? JSON.parse(options.body) : undefined,
      headers: new Headers(options.headers),
      status: response.status,
      answer: response.clone(),
    });
    return response;
  };
  return { sent, fetch: recorded };
}
