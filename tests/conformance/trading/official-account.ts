import { AssetType, type ClobClient, type Trade } from "@polymarket/clob-client-v2";

/** Micros of an account: dollars, and contracts by token. */
export interface AccountSums {
  readonly cash: number;
  readonly contracts: readonly [number, number];
  /** What was paid as a taker. */
  readonly fees: number;
}

/** Reads an account as the official client does: its balances. */
export async function readBalances(
  client: ClobClient,
  tokens: readonly [string, string],
): Promise<Pick<AccountSums, "cash" | "contracts">> {
  const [cash, yes, no] = await Promise.all([
    client.getBalanceAllowance({ asset_type: AssetType.COLLATERAL }),
    ...tokens.map((token_id) => client.getBalanceAllowance({ asset_type: AssetType.CONDITIONAL, token_id })),
  ]);
  return { cash: Number(cash?.balance), contracts: [Number(yes?.balance), Number(no?.balance)] };
}

/**
 * Adds up an account from its trades alone, as the official client reads them: each confirmed part that is the account's, as a taker with
 * the market's fee, as a maker on the token of its own order.
 */
export function sumTrades(
  trades: readonly Trade[],
  { apiKey, tokens, feeRate, opening }: { apiKey: string; tokens: readonly string[]; feeRate: number; opening: number },
): AccountSums {
  const contracts: [number, number] = [0, 0];
  let [cash, fees] = [opening, 0];
  const book = (token: string, side: string, part: { size: number; price: number; fee: number }) => {
    const sign = side === "BUY" ? 1 : -1;
    contracts[tokens.indexOf(token) as 0 | 1] += sign * part.size;
    cash -= (sign * part.size * part.price) / 10_000 + part.fee;
    fees += part.fee;
  };
  for (const trade of trades) {
    if (trade.status !== "CONFIRMED") continue;
    if (trade.trader_side === "TAKER") {
      const [size, price] = [scaled(trade.size, 6), scaled(trade.price, 4)];
      book(trade.asset_id, trade.side, { size, price, fee: feeOf(size, price, feeRate) });
    }
    for (const maker of trade.maker_orders.filter(({ owner }) => owner === apiKey)) {
      const part = { size: scaled(maker.matched_amount, 6), price: scaled(maker.price, 4), fee: 0 };
      book(maker.asset_id, (maker as { side?: string }).side ?? "", part);
    }
  }
  return { cash, contracts, fees };
}

/** In steps of 0.00001 dollars, half up (polymarket.md section 8); in millionths, exactly. */
function feeOf(size: number, price: number, feeRate: number): number {
  const exact = BigInt(size) * BigInt(Math.round(feeRate * 10_000)) * BigInt(price) * BigInt(10_000 - price);
  const step = 10n ** 13n;
  return Number((2n * exact + step) / (2n * step)) * 10;
}

/** Returns a decimal text × 10^digits; a text with more digits is an error. */
function scaled(text: string, digits: number): number {
  const [whole = "", fraction = ""] = text.split(".");
  const trimmed = fraction.replace(/0+$/, "");
  if (!/^\d+$/.test(whole) || trimmed.length > digits) throw new Error(`at most ${digits} decimals, was ${text}`);
  return Number(whole + trimmed.padEnd(digits, "0"));
}
