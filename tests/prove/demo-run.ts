import { resolve } from "node:path";
import { awaitCondition } from "./await-condition.ts";
import { readLines } from "./read-lines.ts";

const ROOT = resolve(import.meta.dir, "../..");
const START_MS_MAX = 60_000;
const FILLS_MS_MAX = 60_000;
const QUIET_MS = 500;

/** A fill as the demo's API tells it. */
export interface DemoFill {
  readonly number: number;
  readonly name: string;
  readonly intentId: number;
  readonly leg: number;
  readonly side: string;
  readonly priceTicks: number;
  readonly sizeMicros: number;
  readonly feeMicros: number;
}

/** One run of the demo as a user sees it: what it printed, and what its API said at the end. */
export interface DemoRun {
  readonly lines: readonly string[];
  readonly status: number;
  readonly runId: string;
  readonly fills: readonly DemoFill[];
  /** What does not add up in the account's books, as /ledger says it. */
  readonly ledgerProblem: string | null;
}

/**
 * Runs `bun run demo` until it has `fillsMin` fills. Then the kill switch is set, so that nothing happens any more between the last answer
 * of the API and the last line of the demo.
 */
export async function runDemoOnce(seed: number, fillsMin: number): Promise<DemoRun> {
  const token = crypto.randomUUID();
  const child = Bun.spawn([process.execPath, "scripts/demo.ts", "--seed", String(seed), "--port", "0"], {
    cwd: ROOT,
    env: { ...process.env, AUGURY_API_TOKEN: token },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "inherit",
  });
  const lines: string[] = [];
  const read = collect(child.stdout, lines);
  try {
    const url = await findUrl(lines, child.exited);
    // Both venues have to have settled something: the demo says so once each.
    const isShown = () =>
      ["polymarket", "kalshi"].every((venue) => lines.some((line) => line.includes(`first ${venue} settlement:`)));
    await awaitCondition(async () => isShown() && (await fetchFills(url)).length >= fillsMin, FILLS_MS_MAX);
    await killSwitch(url, token);
    const fills = await awaitQuiet(url);
    const { runId } = (await (await fetch(`${url}/status`)).json()) as { runId: string };
    const { problem } = (await (await fetch(`${url}/ledger`)).json()) as { problem: string | null };
    child.kill("SIGINT");
    const status = await child.exited;
    await read;
    return { lines, status, runId, fills, ledgerProblem: problem };
  } finally {
    child.kill("SIGKILL");
  }
}

async function collect(stream: ReadableStream<Uint8Array>, lines: string[]): Promise<void> {
  for await (const line of readLines(stream)) lines.push(line);
}

async function findUrl(lines: readonly string[], exited: Promise<number>): Promise<string> {
  let isOver = false;
  void exited.then(() => {
    isOver = true;
  });
  let url: string | undefined;
  await awaitCondition(() => {
    url = lines.map((line) => /API {2}(http\S+)\/status/.exec(line)?.[1]).find((found) => found !== undefined);
    return url !== undefined || isOver;
  }, START_MS_MAX);
  if (url === undefined) throw new Error(`the demo told no address: ${lines.at(-1) ?? "it said nothing"}`);
  return url;
}

async function killSwitch(url: string, token: string): Promise<void> {
  const answer = await fetch(`${url}/risk/kill`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ reason: "the proof has seen enough" }),
  });
  if (!answer.ok) throw new Error(`the kill switch answered ${answer.status}: ${await answer.text()}`);
}

/** Waits until no order is open and no fill has come for a while; returns all fills, oldest first. */
async function awaitQuiet(url: string): Promise<DemoFill[]> {
  let fills = await fetchFills(url);
  let sinceMs = performance.now();
  await awaitCondition(async () => {
    const { ordersOpen } = (await (await fetch(`${url}/risk`)).json()) as { ordersOpen: number };
    const now = await fetchFills(url);
    if (ordersOpen > 0 || now.length !== fills.length) sinceMs = performance.now();
    fills = now;
    return performance.now() - sinceMs > QUIET_MS;
  }, FILLS_MS_MAX);
  return fills.reverse();
}

/** All pages, newest first. */
async function fetchFills(url: string): Promise<DemoFill[]> {
  const fills: DemoFill[] = [];
  for (let next: number | null = Number.MAX_SAFE_INTEGER; next !== null; ) {
    const answer = await fetch(`${url}/fills?limit=1000&before=${next}`);
    const page = (await answer.json()) as { fills: DemoFill[]; next: number | null };
    fills.push(...page.fills);
    next = page.next;
  }
  return fills;
}
