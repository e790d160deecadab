import type { VenueName } from "./venue-id.ts";

/** Whether a venue can change a resting order's price or size (kalshi.md section 10.2); polymarket.md section 7 knows no such request. */
export const CHANGES_ORDERS: Readonly<Record<VenueName, boolean>> = { polymarket: false, kalshi: true };
