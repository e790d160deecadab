import type { EventSpec } from "../market-spec.ts";

const CREATED = "2026-01-02T03:04:05Z";

/** What the fake venue's events are tagged with. */
export const TAGS = [
  ["2", "Politics"],
  ["21", "Crypto"],
  ["235", "Bitcoin"],
  ["100639", "Games"],
  ["120", "Finance"],
  ["596", "Culture"],
].map(([id = "", label = ""]) => ({
  id,
  label,
  slug: label.toLowerCase(),
  forceShow: false,
  forceHide: false,
  isCarousel: id === "2",
  publishedAt: CREATED,
  createdBy: 1,
  updatedBy: 1,
  createdAt: CREATED,
  updatedAt: CREATED,
  requiresTranslation: false,
}));
export type TagBody = (typeof TAGS)[number];

/** Which tags are close to which, closest first. */
export const TAG_RELATIONS = [
  [21, 235],
  [21, 120],
  [235, 21],
  [120, 21],
  [2, 596],
].map(([tagID, relatedTagID], at) => ({ id: String(at + 1), tagID, relatedTagID, rank: at % 2 }));

export const SERIES = [
  ["10001", "up-or-down", "Up or Down", "hourly"],
  ["10002", "season", "The Season", "weekly"],
].map(([id = "", slug = "", title = "", recurrence = ""]) => ({
  id,
  ticker: slug,
  slug,
  title,
  seriesType: "single",
  recurrence,
  active: true,
  closed: false,
  archived: false,
  featured: false,
  restricted: true,
  publishedAt: CREATED,
  createdBy: "1",
  updatedBy: "1",
  createdAt: CREATED,
  updatedAt: CREATED,
  commentsEnabled: false,
  competitive: "0",
  volume24hr: 0,
  volume: 0,
  liquidity: 0,
  commentCount: 0,
}));

export const SPORTS = [
  [1, "nba", "away", "100639,2", "10002"],
  [2, "epl", "home", "100639", "10002"],
].map(([id, sport, ordering, tags, series]) => ({
  id,
  sport,
  image: `https://sim.invalid/${sport}.png`,
  resolution: `https://sim.invalid/${sport}`,
  ordering,
  tags,
  series,
  createdAt: CREATED,
}));

export const MARKET_TYPES = ["moneyline", "spreads", "totals"];

export const TEAMS = [
  [1, "Larks", "nba", "lar"],
  [2, "Owls", "nba", "owl"],
  [3, "Rooks", "epl", "roo"],
].map(([id, name, league, abbreviation]) => ({
  id: id as number,
  name: String(name),
  league: String(league),
  record: "1-0",
  logo: "",
  abbreviation: String(abbreviation),
  alias: String(name),
  createdAt: CREATED,
  updatedAt: CREATED,
  providerId: (id as number) + 1000,
  color: "#123456",
}));

/** The tags of an event: two of them, always the same ones. */
export function tagsOf({ id }: EventSpec): readonly TagBody[] {
  const first = textSum(id) % TAGS.length;
  return [TAGS[first] as TagBody, TAGS[(first + 1) % TAGS.length] as TagBody];
}

/** The series of an event: every third event has none. */
export function seriesOf({ id }: EventSpec): readonly (typeof SERIES)[number][] {
  return SERIES.filter((_, at) => textSum(id) % (SERIES.length + 1) === at);
}

/** A number that is always the same for a text. */
export function textSum(text: string): number {
  let sum = 0;
  for (const letter of text) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
  return sum;
}
