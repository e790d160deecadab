import type { RtdsTopic } from "./rtds-schema.ts";

/** One subscription as the venue takes it. */
export interface RtdsSubscription {
  readonly topic: RtdsTopic;
  /** A type of the topic, or "*" for all. */
  readonly type: string;
  /** See {@link encodeRtdsFilter}; absent = everything. */
  readonly filters?: string;
}

/** Returns a filter as the server compares it: character by character, so a blank in it would match nothing and say nothing. */
export function encodeRtdsFilter(fields: Readonly<Record<string, string | number>>): string {
  return JSON.stringify(fields);
}

/**
 * Returns the frames that subscribe (or end subscriptions): one per topic, because a single unknown topic spoils its whole batch, and
 * always with an `action`, because a frame without one is met with silence.
 */
export function encodeRtdsCommand(
  action: "subscribe" | "unsubscribe",
  subscriptions: readonly RtdsSubscription[],
): string[] {
  const topics = [...new Set(subscriptions.map(({ topic }) => topic))];
  return topics.map((topic) =>
    JSON.stringify({ action, subscriptions: subscriptions.filter((one) => one.topic === topic) }),
  );
}
