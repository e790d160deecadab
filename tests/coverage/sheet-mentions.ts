import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { FIXTURES_DIR } from "@augury/testkit";

/** The reference sheets lie beside the fixtures. */
const SHEETS_DIR = resolve(FIXTURES_DIR, "../reference");

/** A sheet's sections whose endpoints are ours to cover, and whose API they describe. */
export interface SheetPart {
  readonly file: "polymarket.md" | "kalshi.md" | "market-data-sources.md";
  readonly section: string;
  /** Rows of these providers cover it: "polymarket", "kalshi", or a source's name. */
  readonly provider: string;
}

/** Section 1 of Polymarket's sheet for its geoblock call; 15 is on chain, which no REST client covers. */
export const SHEET_PARTS: readonly SheetPart[] = [
  ...["1", "2", "3", "4", "7", "9", "11", "12", "13", "14"].map(
    (section): SheetPart => ({
      file: "polymarket.md",
      section,
      provider: "polymarket",
    }),
  ),
  ...["4", "7", "8", "9", "10", "13"].map((section): SheetPart => ({ file: "kalshi.md", section, provider: "kalshi" })),
  { file: "market-data-sources.md", section: "1", provider: "alternativeme" },
  { file: "market-data-sources.md", section: "2", provider: "coingecko" },
  { file: "market-data-sources.md", section: "3", provider: "coinmarketcap" },
];

/** An endpoint as a sheet mentions it. */
export interface Mention {
  readonly part: SheetPart;
  /** `undefined` where the sheet names the path alone. */
  readonly method: string | undefined;
  /** As written: "…/transfer", "/v2/builders/*". */
  readonly path: string;
}

export function hasSheets(): boolean {
  return existsSync(join(SHEETS_DIR, "polymarket.md"));
}

const CODE = /`([^`\n]*)`/g;
const ENDPOINT =
  /^(?:(?<methods>(?:GET|POST|PUT|DELETE)(?:\/(?:GET|POST|PUT|DELETE))*)\s+)?(?<path>(?:…)?\/[\w{}/.…*|-]+)/;
const METHOD_BEFORE = /(GET|POST|PUT|DELETE)(?: or (GET|POST|PUT|DELETE))?\s*$/;

/** Returns every path in code type of a part, with the methods that stand with it or right before it. */
export function readMentions(part: SheetPart): Mention[] {
  const mentions: Mention[] = [];
  for (const { 1: code = "", index } of sectionOf(part).matchAll(CODE)) {
    const groups = ENDPOINT.exec(code)?.groups;
    const path = groups?.path;
    if (path === undefined) continue;
    const before = METHOD_BEFORE.exec(sectionOf(part).slice(Math.max(0, index - 16), index));
    const methods = groups?.methods?.split("/") ?? [before?.[1], before?.[2]].filter((one) => one !== undefined);
    for (const spelled of path.split("|").length > 1 ? alternatives(path) : [path])
      for (const method of methods.length > 0 ? methods : [undefined]) mentions.push({ part, method, path: spelled });
  }
  return mentions;
}

/** Returns the words in code type of a part that fit: the names of channels and topics. */
export function readWords(part: SheetPart, pattern: RegExp): string[] {
  return [
    ...new Set([...sectionOf(part).matchAll(CODE)].map(({ 1: code = "" }) => code.split(/[\s{]/, 1)[0] ?? "")),
  ].filter((word) => pattern.test(word));
}

/** Returns the first cells of the rows of the first table of a part. */
export function readTableHeads(part: SheetPart): string[] {
  const lines = sectionOf(part).split("\n");
  const start = lines.findIndex((line) => line.startsWith("|"));
  const end = lines.findIndex((line, at) => at > start && !line.startsWith("|"));
  return lines.slice(start + 2, end).map((line) => (line.split("|")[1] ?? "").trim().split(" ", 1)[0] ?? "");
}

/** "/quotes/{quote}/accept|confirm" → both. */
function alternatives(path: string): string[] {
  const at = path.lastIndexOf("/") + 1;
  return path
    .slice(at)
    .split("|")
    .map((last) => path.slice(0, at) + last);
}

const sections = new Map<string, string>();

function sectionOf({ file, section }: SheetPart): string {
  const key = `${file} ${section}`;
  const known = sections.get(key);
  if (known !== undefined) return known;
  const text = readFileSync(join(SHEETS_DIR, file), "utf8");
  const start = text.search(new RegExp(`^## ${section}\\. `, "m"));
  if (start < 0) throw new Error(`${file} has no section ${section}`);
  const length = text.slice(start + 3).search(/^## /m);
  const found = length < 0 ? text.slice(start) : text.slice(start, start + 3 + length);
  sections.set(key, found);
  return found;
}
