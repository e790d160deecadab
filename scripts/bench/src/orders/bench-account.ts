import { type Instrument, NO_FEES, uniformTicks } from "@augury/model";

/** The first of the public keys that Ethereum's development tools print; it guards nothing. */
export const PRIVATE_KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
export const ADDRESS = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
export const CREDENTIALS = {
  apiKey: "00000000-0000-4000-8000-000000000001",
  secret: "c2VjcmV0LWtleS1mb3ItdGVzdC12ZWN0b3JzLW9ubHk_LS0=",
  passphrase: "0123456789abcdef",
  address: ADDRESS,
};

/** What every contender wants to buy: 100 contracts at $0.50. */
export const WANTED = { ticks: 5_000, price: 0.5, contracts: 100 } as const;

export const BENCH_INSTRUMENT: Instrument = {
  index: 0,
  venue: "polymarket",
  venueId: "14965588658799411272385430903075831224615961675357217884735713260981483529984",
  marketId: "0x1",
  outcome: "yes",
  bookIndex: 0,
  title: "",
  outcomeName: "Yes",
  ticks: uniformTicks(100),
  orderSizeMin: 5_000_000,
  sizeStep: 10_000,
  fees: NO_FEES,
  negRisk: false,
  groupId: "",
  groupAugmented: false,
};
