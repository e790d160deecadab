import { err, ok, type Result } from "@augury/core";
import { VenueError } from "@augury/model";
import type { AnyApiMethod } from "@augury/net";
import type { Source, SourceAnswer, SourceDefinition, SourceMethod } from "@augury/sources";
import { z } from "zod";
import { UsageError } from "../usage-error.ts";
import type { ApiCaller, CommandGroup, OpenCommandGroup, OpenSettings, Provider } from "./command-group.ts";

/** Returns a data source as a provider whose methods stand right behind its word. */
export function fromSource(definition: SourceDefinition): Provider {
  const { name, title, description, keyEnv } = definition;
  return {
    name,
    title,
    description,
    groups: [groupOf(definition)],
    keyVariables: [keyEnv, planVariable(definition)].filter((name) => name !== undefined),
    readCredentials: (env) => {
      const apiKey = keyEnv === undefined ? undefined : env[keyEnv]?.trim();
      const plan = env[planVariable(definition) ?? ""]?.trim();
      return ok({ options: {}, apiKey: apiKey || undefined, plan: plan || undefined });
    },
  };
}

/** The variable that names the key's plan ("COINGECKO_PLAN"), where the source's configuration has plans. */
function planVariable({ config, name }: SourceDefinition): string | undefined {
  return config instanceof z.ZodObject && "plan" in config.shape ? `${name.toUpperCase()}_PLAN` : undefined;
}

function groupOf(definition: SourceDefinition): CommandGroup {
  const { title, description, methods } = definition;
  return {
    name: "",
    title,
    description,
    methods: methods.map((method) => toApiMethod(definition, method)),
    streams: [],
    open: (settings) => open(definition, settings),
  };
}

/** A source's methods know no verb: all are GET. Their path is what the example asks for. */
function toApiMethod({ name: source, key }: SourceDefinition, method: SourceMethod): AnyApiMethod {
  const { path } = method.request(method.params.parse(method.example) as never);
  const { name, description, params, parameters, example, answer } = method;
  return {
    name,
    description,
    params,
    parameters,
    example,
    answer,
    ...(key !== "none" && { auth: "key", authOptional: key === "optional" }),
    endpoint: `GET ${path}`,
    reference: `market-data-sources.md, ${source}`,
    request: (values: never) => method.request(values),
  };
}

function open(definition: SourceDefinition, { baseUrl, credentials, drift }: OpenSettings): OpenCommandGroup {
  const { plan } = credentials;
  const config = definition.config.safeParse({ ...(baseUrl !== undefined && { baseUrl }), ...(plan && { plan }) });
  if (!config.success)
    throw new UsageError(`${planVariable(definition) ?? "settings"}: ${config.error.issues[0]?.message}`);
  const source = definition.open(config.data, { apiKey: credentials.apiKey, drift });
  return {
    client: { get: getter(source), collect: refuseCollect } as ApiCaller,
    stream: () => err(noStreams(definition.name)),
    toMetrics: (_, answer) => (answer.ok ? source.toMetrics(toSourceAnswer(answer.value)) : []),
    close: () => source.close(),
  };
}

/** What a source answers, with the fields of an `ApiAnswer` that it does not keep left plain. */
function getter(source: Source) {
  return async (method: AnyApiMethod, params: unknown, options: { readonly timeoutMs?: number } = {}) => {
    const answer = await source.call(method.name, params, options);
    if (!answer.ok) return answer;
    const { fetchedTimeUs, ...rest } = answer.value;
    return ok({
      ...rest,
      status: 200,
      headers: new Headers(),
      sentTimeUs: fetchedTimeUs,
      receivedTimeUs: fetchedTimeUs,
    });
  };
}

function toSourceAnswer(answer: Omit<SourceAnswer, "fetchedTimeUs"> & { receivedTimeUs: number }): SourceAnswer {
  const { source, method, params, value, receivedTimeUs } = answer;
  return { source, method, params, value, fetchedTimeUs: receivedTimeUs };
}

async function refuseCollect(method: AnyApiMethod): Promise<Result<never, VenueError>> {
  return err(new VenueError("rejected", "never", `${method.name} has no pages`));
}

function noStreams(source: string): VenueError {
  return new VenueError("rejected", "never", `${source} has no streams`, { source });
}
