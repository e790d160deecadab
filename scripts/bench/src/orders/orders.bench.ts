import { InstrumentTable } from "@augury/model";
import { exchangeOf, type OrderFields, verifyOrder } from "@augury/signing";
import type { Achievement, Bench, BenchReport } from "../bench.ts";
import type { Scale } from "../bench-options.ts";
import type { Row, Section } from "../measure/section.ts";
import { formatNumber } from "../print-report.ts";
import { OrderSinkProcess } from "../server/order-sink-process.ts";
import { ADDRESS, BENCH_INSTRUMENT } from "./bench-account.ts";
import { openRungs } from "./curves.ts";
import { appendIntent, LogFolder, loggingContenders } from "./intent-logs.ts";
import { isSignedForKalshi, kalshiMaking, kalshiPosting } from "./kalshi-orders.ts";
import { openPlacing } from "./live-desk.ts";
import { officialMaking, officialPosting } from "./official-clob.ts";
import { type OrderContender, type OrderPlan, type OrderTimes, timeMaking, timePosting } from "./order-rounds.ts";
import { preparingOn, signingOn } from "./own-orders.ts";
import { postingFloor, viemMaking, viemPosting } from "./viem-orders.ts";

const PLANS: Record<Scale, OrderPlan> = {
  smoke: { rounds: 1, warmup: 3, hot: 3, cold: 1, idleMs: 1 },
  quick: { rounds: 3, warmup: 200, hot: 100, cold: 10, idleMs: 10 },
  full: { rounds: 10, warmup: 1_000, hot: 200, cold: 30, idleMs: 10 },
};
const TABLE = new InstrumentTable([BENCH_INSTRUMENT]);

/** From an intent to signed bytes, and to the POST on a warm connection: ours against the venues' official clients and plain viem. */
export const ordersBench: Bench = {
  name: "orders",
  title: "intent to signed bytes, intent to POST",
  async run(scale: Scale): Promise<BenchReport> {
    const plan = PLANS[scale];
    const { sink, url } = await OrderSinkProcess.start();
    const folder = new LogFolder();
    try {
      const { achievements, sections } = await benchMaking(url, plan);
      return { achievements, sections: [...sections, ...(await benchPosting({ url, sink, folder, plan }))] };
    } finally {
      sink.stop();
      folder.close();
    }
  },
};

async function benchMaking(url: string, plan: OrderPlan): Promise<BenchReport> {
  const rungs = openRungs();
  const preparing = rungs.map(preparingOn);
  const official = officialMaking(url);
  const contenders = [...preparing, ...rungs.map(signingOn), official, viemMaking()];
  const times = await timeMaking(contenders, plan, isSigned);
  const kalshi = await timeMaking(kalshiMaking(), plan, isSignedForKalshi);
  const ratio = (at: number, kind: keyof OrderTimes) =>
    p50Of(times[contenders.indexOf(official)][kind]) / p50Of(times[at][kind]);
  const script = rungs.length - 1;
  const achievements: Achievement[] = [
    { goal: "sign_script_hot", ratio: ratio(script, "hot") },
    { goal: "sign_script_cold", ratio: ratio(script, "cold") },
  ];
  if (script > 0)
    achievements.unshift(
      { goal: "sign_native_hot", ratio: ratio(0, "hot") },
      { goal: "sign_native_cold", ratio: ratio(0, "cold") },
    );
  const notes = [
    `Curves here: ${rungs.map(({ name, origin }) => `${name} (${origin})`).join(", ")}. The checksum counts orders whose signature was traced to the key.`,
  ];
  return {
    achievements,
    sections: [
      ...sectionsOf("Polymarket: intent to signed order", times, plan, notes),
      ...sectionsOf("Kalshi: intent to body and signed headers", kalshi, plan),
    ],
  };
}

interface Posting {
  readonly url: string;
  readonly sink: OrderSinkProcess;
  readonly folder: LogFolder;
  readonly plan: OrderPlan;
}

async function benchPosting({ folder, plan, sink, url }: Posting): Promise<Section[]> {
  const own = await ownPosting(url, folder);
  const polymarket = [...own, officialPosting(url), viemPosting(url), postingFloor(url)];
  const kalshi = kalshiPosting(url, folder);
  const logging = loggingContenders(folder);
  const sections = [
    ...sectionsOf(
      "Polymarket: intent to POST received, warm connection",
      await timePosting(polymarket, plan, sink),
      plan,
    ),
    ...sectionsOf("Kalshi: intent to POST received, warm connection", await timePosting(kalshi, plan, sink), plan),
    ...sectionsOf("an intent written down", await timeMaking(logging, plan, Boolean), plan),
  ];
  for (const { close } of [...polymarket, ...kalshi, ...logging]) await close?.();
  return sections;
}

/** The whole live path: on the fastest rung with the log as shipped, without fsync and without a log; in plain JavaScript. */
async function ownPosting(url: string, folder: LogFolder): Promise<OrderContender[]> {
  const rungs = openRungs();
  const [fastest, script] = [rungs[0], rungs[rungs.length - 1]];
  const each = folder.open("each");
  const none = folder.open("none");
  const ways = [
    { name: "log with fsync", curve: fastest, append: (entry: object) => appendIntent(each, entry) },
    { name: "log without fsync", curve: fastest, append: (entry: object) => appendIntent(none, entry) },
    { name: "nothing written down", curve: fastest, append: () => true },
    { name: "nothing written down", curve: script, append: () => true },
  ];
  const contenders: OrderContender[] = [];
  for (const { append, curve, name } of ways) {
    const { close, place } = await openPlacing({ url, curve, append, table: TABLE });
    contenders.push({ name: `ours: LiveVenue on ${curve.name}, ${name}`, place, close });
  }
  return contenders;
}

/** Two tables, hot and cold. Every row says how much faster it is than the official client's, by p50 and p99. */
function sectionsOf(
  title: string,
  times: readonly OrderTimes[],
  plan: OrderPlan,
  notes?: readonly string[],
): Section[] {
  const table = (kind: keyof OrderTimes, pace: string): Section => {
    const rows = times.map((one) => one[kind]);
    const official = rows.find(({ name }) => name.startsWith("official"));
    return {
      title: `${title}, ${pace}`,
      unit: "µs",
      better: "lower",
      rows: official ? rows.map((row) => withRatios(row, official)) : rows,
      ...(notes && { notes }),
    };
  };
  return [table("hot", "hot"), table("cold", `cold: one after ${plan.idleMs} ms of nothing`)];
}

function withRatios(row: Row, official: Row): Row {
  const ratio = (q: "p50" | "p99") => `${formatNumber(official.spread[q] / row.spread[q])}x`;
  return { ...row, extra: { "official/this p50": ratio("p50"), "… p99": ratio("p99"), ...row.extra } };
}

function p50Of({ spread }: Row): number {
  return spread.p50;
}

function isSigned(made: unknown): boolean {
  const { salt, side, ...order } = made as Omit<OrderFields, "side"> & {
    side: OrderFields["side"] | number;
    signature: string;
  };
  const fields = { ...order, salt: Number(salt), side: side === 0 ? "BUY" : (side as OrderFields["side"]) };
  return verifyOrder(exchangeOf(137, "v2"), fields)?.signedBy === ADDRESS;
}
