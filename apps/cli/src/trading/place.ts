import { UsageError } from "../usage-error.ts";
import { Decided, refusalOf } from "./decided.ts";
import { type EngineWord, type FlagValues, wholeNumber } from "./engine-word.ts";

export const place: EngineWord<typeof Decided> = {
  name: "place",
  summary: "places an order by hand, through the risk gate like any other",
  example: "bun run augury place --instrument 0 --side buy --price 0.41 --size 10 --post-only",
  help: [
    "--instrument I   its number, or venue:id[:outcome]",
    "--side WORD      buy or sell",
    "--price P        limit in dollars: 0.41",
    "--size N         contracts: 10",
    "--tif WORD       GTC (default), GTD, FOK or IOC",
    "--post-only      only as a maker",
    "--reduce-only    may only make the position smaller",
    "--ttl-ms N       not to be sent later than so long from now (default 5000); for GTD its life",
  ],
  flags: {
    instrument: { type: "string" },
    side: { type: "string" },
    price: { type: "string" },
    size: { type: "string" },
    tif: { type: "string" },
    "post-only": { type: "boolean" },
    "reduce-only": { type: "boolean" },
    "ttl-ms": { type: "string" },
  },
  writes: true,
  request: (flags) => ({
    method: "POST",
    path: "/orders",
    body: {
      instrument: required(flags, "instrument"),
      side: required(flags, "side"),
      price: required(flags, "price"),
      size: required(flags, "size"),
      ...(flags.tif === undefined ? {} : { timeInForce: flags.tif }),
      ...(flags["post-only"] ? { postOnly: true } : {}),
      ...(flags["reduce-only"] ? { reduceOnly: true } : {}),
      ...(flags["ttl-ms"] === undefined ? {} : { ttlMs: wholeNumber(flags, "ttl-ms") }),
    },
  }),
  answer: Decided,
  refusal: refusalOf,
  show: ({ intentId }) => [`intent ${intentId} is on its way; augury orders shows what becomes of it`],
};

function required(flags: FlagValues, name: string): string {
  const value = flags[name];
  if (value === undefined) throw new UsageError(`--${name} is missing; --help shows what an order needs`);
  return String(value);
}
