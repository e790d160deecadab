import { z } from "zod";
import { formatTable } from "../text-table.ts";
import type { EngineWord } from "./engine-word.ts";

const Balance = { own: z.string(), incoming: z.string(), outgoing: z.string(), redeemable: z.string() };
const Profit = { realizedPnl: z.string(), unrealizedPnl: z.string(), fees: z.string(), settledPnl: z.string() };
const Ledger = z.looseObject({
  asOf: z.int(),
  problem: z.string().nullable(),
  pending: z.int(),
  contradictions: z.int(),
  tooOld: z.int(),
  total: z.looseObject(Profit),
  cash: z.array(z.looseObject({ venue: z.string(), fees: z.string(), ...Balance })),
  contracts: z.array(z.looseObject({ name: z.string(), ...Balance })),
  venues: z.array(z.looseObject({ venue: z.string(), ...Profit })),
  strategies: z.array(z.looseObject({ strategy: z.string(), ...Profit })),
});
type Ledger = z.infer<typeof Ledger>;

export const ledger: EngineWord<typeof Ledger> = {
  name: "ledger",
  summary: "the books: balances, fees and profit by venue and strategy",
  example: "bun run augury ledger",
  help: [],
  flags: {},
  request: () => ({ method: "GET", path: "/ledger" }),
  answer: Ledger,
  show: (books) => [...balances(books), "", ...profits(books), "", ...state(books)],
};

function balances({ cash, contracts }: Ledger): string[] {
  return formatTable(
    ["", "own", "incoming", "outgoing", "redeemable", "fees"],
    [
      ...cash.map((one) => [`cash at ${one.venue}`, ...balance(one), one.fees]),
      ...contracts.map((one) => [one.name, ...balance(one), ""]),
    ],
  );
}

function balance({ incoming, outgoing, own, redeemable }: z.infer<z.ZodObject<typeof Balance>>): string[] {
  return [own, incoming, outgoing, redeemable];
}

function profits({ strategies, total, venues }: Ledger): string[] {
  const row = (name: string, one: z.infer<z.ZodObject<typeof Profit>>) => [
    name,
    one.realizedPnl,
    one.settledPnl,
    one.unrealizedPnl,
    one.fees,
  ];
  return formatTable(
    ["", "realized", "of it settled", "unrealized", "fees"],
    [
      row("all", total),
      ...venues.map((one) => row(one.venue, one)),
      ...strategies.map((one) => row(`strategy ${one.strategy}`, one)),
    ],
  );
}

function state({ asOf, contradictions, pending, problem, tooOld }: Ledger): string[] {
  const odd = contradictions + tooOld === 0 ? "" : `, ${contradictions} told otherwise, ${tooOld} too old to count`;
  return [
    `as of event ${asOf}: ${pending} trades wait for their end${odd}`,
    problem === null ? "everything adds up" : `WRONG: ${problem}`,
  ];
}
