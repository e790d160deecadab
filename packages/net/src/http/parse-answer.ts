import { err, ok, type Result } from "@augury/core";
import type { z } from "zod";
import { isHtml, readBlock } from "./block-page.ts";
import type { Failure } from "./http-failure.ts";
import type { AnswerKind } from "./http-request.ts";

export interface GoodAnswer {
  readonly kind: AnswerKind;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Returns what stands in the body of an answer with a good status, or why that cannot be what was asked for. */
export function parseAnswer(answer: GoodAnswer): Result<unknown, Failure> {
  if (answer.kind === "empty") return ok(undefined);
  const { text, headers } = answer;
  const type = (headers.get("content-type") ?? "").toLowerCase();
  if (answer.kind === "text") return ok(text);
  if (text.trim() === "") return err(unusable(answer, "the body must not be empty"));
  if (isHtml(text, type)) return err(htmlFailure(answer));
  if (answer.kind === "json" && type !== "" && !/\bjson\b/.test(type))
    return err(unusable(answer, `the content type must be JSON, was "${type.slice(0, 60)}"`));
  try {
    return ok(JSON.parse(text));
  } catch {
    return err(unusable(answer, `the body must be JSON, ${text.length} characters are broken or cut off`));
  }
}

function htmlFailure(answer: GoodAnswer): Failure {
  const block = readBlock(answer.text, answer.headers);
  const failure = unusable(answer, "the body must be JSON, was an HTML page");
  if (block === undefined) return failure;
  return { ...failure, code: block.kind, venueCode: block.code, hint: block.hint };
}

/** A page or half an answer comes of something on the way, so a later try may do better; a wrong shape stays wrong. */
function unusable({ status }: GoodAnswer, what: string): Failure {
  return { code: "bad_payload", retry: "backoff", what, status, maybeDone: true };
}

/** Returns `value` as the schema makes it, or a failure that names the first field that does not fit. */
export function checkShape<T>(schema: z.ZodType<T>, value: unknown, status: number): Result<T, Failure> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return ok(parsed.data);
  const { issues } = parsed.error;
  const first = issues[0];
  const field = first && first.path.length > 0 ? first.path.map(String).join(".") : "the body";
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : "";
  const what = `${field}: ${first?.message ?? "does not fit"}${more}`;
  const hint = "the venue may have changed its API: see `augury drift`";
  return err({ code: "bad_payload", retry: "never", what, status, hint, maybeDone: true });
}
