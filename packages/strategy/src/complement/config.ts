import { LEG_MS_MAX } from "@augury/model";
import { z } from "zod";
import { DollarPartText, microsOf, SizeText } from "../decimal-text.ts";
import { InstrumentRef } from "../instrument-ref.ts";

const LegsConfig = z.strictObject({
  /** What the other legs have filled beyond whole sets: "unwind" sells it at once, "hold" keeps it. */
  onFailure: z.enum(["unwind", "hold"]).default("hold"),
  /** "together", or one after the other, the one with the thinnest book first. */
  sequence: z.enum(["together", "thinnest_first"]).default("together"),
  /** How far below its limit a leg may be sold back, in dollars per contract. */
  band: DollarPartText.default("0.05"),
  /** A leg that has not ended so long after it was sent is canceled. */
  legMs: z.int().min(1).max(LEG_MS_MAX).default(10_000),
});

/** Buys every outcome of a mutually exclusive set when that costs less than the dollar that one of them will pay. */
export const ComplementConfig = z
  .strictObject({
    kind: z.literal("complement"),
    name: z.string().min(1).max(64).default("complement"),
    /** What must be left of each dollar after cost and fees, in dollars: "0.01" is one cent per set. */
    edge: DollarPartText,
    /** Sets bought at once, in contracts of each outcome. */
    sizeMin: SizeText,
    sizeMax: SizeText,
    /** After a set was fired at, it is left alone this long, and for as long as an order on one of its outcomes is open. */
    cooldownMs: z.int().min(1).max(3_600_000).default(1_000),
    /** The legs are not sent later than this after the decision. */
    deadlineMs: z.int().min(1).max(60_000).default(1_000),
    /** How the legs of a set are carried out, and what happens when one fails. */
    legs: LegsConfig.prefault({}),
    /**
     * Neg-risk events of which every outcome is bought. "all": every one in the instruments that is known to be complete. By name: its
     * id, and how many markets it has where the instruments do not tell.
     */
    events: z
      .union([
        z.literal("all"),
        z.array(z.strictObject({ group: z.string().min(1), outcomes: z.int().min(2).optional() })),
      ])
      .default([]),
    /** Pairs of markets that a human has found to be the same question: YES of one and NO of the other, both ways. */
    pairs: z
      .array(z.strictObject({ a: InstrumentRef, b: InstrumentRef, approvedBy: z.string().trim().min(1) }))
      .max(256)
      .default([]),
    /** Watches the two tokens of every Polymarket market, which mirror each other and must never be a bargain. */
    selfCheck: z.boolean().default(true),
    /** Books may disagree this long in the middle of a group of changes. */
    selfCheckGraceMs: z.int().min(0).max(60_000).default(1_000),
  })
  .refine(({ sizeMin, sizeMax }) => microsOf(sizeMin) <= microsOf(sizeMax), {
    path: ["sizeMax"],
    message: "sizeMax is at least sizeMin",
  });
export type ComplementConfig = z.infer<typeof ComplementConfig>;
