import type { VenueError } from "@augury/model";
import { defineApiMethod } from "@augury/net";
import { z } from "zod";

/**
 * Once one was sent it must never stop: more than about ten seconds of silence cancel every order of the API key. A wrong id is refused
 * with the right one, see {@link expectedHeartbeatId}.
 */
export const heartbeat = defineApiMethod({
  name: "heartbeat",
  description:
    "Starts or keeps up the dead man's switch: after it falls silent the venue cancels all orders of the key.",
  endpoint: "POST /v1/heartbeats",
  reference: "polymarket.md section 4",
  params: z.strictObject({
    heartbeat_id: z.string().max(128).default("").describe("The id of the answer before; empty at first."),
  }),
  example: {},
  answer: z.object({ heartbeat_id: z.string() }),
  auth: "l2",
  effect: "write",
  // Each answer names the next id: a repetition of an answered one would be refused, and says so.
  idempotent: false,
  request: (body) => ({ method: "POST", path: "/v1/heartbeats", body, priority: true }),
});

const WRONG_ID = "invalid_heartbeat_id:";

/** Returns the venue's own code for a wrong heartbeat id, the right one in it. */
export function wrongHeartbeatCode(expected: string): string {
  return WRONG_ID + expected;
}

/** Returns the heartbeat id that the venue expects, when that is what the error is about. */
export function expectedHeartbeatId({ venueCode = "" }: VenueError): string | undefined {
  return venueCode.startsWith(WRONG_ID) ? venueCode.slice(WRONG_ID.length) : undefined;
}
