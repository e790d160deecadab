/** What the decision thread counts. `consumed` = market slots of all venues; inputs = consumed + timers + controls + reports. */
export const DECISION_COUNTERS = [
  "consumed",
  "consumed_polymarket",
  "consumed_kalshi",
  "timers",
  "controls",
  "reports",
  "journal_inputs",
  "journal_outputs",
  "intents",
  "refusals",
  "cancels",
  "paper_dropped",
  "blocked",
  "blocked_alarms",
  "resyncs",
] as const;
export type DecisionCounter = (typeof DECISION_COUNTERS)[number];
