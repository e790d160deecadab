import { err, ok, PRICE_TICKS_PER_DOLLAR, type Result } from "@augury/core";
import type { InstrumentPayout, InstrumentTable } from "@augury/model";
import type { ApiClient } from "@augury/net";
import { toResolution } from "../gamma/market-resolution.ts";
import { marketRows } from "../gamma/market-row.ts";

/** Condition ids in one request: Gamma takes about 100, and their address grows long. */
const MARKETS_AT_ONCE = 50;

/**
 * Reads what instruments pay whose markets have ended, as Gamma says it of closed markets (polymarket.md sections 9 and 13: the market channel
 * leaves some of them out). A market that Gamma does not know, or does not call closed, goes on.
 */
export class PayoutReader {
  constructor(
    private readonly gamma: ApiClient,
    private readonly table: InstrumentTable,
  ) {}

  /** The error is one line. */
  async read(instruments: readonly number[]): Promise<Result<InstrumentPayout[], string>> {
    const wanted = instruments.flatMap((index) => this.table.at(index) ?? []);
    const markets = [...new Set(wanted.map(({ marketId }) => marketId))];
    const payouts = new Map<string, readonly [number, number]>();
    for (let from = 0; from < markets.length; from += MARKETS_AT_ONCE) {
      const condition_ids = markets.slice(from, from + MARKETS_AT_ONCE);
      const page = await this.gamma.get(marketRows, { condition_ids, closed: true, limit: MARKETS_AT_ONCE });
      if (!page.ok) return err(`closed markets: ${page.error.message}`);
      for (const row of page.value.value) {
        const resolved = row.ok ? toResolution(row.value).payouts : undefined;
        if (row.ok && resolved) payouts.set(row.value.conditionId.toLowerCase(), resolved);
      }
    }
    return ok(
      wanted.flatMap(({ index, marketId, outcome }) => {
        const pays = payouts.get(marketId.toLowerCase())?.[outcome === "yes" ? 0 : 1];
        return pays === undefined ? [] : [{ instrument: index, payout: pays * PRICE_TICKS_PER_DOLLAR }];
      }),
    );
  }
}
