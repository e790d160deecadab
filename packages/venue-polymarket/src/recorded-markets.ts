import { MICROS, PRICE_TICKS_PER_DOLLAR, parsePrice, parseSize } from "@augury/core";
import { type Instrument, InstrumentTable, NO_FEES, uniformTicks } from "@augury/model";
import { z } from "zod";
import { parseJson } from "./frame-reader.ts";
import type { RecordedFrame } from "./recordings.ts";
import { RestBook, WireBook, WirePriceChange } from "./schema.ts";

const DEFAULT_STEP = 100;
const DEFAULT_SIZE_MIN = 5 * MICROS;
/** 0.01 contract. */
const SIZE_STEP = 10_000;

/** What a recording shows of one token. */
interface Token {
  readonly id: string;
  readonly market: string;
  /** Greatest step that fits all its prices. */
  step: number;
  sizeMin: number;
  negRisk: boolean;
}

const TokenMessage = z.object({ market: z.string(), asset_id: z.string() });

/**
 * Returns the instruments that a recording speaks of, in order of appearance: a replay needs a table, and recordings come without
 * metadata. Minimum size and neg-risk are read from the REST books among the frames, else taken as 5 and false.
 */
export function instrumentsOfRecording(frames: Iterable<RecordedFrame>): InstrumentTable {
  const tokens = new Map<string, Token>();
  for (const frame of frames) {
    if (frame.kind === "skip") continue;
    const value = parseJson(frame.bytes);
    for (const message of Array.isArray(value) ? value : [value]) readMessage(message, tokens);
  }
  return new InstrumentTable(toInstruments([...tokens.values()]));
}

function readMessage(message: unknown, tokens: Map<string, Token>): void {
  const change = WirePriceChange.safeParse(message);
  if (change.success) {
    for (const { asset_id, price } of change.data.price_changes) {
      refine(tokenOf(tokens, asset_id, change.data.market), [price]);
    }
    return;
  }
  const rest = RestBook.safeParse(message);
  const book = rest.success ? rest : WireBook.safeParse(message);
  const named = book.success ? book : TokenMessage.safeParse(message);
  if (!named.success) return;
  const token = tokenOf(tokens, named.data.asset_id, named.data.market);
  if (book.success)
    refine(token, [book.data.tick_size ?? "1", ...[...book.data.bids, ...book.data.asks].map(({ price }) => price)]);
  if (rest.success) {
    token.sizeMin = parseSize(rest.data.min_order_size) ?? DEFAULT_SIZE_MIN;
    token.negRisk = rest.data.neg_risk;
  }
}

function tokenOf(tokens: Map<string, Token>, id: string, market: string): Token {
  const known = tokens.get(id);
  if (known) return known;
  const token = { id, market, step: DEFAULT_STEP, sizeMin: DEFAULT_SIZE_MIN, negRisk: false };
  tokens.set(id, token);
  return token;
}

function refine(token: Token, prices: readonly string[]): void {
  for (const text of prices) token.step = gcd(token.step, parsePrice(text) ?? PRICE_TICKS_PER_DOLLAR);
}

function toInstruments(tokens: readonly Token[]): Instrument[] {
  return tokens.map((token, index) => {
    const first = tokens.findIndex(({ market }) => market === token.market);
    const mirror = tokens.findIndex((other, at) => other.market === token.market && at !== index);
    return {
      index,
      venue: "polymarket",
      venueId: token.id,
      marketId: token.market,
      outcome: index === first ? "yes" : "no",
      ...(mirror >= 0 ? { mirrorIndex: mirror } : {}),
      bookIndex: index,
      title: token.market,
      outcomeName: index === first ? "Yes" : "No",
      ticks: uniformTicks(token.step),
      orderSizeMin: token.sizeMin,
      sizeStep: SIZE_STEP,
      fees: NO_FEES,
      negRisk: token.negRisk,
      groupId: "",
      groupAugmented: false,
    };
  });
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
