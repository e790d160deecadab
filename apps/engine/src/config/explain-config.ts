import { readFileSync } from "node:fs";
import { ok, type Result } from "@augury/core";
import type { ConfigError } from "./config-error.ts";
import type { Environment } from "./config-layers.ts";
import { describeConfig, type SettingDescription } from "./describe-config.ts";
import { loadConfig } from "./load-config.ts";
import { YamlSource } from "./yaml-source.ts";

/** A setting with the place that its value came from. */
export interface ExplainedSetting extends SettingDescription {
  /** "config/engine.yaml:12", "environment variable AUGURY_API_PORT", "default". */
  readonly from: string;
}

/** Explains every setting of a configuration as the engine would read it now, or says what is wrong with it. */
export function explainConfig(file: string, env: Environment): Result<ExplainedSetting[], ConfigError[]> {
  const loaded = loadConfig(file, env);
  if (!loaded.ok) return loaded;
  const source = YamlSource.parse(readFileSync(file, "utf8"), file);
  if (!source.ok) return source;
  return ok(describeConfig(loaded.value).map((setting) => ({ ...setting, from: placeOf(setting, source.value) })));
}

function placeOf({ origin, env, path }: SettingDescription, source: YamlSource): string {
  switch (origin) {
    case "file": {
      const { file, line } = source.locate(path.split("."), "key");
      return `${file}:${line}`;
    }
    case "environment":
      return `environment variable ${env}`;
    case "setting":
      return "runtime setting";
    case "override":
    case "default":
      return origin;
  }
}
