/** Relay's compiler over the schema and a file of sources, and what its React hooks do with the runtime. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

import relay from "relay-runtime";

import { schemaFile } from "./schema.mjs";
import { openWorkshop, packaged, project } from "./workshop.mjs";

const CONFIG = {
  src: "./src",
  schema: "./schema.graphql",
  language: "javascript",
  artifactDirectory: "./generated",
  eagerEsModules: false,
  noFutureProofEnums: true,
  persistConfig: { file: "./persisted.json", algorithm: "SHA256" },
};

export const source = readFileSync(join(project, "relay/shop.js"), "utf8");

/** Compile sources: what the compiler said, the persisted documents by id, their file, and the artifacts by name. */
export function compile(text) {
  const { folder, write } = openWorkshop();
  write("src/shop.js", text);
  write("schema.graphql", readFileSync(schemaFile, "utf8"));
  write("generated/package.json", '{ "type": "commonjs" }');
  write("relay.config.json", JSON.stringify(CONFIG));
  const manifest = write("persisted.json", "{}");
  const program = [packaged("relay-compiler/cli.js"), "relay.config.json"];
  const { status, stdout, stderr } = spawnSync(process.execPath, program, { encoding: "utf8", cwd: folder });
  const load = createRequire(join(folder, "generated/index.js"));
  return {
    status,
    said: stdout + stderr,
    manifest,
    documents: JSON.parse(readFileSync(manifest, "utf8")),
    artifact: (name) => load(`./${name}.graphql.js`),
  };
}

/** What a component is given that shows this fragment of what its parent was given. */
export function read(environment, fragment, parent) {
  return environment.lookup(relay.getSelector(fragment, parent)).data;
}

/** Execute a query, and put what it gives into the store. */
export const fetchOnce = (environment, query, variables) => relay.fetchQuery(environment, query, variables).toPromise();

/** Execute a query, keep what it gave, and give what its component is given. */
export async function rootOf(environment, query, variables) {
  await fetchOnce(environment, query, variables);
  const operation = relay.createOperationDescriptor(query, variables);
  environment.retain(operation);
  return environment.lookup(operation.fragment).data;
}
