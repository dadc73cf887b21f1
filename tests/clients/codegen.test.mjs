/** GraphQL Code Generator's typed documents: right use passes TypeScript's strict check, wrong use is found, and they run. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";

import { generate } from "@graphql-codegen/cli";
import { preset } from "@graphql-codegen/client-preset";
import { print } from "graphql";

import { schemaFile } from "./support/schema.mjs";
import { SLUG, ask } from "./support/shop.mjs";
import { openWorkshop, packaged, project } from "./support/workshop.mjs";

const { folder, write } = openWorkshop();
const SCALARS = [...readFileSync(schemaFile, "utf8").matchAll(/^scalar (\w+)/gm)].map(([, name]) => name);

const RIGHT = `
import request from "graphql-request";
import { CartLinesAddDocument, MoneyFieldsFragmentDoc, ProductPageDocument, type CartErrorCode } from "./generated/graphql";
import { useFragment } from "./generated/fragment-masking";

export async function price(url: string, slug: string): Promise<string> {
  const { product } = await request(url, ProductPageDocument, { slug, country: "DE", language: "DE" });
  const offered = product?.variants.nodes[0]?.price;
  if (!offered) return "";
  const money = useFragment(MoneyFieldsFragmentDoc, offered.displayed);
  const rate: string | null = offered.taxRate;
  return [money.amount, money.currencyCode, rate].join(" ");
}

export async function add(url: string, token: string, variant: string): Promise<CartErrorCode[]> {
  const { cartLinesAdd } = await request(url, CartLinesAddDocument, { token, variant, version: null });
  return cartLinesAdd.userErrors.map((error) => error.code);
}
`;

const HEAD = `
import request from "graphql-request";
import { BrowseDocument, ProductPageDocument } from "./generated/graphql";
declare const url: string;
`;
/** Each is one line of a file, and wrong. */
const WRONG = {
  "a variable that is missing": "request(url, ProductPageDocument, { country: 'DE' });",
  "a value that the enum has not": "request(url, ProductPageDocument, { slug: 'a', country: 'Germany' });",
  "a field that was not asked for": "request(url, BrowseDocument, {}).then(({ products }) => products.totalCount);",
  "a product that may be null": "request(url, ProductPageDocument, { slug: 'a' }).then(({ product }) => product.description);",
  "a fragment that is another component's": "request(url, ProductPageDocument, { slug: 'a' }).then(({ product }) => product!.brand);",
};

let errors;

before(async () => {
  const config = {
    schema: schemaFile,
    documents: join(project, "operations/*.graphql"),
    generates: {
      [join(folder, "generated/")]: {
        preset,
        config: {
          enumsAsTypes: true,
          strictScalars: true,
          scalars: Object.fromEntries(SCALARS.map((name) => [name, "string"])),
        },
      },
    },
    silent: true,
  };
  await generate(config, true);
  errors = typeErrors(write("right.ts", RIGHT), write("wrong.ts", HEAD + Object.values(WRONG).join("\n")));
});

/** What TypeScript finds wrong in files, a line for each. */
function typeErrors(...files) {
  const options = "--noEmit --strict --noUncheckedIndexedAccess --skipLibCheck --target es2022 --module esnext --moduleResolution bundler";
  const program = [packaged("typescript/bin/tsc"), ...options.split(" "), ...files];
  const { stdout } = spawnSync(process.execPath, program, { encoding: "utf8", cwd: folder });
  return stdout.split("\n").filter((line) => line.includes("error TS"));
}

test("typed documents pass TypeScript's strict check", () => {
  assert.deepEqual(errors.filter((error) => !error.startsWith("wrong.ts")), []);
});

test("TypeScript finds each wrong use", () => {
  const start = HEAD.split("\n").length;
  const lines = errors.flatMap((error) => /^wrong\.ts\((\d+),/.exec(error)?.[1] ?? []).map((line) => line - start);
  assert.deepEqual([...new Set(lines)], [...Object.keys(WRONG).keys()], `found of ${Object.keys(WRONG)}:\n${errors.join("\n")}`);
});

test("a typed document is answered by the server", async () => {
  const generated = readFileSync(join(folder, "generated/graphql.ts"), "utf8");
  const [, document] = /^export const ProductPageDocument = (\{.*\}) as unknown/m.exec(generated);
  const { product } = await ask(print(JSON.parse(document)), { slug: SLUG, country: "DE", language: "DE" });
  assert.equal(product.slug, SLUG);
});
