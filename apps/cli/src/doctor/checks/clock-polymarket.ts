import type { DoctorCheck } from "../doctor-check.ts";
import { configOf } from "../doctor-context.ts";
import { fail, skip } from "../finding.ts";
import { judgeSkew } from "../measure-skew.ts";
import { askHost } from "../probe-http.ts";

/** Our clock against `GET /time`, which says whole seconds (polymarket.md section 3). */
export const clockPolymarket: DoctorCheck = {
  name: "clock-polymarket",
  summary: "the clock against Polymarket's",
  needsConfig: true,
  run: async (context) => {
    const { polymarket } = configOf(context).venues;
    if (!polymarket?.enabled) return [skip("Polymarket is not enabled")];
    // Twice: the first answer's time holds the making of the connection.
    const replies = await askHost(context, { host: "Polymarket CLOB", baseUrl: polymarket.clobUrl, path: "/time" }, 2);
    if (!replies.ok) return [{ ...replies.error, text: `the clock was not compared: ${replies.error.text}` }];
    const [, last] = replies.value;
    if (!last || typeof last.value !== "number")
      return [fail("Polymarket's /time must answer whole seconds", "check venues.polymarket.clobUrl")];
    return [judgeSkew("Polymarket", { venueSecondMs: last.value * 1000, ...last })];
  },
};
