import type { SimAccount } from "../account/sim-account.ts";
import { exchangeAddressOf } from "./exchange-of.ts";
import type { Reached } from "./reach.ts";
import { type Refusal, refusal } from "./refusal.ts";
import { leftOf, type OrderTerms, type SimOrder, tokenIdOf } from "./sim-order.ts";

/** Returns why the wallet cannot pay for an order: its balance and its allowance less what its open orders may spend. */
export function lacksFunds(terms: OrderTerms, reached: Reached, open: readonly SimOrder[]): Refusal | undefined {
  const { wallet } = terms;
  const amount = amountOf(terms, reached);
  const active = open
    .filter((one) => one.wallet === wallet && one.side === terms.side)
    .filter((one) => terms.side === "BUY" || tokenIdOf(one) === tokenIdOf(terms))
    .reduce((sum, one) => sum + reservedBy(one), 0);
  const balance = terms.side === "BUY" ? wallet.collateral : wallet.tokensOf(tokenIdOf(terms));
  if (amount + active > balance) return notEnough("balance", { has: balance, active, amount });
  const allowance = allowanceOf(wallet, terms);
  return amount + active > allowance ? notEnough("allowance", { has: allowance, active, amount }) : undefined;
}

/** Dollars or contracts that an order costs at most, in micros; the fee comes on top of a BUY. */
function amountOf({ side, budget, size, price, market }: OrderTerms, reached: Reached): number {
  if (side === "SELL") return size;
  const dollars = budget || cashOf(size, price);
  const atLimit = Math.ceil(dollars * market.spec.feeRate * (1 - price / 10_000));
  return dollars + Math.max(atLimit, reached.fee);
}

function reservedBy(order: SimOrder): number {
  if (order.side === "SELL") return leftOf(order);
  return order.budget || cashOf(leftOf(order), order.price);
}

function allowanceOf(wallet: SimAccount, terms: OrderTerms): number {
  const granted = terms.side === "BUY" ? wallet.allowances : wallet.approvals;
  return Number(granted.get(exchangeAddressOf(terms.market)) ?? 0);
}

function notEnough(what: "balance" | "allowance", sums: { has: number; active: number; amount: number }): Refusal {
  return refusal(
    `not enough balance / allowance: the ${what} is not enough -> ` +
      `${what}: ${sums.has}, sum of active orders: ${sums.active}, order amount: ${sums.amount}`,
  );
}

/** Returns dollars in micros, rounded down. */
export function cashOf(size: number, price: number): number {
  return Math.floor((size * price) / 10_000);
}
