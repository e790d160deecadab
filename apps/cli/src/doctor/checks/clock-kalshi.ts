import type { DoctorCheck } from "../doctor-check.ts";
import { configOf } from "../doctor-context.ts";
import { fail, skip } from "../finding.ts";
import { judgeSkew } from "../measure-skew.ts";
import { askHost } from "../probe-http.ts";

/** Our clock against the Date header of an answer (kalshi.md section 4). */
export const clockKalshi: DoctorCheck = {
  name: "clock-kalshi",
  summary: "the clock against Kalshi's",
  needsConfig: true,
  run: async (context) => {
    const { kalshi } = configOf(context).venues;
    if (!kalshi?.enabled) return [skip("Kalshi is not enabled")];
    const question = { host: "Kalshi REST", baseUrl: kalshi.restUrl, path: "/exchange/status" };
    const replies = await askHost(context, question, 2);
    if (!replies.ok) return [{ ...replies.error, text: `the clock was not compared: ${replies.error.text}` }];
    const [, last] = replies.value;
    const venueSecondMs = Date.parse(last?.headers.get("date") ?? "");
    if (!last || Number.isNaN(venueSecondMs))
      return [fail("Kalshi's answers must carry a Date header", "check venues.kalshi.restUrl and what stands between")];
    return [judgeSkew("Kalshi", { venueSecondMs, ...last })];
  },
};
