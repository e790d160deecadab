import type { Result } from "@augury/core";
import type { VenueError } from "@augury/model";
import { HttpClient, HttpConfig, type Query } from "@augury/net";
import { Redactor } from "@augury/telemetry";
import type { z } from "zod";
import { readProblem } from "./read-problem.ts";

/** One request to a running engine's API. */
export interface EngineRequest {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** "/orders". */
  readonly path: string;
  readonly query?: Query;
  readonly body?: unknown;
  /** Default 10 s. */
  readonly timeoutMs?: number;
}

export interface EngineAddress {
  readonly url: string;
  /** Needed for what changes something. */
  readonly token?: string | undefined;
}

const TIMEOUT_MS = 10_000;

/** Asks a running engine. Nothing is sent twice. */
export async function askEngine<Schema extends z.ZodType>(
  { token, url }: EngineAddress,
  { body, method, path, query, timeoutMs = TIMEOUT_MS }: EngineRequest,
  schema: Schema,
): Promise<Result<z.output<Schema>, VenueError>> {
  const redactor = new Redactor();
  if (token) redactor.add(token);
  const config = HttpConfig.parse({ retry: { attemptsMax: 1 }, callTimeoutMs: timeoutMs });
  const http = new HttpClient({ source: "engine", baseUrl: url, config, redactor, readErrorBody: readProblem });
  try {
    const answer = await http.request(
      {
        endpoint: path.slice(1),
        method,
        path,
        ...(query ? { query } : {}),
        ...(token ? { headers: { authorization: `Bearer ${token}` } } : {}),
        ...(body === undefined ? {} : { body }),
      },
      schema,
    );
    // What the schema has parsed is of its own type.
    return answer.ok ? { ok: true, value: answer.value.value as z.output<Schema> } : answer;
  } finally {
    http.close();
  }
}
