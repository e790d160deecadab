export { parseAddress, type SecretSource, type WalletSource } from "@augury/signing";
export { kalshiAccountName } from "./kalshi/kalshi-account-name.ts";
export type { LiveNote, TakeNote } from "./live-note.ts";
export type { LiveStart } from "./live-start.ts";
export type { LiveVenueStarts } from "./live-venues.ts";
export type { PolymarketLiveStart } from "./polymarket/polymarket-live-start.ts";
export { polymarketLocks } from "./polymarket/polymarket-locks.ts";
export { walletKindWord } from "./polymarket/wallet-kind-word.ts";
export type { VenueAccount, VenueConnection } from "./venue-connection.ts";
