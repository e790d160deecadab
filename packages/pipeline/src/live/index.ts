export { parseAddress, type SecretSource, type WalletSource } from "@augury/signing";
export type { LiveNote, TakeNote } from "./live-note.ts";
export type { LiveStart } from "./live-start.ts";
export type { LiveVenueStarts } from "./live-venues.ts";
export type { PolymarketLiveStart } from "./polymarket/polymarket-live-start.ts";
export type { VenueAccount, VenueConnection } from "./venue-connection.ts";
