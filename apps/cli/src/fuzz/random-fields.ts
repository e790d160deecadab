import type { Prng } from "@augury/core";

/** "0.01" for 1 cent. */
export function dollarsOf(cents: number): string {
  return `0.${String(cents).padStart(2, "0")}`;
}

export function anyDollars(random: Prng): string {
  return dollarsOf(random.int(1, 99));
}

/** A size with two decimals, as Kalshi writes it. */
export function anySize(random: Prng): string {
  return `${random.int(1, 99_999)}.${String(random.int(0, 99)).padStart(2, "0")}`;
}

/** A size as Polymarket writes it: without trailing zeros. */
export function anyPlainSize(random: Prng): string {
  return random.chance(0.5) ? String(random.int(1, 99_999)) : `${random.int(0, 9_999)}.${random.int(1, 9)}`;
}

export function anyHex(random: Prng, digits: number): string {
  return Array.from({ length: digits }, () => random.int(0, 15).toString(16)).join("");
}

/** Up to twelve levels of rising price. */
export function anyLevels<T>(random: Prng, level: (cents: number) => T): T[] {
  const first = random.int(1, 40);
  return Array.from({ length: random.int(0, 12) }, (_, at) => level(first + at * 3));
}
