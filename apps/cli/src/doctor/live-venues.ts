import { liveStartOf } from "@augury/engine";
import type { LiveVenueStarts } from "@augury/pipeline";
import { configOf, type DoctorContext } from "./doctor-context.ts";

/** Returns what the executor would begin live trading with, by venue: none where the live section takes no effect. It says where the keys are. */
export function liveVenuesOf({ loaded }: DoctorContext): LiveVenueStarts {
  return (loaded && liveStartOf(loaded, "doctor")?.venues) ?? {};
}

/** Returns why nothing live is looked at, `undefined` where there is something. */
export function notLive(context: DoctorContext, venue?: keyof LiveVenueStarts): string | undefined {
  const { live, mode } = configOf(context);
  if (mode !== "live" || !live) return `mode is ${mode}: no real orders`;
  return venue === undefined || live[venue] ? undefined : `live.${venue} is not configured: its orders are refused`;
}
