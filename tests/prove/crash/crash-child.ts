import type { PriceTicks, SizeMicros } from "@augury/core";
import type { OrderRequest } from "@augury/model";
import { systemScheduler } from "@augury/net";
import { crashIo } from "./crash-io.ts";
import { type CrashJob, INTENTS_PER_LIFE, type LifeSays, sizeOf, WANTED_PER_LIFE } from "./crash-job.ts";
import { liveKalshi } from "./kalshi-life.ts";
import { livePolymarket } from "./polymarket-life.ts";

const STEP_MS = 2;

const job = JSON.parse(process.argv[2] ?? "") as CrashJob;
let phase: "recovery" | "calm" | "trading" = "recovery";
let hits = 0;

const parent = Bun.stdin.stream().getReader();
/** The parent's word; where the parent is gone, its end of the pipe is, and so are we. */
const toldToGoOn = parent.read().then((word) => {
  if (word.done) process.exit(0);
  void parent.read().then(() => process.exit(0));
});

function at(point: string): void {
  if (phase === "calm" || job.point !== (phase === "recovery" ? `recovery: ${point}` : point)) return;
  if (++hits >= job.hit) process.kill(process.pid, "SIGKILL");
}

function say(what: LifeSays): void {
  process.stdout.write(`${JSON.stringify(what)}\n`);
}

const recoverStartMs = performance.now();
const seams = { log: { sync: "each" as const, io: crashIo(at) }, forgets: job.forgets, at };
const life = job.link.venue === "kalshi" ? liveKalshi(job.link, seams) : livePolymarket(job.link, seams);
const { trading } = life;
const { venue } = trading;

/** Lets time pass until something is so. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) {
    venue.onTime(systemScheduler.nowUs());
    if (!condition()) await Bun.sleep(STEP_MS);
  }
}

function wish(intent: number, over: Partial<OrderRequest> = {}): OrderRequest {
  const nowUs = systemScheduler.nowUs();
  const price = 5_000 as PriceTicks;
  return life.requestOf(intent, nowUs, {
    size: sizeOf(intent) as SizeMicros,
    price,
    deadlineUs: nowUs + 60_000_000,
    ...over,
  });
}

function submit(...requests: readonly OrderRequest[]): void {
  const nowUs = systemScheduler.nowUs();
  if (requests.length > 1) venue.submitMany(requests, nowUs);
  else for (const request of requests) venue.submit(request, nowUs);
}

const isAnswered = (intent: number) =>
  trading.reports.some((one) => one.intentId === intent && one.state !== "submitted");

function reconciled(): LifeSays {
  const { alarms, imbalances, ledger, reports } = trading;
  const problem = ledger.problem();
  const intents = [...new Set(reports.map(({ intentId }) => intentId))];
  return {
    kind: "reconciled",
    bornMs: performance.now(),
    recoverMs: performance.now() - recoverStartMs,
    books: life.books(),
    problems: [...alarms, ...imbalances, ...(problem ? [problem] : [])],
    said: intents.map((intent) => ({
      intent,
      state: reports.findLast(({ intentId }) => intentId === intent)?.state ?? "",
      filled: trading.filled(intent),
    })),
  };
}

/** One round of everything that an order can go through. */
async function trade(first: number): Promise<void> {
  submit(wish(first));
  submit(
    wish(first + 1),
    wish(first + 2, { price: 4_800 as PriceTicks }),
    wish(first + 3, { price: 4_700 as PriceTicks }),
  );
  submit(wish(first + 4, { timeInForce: "IOC", price: 6_000 as PriceTicks }));
  await until(() => [0, 1, 2, 3, 4].every((leg) => isAnswered(first + leg)));
  venue.cancel(first + 2, 0, systemScheduler.nowUs());
  // Fills and comparisons need their time.
  const untilMs = performance.now() + 120;
  await until(() => performance.now() > untilMs);
  venue.cancelAll("requested", systemScheduler.nowUs());
  await until(() => venue.openCount === 0);
}

await until(() => venue.isReconciled && venue.openCount === 0 && life.isSettled);
phase = "calm";
say(reconciled());
if (job.point === undefined) process.exit(0);
// What we believe is compared before anything new happens.
await toldToGoOn;
if (job.again.length > 0) submit(...job.again.map((intent) => wish(intent, { price: 4_800 as PriceTicks })));
submit(wish(job.firstIntent), wish(job.firstIntent + 1, { price: 4_900 as PriceTicks }));
await until(() => [...job.again, job.firstIntent, job.firstIntent + 1].every(isAnswered));
phase = "trading";
say({ kind: "armed" });
const PER_ROUND = WANTED_PER_LIFE - 2;
for (let first = job.firstIntent + 2; first + PER_ROUND <= job.firstIntent + INTENTS_PER_LIFE; first += PER_ROUND)
  await trade(first);
say({ kind: "missed" });
process.exit(0);
