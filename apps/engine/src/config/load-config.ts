import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { err, ok, type Result } from "@augury/core";
import type { ConfigError } from "./config-error.ts";
import { issueToErrors } from "./config-issues.ts";
import { configJsonSchema } from "./config-json-schema.ts";
import {
  applyLayers,
  type ConfigOrigin,
  type DottedValues,
  type Environment,
  fromDotted,
  fromEnvironment,
  type LayeredValue,
  unknownVariables,
} from "./config-layers.ts";
import { EngineConfig } from "./engine-config.ts";
import { findInlineSecrets } from "./inline-secrets.ts";
import { secretRefs } from "./secret-refs.ts";
import { type ConfigPath, YAML_BOUNDS, YamlSource } from "./yaml-source.ts";

/** What lies over the file, weakest first: runtime settings, then the environment, then what the program itself was told. */
export interface ConfigLayers {
  /** Runtime settings from the database. */
  readonly settings?: DottedValues;
  /** Command-line flags, the demo's ports. */
  readonly overrides?: DottedValues;
}

export interface LoadedConfig {
  readonly config: EngineConfig;
  readonly file: string;
  /** Where a setting comes from, by dotted path; what is not in here is a default. */
  readonly origins: ReadonlyMap<string, ConfigOrigin>;
  /** Absolute paths, resolved from the working directory. */
  readonly paths: { readonly dataDir: string; readonly journalDir: string; readonly storageFile: string };
}

/** Reads and checks a configuration file. Environment > runtime settings > file > default; a program's overrides beat them all. */
export function loadConfig(
  path: string,
  env: Environment,
  layers: ConfigLayers = {},
): Result<LoadedConfig, ConfigError[]> {
  const text = readText(path);
  return text.ok ? parseConfig(text.value, { file: path, env, ...layers }) : text;
}

/** Checks a configuration text, which `file` names in errors. */
export function parseConfig(
  text: string,
  { file, env, settings = {}, overrides = {} }: ConfigLayers & { file: string; env: Environment },
): Result<LoadedConfig, ConfigError[]> {
  const source = YamlSource.parse(text, file);
  if (!source.ok) return source;
  const laid = [...fromDotted(settings, "setting"), ...fromEnvironment(env), ...fromDotted(overrides, "override")];
  const value = applyLayers(source.value.value, laid);
  const errors = findErrors(value, source.value, laid);
  const config = EngineConfig.safeParse(value);
  if (config.success && errors.length === 0) errors.push(...unknownVariables(env, referencedVariables(config.data)));
  if (!config.success || errors.length > 0) return err(errors.slice(0, YAML_BOUNDS.errorsMax));
  return ok({ config: config.data, file, origins: originsOf(source.value.value, laid), paths: pathsOf(config.data) });
}

function findErrors(value: unknown, source: YamlSource, laid: readonly LayeredValue[]): ConfigError[] {
  const locate = (path: ConfigPath, part: "key" | "value") => placeOf(path, laid) ?? source.locate(path, part);
  const secrets = findInlineSecrets(value);
  const hidden = new Set(secrets.map(({ path }) => path.join(".")));
  const checked = EngineConfig.safeParse(value);
  const context = { schema: configJsonSchema(), value, locate };
  const complaints = checked.success ? [] : checked.error.issues.flatMap((issue) => issueToErrors(issue, context));
  const refused = secrets.map(({ path, byName }): ConfigError => {
    const message = byName
      ? "a secret must not stand in a configuration"
      : "this looks like a secret, which must not stand in a configuration";
    const allowed = "{ env: NAME_OF_A_VARIABLE } or { file: path of a file with mode 600 }";
    return { ...locate(path, byName ? "key" : "value"), path: path.join("."), message, allowed };
  });
  // A refused secret's own complaint would show its value.
  return [...refused, ...complaints.filter(({ path }) => !hidden.has(path))];
}

function placeOf(path: ConfigPath, laid: readonly LayeredValue[]) {
  const dotted = path.join(".");
  return laid.findLast((layer) => dotted === layer.path || dotted.startsWith(`${layer.path}.`))?.place;
}

function referencedVariables(config: EngineConfig): Set<string> {
  return new Set(secretRefs(config).flatMap(({ ref }) => ref.env ?? []));
}

function originsOf(tree: unknown, laid: readonly LayeredValue[]): Map<string, ConfigOrigin> {
  const origins = new Map<string, ConfigOrigin>(leafPaths(tree, []).map((path) => [path, "file"]));
  for (const { path, origin } of laid) origins.set(path, origin);
  return origins;
}

function leafPaths(value: unknown, path: readonly string[]): string[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [path.join(".")];
  return Object.entries(value).flatMap(([key, child]) => leafPaths(child, [...path, key]));
}

function pathsOf({ dataDir, journal, storage }: EngineConfig): LoadedConfig["paths"] {
  const root = resolve(dataDir);
  return { dataDir: root, journalDir: resolve(root, journal.dir), storageFile: resolve(root, storage.path) };
}

function readText(path: string): Result<string, ConfigError[]> {
  const failure = (message: string) => err([{ file: path, line: 0, column: 0, path: "", message }]);
  try {
    const stat = statSync(path);
    if (!stat.isFile()) return failure("this is not a file");
    if (stat.size > YAML_BOUNDS.bytesMax)
      return failure(`a configuration has at most ${YAML_BOUNDS.bytesMax} bytes, this has ${stat.size}`);
    return ok(new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path)));
  } catch (cause) {
    if (cause instanceof TypeError) return failure("this is not UTF-8 text");
    const code = (cause as NodeJS.ErrnoException).code;
    return failure(
      code === "ENOENT" ? "there is no such file" : `the file cannot be read (${code ?? "unknown error"})`,
    );
  }
}
