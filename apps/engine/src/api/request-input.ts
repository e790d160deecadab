import { err, ok, type Result } from "@augury/core";
import type { z } from "zod";
import { type Problem, problem } from "./problem.ts";
import type { Route, RouteInput } from "./route.ts";

const FIELDS_MAX = 8;
const MESSAGE_MAX = 200;

/** Reads and checks everything a route takes from a request: path, query, body. Nothing unchecked reaches a handler. */
export async function readInput(
  route: Route,
  request: Request,
  params: Readonly<Record<string, string>>,
  bodyBytesMax: number,
): Promise<Result<RouteInput<unknown, unknown, unknown>, Problem>> {
  const query = readQuery(new URL(request.url).searchParams);
  if (!query.ok) return query;
  const body = route.body ? await readBody(request, bodyBytesMax) : ok(undefined);
  if (!body.ok) return body;
  const parts = {
    params: [route.params, params],
    query: [route.query, query.value],
    body: [route.body, body.value],
  } as const;
  const input: Record<string, unknown> = {};
  for (const [part, [schema, value]] of Object.entries(parts)) {
    const parsed = schema?.safeParse(value);
    if (parsed && !parsed.success) return err(wrongFields(part, parsed.error));
    input[part] = parsed?.data;
  }
  if (!route.query && Object.keys(query.value).length > 0)
    return err(problem("bad-request", "this route takes no query"));
  return ok(input as unknown as RouteInput<unknown, unknown, unknown>);
}

function readQuery(search: URLSearchParams): Result<Record<string, string>, Problem> {
  const query = new Map<string, string>();
  for (const [key, value] of search) {
    if (query.has(key)) return err(problem("bad-request", "a query parameter stands at most once"));
    query.set(key, value);
  }
  return ok(Object.fromEntries(query));
}

/** Reads a JSON body of at most `bytesMax` bytes, and stops reading where it is larger. No body is `undefined`. */
async function readBody(request: Request, bytesMax: number): Promise<Result<unknown, Problem>> {
  const bytes = await readBytes(request, bytesMax);
  if (bytes === undefined) return err(problem("too-large", `a body has at most ${bytesMax} bytes`));
  if (bytes.length === 0) return ok(undefined);
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") return err(problem("unsupported-media-type", "send the body as application/json"));
  try {
    return ok(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
  } catch {
    return err(problem("bad-request", "the body is not valid JSON"));
  }
}

async function readBytes(request: Request, bytesMax: number): Promise<Uint8Array | undefined> {
  if (Number(request.headers.get("content-length") ?? 0) > bytesMax) return undefined;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    length += chunk.length;
    if (length > bytesMax) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function wrongFields(part: string, { issues }: z.ZodError): Problem {
  const errors = issues.slice(0, FIELDS_MAX).map(({ path, message }) => ({
    field: [part, ...path].join(".").slice(0, MESSAGE_MAX),
    message: message.slice(0, MESSAGE_MAX),
  }));
  return problem("bad-request", `the ${part === "params" ? "path" : part} is not valid`, errors);
}
