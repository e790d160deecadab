import type { PriceTicks } from "@augury/core";
import { crashIo } from "./crash-io.ts";
import { type CrashJob, INTENTS_PER_LIFE, type LifeSays } from "./crash-job.ts";
import { CrashTrader } from "./crash-trader.ts";
import { DeathPoint } from "./death-point.ts";

/** Intents that one round may use. */
const INTENTS_PER_ROUND_MAX = 16;

const job = JSON.parse(process.argv[2] ?? "") as CrashJob;

const parent = Bun.stdin.stream().getReader();
/** The parent's word; where the parent is gone, its end of the pipe is, and so are we. */
const toldToGoOn = parent.read().then((word) => {
  if (word.done) process.exit(0);
  void parent.read().then(() => process.exit(0));
});

const recoverStartMs = performance.now();
const death = new DeathPoint(job);
const seams = { log: { sync: "each" as const, io: crashIo(death.at) }, forgets: job.forgets, at: death.at };
// The other venue's code would cost each of thousands of lives its time.
const life =
  job.link.venue === "kalshi"
    ? (await import("./kalshi-life.ts")).liveKalshi(job.link, seams, job.life)
    : (await import("./polymarket-life.ts")).livePolymarket(job.link, seams, job.life);
const { trading } = life;
const { venue } = trading;
const trader = new CrashTrader(life, death, job.firstIntent);

function reconciled(): LifeSays {
  const { alarms, imbalances, ledger, reports } = trading;
  const problem = ledger.problem();
  const orders = [...new Map(reports.map((one) => [`${one.intentId}.${one.leg}`, one])).values()];
  return {
    kind: "reconciled",
    bornMs: performance.now(),
    recoverMs: performance.now() - recoverStartMs,
    books: life.books(),
    cap: life.cap,
    problems: [...alarms, ...imbalances, ...(problem ? [problem] : [])],
    plans: life.plans?.told ?? [],
    said: orders.map(({ intentId, leg }) => {
      const ofIt = reports.filter((one) => one.intentId === intentId && one.leg === leg);
      return {
        intent: intentId,
        leg,
        state: ofIt.at(-1)?.state ?? "",
        filled: ofIt.reduce((sum, { fillSize }) => sum + fillSize, 0),
        terms: ofIt.findLast(({ terms }) => terms)?.terms,
      };
    }),
  };
}

/** One round of everything that an order can go through. */
async function trade(): Promise<void> {
  const [first, reached, below, lowest, taker] = Array.from({ length: 5 }, () => trader.take()) as FiveIntents;
  trader.submit(trader.wish(first));
  trader.submit(
    trader.wish(reached),
    trader.wish(below, { price: 4_800 as PriceTicks }),
    trader.wish(lowest, { price: 4_700 as PriceTicks }),
  );
  trader.submit(trader.wish(taker, { timeInForce: "IOC", price: 6_000 as PriceTicks }));
  await trader.until(() => [first, reached, below, lowest, taker].every((leg) => trader.isAnswered(leg)));
  trader.cancel(below);
  // Fills and comparisons need their time.
  await trader.pass(120);
  await life.goOn?.(trader);
  trader.cancelAll();
  await trader.until(() => venue.openCount === 0);
  await life.atRest?.(trader);
}

type FiveIntents = [number, number, number, number, number];

await trader.until(() => venue.isReconciled && venue.openCount === 0 && life.isReady);
death.phase = "calm";
trader.say(reconciled());
if (job.point === undefined) process.exit(0);
// What we believe is compared before anything new happens.
await toldToGoOn;
if (job.again.length > 0)
  trader.submit(...job.again.map((intent) => trader.wish(intent, { price: 4_800 as PriceTicks })));
const [reached, below] = [trader.take(), trader.take()];
trader.submit(trader.wish(reached), trader.wish(below, { price: 4_900 as PriceTicks }));
await trader.until(() => [...job.again, reached, below].every((intent) => trader.isAnswered(intent)));
await life.begin?.(trader);
death.phase = "trading";
trader.say({ kind: "armed" });
const rounds = job.point.startsWith("stop: ") ? 1 : Number.POSITIVE_INFINITY;
for (
  let round = 0;
  round < rounds && trader.intentsUsed + INTENTS_PER_ROUND_MAX <= job.firstIntent + INTENTS_PER_LIFE;
  round++
)
  await trade();
await life.end?.(trader);
trader.say({ kind: "missed" });
process.exit(0);
