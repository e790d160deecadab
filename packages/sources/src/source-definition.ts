import type { HttpClientOptions, HttpOverride } from "@augury/net";
import type { z } from "zod";
import type { Source, SourceMethod } from "./source.ts";

/** What the process hands to every source it opens. */
export interface SourceOptions
  extends Pick<HttpClientOptions, "counters" | "drift" | "fetch" | "random" | "redactor" | "scheduler" | "tap"> {
  /** The key itself, read by whoever keeps secrets. */
  readonly apiKey?: string | undefined;
  /** The common HTTP section, which the source's own overrides. */
  readonly http?: HttpOverride | undefined;
}

/** A kind of source: what is known of it before it is opened. */
export interface SourceDefinition<Config extends z.ZodObject = z.ZodObject> {
  /** As in job definitions and on the command line. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly key: "none" | "optional" | "required";
  /** Environment variable that holds the key by default; only where there is one. */
  readonly keyEnv?: string;
  readonly config: Config;
  readonly methods: readonly SourceMethod[];
  /** A cheap method: its example tells whether the source answers and takes the key. */
  readonly probe: string;
  open(config: z.output<Config>, options?: SourceOptions): Source;
}

/** Keeps the configuration's type inside one definition. */
export function defineSource<Config extends z.ZodObject>(
  definition: SourceDefinition<Config>,
): SourceDefinition<Config> {
  return definition;
}
