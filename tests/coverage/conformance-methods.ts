import { KALSHI_GROUPS } from "@augury/venue-kalshi";
import { ACCOUNT_CASES as KALSHI_ACCOUNT } from "../conformance/kalshi/account-cases.ts";
import { COMMUNICATION_CASES } from "../conformance/kalshi/communication-cases.ts";
import { ORDER_CASES } from "../conformance/kalshi/order-cases.ts";
import { PUBLIC_CASES as KALSHI_PUBLIC } from "../conformance/kalshi/public-cases.ts";
import { ACCOUNT_CASES } from "../conformance/polymarket-clob/account-cases.ts";
import { PUBLIC_CASES } from "../conformance/polymarket-clob/public-cases.ts";
import { TRADING_CASES } from "../conformance/polymarket-clob/trading-cases.ts";
import { DATA_CASES, GAMMA_CASES } from "../conformance/polymarket-data/cases.ts";

interface Asking {
  readonly methods: readonly string[];
}

const askedBy = (group: string, ...tables: readonly Readonly<Record<string, Asking>>[]) =>
  tables.flatMap((table) => Object.values(table).flatMap(({ methods }) => methods.map((name) => `${group} ${name}`)));

/** Kalshi's cases name the method alone; its groups have no name in common. */
const kalshiAsked = [KALSHI_PUBLIC, KALSHI_ACCOUNT, ORDER_CASES, COMMUNICATION_CASES].flat().map(({ method }) => {
  const group = KALSHI_GROUPS.find(({ methods }) => methods.some(({ name }) => name === method));
  return `kalshi ${group?.name} ${method}`;
});

/** Methods whose answers are compared with those of the venue's own client, as the command line names them ("polymarket clob book"). */
export const CONFORMANCE_METHODS: ReadonlySet<string> = new Set([
  ...askedBy("polymarket clob", PUBLIC_CASES, ACCOUNT_CASES, TRADING_CASES),
  ...askedBy("polymarket gamma", GAMMA_CASES),
  ...askedBy("polymarket data", DATA_CASES),
  ...kalshiAsked,
]);
