import { wordList } from "@augury/net";

export const CONVERTS_MAX = 120;

/** Where prices go to; every currency beyond the first costs a credit more. */
export const CONVERT = {
  convert: wordList(CONVERTS_MAX).optional().describe('Currencies of prices, by code ("USD,EUR"); USD if left out.'),
  convert_id: wordList(CONVERTS_MAX)
    .optional()
    .describe("The same by CoinMarketCap id (2781 is USD); not with convert."),
};
export const BOTH_CONVERTS = { error: "name currencies by convert or by convert_id, not by both" };

interface Converts {
  readonly convert?: readonly string[] | undefined;
  readonly convert_id?: readonly string[] | undefined;
}

export function isOneConvert({ convert, convert_id }: Converts): boolean {
  return convert === undefined || convert_id === undefined;
}

/** Returns the credits that currencies beyond the first cost. */
export function extraConverts({ convert, convert_id }: Converts): number {
  return Math.max(1, (convert ?? convert_id ?? []).length) - 1;
}

interface CoinKeys {
  readonly id?: unknown;
  readonly slug?: unknown;
  readonly symbol?: unknown;
}

/** Returns by how many of id, slug and symbol coins are named. */
export function countKeys({ id, slug, symbol }: CoinKeys): number {
  return [id, slug, symbol].filter((list) => list !== undefined).length;
}
