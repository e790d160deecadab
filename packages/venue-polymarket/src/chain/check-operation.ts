import { err, ok, type Result } from "@augury/core";
import { isUint256 } from "@augury/signing";
import { ChainError } from "./chain-error.ts";
import type { ChainMarket, ChainOperation, ChainSet } from "./chain-operation.ts";

const PRICE_TICKS_WON = 10_000;
/** Indexes are one byte of the question's id. */
const INDEX_MAX = 255;

/** Returns the first thing for which an operation cannot be done at all, or the operation. */
export function checkOperation(operation: ChainOperation): Result<ChainOperation, ChainError> {
  const problem =
    operation.kind === "convert"
      ? (problemOfSize(operation.size) ?? problemOfConversion(operation.set, operation.no))
      : (problemOfMarket(operation.market) ?? problemOf(operation));
  return problem ? err(problem) : ok(operation);
}

function problemOf(operation: Exclude<ChainOperation, { kind: "convert" }>): ChainError | undefined {
  if (operation.kind !== "redeem") return problemOfSize(operation.size);
  const { held, market } = operation;
  if (![held.yes, held.no].every((size) => Number.isSafeInteger(size) && size >= 0))
    return bad("what is held of YES and NO is a whole number of millionths of a contract each, 0 or more");
  if (held.yes + held.no === 0) return bad("there is nothing to redeem: neither YES nor NO is held");
  if (market.payouts === undefined)
    return new ChainError(
      "not_resolved",
      "the market's outcome is not final: redeem when it is closed and its outcome prices are 1 and 0, 0 and 1, or a half each",
    );
  return market.payouts.every((ticks) => Number.isInteger(ticks) && ticks >= 0) &&
    market.payouts[0] + market.payouts[1] === PRICE_TICKS_WON
    ? undefined
    : bad("the payouts of YES and NO make a dollar together");
}

function problemOfSize(size: number): ChainError | undefined {
  return Number.isSafeInteger(size) && size > 0
    ? undefined
    : bad("the size is a whole number of millionths of a contract, more than 0");
}

function problemOfMarket({ conditionId, kind, yes, no }: ChainMarket): ChainError | undefined {
  const digits = kind === "v3" ? 62 : 64;
  if (!isHex(conditionId, digits))
    return bad(`a ${kind} market's condition id is "0x" and ${digits} hexadecimal digits`);
  return isUint256(yes) && isUint256(no) && yes !== no ? undefined : bad("YES and NO are two token ids, decimal");
}

function problemOfConversion(set: ChainSet, no: readonly number[]): ChainError | undefined {
  if (!isHex(set.marketId, 64)) return bad('a neg-risk set\'s market id is "0x" and 64 hexadecimal digits');
  if (set.augmented)
    return refused(
      'the set is augmented: outcomes may still be added to it and its "Other" changes its meaning, so what a conversion brings is not known',
    );
  const indexes = set.outcomes.map(({ index }) => index).toSorted((a, b) => a - b);
  if (indexes.length < 2) return refused("a set of one outcome has nothing to convert into");
  if (indexes.length > INDEX_MAX + 1 || indexes.some((index, at) => index !== at))
    return bad(
      "a conversion needs every outcome of the set, with its index from 0 on: it brings YES of all the others",
    );
  if (no.length === 0) return bad("name the outcomes whose NO are converted");
  if (new Set(no).size !== no.length) return bad("an outcome is converted once");
  const stranger = no.find((index) => !indexes.includes(index));
  if (stranger !== undefined) return bad(`the set has outcomes 0 to ${indexes.length - 1}, not ${stranger}`);
  if (set.feeBips === undefined) return refused("what the set charges for a conversion is not known");
  return set.feeBips === 0
    ? undefined
    : refused(
        `the set charges ${set.feeBips} hundredths of a percent for a conversion, which the ledger's entry does not know`,
      );
}

function isHex(text: string, digits: number): boolean {
  return text.length === digits + 2 && /^0x[0-9a-fA-F]+$/.test(text);
}

function bad(message: string): ChainError {
  return new ChainError("bad_request", message);
}

function refused(message: string): ChainError {
  return new ChainError("refused", message);
}
