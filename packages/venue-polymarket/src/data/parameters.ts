import { flag, type Query, wholeNumber, wordList } from "@augury/net";
import { z } from "zod";
import { walletAddress } from "../clob/parameters.ts";

/** Last second that a Date can hold. */
const SECONDS_MAX = 8.64e12;
const CONDITION_ID = /^0x[0-9a-fA-F]{64}$/;
const COMBO_ID = /^0x[0-9a-fA-F]{62}$/;

export function user(what = "The wallet: proxy wallet or deposit wallet, not the signer.") {
  return walletAddress().describe(what);
}

function idList(itemsMax: number, pattern: RegExp, what: string) {
  const error = `must be 1 to ${itemsMax} ${what}, separated by commas`;
  return wordList(itemsMax).pipe(z.array(z.string().regex(pattern, { error })));
}

/** Condition ids: 0x and 64 hex digits each (A14). */
export function conditions(itemsMax: number) {
  return idList(itemsMax, CONDITION_ID, "condition ids (0x and 64 hex digits)").describe(
    `Markets, by condition id; at most ${itemsMax}.`,
  );
}

/** One condition id. */
export function condition() {
  return z
    .string()
    .trim()
    .regex(CONDITION_ID, { error: "must be a condition id: 0x and 64 hex digits" })
    .describe("The market, by condition id.");
}

/** Combinations of markets have ids of their own: 0x and 62 hex digits. */
export function combos(itemsMax: number) {
  return idList(itemsMax, COMBO_ID, "combo condition ids (0x and 62 hex digits)").describe(
    `Combos, by condition id; at most ${itemsMax}.`,
  );
}

/** Gamma's numbers of events, from 1 on (A14); a single one also as a number. */
export function eventIds(itemsMax: number) {
  const error = `must be 1 to ${itemsMax} numbers of events, separated by commas`;
  const one = z.int().transform((number) => [String(number)]);
  return z
    .union([one, wordList(itemsMax)], { error })
    .pipe(z.array(z.string().regex(/^[1-9]\d{0,11}$/, { error })))
    .describe(`Events, by Gamma's number; at most ${itemsMax}.`);
}

export function rows(max: number, usual: number) {
  return wholeNumber(0, max).default(usual).describe("Rows of a page.");
}

export function offset(max: number) {
  return wholeNumber(0, max).default(0).describe("Rows to leave out.");
}

/** Unix seconds. */
export function seconds(what: string) {
  return wholeNumber(0, SECONDS_MAX).optional().describe(`${what}, in Unix seconds.`);
}

export function optionalFlag(what: string) {
  return flag().optional().describe(what);
}

export function oneOf<const Word extends string>(words: readonly [Word, ...Word[]], what: string) {
  return z
    .enum(words)
    .optional()
    .describe(`${what}: ${words.join(", ")}.`);
}

/** The Data API takes lists with commas. */
export function commaQuery(params: Readonly<Record<string, unknown>>): Query {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, Array.isArray(value) ? value.join(",") : value]),
  ) as Query;
}

/** Of some parameters that exclude each other at most one may be there. */
export function atMostOne<Name extends string>(...names: Name[]) {
  return [
    (params: Readonly<Partial<Record<Name, unknown>>>) => count(params, names) <= 1,
    { error: `only one of ${names.join(", ")} may be given` },
  ] as const;
}

export function exactlyOne<Name extends string>(...names: Name[]) {
  return [
    (params: Readonly<Partial<Record<Name, unknown>>>) => count(params, names) === 1,
    { error: `exactly one of ${names.join(", ")} must be given` },
  ] as const;
}

/** Parameters that mean something only together (A14: filterType and filterAmount). */
export function allOrNone<Name extends string>(...names: Name[]) {
  return [
    (params: Readonly<Partial<Record<Name, unknown>>>) => [0, names.length].includes(count(params, names)),
    { error: `${names.join(" and ")} must be given together` },
  ] as const;
}

function count<Name extends string>(params: Readonly<Partial<Record<Name, unknown>>>, names: readonly Name[]): number {
  return names.filter((name) => params[name] !== undefined).length;
}
