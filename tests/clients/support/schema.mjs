/** `schema.graphql`, and what clients want to know of it. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { buildSchema, introspectionFromSchema, isAbstractType } from "graphql";

export const schemaFile = fileURLToPath(new URL("../../../schema.graphql", import.meta.url));
export const schema = buildSchema(readFileSync(schemaFile, "utf8"));
export const introspection = introspectionFromSchema(schema);

/** The types of each interface and union, by name. */
export const possibleTypes = Object.fromEntries(
  Object.values(schema.getTypeMap())
    .filter(isAbstractType)
    .map((type) => [type.name, schema.getPossibleTypes(type).map((possible) => possible.name)]),
);
