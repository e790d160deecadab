import { err, type Result } from "@augury/core";
import { Fault, type SimServerStats } from "@augury/sim-kit";
import { z } from "zod";
import type { Manifest } from "./manifest.ts";
import type { OpenedWindow } from "./window-stage.ts";

/** One turn of the chaos dial, for one venue or both. */
export const ChaosRequest = z.object({ venue: z.enum(["polymarket", "kalshi", "all"]) }).and(Fault);
export type ChaosRequest = z.infer<typeof ChaosRequest>;

/** What a sim has done so far. */
export interface SimStats {
  readonly polymarket: SimServerStats;
  readonly kalshi: SimServerStats;
  /** Frames made, whoever listened. */
  readonly framesMade: { readonly polymarket: number; readonly kalshi: number };
  readonly windowsOpened: readonly OpenedWindow[];
}

export interface Controllable {
  readonly manifest: Manifest;
  chaos(request: ChaosRequest): Result<void, string>;
  stats(): SimStats;
}

/** Answers the sim's own calls below `/_sim/`, on the port of either venue. */
export function answerControl(sim: Controllable, request: Request, url: URL): Promise<Response> | Response | undefined {
  switch (`${request.method} ${url.pathname}`) {
    case "GET /_sim/manifest":
      return Response.json(sim.manifest);
    case "GET /_sim/stats":
      return Response.json(sim.stats());
    case "POST /_sim/chaos":
      return turnDial(sim, request);
    default:
      return undefined;
  }
}

async function turnDial(sim: Controllable, request: Request): Promise<Response> {
  const parsed = parseChaos(await request.text());
  const outcome = parsed.ok ? sim.chaos(parsed.value) : parsed;
  return outcome.ok ? Response.json({ ok: true }) : Response.json({ error: outcome.error }, { status: 400 });
}

/** Reads a chaos request from JSON; the error is one line. */
export function parseChaos(text: string): Result<ChaosRequest, string> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return err(`a chaos request is JSON like {"venue":"kalshi","fault":"drop"}, was ${text.slice(0, 80)}`);
  }
  const parsed = ChaosRequest.safeParse(value);
  if (parsed.success) return { ok: true, value: parsed.data };
  const issue = parsed.error.issues[0];
  return err(`bad chaos request at ${issue?.path.join(".") || "top"}: ${issue?.message ?? "unknown"}`);
}
