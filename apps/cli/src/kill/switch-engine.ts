import type { Result } from "@augury/core";
import type { VenueError } from "@augury/model";
import { z } from "zod";
import { askEngine, type EngineAddress } from "../api/ask-engine.ts";

/** The kill switch as an engine's API tells it. */
const SwitchAnswer = z.object({ killed: z.boolean(), killedReason: z.string().nullable(), ordersOpen: z.int() });
export type SwitchAnswer = z.infer<typeof SwitchAnswer>;

/** An engine answers at once; one that hangs is not waited for. */
const TIMEOUT_MS = 2_000;

/** Sets a running engine's kill switch, or lifts it. Both may be repeated. */
export function switchEngine(
  verb: "kill" | "resume",
  address: EngineAddress,
  reason: string,
): Promise<Result<SwitchAnswer, VenueError>> {
  const body = verb === "kill" ? { reason } : {};
  return askEngine(address, { method: "POST", path: `/risk/${verb}`, body, timeoutMs: TIMEOUT_MS }, SwitchAnswer);
}
