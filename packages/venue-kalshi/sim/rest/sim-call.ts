import { parsePrice, parseScaled, parseSize } from "@augury/core";
import type { z } from "zod";
import { badRequest, notFound } from "../account/refusal.ts";
import type { SimAccount } from "../account/sim-account.ts";
import type { SimMarket } from "../sim-market.ts";
import type { VenueState } from "./venue-state.ts";

/** One REST request as a route sees it. */
export interface SimCall {
  readonly venue: VenueState;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Parsed; `undefined` when there is none. */
  readonly body: unknown;
  readonly nowMs: number;
}

/** A request that carries a good signature. */
export interface SignedCall extends SimCall {
  readonly account: SimAccount;
  readonly keyId: string;
}

/** What the venue answers at one address. Throws a Refusal for whatever it does not do. */
export interface SimRoute {
  /** As the venue's documentation writes it. */
  readonly endpoint: string;
  readonly access: "open" | "signed";
  readonly cost: number;
  /** A batch is billed by item. */
  readonly isBatch: boolean;
  answer(call: SignedCall): unknown;
}

interface RouteTerms {
  readonly cost?: number;
  readonly isBatch?: boolean;
}

/** A route that anybody may call. What it returns is the answer's JSON, `undefined` an empty 204, unless it is a Response. */
export function open(endpoint: string, answer: (call: SimCall) => unknown, terms: RouteTerms = {}): SimRoute {
  return { endpoint, access: "open", cost: 10, isBatch: false, ...terms, answer };
}

/** A route for signed requests. */
export function signed(endpoint: string, answer: (call: SignedCall) => unknown, terms: RouteTerms = {}): SimRoute {
  return { endpoint, access: "signed", cost: 10, isBatch: false, ...terms, answer };
}

export function textOf({ query }: SimCall, name: string): string | undefined {
  return query.get(name) ?? undefined;
}

/** A whole number in the query. */
export function intOf(call: SimCall, name: string): number | undefined {
  const text = textOf(call, name);
  if (text === undefined) return undefined;
  if (!/^-?\d{1,15}$/.test(text)) throw badRequest(`${name} must be a whole number`);
  return Number(text);
}

export function needInt(call: SimCall, name: string): number {
  const value = intOf(call, name);
  if (value === undefined) throw badRequest(`${name} is needed`);
  return value;
}

export function flagOf(call: SimCall, name: string): boolean | undefined {
  const text = textOf(call, name);
  if (text === undefined) return undefined;
  if (text !== "true" && text !== "false") throw badRequest(`${name} must be true or false`);
  return text === "true";
}

/** A list with commas. */
export function listOf(call: SimCall, name: string): readonly string[] | undefined {
  return textOf(call, name)?.split(",");
}

export function wordOf<Word extends string>(call: SimCall, name: string, words: readonly Word[]): Word | undefined {
  const text = textOf(call, name);
  if (text === undefined) return undefined;
  const word = words.find((one) => one === text);
  if (word === undefined) throw badRequest(`invalid ${name} filter`);
  return word;
}

/** Whether a time lies within the query's min_ts and max_ts. */
export function timeFilter(call: SimCall, min = "min_ts", max = "max_ts"): (timeMs: number) => boolean {
  const from = intOf(call, min);
  const to = intOf(call, max);
  return (timeMs) => (from === undefined || timeMs >= from * 1000) && (to === undefined || timeMs <= to * 1000);
}

export function bodyOf<T>(call: SimCall, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(call.body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw badRequest(`${issue?.path.join(".") ?? "body"}: ${issue?.message ?? "does not fit"}`);
}

export function marketOf(call: SimCall, ticker: string | undefined): SimMarket {
  const market = ticker === undefined ? undefined : call.venue.exchange.findTicker(ticker);
  if (!market) throw notFound("market");
  return market;
}

/** PriceTicks of a dollar text. */
export function priceOf(text: string, name: string): number {
  const price = parsePrice(text);
  if (price === undefined) throw badRequest(`${name} must be dollars with up to four decimals`);
  return price;
}

/** SizeMicros of a count text. */
export function sizeOf(text: string, name: string): number {
  const size = parseSize(text);
  if (size === undefined || size < 0 || size % 10_000 !== 0)
    throw badRequest(`${name} must be contracts in steps of 0.01`);
  return size;
}

/** CashMicros of a dollar text. */
export function cashOf(text: string, name: string): number {
  const cash = parseScaled(text, 6);
  if (cash === undefined || cash < 0) throw badRequest(`${name} must be dollars`);
  return cash;
}
