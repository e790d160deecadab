import { UsageError } from "../usage-error.ts";
import { Decided, refusalOf } from "./decided.ts";
import { type EngineWord, intentNumber, wholeNumber } from "./engine-word.ts";

export const amend: EngineWord<typeof Decided> = {
  name: "amend",
  summary: "changes the price or size of a resting order, where its venue can",
  example: "bun run augury amend --intent 12 --price 0.42",
  help: [
    "--intent N       the order, as augury orders names it",
    "--leg N          this leg of it (default 0)",
    "--price P        new limit in dollars",
    "--size N         new size in all, what has filled included; fewer at the same price keep their place",
    "--ttl-ms N       not to be sent later than so long from now (default 5000)",
  ],
  flags: {
    intent: { type: "string" },
    leg: { type: "string" },
    price: { type: "string" },
    size: { type: "string" },
    "ttl-ms": { type: "string" },
  },
  writes: true,
  request: (flags) => {
    const { leg, price, size } = flags;
    if (price === undefined && size === undefined) throw new UsageError("--price, --size or both say what to change");
    return {
      method: "PATCH",
      path: `/orders/${intentNumber(flags)}`,
      body: {
        ...(leg === undefined ? {} : { leg: wholeNumber(flags, "leg") }),
        ...(price === undefined ? {} : { price }),
        ...(size === undefined ? {} : { size }),
        ...(flags["ttl-ms"] === undefined ? {} : { ttlMs: wholeNumber(flags, "ttl-ms") }),
      },
    };
  },
  answer: Decided,
  refusal: refusalOf,
  show: () => ["the change is on its way; augury orders shows what the order is, and why where it stays as it was"],
};
