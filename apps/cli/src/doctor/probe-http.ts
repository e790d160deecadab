import { err, ok, type Result } from "@augury/core";
import type { VenueError } from "@augury/model";
import { type AnswerKind, HttpBaseUrl, HttpClient, type Query } from "@augury/net";
import { z } from "zod";
import { type DoctorContext, seamsOf } from "./doctor-context.ts";
import { type Finding, fail } from "./finding.ts";

/** A question to a REST host that anybody may ask. */
export interface HttpQuestion {
  /** Who is asked, in messages: "Polymarket CLOB". */
  readonly host: string;
  readonly baseUrl: string;
  readonly path: string;
  readonly query?: Query;
  readonly kind?: AnswerKind;
}

/** An answer with the times that tell how far and how right the clock is. */
export interface HttpReply {
  readonly value: unknown;
  readonly headers: Headers;
  /** Unix ms by our clock: when it was sent, and when the answer's headers were here. */
  readonly sentMs: number;
  readonly receivedMs: number;
}

/**
 * Asks a host `times` times over one connection: the first answer pays for connecting, the others tell how fast the host is. Ends with
 * the first failure.
 */
export async function askHost(
  context: DoctorContext,
  { host, baseUrl, path, query = {}, kind = "looseJson" }: HttpQuestion,
  times = 1,
): Promise<Result<HttpReply[], Finding>> {
  if (!HttpBaseUrl.safeParse(baseUrl).success)
    return err(fail(`${host}: ${baseUrl} is not asked`, "use https; http is only for addresses of this machine"));
  const client = new HttpClient({ source: host, baseUrl, ...seamsOf(context) });
  const replies: HttpReply[] = [];
  try {
    for (let time = 0; time < times; time++) {
      const sentMs = context.machine.nowMs();
      const answer = await client.request({ endpoint: path, path, query, answer: kind }, z.unknown());
      if (!answer.ok) return err(explain(answer.error));
      const { value, headers } = answer.value;
      replies.push({ value, headers, sentMs, receivedMs: context.machine.nowMs() });
    }
    return ok(replies);
  } finally {
    client.close();
  }
}

const FIXES: Partial<Record<VenueError["code"], string>> = {
  network: "check this machine's network, DNS and firewall, and the address in the configuration",
  timeout: "check the network; a venue that only answers slowly needs a longer --timeout here and requestMsMax there",
  blocked: "the venue refuses this address: run from a place that its terms allow",
  rate_limited: "too many requests from this address: wait a minute, and look who else asks from here",
  venue_down: "the venue has trouble: try again later",
  not_found: "another server answers at this address: check it in the configuration",
  bad_payload: "another server answers at this address: check it in the configuration",
};

/** Returns a failed question as a finding. */
export function explain({ code, message, hint }: VenueError): Finding {
  return fail(`${message} (${code})`, FIXES[code] ?? hint ?? "see the message");
}
