/** What follows from an error frame (kalshi.md section 12.3). */
export type ErrorReaction = "retry" | "resubscribe" | "list" | "refuse";

interface ErrorRule {
  readonly meaning: string;
  readonly reaction: ErrorReaction;
}

const RULES: Readonly<Record<number, ErrorRule>> = {
  1: { meaning: "cannot process", reaction: "retry" },
  2: { meaning: "params missing", reaction: "refuse" },
  3: { meaning: "channels missing", reaction: "refuse" },
  4: { meaning: "sids missing", reaction: "refuse" },
  5: { meaning: "unknown command", reaction: "refuse" },
  // Retired in September 2026; what we believe about our subscriptions is then wrong, so ask.
  6: { meaning: "already subscribed", reaction: "list" },
  7: { meaning: "unknown sid", reaction: "list" },
  8: { meaning: "unknown channel", reaction: "refuse" },
  9: { meaning: "authentication required: check the API key and its scopes", reaction: "refuse" },
  10: { meaning: "channel error", reaction: "resubscribe" },
  11: { meaning: "bad parameter", reaction: "refuse" },
  12: { meaning: "exactly one sid wanted", reaction: "refuse" },
  13: { meaning: "unsupported action", reaction: "refuse" },
  14: { meaning: "market ticker needed", reaction: "refuse" },
  15: { meaning: "action missing", reaction: "refuse" },
  16: { meaning: "retired in September 2026", reaction: "refuse" },
  17: { meaning: "retired in September 2026", reaction: "refuse" },
  18: { meaning: "command timed out", reaction: "retry" },
  19: { meaning: "shard_factor out of range", reaction: "refuse" },
  20: { meaning: "shard_key out of range", reaction: "refuse" },
  21: { meaning: "shard_key without shard_factor", reaction: "refuse" },
  22: { meaning: "shard_factor without shard_key", reaction: "refuse" },
  23: { meaning: "match ids missing", reaction: "refuse" },
  24: { meaning: "index ids missing", reaction: "refuse" },
  25: { meaning: "subscription buffer overflow", reaction: "resubscribe" },
  26: { meaning: "too many markets on the subscription", reaction: "refuse" },
  27: { meaning: "too many commands", reaction: "retry" },
  28: { meaning: "underlying tickers missing", reaction: "refuse" },
};
const UNKNOWN: ErrorRule = { meaning: "a code we do not know", reaction: "refuse" };

/** Returns the rule for an error code; one that we do not know is treated as our own mistake and not repeated. */
export function errorRule(code: number): ErrorRule {
  return RULES[code] ?? UNKNOWN;
}
