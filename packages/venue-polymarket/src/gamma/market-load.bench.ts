import { Worker } from "node:worker_threads";
import { createPublicClient, forkEnvironmentConfig } from "@polymarket/client";
import { findMarkets } from "../find-markets.ts";
import { toInstruments } from "../instruments.ts";
import { openGamma } from "./gamma-group.ts";

export interface MarketLoadShape {
  readonly markets: number;
  readonly rounds: number;
  /** How long the server takes for an answer: the way to the real one. */
  readonly delayMs: number;
}

export interface MarketLoadResult {
  readonly name: string;
  /** Milliseconds from the first request to the last instrument. */
  readonly msP50: number;
  readonly msP99: number;
  readonly msMax: number;
  /** Instruments, and the sum of their minimum sizes: the same for all, and proof that the work was done. */
  readonly checksum: string;
}

type Load = (url: string, markets: number) => Promise<readonly { readonly sizeMin: number }[]>;

const CANDIDATES: readonly { readonly name: string; readonly load: Load }[] = [
  { name: "augury, checked instruments", load: loadOurs },
  { name: "@polymarket/client listMarkets, mapped", load: loadOfficial },
  { name: "fetch + JSON.parse, mapped, nothing checked", load: loadNaively },
];

/** Loads all markets of a local Gamma by every candidate, rounds interleaved, so that a noisy machine is noisy to all of them. */
export async function benchMarketLoad({ markets, rounds, delayMs }: MarketLoadShape): Promise<MarketLoadResult[]> {
  const worker = new Worker(new URL("./market-page-worker.ts", import.meta.url), { workerData: { markets, delayMs } });
  const url = await new Promise<string>((resolve) => worker.once("message", resolve));
  const runs = CANDIDATES.map((candidate) => ({ ...candidate, ms: [] as number[], checksum: "" }));
  for (let round = 0; round < rounds; round++)
    for (const run of runs) {
      const start = Bun.nanoseconds();
      const list = await run.load(url, markets);
      run.ms.push((Bun.nanoseconds() - start) / 1e6);
      run.checksum = `${list.length}:${list.reduce((sum, { sizeMin }) => sum + sizeMin, 0)}`;
    }
  await worker.terminate();
  return runs.map(({ name, ms, checksum }) => {
    const sorted = ms.toSorted((a, b) => a - b);
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] as number;
    return { name, msP50: at(0.5), msP99: at(0.99), msMax: sorted.at(-1) as number, checksum };
  });
}

/** What the engine does at a start, rate budget and error handling included; the CLOB's part left out. */
async function loadOurs(url: string, marketsMax: number) {
  const { client } = openGamma({ baseUrl: url });
  const answer = await findMarkets(client, { by: "discover", marketsMax });
  if (!answer.ok) throw answer.error;
  const instruments = answer.value.found.flatMap(({ market, group }, at) => {
    const pair = toInstruments(market, { firstIndex: at * 2, group });
    if (!pair.ok) throw pair.error;
    return pair.value;
  });
  client.close();
  return instruments.map(({ orderSizeMin }) => ({ sizeMin: orderSizeMin / 1e6 }));
}

async function loadOfficial(url: string) {
  const environment = forkEnvironmentConfig({ name: "local", gamma: { rest: url } });
  const list = [];
  for await (const { items } of createPublicClient({ environment }).listMarkets({ pageSize: 100, closed: false }))
    for (const { conditionId, question, outcomes, trading } of items)
      for (const { tokenId, label } of [outcomes.yes, outcomes.no])
        list.push({
          conditionId,
          question,
          tokenId,
          label,
          tick: trading.minimumTickSize,
          sizeMin: Number(trading.minimumOrderSize),
          fees: trading.feeSchedule,
        });
  return list;
}

interface RawMarket {
  readonly conditionId: string;
  readonly question: string;
  readonly outcomes: string;
  readonly clobTokenIds: string;
  readonly orderPriceMinTickSize: number;
  readonly orderMinSize: number;
  readonly feeSchedule: object;
}

async function loadNaively(url: string) {
  const list = [];
  for (let offset = 0; ; offset += 100) {
    const page = (await (await fetch(`${url}/markets?limit=100&offset=${offset}&closed=false`)).json()) as RawMarket[];
    if (page.length === 0) return list;
    for (const market of page) {
      const labels = JSON.parse(market.outcomes) as string[];
      for (const [at, tokenId] of (JSON.parse(market.clobTokenIds) as string[]).entries())
        list.push({
          conditionId: market.conditionId,
          question: market.question,
          tokenId,
          label: labels[at],
          tick: market.orderPriceMinTickSize,
          sizeMin: market.orderMinSize,
          fees: market.feeSchedule,
        });
    }
  }
}

if (import.meta.main)
  for (const delayMs of [0, 25]) {
    const results = await benchMarketLoad({ markets: 10_000, rounds: 9, delayMs });
    for (const { name, msP50, msP99, msMax, checksum } of results) {
      const ratio = msP50 / (results[0]?.msP50 ?? msP50);
      const times = [msP50, msP99, msMax].map((ms) => ms.toFixed(0)).join(" / ");
      console.log(
        `${delayMs} ms away, ${name}: p50 / p99 / max ${times} ms, ${ratio.toFixed(2)}× ours, checksum ${checksum}`,
      );
    }
  }
