import { z } from "zod";
import { formatTable } from "../text-table.ts";
import type { EngineWord } from "./engine-word.ts";

const Order = z.looseObject({
  intentId: z.int(),
  leg: z.int(),
  strategy: z.string(),
  name: z.string(),
  side: z.string(),
  price: z.string(),
  size: z.string(),
  filledSize: z.string(),
  state: z.string(),
  intentReason: z.string(),
  reason: z.string(),
});
const Orders = z.looseObject({ orders: z.array(Order), next: z.int().nullable() });

export const orders: EngineWord<typeof Orders> = {
  name: "orders",
  summary: "our orders, newest first",
  example: "bun run augury orders --open",
  help: [
    "--open           only those that have not ended",
    "--limit N        rows, at most (default 20)",
    "--strategy NAME  of this strategy",
    "--instrument I   on this instrument: its number, or venue:id[:outcome]",
  ],
  flags: {
    open: { type: "boolean" },
    limit: { type: "string" },
    strategy: { type: "string" },
    instrument: { type: "string" },
  },
  request: ({ instrument, limit, open, strategy }) => ({
    method: "GET",
    path: "/orders",
    query: {
      limit: String(limit ?? "20"),
      ...(open ? { open: "true" } : {}),
      ...(strategy === undefined ? {} : { strategy: String(strategy) }),
      ...(instrument === undefined ? {} : { instrument: String(instrument) }),
    },
  }),
  answer: Orders,
  show: ({ next, orders: rows }) => {
    if (rows.length === 0) return ["no orders"];
    const head = ["intent", "strategy", "instrument", "side", "price", "size", "filled", "state", "reason"];
    const lines = formatTable(
      head,
      rows.map((row) => [
        row.leg === 0 ? `${row.intentId}` : `${row.intentId}.${row.leg}`,
        row.strategy,
        row.name,
        row.side,
        row.price,
        row.size,
        row.filledSize,
        row.state,
        reasonOf(row),
      ]),
    );
    return next === null ? lines : [...lines, "there are more: --limit"];
  },
};

/** Why it ended; of an order that the executor made, why that too: strategies explain theirs. */
function reasonOf({ intentReason, reason }: z.infer<typeof Order>): string {
  const made = intentReason === "unwind" ? ["unwind"] : [];
  const ended = reason === "none" ? [] : [reason];
  return [...made, ...ended].join(", ");
}
