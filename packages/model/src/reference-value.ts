/**
 * An exact price of up to 18 decimals as two safe integers: `micros` = the price × 1e6, rounded down, and `rest` = what is left below one
 * micro, × 1e18 (0 to 999 999 999 999). Two prices compare as their pairs do: a market that pays "closing at or above opening" is decided
 * by decimals that micros alone would lose.
 */
export interface ReferenceValue {
  readonly micros: number;
  readonly rest: number;
}

/** The newest price of a reference, with how old it is. */
export interface ReferencePrice extends ReferenceValue {
  /** The venue's own second. */
  readonly exchangeTimeMs: number;
  readonly receivedTimeUs: number;
  /** The venue repeats its last price for want of a newer one. */
  readonly isCarried: boolean;
}

const E18 = 10n ** 18n;
const REST = 10n ** 12n;
const DECIMAL = /^(-?)(\d{1,40})(?:\.(\d{1,40}))?(?:[eE]([+-]?\d{1,2}))?$/;

/** Reads a decimal text ("64126.5", also "1.5e-7") as the price × 1e18; decimals beyond 18 are cut off. `undefined` when it is none. */
export function parseE18(text: string): bigint | undefined {
  const [, sign, whole, fraction = "", exponent = "0"] = DECIMAL.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const shift = 18 - fraction.length + Number(exponent);
  const digits = BigInt(whole + fraction);
  const e18 = shift >= 0 ? digits * 10n ** BigInt(shift) : digits / 10n ** BigInt(-shift);
  return sign === "-" ? -e18 : e18;
}

/** Splits a price × 1e18; `undefined` when it is beyond what a safe integer of micros holds (about 9 billion). */
export function toReferenceValue(e18: bigint): ReferenceValue | undefined {
  const rest = ((e18 % REST) + REST) % REST;
  const micros = Number((e18 - rest) / REST);
  return Number.isSafeInteger(micros) ? { micros, rest: Number(rest) } : undefined;
}

/** Returns the price as decimal text without trailing zeros: "64126.5". */
export function formatReferenceValue({ micros, rest }: ReferenceValue): string {
  const e18 = BigInt(micros) * REST + BigInt(rest);
  const size = e18 < 0n ? -e18 : e18;
  const fraction = (size % E18).toString().padStart(18, "0").replace(/0+$/, "");
  return `${e18 < 0n ? "-" : ""}${size / E18}${fraction === "" ? "" : `.${fraction}`}`;
}
