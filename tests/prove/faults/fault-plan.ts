import { Prng } from "@augury/core";

/** What one seed lets go wrong, each from 0 to 1 where it is no time. */
export interface FaultPlan {
  readonly replies: {
    /** An order's request is lost, its answer is, it is answered by a 500 all the same, it arrives twice, it is answered late. */
    readonly lost_before: number;
    readonly lost_after: number;
    readonly fails_after: number;
    readonly repeated: number;
    readonly late: number;
    readonly lateMsMax: number;
    readonly cancelLost: number;
  };
  readonly events: {
    readonly eventLost: number;
    readonly eventRepeated: number;
    readonly eventDelayed: number;
    readonly delayMsMax: number;
  };
  /** A match never reaches the chain, is undone there, or goes there by detours. */
  readonly settlement: { readonly ghost: number; readonly reverted: number; readonly retried: number };
  /** Any request or answer. */
  readonly way: { readonly latencyMsMax: number; readonly lost: number };
  /** Per action. */
  readonly crash: number;
  readonly streamDrop: number;
  readonly epochEnd: number;
  readonly cutOver: number;
  readonly burst: number;
}

/** Returns the plan of a seed: every fault is off, rare or frequent, so that seeds differ in what meets what. */
export function planOf(seed: number): FaultPlan {
  const random = new Prng(seed ^ 0x706c616e);
  const upTo = (most: number) => random.pick([0, most / 4, most]);
  return {
    replies: {
      lost_before: upTo(0.05),
      lost_after: upTo(0.15),
      fails_after: upTo(0.15),
      repeated: upTo(0.1),
      late: upTo(0.2),
      lateMsMax: random.pick([500, 4_000]),
      cancelLost: upTo(0.2),
    },
    events: {
      eventLost: upTo(0.3),
      eventRepeated: upTo(0.3),
      eventDelayed: upTo(0.5),
      delayMsMax: random.pick([200, 1_500, 6_000]),
    },
    settlement: { ghost: upTo(0.15), reverted: upTo(0.15), retried: upTo(0.3) },
    way: { latencyMsMax: random.pick([5, 200, 3_000]), lost: upTo(0.08) },
    crash: random.pick([0, 0, 0.01, 0.03]),
    streamDrop: upTo(0.04),
    epochEnd: upTo(0.2),
    cutOver: random.pick([0, 0, 0.01]),
    burst: random.pick([0, 0, 0, 0.02]),
  };
}

/** Returns the plan with its times so many times as short. */
export function hastened(plan: FaultPlan, haste: number): FaultPlan {
  const { events, replies, way } = plan;
  return {
    ...plan,
    replies: { ...replies, lateMsMax: Math.ceil(replies.lateMsMax / haste) },
    events: { ...events, delayMsMax: Math.ceil(events.delayMsMax / haste) },
    way: { ...way, latencyMsMax: Math.ceil(way.latencyMsMax / haste) },
  };
}
