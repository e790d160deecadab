import { z } from "zod";

/** RFC 9457. Details say what to do; no stack, no path of this machine and no secret is ever in one. */
export const Problem = z
  .strictObject({
    type: z.string().describe("urn:augury:problem:<code>; the code is stable."),
    title: z.string().describe("What kind of problem; the same for every occurrence."),
    status: z.int().describe("The HTTP status."),
    detail: z.string().optional().describe("What happened here and what can be done."),
    errors: z
      .array(z.strictObject({ field: z.string(), message: z.string() }))
      .optional()
      .describe("Each wrong field of the request."),
  })
  .meta({ title: "Problem" });
export type Problem = z.infer<typeof Problem>;

const KINDS = {
  "bad-request": [400, "The request is not valid"],
  unauthorized: [401, "A bearer token is needed"],
  forbidden: [403, "The request is not allowed"],
  "writes-disabled": [403, "Write routes are switched off"],
  "not-found": [404, "There is no such resource"],
  "no-book": [404, "There is no book"],
  "method-not-allowed": [405, "The method is not allowed here"],
  conflict: [409, "The state does not allow it"],
  "too-large": [413, "The request body is too large"],
  "unsupported-media-type": [415, "The media type is not supported"],
  "misdirected-request": [421, "This host is not served here"],
  "rate-limited": [429, "There were too many requests"],
  internal: [500, "The engine failed to answer"],
  "source-failed": [502, "The source did not give a usable answer"],
  "book-busy": [503, "The book is being written"],
  unanswered: [504, "Decision did not answer in time"],
} as const satisfies Record<string, readonly [number, string]>;
export type ProblemCode = keyof typeof KINDS;

/** Longest part of a request that an answer repeats. */
const ECHO_MAX = 80;

/** Returns a problem document. */
export function problem(code: ProblemCode, detail?: string, errors?: Problem["errors"]): Problem {
  const [status, title] = KINDS[code];
  return {
    type: `urn:augury:problem:${code}`,
    title,
    status,
    ...(detail === undefined ? {} : { detail }),
    ...(errors === undefined ? {} : { errors }),
  };
}

/** Returns a problem as an answer. */
export function problemResponse(body: Problem, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(body), {
    status: body.status,
    headers: { "content-type": "application/problem+json", "cache-control": "no-store", ...headers },
  });
}

/** Returns a piece of a request in quotes, short enough to be repeated. */
export function echo(text: string): string {
  return JSON.stringify(text.length <= ECHO_MAX ? text : `${text.slice(0, ECHO_MAX)}…`);
}
