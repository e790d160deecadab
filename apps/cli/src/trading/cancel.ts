import { z } from "zod";
import { type EngineWord, intentNumber, wholeNumber } from "./engine-word.ts";

const Canceled = z.looseObject({ asked: z.int() });

export const cancel: EngineWord<typeof Canceled> = {
  name: "cancel",
  summary: "cancels the open orders of one intent",
  example: "bun run augury cancel --intent 12",
  help: ["--intent N       the order, as augury orders names it", "--leg N          this leg of it alone"],
  flags: { intent: { type: "string" }, leg: { type: "string" } },
  writes: true,
  request: (flags) => ({
    method: "DELETE",
    path: `/orders/${intentNumber(flags)}`,
    ...(flags.leg === undefined ? {} : { query: { leg: String(wholeNumber(flags, "leg")) } }),
  }),
  answer: Canceled,
  show: ({ asked }) => [
    `${asked} ${asked === 1 ? "order is" : "orders are"} asked to go; augury orders --open shows what is left`,
  ],
};
