import { err, ok, type Result } from "@augury/core";
import { VenueError } from "@augury/model";
import { type CustomSourceConfig, openCustomSource, type Source } from "@augury/sources";
import { Redactor } from "@augury/telemetry";
import type { SourceCallView, SourceView } from "../api/view/source-views.ts";
import { loadCustomSources } from "../config/custom-sources.ts";
import type { EngineConfig } from "../config/engine-config.ts";
import { readSecret } from "../config/secret-ref.ts";
import { type SourceSection, sourceSections } from "../config/sources-config.ts";
import type { ClientSeams, HttpClients } from "./http-clients.ts";

type Env = Readonly<Record<string, string | undefined>>;

interface OpenSource {
  readonly source: Source;
  readonly title: string;
  readonly description: string;
  readonly key: SourceView["key"];
  /** What it is without: an answer never tells more of a key than whether there is one. */
  readonly hasKey: boolean;
}

/** The open reference-data sources of one engine. Main owns them: they are slow, and no worker waits for them. */
export class SourceDesk {
  private constructor(private readonly open: readonly OpenSource[]) {}

  /**
   * Opens what the configuration names and enables, and adds each to `clients`. A key that is not there is no error; one that others may
   * read is.
   */
  static open(config: EngineConfig, env: Env, clients: HttpClients): Result<SourceDesk, string> {
    const parts = { env, seams: { ...clients.seams, redactor: new Redactor() } };
    const custom = loadCustomSources(config.sources);
    if (!custom.ok) return err(custom.error.join("\n"));
    const opened: OpenSource[] = [];
    for (const section of sourceSections(config.sources).filter(({ isEnabled }) => isEnabled)) {
      const source = openShipped(section, parts);
      if (!source.ok) return source;
      opened.push(source.value);
    }
    for (const described of custom.value.filter(({ enabled }) => enabled)) opened.push(openDescribed(described, parts));
    for (const { source } of opened) clients.add({ source: source.name, http: source.http, budget: source.budget });
    return ok(new SourceDesk(opened));
  }

  views(): SourceView[] {
    return this.open.map(({ source, title, description, key, hasKey }) => ({
      name: source.name,
      title,
      description,
      key,
      hasKey,
      methods: source.methods,
      usage: source.usage(),
    }));
  }

  /** Calls a method with parameters from wherever. Never rejects for anything that parameters, network or source do. */
  async call(name: string, method: string, params: unknown): Promise<Result<SourceCallView, VenueError>> {
    const source = this.open.find((one) => one.source.name === name)?.source;
    if (!source) return err(this.unknown(`there is no source ${name.slice(0, 60)}`));
    if (!source.methods.some((one) => one.name === method))
      return err(this.unknown(`${name} has no method ${method.slice(0, 60)}`));
    const answer = await source.call(method, params);
    return answer.ok ? ok({ ...answer.value, metrics: source.toMetrics(answer.value) }) : answer;
  }

  /** Ends every request that is under way; whoever waits for one is told so. Idempotent. */
  close(): void {
    for (const { source } of this.open) source.close();
  }

  private unknown(message: string): VenueError {
    const hint = `open sources: ${this.open.map(({ source }) => source.name).join(", ") || "none"}`;
    return new VenueError("not_found", "never", message, { hint });
  }
}

interface OpeningParts {
  readonly env: Env;
  readonly seams: ClientSeams & { readonly redactor: Redactor };
}

function openShipped({ definition, settings, apiKey: ref }: SourceSection, { env, seams }: OpeningParts) {
  const { name, title, description, key } = definition;
  const secret = ref && readSecret(ref, env);
  if (secret?.ok === false && secret.error.code !== "missing")
    return err(`sources.${name}.apiKey: ${secret.error.message}`);
  const apiKey = secret?.ok ? secret.value : undefined;
  const source = definition.open(settings, { ...seams, apiKey });
  return ok({ source, title, description, key, hasKey: apiKey !== undefined });
}

function openDescribed(described: CustomSourceConfig, { env, seams }: OpeningParts): OpenSource {
  const variables = Object.values(described.headers).map(({ env: variable }) => variable);
  return {
    source: openCustomSource(described, env, seams),
    title: described.name,
    description: described.description,
    key: variables.length > 0 ? "required" : "none",
    hasKey: variables.length > 0 && variables.every((variable) => Boolean(env[variable]?.trim())),
  };
}
