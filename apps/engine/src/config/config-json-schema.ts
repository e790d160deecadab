import { z } from "zod";
import { EngineConfig } from "./engine-config.ts";
import type { SchemaNode } from "./schema-lookup.ts";

let cached: SchemaNode | undefined;

/** Returns the JSON Schema (draft 2020-12) of a configuration file as written by a human: for editors, `config explain`, and error texts. */
export function configJsonSchema(): SchemaNode {
  // One cast where two descriptions of JSON Schema meet; the text is the generator's.
  cached ??= { title: "Augury engine configuration", ...z.toJSONSchema(EngineConfig, { io: "input" }) } as SchemaNode;
  return cached;
}
