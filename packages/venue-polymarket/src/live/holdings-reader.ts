import { err, ok, type Result } from "@augury/core";
import type {
  AccountHoldings,
  AccountPosition,
  HoldingsQuery,
  HoldingsRefusal,
  Instrument,
  InstrumentTable,
  TradeObservation,
} from "@augury/model";
import type { ApiClient } from "@augury/net";
import { balanceAllowance, updateBalanceAllowance } from "../clob/balance.ts";
import type { Trade } from "../clob/trade-schema.ts";
import { trades } from "../clob/trades.ts";
import { positions } from "../data/wallet.ts";
import { toUserTrade, type UserTrade } from "../user/user-trade.ts";
import { type OwnParty, ownParts } from "./trade-parts.ts";
import { observationsOf } from "./trade-settlements.ts";

export interface HoldingsReaderOptions {
  /** The matching API, signed. */
  readonly client: ApiClient;
  /** The Data API, which alone knows at what price a position was bought; left out: no average prices. */
  readonly data?: ApiClient | undefined;
  readonly table: InstrumentTable;
  readonly account: OwnParty;
  /** The venue's word for the kind of wallet (polymarket.md section 5). */
  readonly signatureType: 0 | 1 | 2 | 3;
}

interface Listing {
  readonly trades: readonly UserTrade[];
  /** Ids and states, to see whether anything moved. */
  readonly fingerprint: string;
}

type Reading<Value> = Promise<Result<Value, HoldingsRefusal>>;

/** The venue answers 200 balances in 10 s: so many at once leave room for others. */
const BALANCES_AT_ONCE = 8;
/** A cached balance is made to be read anew for so many tokens: the venue does 50 in 10 s. */
const REFRESHES_MAX = 25;
/** Trades are listed by the second, of the venue's clock. */
const CLOCK_MARGIN_MS = 5_000;

/**
 * Reads what a Polymarket account holds (polymarket.md sections 4 and 11):
 *
 * 1. The account's trades since a time, to the last page. One that is neither confirmed nor failed makes the balances ambiguous: refused.
 * 2. The venue's cached balances are refreshed where those trades, or whoever asks, may have changed them, then read, collateral and each
 *    token.
 * 3. The trades again: unless they are the same, something moved in between, and nothing of it is used.
 */
export class HoldingsReader {
  constructor(private readonly options: HoldingsReaderOptions) {}

  async read({ instruments, sinceMs, stale = [] }: HoldingsQuery): Reading<AccountHoldings> {
    const before = await this.list(sinceMs);
    if (!before.ok) return before;
    const pending = before.value.trades.find(({ isFinal }) => !isFinal);
    if (pending) return refusal("moving", `trade ${pending.tradeId} is ${pending.status}`);
    const told = this.observe(before.value.trades);
    if (told === undefined) return refusal("failed", "a trade of the account has a price or size that cannot be read");
    const wanted = instruments.flatMap((index) => this.options.table.at(index) ?? []);
    const touched = new Set(told.map(({ operation }) => operation.instrument));
    for (const index of stale) touched.add(index);
    await this.refresh(wanted.filter(({ index }) => touched.has(index)).slice(0, REFRESHES_MAX));
    const cash = await this.balance(undefined);
    if (!cash.ok) return cash;
    const held = await this.balances(wanted);
    if (!held.ok) return held;
    const after = await this.list(sinceMs);
    if (!after.ok) return after;
    if (after.value.fingerprint !== before.value.fingerprint) return refusal("moving", "a trade came in between");
    return ok({ cash: cash.value, positions: await this.priced(held.value), trades: told });
  }

  private async list(sinceMs: number): Reading<Listing> {
    const { account, client } = this.options;
    const after = Math.max(0, Math.floor((sinceMs - CLOCK_MARGIN_MS) / 1000));
    const read = await client.collect(trades, { maker_address: account.makerAddress, after });
    if (!read.ok) return refusal("failed", `trades: ${read.error.message}`);
    if (!read.value.complete) return refusal("failed", "more trades than can be listed");
    const list = (read.value.items as readonly Trade[]).map(toUserTrade);
    const fingerprint = list
      .map(({ status, tradeId }) => `${tradeId}:${status}`)
      .sort()
      .join();
    return ok({ trades: list, fingerprint });
  }

  private observe(list: readonly UserTrade[]): TradeObservation[] | undefined {
    const { account, table } = this.options;
    const parts = list.map((trade) => ownParts(trade, account));
    if (parts.includes(undefined)) return undefined;
    return list.flatMap((trade, at) => observationsOf(table, trade, parts[at] ?? []));
  }

  /** A refresh that fails leaves the cache as it is: the comparison finds out. */
  private async refresh(tokens: readonly Instrument[]): Promise<void> {
    await Promise.all(
      [undefined, ...tokens].map((token) => this.options.client.get(updateBalanceAllowance, this.assetOf(token))),
    );
  }

  private async balances(tokens: readonly Instrument[]): Reading<AccountPosition[]> {
    const held: AccountPosition[] = [];
    for (let from = 0; from < tokens.length; from += BALANCES_AT_ONCE) {
      const some = tokens.slice(from, from + BALANCES_AT_ONCE);
      const read = await Promise.all(some.map((token) => this.balance(token)));
      for (const [at, one] of read.entries()) {
        if (!one.ok) return one;
        held.push({ instrument: (some[at] as Instrument).index, size: one.value });
      }
    }
    return ok(held);
  }

  private async balance(token: Instrument | undefined): Reading<number> {
    const answer = await this.options.client.get(balanceAllowance, this.assetOf(token));
    if (!answer.ok) return refusal("failed", `balance of ${token?.venueId ?? "pUSD"}: ${answer.error.message}`);
    const micros = Number(answer.value.value.balance);
    return Number.isSafeInteger(micros) ? ok(micros) : refusal("failed", "a balance is beyond what can be counted");
  }

  private assetOf(token: Instrument | undefined) {
    const signature_type = this.options.signatureType;
    return token === undefined
      ? ({ asset_type: "COLLATERAL", signature_type } as const)
      : ({ asset_type: "CONDITIONAL", token_id: token.venueId, signature_type } as const);
  }

  /** Average prices come from caches of the Data API: what it does not say is left out. */
  private async priced(held: readonly AccountPosition[]): Promise<AccountPosition[]> {
    const { account, data, table } = this.options;
    if (!data || held.every(({ size }) => size === 0)) return [...held];
    const read = await data.collect(positions, { user: account.makerAddress, sizeThreshold: 0 });
    const prices = new Map<string, number>();
    for (const { asset, avgPrice } of (read.ok ? read.value.items : []) as { asset: string; avgPrice?: unknown }[])
      if (Number(avgPrice) > 0 && Number(avgPrice) < 1) prices.set(asset, Math.round(Number(avgPrice) * 10_000));
    return held.map((one) => {
      const averagePrice = prices.get(table.at(one.instrument)?.venueId ?? "");
      return averagePrice === undefined ? one : { ...one, averagePrice };
    });
  }
}

function refusal(code: HoldingsRefusal["code"], message: string): Result<never, HoldingsRefusal> {
  return err({ code, message });
}
