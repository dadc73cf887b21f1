/**
 * `node changes.mjs <released schema> <present schema> <changelog>`: what changed between two schemas, by `graphql-inspector`.
 * Exit code 1 where something breaks clients and the changelog's section [Unreleased] does not name it by its path, in
 * backquotes: `Product.slug`, or `Query.products.first` for an argument.
 * At a release, schema.graphql is copied over tests/contracts/released.graphql.
 */
import { readFileSync } from "node:fs";

import { CriticalityLevel, diff } from "@graphql-inspector/core";
import { buildSchema } from "graphql";

const [released, present, changelog] = process.argv.slice(2).map((path) => readFileSync(path, "utf8"));
const changes = await diff(buildSchema(released), buildSchema(present));
const breaking = changes.filter((change) => change.criticality.level === CriticalityLevel.Breaking);
const unreleased = changelog.split(/^## /m).find((section) => section.startsWith("[Unreleased]")) ?? "";
const unnamed = breaking.filter(({ path }) => !unreleased.includes(`\`${path}\``));

console.log(`Breaking changes since the release: ${breaking.length}.`);
for (const { message, path } of unnamed) {
  console.log(`BREAKING ${path}: ${message}`);
}
if (unnamed.length) {
  console.log("Take it back, or name each path in CHANGELOG.md under [Unreleased], in backquotes, with what clients do about it.");
  process.exitCode = 1;
}
