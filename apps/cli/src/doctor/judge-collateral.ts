import { type ChainId, exchangeOf } from "@augury/signing";
import type { BalanceAllowance } from "@augury/venue-polymarket";
import { type Finding, fine, warn } from "./finding.ts";

/** Whose collateral it is, and what has to be possible with it. */
export interface CollateralQuestion {
  readonly chainId: ChainId;
  /** What names the wallet. */
  readonly funder: string;
  /** What each exchange has to be allowed, in micro-dollars of the balance; a single one is enough to know that it was approved. */
  readonly needed: (balance: number) => number;
}

const BASE_UNITS = 1_000_000;
const FIX = "approve it once from the wallet, then: augury polymarket clob update-balance-allowance";

/** Returns what a balance of collateral, and what the exchanges may spend of it, are good for. */
export function judgeCollateral(
  { allowances = {}, balance }: BalanceAllowance,
  question: CollateralQuestion,
): Finding[] {
  const { chainId, funder, needed } = question;
  const held = Number(balance);
  const granted = new Map(
    Object.entries(allowances).map(([spender, amount]) => [spender.toLowerCase(), Number(amount)]),
  );
  const spenders = (["v2", "negRiskV2"] as const).map((name) => exchangeOf(chainId, name).address);
  const allowed = (spender: string) => granted.get(spender.toLowerCase()) ?? 0;
  const missing = spenders.filter((spender) => !(allowed(spender) > 0));
  const scarce = spenders.filter((spender) => allowed(spender) > 0 && allowed(spender) < needed(held));
  return [
    held > 0
      ? fine(`$${dollars(held)} of collateral (pUSD)`)
      : warn("no collateral (pUSD)", `deposit, or look at ${funder}`),
    ...(missing.length > 0 ? [warn(`${missing.join(" and ")} may not spend the collateral`, FIX)] : []),
    ...scarce.map((one) =>
      warn(`${one} may spend $${dollars(allowed(one))} of the $${dollars(needed(held))} at stake`, FIX),
    ),
    ...(missing.length + scarce.length === 0 ? [fine("the exchanges may spend the collateral")] : []),
  ];
}

function dollars(micros: number): string {
  return (micros / BASE_UNITS).toFixed(2);
}
