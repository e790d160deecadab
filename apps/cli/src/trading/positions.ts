import { z } from "zod";
import { formatTable } from "../text-table.ts";
import type { EngineWord } from "./engine-word.ts";

const Position = z.looseObject({
  name: z.string(),
  size: z.string(),
  settledSize: z.string(),
  sellableSize: z.string(),
  redeemableSize: z.string(),
  averagePrice: z.string(),
  markPrice: z.string().nullable(),
  realizedPnl: z.string(),
  unrealizedPnl: z.string().nullable(),
  fees: z.string(),
});
const Positions = z.looseObject({
  cash: z.string(),
  spendableCash: z.string(),
  redeemableCash: z.string(),
  realizedPnl: z.string(),
  unrealizedPnl: z.string(),
  fees: z.string(),
  positions: z.array(Position),
});

export const positions: EngineWord<typeof Positions> = {
  name: "positions",
  summary: "what we hold, settled and promised, with profit and loss",
  example: "bun run augury positions",
  help: [],
  flags: {},
  request: () => ({ method: "GET", path: "/positions" }),
  answer: Positions,
  show: ({ cash, positions: rows, redeemableCash, spendableCash, ...pnl }) => {
    const { fees, realizedPnl, unrealizedPnl } = pnl;
    const head = [
      "instrument",
      "held",
      "settled",
      "sellable",
      "redeemable",
      "average",
      "mark",
      "realized",
      "unrealized",
      "fees",
    ];
    const table = rows.map((row) => [
      row.name,
      row.size,
      row.settledSize,
      row.sellableSize,
      row.redeemableSize,
      row.averagePrice,
      row.markPrice ?? "none",
      row.realizedPnl,
      row.unrealizedPnl ?? "unknown",
      row.fees,
    ]);
    return [
      ...(rows.length === 0 ? ["no positions"] : formatTable(head, table)),
      `cash ${cash}, of which spendable ${spendableCash}, to be redeemed ${redeemableCash}; realized ${realizedPnl}, unrealized ${unrealizedPnl}, fees ${fees}`,
    ];
  },
};
