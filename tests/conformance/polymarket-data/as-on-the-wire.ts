type Fields = Readonly<Record<string, unknown>>;

/** What the official client calls otherwise than the venue. */
const NAMES: Readonly<Record<string, string>> = {
  amount: "usdcSize",
  bucketAt: "dt",
  eventCount: "event_count",
  finishedAt: "finishedTimestamp",
  minimumOrderSize: "orderMinSize",
  minimumTickSize: "orderPriceMinTickSize",
  negRiskMarketId: "negRiskMarketID",
  negRiskRequestId: "negRiskRequestID",
  oppositeTokenId: "oppositeAsset",
  publishedAt: "published_at",
  questionId: "questionID",
  relatedTagId: "relatedTagID",
  shares: "size",
  source: "resolutionSource",
  tagId: "tagID",
  tokenId: "asset",
  wallet: "proxyWallet",
};

/** Sections into which it sorts the fields of markets and events. */
const SECTIONS = new Set([
  "display",
  "estimation",
  "metrics",
  "prices",
  "resolution",
  "rewards",
  "schedule",
  "sports",
  "state",
  "trading",
]);
/** Fields that only it makes. */
const MADE_UP = new Set(["isCombo", "partnerMappings"]);

/** Returns the official client's answer in the venue's own words: sections dissolved, names and units as on the wire. */
export function asOnTheWire(value: unknown, keep: readonly string[] = []): unknown {
  if (Array.isArray(value)) return value.map((one) => asOnTheWire(one, keep));
  if (typeof value !== "object" || value === null) return value;
  const fields: Record<string, unknown> = {};
  for (const [name, one] of Object.entries(value)) {
    if (MADE_UP.has(name)) continue;
    if (SECTIONS.has(name) && isFields(one)) Object.assign(fields, asOnTheWire(one, keep));
    else if (name === "outcomes" && isFields(one)) Object.assign(fields, listsOf(one));
    else if (name === "timestamp" && typeof one === "number") fields.timestamp = one / 1000;
    else fields[keep.includes(name) ? name : (NAMES[name] ?? name)] = asOnTheWire(one, keep);
  }
  return fields;
}

/** Index i aligns across the three lists of a market. */
function listsOf({ yes, no }: Fields): Fields {
  const pick = (field: string) => [yes, no].map((outcome) => (outcome as Fields)[field]);
  return { outcomes: pick("label"), clobTokenIds: pick("tokenId"), outcomePrices: pick("price") };
}

/** Returns of our answer what the official one has, too: it leaves fields out that we keep. */
export function likeOfficial(official: unknown, ours: unknown): unknown {
  if (Array.isArray(official) && Array.isArray(ours)) return ours.map((one, at) => likeOfficial(official[at], one));
  if (!isFields(official) || !isFields(ours)) return ours;
  return Object.fromEntries(Object.keys(official).map((name) => [name, likeOfficial(official[name], ours[name])]));
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
