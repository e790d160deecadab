import type { InstrumentTable, IntentLeg, VenueStatus } from "@augury/model";
import { type Refusal, refuse } from "./refusal.ts";
import type { RiskView } from "./risk-view.ts";

/** The limits by which a venue's own state stops orders to it. */
export interface VenueLimits {
  readonly heartbeatMissesMax: number;
  readonly clockSkewMsMax: number;
  /** CashMicros. */
  readonly unknownCashMax: number;
}

/**
 * Where real money is at stake: nothing goes to a venue before what it says of our account has been compared with our books and agrees, while
 * its dead-man switch does not hear us, while its clock and ours are apart (it refuses what seems late), or while what orders of unknown
 * outcome may cost there is more than allowed.
 */
export function checkVenues(
  legs: readonly IntentLeg[],
  view: RiskView,
  { table, limits }: { readonly table: InstrumentTable; readonly limits: VenueLimits },
): Refusal | undefined {
  for (let at = 0; at < legs.length; at++) {
    const instrument = table.at(legs[at].instrument);
    // What nobody knows is refused as such further on.
    if (!instrument) continue;
    const refusal = refusalBy(view.venueStatus(instrument.venue), at, limits);
    if (refusal) return refusal;
  }
  return undefined;
}

function refusalBy(status: VenueStatus | undefined, at: number, limits: VenueLimits): Refusal | undefined {
  if (!status?.isReconciled) return refuse("unreconciled", at, 0, 1);
  const { clockSkewMs, heartbeatMisses, unknownCash } = status;
  if (heartbeatMisses > limits.heartbeatMissesMax)
    return refuse("heartbeat", at, heartbeatMisses, limits.heartbeatMissesMax);
  if (Math.abs(clockSkewMs) > limits.clockSkewMsMax)
    return refuse("clock_skew", at, clockSkewMs, limits.clockSkewMsMax);
  return unknownCash > limits.unknownCashMax
    ? refuse("unknown_exposure", at, unknownCash, limits.unknownCashMax)
    : undefined;
}
