import type { LiveConfig } from "./live-config.ts";

type Patience = Pick<LiveConfig, "absentAfterMs" | "absentAnswersMin" | "lookUpMs" | "lookUpMsMax">;

/**
 * Returns after how long an order is given up that the venue does not know, where each look-up is answered at once, in ms: so many answers
 * are needed, and so much time since it was sent. Whoever waits for the end of every order waits for this and the time of an answer.
 */
export function giveUpMs({ absentAfterMs, absentAnswersMin, lookUpMs, lookUpMsMax }: Patience): number {
  let answersMs = lookUpMs;
  for (let lookUps = 1; lookUps < absentAnswersMin; lookUps++)
    answersMs += lookUpWaitMs({ lookUpMs, lookUpMsMax }, lookUps);
  return Math.max(absentAfterMs, answersMs);
}

/** Returns how long to wait after so many look-ups before the next one, in ms: ever longer, up to a bound. */
export function lookUpWaitMs(
  { lookUpMs, lookUpMsMax }: Pick<Patience, "lookUpMs" | "lookUpMsMax">,
  lookUps: number,
): number {
  return Math.min(lookUpMsMax, lookUpMs * 2 ** Math.min(lookUps, 20));
}
