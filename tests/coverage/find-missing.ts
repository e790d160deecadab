import { API_ENTRIES } from "./api-entries.ts";
import { EXEMPT, NO_ENDPOINTS } from "./exemptions.ts";
import { covers } from "./match-mention.ts";
import { type Mention, readMentions, readTableHeads, readWords, type SheetPart } from "./sheet-mentions.ts";

/** Topics of the reference feeds as section 12 of Polymarket's sheet writes them; a bare prefix is none. */
const TOPIC = /^(crypto_prices(_[a-z]+)*|equity_prices|comments|activity|price\.[a-z.]+)$/;

/** Returns the endpoints that a part of a sheet names and that no entry of ours covers: "kalshi GET /markets". */
export function findMissing(part: SheetPart): string[] {
  const missing = readMentions(part).filter((mention) => {
    const known = [nameOf(mention), nameOf({ ...mention, method: undefined })];
    if (known.some((name) => name in EXEMPT || name in NO_ENDPOINTS)) return false;
    return !API_ENTRIES.some((entry) => covers(entry, mention));
  });
  return [...new Set([...missing.map(nameOf), ...missingChannels(part)])];
}

function missingChannels(part: SheetPart): string[] {
  const streams = API_ENTRIES.filter(({ kind, provider }) => kind === "stream" && provider === part.provider);
  const words = streams.flatMap(({ endpoint }) => endpoint.split(/[^a-z0-9_.]+/i));
  return channelsOf(part)
    .filter((channel) => !words.includes(channel))
    .map((channel) => `${part.provider} channel ${channel}`);
}

function channelsOf(part: SheetPart): string[] {
  if (part.file === "kalshi.md" && part.section === "13") return readTableHeads(part);
  return part.file === "polymarket.md" && part.section === "12" ? readWords(part, TOPIC) : [];
}

function nameOf({ part, method, path }: Mention): string {
  return [part.provider, method, path].filter(Boolean).join(" ");
}
