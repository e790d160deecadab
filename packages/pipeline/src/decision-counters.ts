/** What the decision thread counts. `consumed` = market slots of all feeds; inputs = consumed + timers + controls + reports. */
export const DECISION_COUNTERS = [
  "consumed",
  "consumed_polymarket",
  "consumed_kalshi",
  "consumed_reference",
  "timers",
  "controls",
  "reports",
  "journal_inputs",
  "journal_outputs",
  "intents",
  "refusals",
  "cancels",
  "amends",
  "paper_dropped",
  "blocked",
  "blocked_alarms",
  "resyncs",
  /** Timestamp groups by what their end showed, and what strategies found impossible: brought up to date by the timer. */
  "groups_sound",
  "groups_crossed",
  "groups_locked",
  "groups_best_mismatch",
  "groups_mirror_mismatch",
  "strategy_violations",
] as const;
export type DecisionCounter = (typeof DECISION_COUNTERS)[number];
