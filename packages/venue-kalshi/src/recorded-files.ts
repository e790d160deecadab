import { fixtureNames } from "@augury/testkit";

/** Test support: where the recordings lie. */
export const DEMO = "kalshi/ws/demo-2026-07-01-full-session.jsonl";
export const MULTI_MARKET = "kalshi/ws/multi-market-2026-04-18.jsonl";
export const PRODUCTION = "kalshi/ws/prod-2026-08-07-orderbook-stream.json";
export const VERBATIM = "kalshi/ws/verbatim-frames-2026.jsonl";
export const DUAL_TICKER = "kalshi/ws/legacy-dual-ticker-2026-02-12.jsonl";
const GOLD = "kalshi/ws/gold15m";
/** All windows are a minute's work: the usual test takes two, the shortest and one with a reconnect. */
const SLICE = ["KXGOLD15M-26AUG101900-00", "KXGOLD15M-26AUG102030-30"];

/** Window → the names of its fixtures in order of time. All fifteen with AUGURY_FULL=1. */
export function goldWindows(all = process.env.AUGURY_FULL === "1"): Map<string, string[]> {
  const windows = new Map<string, string[]>();
  for (const name of fixtureNames(GOLD).filter((one) => one.endsWith(".ndjson.gz"))) {
    const window = name.slice(GOLD.length + 1, name.indexOf(".", GOLD.length));
    if (all || SLICE.includes(window)) windows.set(window, [...(windows.get(window) ?? []), name]);
  }
  return windows;
}
