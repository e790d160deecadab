import { z } from "zod";
import type { SimCall, SimRoute } from "../sim-route.ts";
import { json, refuse } from "./answer.ts";
import { parseBody } from "./request-body.ts";

const BATCH_MAX = 20;
const SPANS_S: Readonly<Record<string, number>> = {
  "1h": 3600,
  "6h": 21_600,
  "1d": 86_400,
  "1w": 604_800,
  "1m": 2_592_000,
  max: Number.POSITIVE_INFINITY,
  all: Number.POSITIVE_INFINITY,
};

interface Span {
  readonly from: number;
  readonly to: number;
  readonly stepS: number;
}

const Batch = z.object({
  markets: z.array(z.string()),
  start_ts: z.number().optional(),
  end_ts: z.number().optional(),
  interval: z.string().optional(),
  fidelity: z.number().optional(),
});

/** Past prices. What is no token has an empty history, not an error (polymarket.md section 3). */
export const HISTORY_ROUTES: readonly SimRoute[] = [
  {
    endpoint: "GET /prices-history",
    answer: (call) => {
      const get = (name: string) => call.query.get(name) ?? undefined;
      const number = (name: string) => (get(name) === undefined ? undefined : Number(get(name)));
      const span = spanOf(call, {
        interval: get("interval"),
        start: number("startTs"),
        end: number("endTs"),
        fidelity: number("fidelity"),
      });
      return span
        ? json({ history: historyOf(call, get("market") ?? "", span) })
        : refuse(400, "invalid filters: interval or time range");
    },
  },
  {
    endpoint: "POST /batch-prices-history",
    answer: (call) => {
      const body = parseBody(call, Batch);
      const span =
        body &&
        spanOf(call, { interval: body.interval, start: body.start_ts, end: body.end_ts, fidelity: body.fidelity });
      if (!span) return refuse(400, "invalid filters: interval or time range");
      if (body.markets.length > BATCH_MAX) return refuse(400, `max ${BATCH_MAX} markets`);
      return json({ history: Object.fromEntries(body.markets.map((id) => [id, historyOf(call, id, span)])) });
    },
  },
];

interface Filters {
  readonly interval: string | undefined;
  readonly start: number | undefined;
  readonly end: number | undefined;
  readonly fidelity: number | undefined;
}

function spanOf({ nowMs }: SimCall, { interval, start, end, fidelity = 1 }: Filters): Span | undefined {
  const stepS = fidelity * 60;
  if (interval !== undefined && Object.hasOwn(SPANS_S, interval))
    return { from: nowMs / 1000 - (SPANS_S[interval] as number), to: Number.POSITIVE_INFINITY, stepS };
  return start === undefined || end === undefined ? undefined : { from: start, to: end, stepS };
}

function historyOf({ world }: SimCall, token: string, { from, to, stepS }: Span): { t: number; p: number }[] {
  const found = world.exchange.findToken(token);
  if (!found) return [];
  const points: { t: number; p: number }[] = [];
  for (const { t, p } of found.market.history) {
    const last = points.at(-1);
    if (t < from || t > to || (last && t - last.t < stepS)) continue;
    points.push({ t, p: found.token === 0 ? p : Number((1 - p).toFixed(4)) });
  }
  return points;
}
