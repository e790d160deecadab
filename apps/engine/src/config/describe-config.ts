import { isSecretName } from "@augury/telemetry";
import type { ConfigOrigin } from "./config-layers.ts";
import { envVariables } from "./env-overrides.ts";
import type { LoadedConfig } from "./load-config.ts";
import { describeSchemas, valueAt } from "./schema-lookup.ts";

/** One setting as it is in force. */
export interface SettingDescription {
  readonly path: string;
  /** `undefined` where nothing is set and there is no default. */
  readonly value: unknown;
  readonly default: unknown;
  readonly origin: ConfigOrigin;
  /** The environment variable that overrides it. */
  readonly env: string;
  readonly allowed: string;
  readonly description: string;
}

/** Returns every setting, in the order of the schema, with where its value came from. Secrets appear as the names of where they are kept. */
export function describeConfig({ config, origins }: LoadedConfig): SettingDescription[] {
  return envVariables().map(({ name, path, schema }) => {
    const value = valueAt(config, path.split("."));
    return {
      path,
      value: isSecretName(path) && typeof value === "string" ? "[redacted]" : value,
      default: schema.default,
      origin: originOf(path, origins),
      env: name,
      allowed: describeSchemas([schema]),
      description: schema.description ?? "",
    };
  });
}

function originOf(path: string, origins: ReadonlyMap<string, ConfigOrigin>): ConfigOrigin {
  const exact = origins.get(path);
  if (exact) return exact;
  // A list, or an object without fixed keys, is one setting made of several places.
  for (const [place, origin] of origins)
    if (place.startsWith(`${path}.`) || path.startsWith(`${place}.`)) return origin;
  return "default";
}
