/** What the unified SDK calls fields of the venue's answers, where it is not just the other spelling. */
const NAMES: Readonly<Record<string, string>> = {
  asset_id: "tokenId",
  assetId: "tokenId",
  matchTime: "matchedAt",
  market: "conditionId",
  expiration: "expiresAt",
  last_update: "updatedAt",
  match_time: "matchedAt",
};

/**
 * Times, which the SDK turns into ISO texts of its own: the other official client's suite compares them. It also takes an order's
 * `created_at`, which is seconds, for milliseconds.
 */
const TIMES = new Set([
  "createdAt",
  "updatedAt",
  "matchedAt",
  "expiresAt",
  "startDate",
  "endDate",
  "date",
  "timestamp",
]);

/** Fields that one of the two leaves out on purpose. */
const LEFT_OUT = new Set([
  "err_msg",
  "errMsg",
  "next_cursor",
  "limit",
  "count",
  "builderCode",
  "builderFee",
  "revokedAt",
]);

/** Returns an answer under the SDK's names, without times and without what it leaves out: both sides of a comparison go through it. */
export function toSdkNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toSdkNames);
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "string") return value.replace(/^(TRADE|ORDER)_STATUS_/, "");
  if (typeof value !== "object" || value === null) return value;
  // The number of a market's reward; only one of the SDK's two shapes has it.
  const isReward = "rate_per_day" in value || "ratePerDay" in value;
  const entries = Object.entries(value).flatMap(([name, field]) => {
    if (isReward && name === "id") return [];
    const renamed = nameOf(name);
    return TIMES.has(renamed) || LEFT_OUT.has(name) ? [] : [[renamed, toSdkNames(field)]];
  });
  return Object.fromEntries(entries);
}

function nameOf(name: string): string {
  if (Object.hasOwn(NAMES, name)) return NAMES[name] as string;
  return name.startsWith("0x") ? name : name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
