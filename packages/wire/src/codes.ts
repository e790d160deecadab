/** Why an epoch ended. Indices travel in epochEnd slots: append only. */
export const EPOCH_END_REASONS = [
  "none",
  "gap",
  "reconnect",
  "drift",
  "tick_size",
  "overrun",
  "requested",
  "unsubscribed",
  "stalled",
  "stale",
  "market_closed",
  "torn_snapshot",
  "worker_restart",
  "shutdown",
] as const;
export type EpochEndReason = (typeof EPOCH_END_REASONS)[number];

/** Why decision trusts or distrusts a book. Indices travel in bookTrust slots: append only. */
export const TRUST_REASONS = [
  "none",
  "snapshot",
  "epoch_end",
  "crossed",
  "torn_snapshot",
  "negative_level",
  "off_grid",
  "best_mismatch",
  "stale_epoch",
  "mirror_mismatch",
  "restart",
] as const;
export type TrustReason = (typeof TRUST_REASONS)[number];

/** Commands on a control or feed-command ring. Indices travel in control slots: append only. */
export const CONTROLS = [
  "none",
  "kill",
  "resume",
  "stop",
  "resync",
  "subscribe",
  "unsubscribe",
  "config",
  "flush",
  "chaos",
  "cash",
  "paper_lost",
  "executor_restart",
  "feed_restart",
  "cancel_all",
  "risk_limit",
  "ledger_horizon",
  "books_open",
] as const;
export type Control = (typeof CONTROLS)[number];

/** Returns the index of a code in its list; throws on a word that is not in it. */
export function codeOf<T extends string>(list: readonly T[], word: T): number {
  const index = list.indexOf(word);
  if (index < 0) throw new RangeError(`"${word}" is not one of ${list.join(", ")}`);
  return index;
}
