import { z } from "zod";
import { type BucketShape, quotaShape } from "./bucket-shape.ts";

const Tokens = z.number().positive();
const Share = z.number().gt(0).max(1);
/** Share of what can be had at once that only priority calls (cancels) may take. */
const Reserve = z.number().min(0).max(0.9).default(0);

/**
 * `quota`: so many tokens in any window of that length, as Polymarket and most sources say it. It becomes a bucket that never gives
 * more than `share` of the quota within any window, a part of it (`burst`) at once and the rest evenly. `bucket`: capacity and refill,
 * as Kalshi says it. `credits`: given once a day or month.
 */
export const AllowanceConfig = z.discriminatedUnion("kind", [
  z
    .strictObject({
      kind: z.literal("quota"),
      quota: Tokens,
      windowMs: z.int().positive(),
      /** About 90 % of a quota was measured safe (polymarket.md section 16). */
      share: Share.default(0.9),
      burst: z.number().gt(0).max(0.9).default(0.25),
      reserve: Reserve,
    })
    .refine(({ quota, share }) => quota * share >= 2, {
      error: "the usable share of a quota must be at least 2 tokens",
    }),
  z.strictObject({ kind: z.literal("bucket"), capacity: Tokens, refillPerSecond: Tokens, reserve: Reserve }),
  z.strictObject({ kind: z.literal("credits"), quota: Tokens, period: z.enum(["day", "month"]), reserve: Reserve }),
]);
export type AllowanceConfig = z.infer<typeof AllowanceConfig>;

export const SlowdownConfig = z.strictObject({
  factor: z.number().gt(0).lt(1).default(0.5),
  paceMin: Share.default(0.1),
  everyMs: z.int().positive().default(1000),
  recoveryPerSecond: Share.default(0.02),
});

/** The class of every endpoint that has none of its own. */
export const DEFAULT_CLASS = "default";

/** The rate budget of one venue or source: allowances by name, and what a call of each endpoint class takes from which of them. */
export const RateBudgetConfig = z
  .strictObject({
    allowances: z.record(z.string(), AllowanceConfig),
    classes: z.record(z.string(), z.record(z.string(), z.number().min(0))),
    slowdown: SlowdownConfig.prefault({}),
    /** Longest wait for tokens; a call that would wait longer is refused at once. */
    waitMsMax: z.int().min(0).max(3_600_000).default(10_000),
    waitingMax: z.int().min(0).max(65_536).default(256),
  })
  .refine((budget) => DEFAULT_CLASS in budget.classes, { error: `there must be a class "${DEFAULT_CLASS}"` })
  .check(({ value, issues }) => {
    for (const [className, costs] of Object.entries(value.classes)) {
      for (const [name, cost] of Object.entries(costs)) {
        const message = priceProblem(value.allowances[name], cost);
        if (message) issues.push({ code: "custom", message, input: cost, path: ["classes", className, name] });
      }
    }
  });
export type RateBudgetConfig = z.infer<typeof RateBudgetConfig>;

/** Returns the capacity of an allowance and what ordinary calls must leave of it, in tokens. */
export function boundsOf(config: AllowanceConfig): Pick<BucketShape, "capacity" | "reserve"> {
  switch (config.kind) {
    case "credits":
      return { capacity: config.quota, reserve: Math.floor(config.reserve * config.quota) };
    case "bucket":
      return { capacity: config.capacity, reserve: config.reserve * config.capacity };
    case "quota":
      return quotaShape(config);
  }
}

function priceProblem(allowance: AllowanceConfig | undefined, cost: number): string | undefined {
  if (allowance === undefined) return "a class may only take from allowances that are defined";
  const { capacity, reserve } = boundsOf(allowance);
  return cost + reserve <= capacity ? undefined : `a call must fit into what it may take, ${capacity - reserve} tokens`;
}
