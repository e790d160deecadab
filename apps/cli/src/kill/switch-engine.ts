import type { Result } from "@augury/core";
import type { VenueError } from "@augury/model";
import { HttpClient, HttpConfig } from "@augury/net";
import { Redactor } from "@augury/telemetry";
import { z } from "zod";

/** The kill switch as an engine's API tells it. */
const SwitchAnswer = z.object({ killed: z.boolean(), killedReason: z.string().nullable(), ordersOpen: z.int() });
export type SwitchAnswer = z.infer<typeof SwitchAnswer>;

export interface EngineAddress {
  readonly url: string;
  readonly token: string;
}

/** Sets a running engine's kill switch, or lifts it. Both may be repeated. */
export async function switchEngine(
  verb: "kill" | "resume",
  { token, url }: EngineAddress,
  reason: string,
): Promise<Result<SwitchAnswer, VenueError>> {
  const redactor = new Redactor();
  redactor.add(token);
  const config = HttpConfig.parse({ retry: { attemptsMax: 1 }, callTimeoutMs: 10_000 });
  const http = new HttpClient({ source: "engine", baseUrl: url, config, redactor });
  try {
    const answer = await http.request(
      {
        endpoint: `risk/${verb}`,
        method: "POST",
        path: `/risk/${verb}`,
        headers: { authorization: `Bearer ${token}` },
        body: verb === "kill" ? { reason } : {},
      },
      SwitchAnswer,
    );
    return answer.ok ? { ok: true, value: answer.value.value } : answer;
  } finally {
    http.close();
  }
}
