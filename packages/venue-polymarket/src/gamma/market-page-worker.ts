import { parentPort, workerData } from "node:worker_threads";
import { GammaMarket } from "./market-schema.ts";

/** Gamma for the bench, in a thread of its own: so many markets of full size, by offset and by keyset. */
const { markets, delayMs } = workerData as { readonly markets: number; readonly delayMs: number };
const rows = Array.from({ length: markets }, (_, at) => JSON.stringify(marketOf(at)));
const PAGE_MAX = 100;

const server = Bun.serve({
  port: 0,
  hostname: "127.0.0.1",
  fetch: async ({ url }) => {
    const { pathname, searchParams } = new URL(url);
    const limit = Math.min(Number(searchParams.get("limit") ?? 20), PAGE_MAX);
    const from = Number(searchParams.get("offset") ?? searchParams.get("after_cursor") ?? 0);
    const page = `[${rows.slice(from, from + limit).join(",")}]`;
    if (delayMs > 0) await Bun.sleep(delayMs);
    const next = from + limit < rows.length ? `,"next_cursor":"${from + limit}"` : "";
    const body = pathname.endsWith("/keyset") ? `{"markets":${page}${next}}` : page;
    return new Response(body, { headers: { "content-type": "application/json" } });
  },
});
parentPort?.postMessage(`http://127.0.0.1:${server.port}`);

/** A market with every field that Gamma sends of a plain one (the fields of the recorded shape), about 5 KB. */
function marketOf(at: number): object {
  const time = "2026-11-21T09:00:00Z";
  const text = `Whether number ${at} comes to pass, and what follows from it if it does. `;
  const price = 0.01 + (at % 98) / 100;
  const number = String(at).padStart(6, "0");
  const known = {
    id: String(500_000 + at),
    question: `Will number ${at} come to pass?`,
    conditionId: `0x${number.padStart(64, "a")}`,
    slug: `number-${at}`,
    description: text.repeat(20),
    outcomes: '["Yes", "No"]',
    outcomePrices: `["${price.toFixed(2)}", "${(1 - price).toFixed(2)}"]`,
    clobTokenIds: `["1${number.padStart(76, "3")}", "2${number.padStart(76, "3")}"]`,
    positionIds: [],
    questionID: `0x${number.padStart(64, "b")}`,
    endDate: time,
    startDate: time,
    createdAt: time,
    updatedAt: time,
    acceptingOrdersTimestamp: time,
    endDateIso: "2026-11-21",
    startDateIso: "2026-11-21",
    umaEndDate: time,
    image: "https://sim.invalid/market.png",
    icon: "https://sim.invalid/market.png",
    marketMakerAddress: "",
    resolvedBy: "0x69c47De9D4D3Dad79590d61b9e05918E03775f24",
    submitted_by: "0x69c47De9D4D3Dad79590d61b9e05918E03775f24",
    umaResolutionStatuses: "[]",
    umaBond: "500",
    umaReward: "5",
    orderPriceMinTickSize: 0.01,
    orderMinSize: 5,
    feesEnabled: true,
    feeType: "general_fees",
    feeSchedule: { exponent: 1, rate: 0.04, takerOnly: true, rebateRate: 0.25 },
    volume: String(at * 10),
    liquidity: "1000.5",
    events: [{ id: "7", slug: "event", title: "Event", description: text.repeat(10), negRisk: false, series: [] }],
    clobRewards: [],
    groupItemThreshold: "0",
    active: true,
    enableOrderBook: true,
    acceptingOrders: true,
  };
  return { ...Object.fromEntries([...falseFields(), ...numericFields()]), ...known };
}

function falseFields(): [string, boolean][] {
  const names = ["closed", "archived", "new", "featured", "restricted", "negRisk", "negRiskOther", "cyom", "approved"];
  const rest = [
    "automaticallyActive",
    "clearBookOnStart",
    "deploying",
    "funded",
    "hasReviewedDates",
    "manualActivation",
  ];
  const more = ["pagerDutyNotificationEnabled", "pendingDeployment", "ready", "requiresTranslation", "rfqEnabled"];
  return [...names, ...rest, ...more, "holdingRewardsEnabled", "showGmpOutcome", "showGmpSeries"].map((name) => [
    name,
    false,
  ]);
}

function numericFields(): [string, number][] {
  const names = Object.keys(GammaMarket.shape).filter((name) =>
    /^(volume|liquidity)\d*\w*(Num|Clob|hr|wk|mo|yr)/.test(name),
  );
  const rest = [
    "bestBid",
    "bestAsk",
    "lastTradePrice",
    "spread",
    "oneDayPriceChange",
    "oneHourPriceChange",
    "competitive",
  ];
  const more = ["oneWeekPriceChange", "oneMonthPriceChange", "rewardsMinSize", "rewardsMaxSpread", "makerBaseFee"];
  return [...names, ...rest, ...more, "takerBaseFee", "customLiveness"].map((name) => [name, 1]);
}
