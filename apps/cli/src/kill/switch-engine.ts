import type { Result } from "@augury/core";
import type { VenueError } from "@augury/model";
import { z } from "zod";
import { askEngine, type EngineAddress } from "../api/ask-engine.ts";

/** The kill switch as an engine's API tells it. */
const SwitchAnswer = z.object({ killed: z.boolean(), killedReason: z.string().nullable(), ordersOpen: z.int() });
export type SwitchAnswer = z.infer<typeof SwitchAnswer>;

/** Sets a running engine's kill switch, or lifts it. Both may be repeated. */
export function switchEngine(
  verb: "kill" | "resume",
  address: EngineAddress,
  reason: string,
): Promise<Result<SwitchAnswer, VenueError>> {
  const body = verb === "kill" ? { reason } : {};
  return askEngine(address, { method: "POST", path: `/risk/${verb}`, body }, SwitchAnswer);
}
