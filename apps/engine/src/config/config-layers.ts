import type { ConfigError, ConfigPlace } from "./config-error.ts";
import { didYouMean } from "./did-you-mean.ts";
import { ENV_ELSEWHERE, ENV_PREFIX, envVariables, parseEnvValue } from "./env-overrides.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** Values by dotted path ("api.port"): runtime settings from the database, or a program's own. */
export type DottedValues = Readonly<Record<string, unknown>>;

export type ConfigOrigin = "default" | "file" | "setting" | "environment" | "override";

/** One value that is laid over the file. */
export interface LayeredValue {
  readonly path: string;
  readonly value: unknown;
  readonly origin: ConfigOrigin;
  /** Says where it came from: errors point there. */
  readonly place: ConfigPlace;
}

/** Returns runtime settings or a program's overrides as layered values. */
export function fromDotted(values: DottedValues, origin: "setting" | "override"): LayeredValue[] {
  const file = origin === "setting" ? "runtime setting" : "override";
  return Object.entries(values).map(([path, value]) => ({ path, value, origin, place: { file, line: 0, column: 0 } }));
}

/** Returns the AUGURY_… variables as layered values. */
export function fromEnvironment(env: Environment): LayeredValue[] {
  return envVariables().flatMap(({ name, path, schema }): LayeredValue[] => {
    const text = env[name];
    if (text === undefined) return [];
    const place = { file: `environment variable ${name}`, line: 0, column: 0 };
    return [{ path, value: parseEnvValue(text, schema), origin: "environment", place }];
  });
}

/**
 * Returns an error for each AUGURY_… variable that is no setting: a mistyped risk limit must not be passed over. `referenced` are the
 * variables that the configuration itself names as holding a secret.
 */
export function unknownVariables(env: Environment, referenced: ReadonlySet<string>): ConfigError[] {
  const names = envVariables().map(({ name }) => name);
  const known = new Set([...names, ...ENV_ELSEWHERE, ...referenced]);
  return Object.keys(env)
    .filter((name) => name.startsWith(ENV_PREFIX) && !known.has(name))
    .map((name) => {
      const meant = didYouMean(name, names);
      const message = `no setting has this name${meant ? `; did you mean ${meant}?` : ""}`;
      return { file: `environment variable ${name}`, line: 0, column: 0, path: "", message };
    });
}

/** Returns `tree` with the layers laid over it, later ones on top. `tree` itself is left alone. */
export function applyLayers(tree: unknown, layers: readonly LayeredValue[]): unknown {
  const out = structuredClone(tree ?? {});
  for (const { path, value } of layers) setAt(out, path.split("."), value);
  return out;
}

function setAt(tree: unknown, path: readonly string[], value: unknown): void {
  let here = tree;
  for (const [depth, key] of path.entries()) {
    // Something else than an object stands in the way: the schema says so, at its own line.
    if (typeof here !== "object" || here === null) return;
    const object = here as Record<string, unknown>;
    const last = depth === path.length - 1;
    const next = last ? value : ((Object.hasOwn(object, key) ? object[key] : undefined) ?? {});
    // Defined, not assigned: "__proto__" is a key like any other, which the schema then refuses.
    Object.defineProperty(object, key, { value: next, enumerable: true, configurable: true, writable: true });
    here = next;
  }
}
