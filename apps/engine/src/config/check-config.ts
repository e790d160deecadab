import { formatConfigError } from "./config-error.ts";
import type { Environment } from "./config-layers.ts";
import { loadCustomSources } from "./custom-sources.ts";
import { loadConfig } from "./load-config.ts";
import { readSecret } from "./secret-ref.ts";
import { secretRefs } from "./secret-refs.ts";

export interface ConfigCheck {
  readonly ok: boolean;
  /** One finding per line, ready to print. */
  readonly lines: readonly string[];
}

/** Checks a file as the engine would read it, and whether the secrets it names are there. A missing secret is a note, an open one an error. */
export function checkConfig(path: string, env: Environment): ConfigCheck {
  const loaded = loadConfig(path, env);
  if (!loaded.ok) return { ok: false, lines: loaded.error.map(formatConfigError) };
  const custom = loadCustomSources(loaded.value.config.sources);
  const notes: string[] = custom.ok ? [] : [...custom.error];
  let fine = custom.ok;
  for (const { path: setting, ref, needed, without } of secretRefs(loaded.value.config)) {
    const secret = readSecret(ref, env);
    if (secret.ok) continue;
    const missing = secret.error.code === "missing";
    if (missing && !needed) continue;
    fine &&= missing;
    notes.push(
      `${path}: ${missing ? "note" : "error"}: ${setting}: ${secret.error.message}${missing ? `; ${without}` : ""}`,
    );
  }
  return { ok: fine, lines: fine ? [...notes, `${path}: ok`] : notes };
}
