/** Returns a price × 1e8 as a number, as the feeds print it for display. */
export function displayOf(e8: number): number {
  return e8 / 1e8;
}

/** Returns a price × 1e8 as plain decimal text with eight decimals: PolyBolt's exact form. */
export function plainTextOf(e8: number): string {
  const text = String(e8).padStart(9, "0");
  return `${text.slice(0, -8)}.${text.slice(-8)}`;
}

/** Returns a price × 1e8 as an integer × 1e18: RTDS's exact form for Chainlink. */
export function scaledTextOf(e8: number): string {
  return `${e8}0000000000`;
}
