import { parse } from "yaml";
import { configJsonSchema } from "./config-json-schema.ts";
import { type SchemaNode, unfold } from "./schema-lookup.ts";

/** One setting that the environment may override. */
export interface EnvVariable {
  /** "AUGURY_API_PORT" for api.port: the path in capitals, words and levels joined by "_". */
  readonly name: string;
  /** Dotted path of the setting. */
  readonly path: string;
  readonly schema: SchemaNode;
}

export const ENV_PREFIX = "AUGURY_";

/** Variables of this prefix that are read elsewhere and are no settings. */
export const ENV_ELSEWHERE: readonly string[] = [
  "AUGURY_API_URL",
  "AUGURY_CONFIG",
  "AUGURY_CONFIRM_LIVE",
  "AUGURY_FIXTURES",
  "AUGURY_FIXTURE_READS",
  "AUGURY_FULL",
];

/**
 * Returns every setting that the environment may override, derived from the schema so that none is forgotten. A text, number or
 * boolean is written plainly; lists and unions as YAML (`AUGURY_VENUES_KALSHI_MARKETS='[KXBTC-1, KXBTC-2]'`).
 */
export function envVariables(schema: SchemaNode = configJsonSchema(), path: readonly string[] = []): EnvVariable[] {
  if (!schema.properties) return path.length === 0 ? [] : [{ name: envNameOf(path), path: path.join("."), schema }];
  return Object.entries(schema.properties).flatMap(([key, child]) => envVariables(child, [...path, key]));
}

/** Returns the value that `text` means for a setting of this schema; what does not fit is left as text for the schema to refuse. */
export function parseEnvValue(text: string, schema: SchemaNode): unknown {
  const types = new Set(unfold(schema).map(({ type }) => type));
  if (types.size === 1 && types.has("string")) return text;
  if (types.has("array") || types.has("object")) return parseYamlValue(text);
  if ((types.has("integer") || types.has("number")) && /^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (types.has("boolean") && (text === "true" || text === "false")) return text === "true";
  return text;
}

function envNameOf(path: readonly string[]): string {
  const words = path.map((key) => key.replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2").toUpperCase());
  return ENV_PREFIX + words.join("_");
}

function parseYamlValue(text: string): unknown {
  try {
    return parse(text, { maxAliasCount: 0, logLevel: "error" });
  } catch {
    return text;
  }
}
