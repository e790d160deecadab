import { z } from "zod";
import { TimeUs } from "../decimals.ts";
import type { EngineView } from "../engine-view.ts";
import { problem } from "../problem.ts";
import { answer, type Route, route } from "../route.ts";

const Risk = z.strictObject({
  killed: z.boolean().describe("No order may leave."),
  killedReason: z.string().nullable(),
  killedUs: TimeUs.nullable(),
  mode: z.enum(["observe", "paper"]),
  ordersOpen: z.int(),
  limits: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  refusals: z.record(z.string(), z.number()).describe("Intents refused so far, by reason."),
});

export const riskRoutes: readonly Route[] = [
  route({
    method: "GET",
    path: "/risk",
    tag: "risk",
    summary: "The kill switch, the limits in force and what they refused",
    answer: Risk,
    handle: (_, { view }) => answer(toRisk(view)),
  }),
  route({
    method: "POST",
    path: "/risk/kill",
    tag: "risk",
    summary: "Set the kill switch",
    description:
      "No order leaves from now on and resting orders are canceled. Stays set until resumed. May be repeated.",
    write: true,
    body: z.strictObject({ reason: z.string().trim().min(1).max(200).describe("Why; goes into the audit trail.") }),
    answer: Risk,
    handle: ({ body }, { view }) => {
      view.kill(body.reason);
      return answer(toRisk(view));
    },
  }),
  route({
    method: "POST",
    path: "/risk/resume",
    tag: "risk",
    summary: "Lift the kill switch",
    description: "409 when the engine may not trade again yet, with the reason. May be repeated.",
    write: true,
    body: z.strictObject({}).optional(),
    answer: Risk,
    problems: ["conflict"],
    handle: (_, { view }) => {
      const lifted = view.resume();
      return lifted.ok ? answer(toRisk(view)) : { problem: problem("conflict", lifted.error) };
    },
  }),
];

function toRisk(view: EngineView): z.input<typeof Risk> {
  const { killed, killedReason, killedUs, ordersOpen, limits, refusals } = view.risk();
  return {
    killed,
    killedReason: killedReason ?? null,
    killedUs: killedUs ?? null,
    mode: view.run().mode,
    ordersOpen,
    limits: { ...limits },
    refusals: { ...refusals },
  };
}
