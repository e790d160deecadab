import { RISK_LIMITS, RiskConfig, type RiskLimit } from "@augury/risk";
import { z } from "zod";
import { TimeUs } from "../decimals.ts";
import type { EngineView } from "../engine-view.ts";
import { problem } from "../problem.ts";
import { answer, type Route, route } from "../route.ts";

const Risk = z.strictObject({
  killed: z.boolean().describe("No order may leave."),
  killedReason: z.string().nullable(),
  killedUs: TimeUs.nullable(),
  mode: z.enum(["observe", "paper", "live"]),
  ordersOpen: z.int(),
  limits: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  refusals: z.record(z.string(), z.number()).describe("Intents refused so far, by reason."),
});

/** Any of the limits that may change while the engine runs, in the units of the configuration. */
const LimitChanges = z
  .strictObject(
    Object.fromEntries(RISK_LIMITS.map((limit) => [limit, RiskConfig.shape[limit].unwrap().optional()])) as {
      [Limit in RiskLimit]: z.ZodOptional<z.ZodNumber>;
    },
  )
  .refine((changes) => Object.keys(changes).length > 0, { error: "there must be a limit to change" });

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
    path: "/risk/limits",
    tag: "risk",
    summary: "Change limits of the risk gate",
    description:
      "In force from the next intent on, and until the engine stops: a restart begins with the file's. 409 when the limits would not fit together; then none of them is changed.",
    write: true,
    body: LimitChanges,
    answer: Risk,
    problems: ["conflict"],
    handle: ({ body }, { view }) => {
      const changed = view.changeLimits(body);
      return changed.ok ? answer(toRisk(view)) : { problem: problem("conflict", changed.error) };
    },
  }),
  route({
    method: "GET",
    path: "/audit",
    tag: "risk",
    summary: "What was done to the engine: kills, resumes, changed limits",
    query: z.strictObject({
      limit: z.coerce.number().int().min(1).max(1_000).default(100).describe("So many, newest first."),
    }),
    answer: z.strictObject({
      entries: z.array(z.strictObject({ timeUs: TimeUs, what: z.string(), detail: z.string() })),
    }),
    handle: ({ query }, { view }) => answer({ entries: [...view.audit(query.limit)] }),
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
