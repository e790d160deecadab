/** Ids that a running sim knows. */
export interface Substitutes {
  readonly token: string;
  readonly condition: string;
  readonly marketSlug: string;
  readonly eventSlug: string;
  readonly marketId: string;
  readonly eventId: string;
  readonly ticker: string;
  readonly eventTicker: string;
  readonly seriesTicker: string;
  /** Of another event. */
  readonly otherTicker: string;
  readonly otherEventTicker: string;
}

/** The ids that stand in the methods' examples, by what they are. */
const EXAMPLE_IDS: readonly (readonly [example: RegExp, known: keyof Substitutes])[] = [
  [/^71321045679252212594626385532706912750332728571942532289631379312455583992563$/, "token"],
  [/^0xdd22472e552920b8438158ea7238bfadfa4f736aa4cee91a6b86c39ead110917$/, "condition"],
  [/^btc-updown-5m-1784851200$/, "marketSlug"],
  [/^fed-decision-in-december$/, "eventSlug"],
  [/^240380$/, "marketId"],
  [/^16167$/, "eventId"],
  [/^KXBTC-26NOV2117-B95000$/, "ticker"],
  [/^KXBTC-26NOV2117$/, "eventTicker"],
  [/^KXBTC$/, "seriesTicker"],
];

/** Returns an example with the sim's ids in place of its own. */
export function substitute(example: unknown, known: Substitutes): unknown {
  if (Array.isArray(example)) return example.map((one) => substitute(one, known));
  if (typeof example === "object" && example !== null)
    return Object.fromEntries(Object.entries(example).map(([key, value]) => [key, substitute(value, known)]));
  const entry = EXAMPLE_IDS.find(([pattern]) => pattern.test(String(example)));
  if (!entry) return example;
  const value = known[entry[1]];
  return typeof example === "number" && /^\d+$/.test(value) ? Number(value) : value;
}
