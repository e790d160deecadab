import type { Manifest } from "@augury/sim";
import { KALSHI_GROUPS } from "@augury/venue-kalshi";
import { POLYMARKET_GROUPS } from "@augury/venue-polymarket";
import { addressVariables } from "../api/addresses.ts";

/** Streams whose production host the sim serves as a path of its own, by group. */
const OWN_PATHS: ReadonlySet<string> = new Set(["rtds", "polybolt", "sports"]);

/** What of a simulation's manifest tells where it is. */
export interface SimVenues {
  readonly polymarket: Pick<Manifest["polymarket"], "url">;
  readonly kalshi: Pick<Manifest["kalshi"], "url" | "socketUrl">;
  readonly dataSources: Manifest["dataSources"];
}

/** Returns the variables that point the command line at a simulation, by name. */
export function simAddresses({ dataSources, kalshi, polymarket }: SimVenues): Record<string, string> {
  const out: Record<string, string> = {};
  const put = (venue: string, group: string, suffix: "URL" | "STREAM_URL", address: string) => {
    const [name] = addressVariables(venue, group, suffix);
    if (name !== undefined) out[name] = address;
  };
  for (const { name, baseUrl, streamUrl } of POLYMARKET_GROUPS) {
    if (baseUrl !== undefined) put("polymarket", name, "URL", `${polymarket.url}/${name}`);
    if (streamUrl !== undefined) {
      const path = OWN_PATHS.has(name) ? `/${name}` : new URL(streamUrl).pathname;
      put("polymarket", name, "STREAM_URL", `${polymarket.url.replace(/^http/, "ws")}${path}`);
    }
  }
  // All of Kalshi's groups live at one address.
  if (KALSHI_GROUPS.length > 0) {
    put("kalshi", "", "URL", kalshi.url);
    put("kalshi", "", "STREAM_URL", kalshi.socketUrl);
  }
  for (const [name, url] of Object.entries(dataSources)) put(name, "", "URL", url);
  return out;
}

/** Returns a shell script that exports the variables. */
export function toShellScript(variables: Readonly<Record<string, string>>): string {
  const lines = Object.entries(variables).map(([name, value]) => `export ${name}='${value.replaceAll("'", `'\\''`)}'`);
  return `# The simulation that "bun run augury sim" runs: read it with the dot command of a shell.\n${lines.join("\n")}\n`;
}
