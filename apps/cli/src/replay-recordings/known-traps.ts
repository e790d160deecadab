/** A hash of a recording that no reader can verify, and why. Everything else with a hash must verify. */
export interface KnownTrap {
  readonly file: string;
  /** Records are counted from 1. */
  readonly record: number;
  /** The text that stands there: with another one the exception does not hold. */
  readonly hash: string;
  readonly counter: "changeHashesWrong" | "changeHashesInside";
  readonly why: string;
}

const LEGACY = "polymarket/ws-market/legacy-2024-12-sequence-python-repr.txt";

/**
 * Both in one message of one file, which its index calls re-shaped: two entries of one timestamp, each with its own hash, and in another
 * order than told. The first one's hash is that of the book after both; the last one's, which ought to be, speaks of a state before.
 */
export const KNOWN_TRAPS: readonly KnownTrap[] = [
  {
    file: LEGACY,
    record: 7,
    hash: "72ec031d817231e95268f9c4f8f16c2e5fd577c6",
    counter: "changeHashesInside",
    why: "not the last of its timestamp group in the re-shaped file (polymarket.md section 10)",
  },
  {
    file: LEGACY,
    record: 7,
    hash: "0d6dea697fe4fb2f1ad19c2e40171a69d9e81c9f",
    counter: "changeHashesWrong",
    why: "speaks of a state inside its timestamp group, but stands last in the re-shaped file (polymarket.md section 10)",
  },
];

/** Recordings whose `best_bid` and `best_ask` are placeholders, so that they say nothing about the book's own. */
export const PLACEHOLDER_BESTS: ReadonlySet<string> = new Set([LEGACY]);
