import type { Result } from "@augury/core";
import type { VenueError } from "@augury/model";
import { type AnyApiMethod, COLLECT_BOUNDS, type DriftLog } from "@augury/net";
import { EXIT } from "../command.ts";
import { UsageError } from "../usage-error.ts";
import type { OpenCommandGroup } from "./command-group.ts";
import type { CommandIo } from "./command-io.ts";
import { parseCount, parseDurationMs } from "./duration.ts";
import { errorLine, exitStatusOf, keyAdvice } from "./exit-status.ts";
import type { ParsedWords } from "./parse-words.ts";
import { isOn, outputForm, render } from "./render.ts";

const TIMEOUT_DEFAULT = "30s";

export interface MethodCall {
  readonly method: AnyApiMethod;
  readonly params: Readonly<Record<string, unknown>>;
  readonly words: ParsedWords;
  readonly group: OpenCommandGroup;
  readonly drift: DriftLog;
  /** Where the provider's keys are looked for. */
  readonly keyVariables: readonly string[];
  /** "polymarket clob book", for messages. */
  readonly command: string;
}

/** What a call brought, and what a reader should know beside it. */
interface Outcome {
  readonly value: unknown;
  readonly note?: string | undefined;
}

/** Calls a method and prints its answer; resolves with the exit status. */
export async function callMethod(call: MethodCall, io: CommandIo): Promise<number> {
  const { method, words, command, drift } = call;
  if (method.effect === "write" && !isOn(words.flags, "yes"))
    throw new UsageError(`this changes something at the venue: add --yes to do it`);
  const outcome = wantsPages(method, words) ? await collect(call) : await callOnce(call);
  if (!outcome.ok) {
    io.complain(`augury ${command}: ${errorLine(outcome.error)}${keyAdvice(outcome.error, call.keyVariables)}`);
    return exitStatusOf(outcome.error);
  }
  await io.write(render(outcome.value.value, outputForm(words, io), io.columns));
  if (outcome.value.note !== undefined) io.complain(outcome.value.note);
  if (isOn(words.flags, "drift")) for (const line of driftLines(drift)) io.complain(line);
  return EXIT.ok;
}

async function callOnce({ method, params, words, group }: MethodCall): Promise<Result<Outcome, VenueError>> {
  if (!group.client) throw new UsageError("this group has streams only");
  const answer = await group.client.get(method, params, { timeoutMs: timeoutOf(words) });
  if (!answer.ok) return answer;
  if (isOn(words.flags, "metrics")) return { ok: true, value: { value: group.toMetrics?.(method, answer) ?? [] } };
  const { value } = answer.value;
  if (!method.paging) return { ok: true, value: { value } };
  const more = method.paging.next(value, answer.value.params) !== undefined;
  const items = method.paging.items(value);
  return {
    ok: true,
    value: { value: items, note: more ? `${items.length} of more: --limit N or --all reads on` : undefined },
  };
}

async function collect({ method, params, words, group }: MethodCall): Promise<Result<Outcome, VenueError>> {
  if (!group.client) throw new UsageError("this group has streams only");
  const limit = words.flags.get("limit")?.at(-1);
  const itemsMax =
    isOn(words.flags, "all") || limit === undefined ? COLLECT_BOUNDS.itemsMax : parseCount("--limit", limit);
  const asked = { ...pageSize(method, itemsMax), ...params };
  const all = await group.client.collect(method, asked, { itemsMax, timeoutMs: timeoutOf(words) });
  if (!all.ok) return all;
  const { items, pages, complete } = all.value;
  const note = `${many(items.length, "item")} of ${many(pages, "page")}${complete ? "" : ", there are more"}`;
  return { ok: true, value: { value: items, note } };
}

/** A page of just the items that are wanted, where the method takes such a size. */
function pageSize(method: AnyApiMethod, itemsMax: number): Record<string, unknown> {
  const size = method.parameters.find(({ name }: { name: string }) => name === "limit");
  return size?.schema.safeParse(itemsMax).success ? { limit: itemsMax } : {};
}

/** A method without pages may have a parameter of its own that is called limit. */
function wantsPages({ paging }: AnyApiMethod, { flags }: ParsedWords): boolean {
  if (paging === undefined) return false;
  return flags.has("limit") || isOn(flags, "all");
}

function timeoutOf({ flags }: ParsedWords): number {
  return parseDurationMs("--timeout", flags.get("timeout")?.at(-1) ?? TIMEOUT_DEFAULT);
}

function driftLines(drift: DriftLog): string[] {
  const entries = drift.entries();
  if (entries.length === 0) return ["drift: none, every field is known"];
  return entries.map(({ path, type, count }) => `drift: ${path} (${type}), ${many(count, "time")}`);
}

function many(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
