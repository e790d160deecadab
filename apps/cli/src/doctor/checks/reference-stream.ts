import { referenceSession } from "@augury/engine";
import type { DoctorCheck } from "../doctor-check.ts";
import { configOf } from "../doctor-context.ts";
import { skip } from "../finding.ts";
import { tryHandshake } from "../probe-socket.ts";

const HOSTS = { polybolt: "PolyBolt", rtds: "RTDS" } as const;

/** Whether the feed of outside prices can be reached. */
export const referenceStream: DoctorCheck = {
  name: "reference-stream",
  summary: "the feed of reference prices: PolyBolt or RTDS",
  needsConfig: true,
  run: async (context) => {
    const { reference } = configOf(context);
    if (!reference?.enabled) return [skip("no reference prices are followed")];
    return [await tryHandshake(context, { host: HOSTS[reference.source], url: referenceSession(reference).url })];
  },
};
