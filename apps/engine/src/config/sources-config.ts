import { SOURCES, type SourceDefinition } from "@augury/sources";
import { z } from "zod";
import { SecretRef } from "./secret-ref.ts";

/** Sources described in YAML, at most. */
const CUSTOM_FILES_MAX = 32;

/** Slower reference data: a section per shipped source with that source's own settings, and files that describe further ones. */
export const SourcesConfig = z.strictObject({
  ...Object.fromEntries(SOURCES.map((source) => [source.name, sectionOf(source).optional()])),
  custom: z
    .array(z.string().min(1).max(1024))
    .max(CUSTOM_FILES_MAX)
    .default([])
    .describe("YAML files, each describing one source of your own."),
});
export type SourcesConfig = z.infer<typeof SourcesConfig>;

/** One shipped source as it is configured. */
export interface SourceSection {
  readonly definition: SourceDefinition;
  /** Its own settings, as its schema made them. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly isEnabled: boolean;
  /** Where its key is kept; `undefined` for a source without keys. */
  readonly apiKey: SecretRef | undefined;
}

/** Returns the shipped sources that a configuration names. */
export function sourceSections(sources: SourcesConfig): SourceSection[] {
  return SOURCES.flatMap((definition) => {
    const section: unknown = (sources as Readonly<Record<string, unknown>>)[definition.name];
    if (typeof section !== "object" || section === null) return [];
    const { apiKey, ...settings } = section as { apiKey?: SecretRef; enabled: boolean };
    return [{ definition, settings, isEnabled: settings.enabled, apiKey }];
  });
}

function sectionOf({ config, key, keyEnv }: SourceDefinition): z.ZodObject {
  if (key === "none" || keyEnv === undefined) return config;
  const where = SecretRef.prefault({ env: keyEnv }).describe(
    "Where the API key is kept; without one it works keyless.",
  );
  return config.extend({ apiKey: where });
}
