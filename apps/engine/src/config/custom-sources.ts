import { readFileSync, statSync } from "node:fs";
import { err, ok, type Result } from "@augury/core";
import {
  CUSTOM_YAML_BOUNDS,
  type CustomSourceConfig,
  formatCustomSourceProblem,
  loadCustomSource,
} from "@augury/sources";
import type { SourcesConfig } from "./sources-config.ts";

/** Reads the sources that files describe. Errors are lines with file, line and column; a name may stand for one source only. */
export function loadCustomSources({ custom }: Pick<SourcesConfig, "custom">): Result<CustomSourceConfig[], string[]> {
  const loaded: CustomSourceConfig[] = [];
  const problems: string[] = [];
  for (const file of custom) {
    const source = loadFile(file);
    if (!source.ok) problems.push(...source.error);
    else if (loaded.some(({ name }) => name === source.value.name))
      problems.push(`${file}: another file describes a source named ${source.value.name}`);
    else loaded.push(source.value);
  }
  return problems.length > 0 ? err(problems) : ok(loaded);
}

function loadFile(file: string): Result<CustomSourceConfig, string[]> {
  const text = readText(file);
  if (!text.ok) return err([`${file}: ${text.error}`]);
  const source = loadCustomSource(text.value, file);
  return source.ok ? source : err(source.error.map(formatCustomSourceProblem));
}

function readText(file: string): Result<string, string> {
  try {
    const stat = statSync(file);
    if (!stat.isFile()) return err("this is not a file");
    if (stat.size > CUSTOM_YAML_BOUNDS.bytesMax)
      return err(`a source is described in at most ${CUSTOM_YAML_BOUNDS.bytesMax} bytes`);
    return ok(readFileSync(file, "utf8"));
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    return err(code === "ENOENT" ? "there is no such file" : `the file cannot be read (${code ?? "unknown error"})`);
  }
}
