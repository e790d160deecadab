import { POLYMARKET_GROUPS } from "@augury/venue-polymarket";
import { z } from "zod";
import type { DoctorCheck } from "../doctor-check.ts";
import { configOf, type DoctorContext, hastyHttp } from "../doctor-context.ts";
import { type Finding, fine, skip, warn } from "../finding.ts";
import { explain } from "../probe-http.ts";

const Answer = z.object({ blocked: z.boolean(), country: z.string(), region: z.string() });

/** Whether Polymarket takes orders from here. Reading works everywhere, so it blocks nothing before live trading. */
export const geoblock: DoctorCheck = {
  name: "geoblock",
  summary: "whether Polymarket takes orders from this address",
  needsConfig: true,
  run: async (context) => {
    const { polymarket } = configOf(context).venues;
    if (!polymarket?.enabled) return [skip("Polymarket is not enabled")];
    return [await ask(context, polymarket.siteUrl)];
  },
};

async function ask(context: DoctorContext, baseUrl: string): Promise<Finding> {
  const site = POLYMARKET_GROUPS.find(({ name }) => name === "site");
  const { fetch, redactor } = context;
  const group = site?.open({ baseUrl, http: hastyHttp(context), redactor, ...(fetch && { fetch }) });
  try {
    const answer = await group?.client?.call("geoblock");
    if (!answer) return skip("there is no call that tells");
    if (!answer.ok) return { ...explain(answer.error), level: "warn" };
    const { blocked, country, region } = Answer.parse(answer.value.value);
    const place = region === "" ? country : `${country}, ${region}`;
    if (!blocked) return fine(`Polymarket takes orders from here (${place})`);
    return warn(
      `Polymarket takes no orders from here (${place})`,
      "observe and paper work; trade from where its terms allow",
    );
  } finally {
    group?.close();
  }
}
