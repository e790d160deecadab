import { readFixture } from "@augury/testkit";
import { z } from "zod";

const Record = z.object({ source: z.string(), payload: z.string() });

/** The recorded sessions that hold RTDS frames. */
export const RTDS_SESSIONS = [
  "session-2026-04-28e-6min-multi-source.jsonl",
  "session-2026-04-29-30min-multi-source.jsonl",
  "session-2026-04-29-current-window-18s.jsonl",
] as const;

/** Returns the RTDS frames of a recorded session, byte for byte, in the order of their arrival. */
export async function recordedRtdsFrames(session: (typeof RTDS_SESSIONS)[number]): Promise<string[]> {
  const lines = (await readFixture(`polymarket/ws-market/${session}`)).trimEnd().split("\n");
  return lines
    .map((line) => Record.parse(JSON.parse(line)))
    .flatMap(({ source, payload }) => (source === "polymarket_rtds_chainlink" ? [payload] : []));
}
