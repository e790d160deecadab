/** A goal of the performance sheet, section 9: how many times better than a named rival, on one machine and in one run. */
export interface Goal {
  readonly key: string;
  readonly text: string;
  readonly must: number;
  readonly stretch?: number;
}

export const GOALS: readonly Goal[] = [
  {
    key: "ring_batched",
    text: "events/s across threads, published in batches, vs postMessage of one object",
    must: 50,
    stretch: 150,
  },
  { key: "ring_single", text: "events/s across threads, published one by one, vs postMessage of one object", must: 15 },
  {
    key: "ring_comlink",
    text: "events/s across threads, published one by one, vs comlink calls, 256 in flight",
    must: 150,
    stretch: 300,
  },
  { key: "wake_comlink", text: "one-way latency p50 into a parked consumer vs a comlink call", must: 4, stretch: 6 },
  { key: "delta_ccxt", text: "price_change frame → book vs ccxt", must: 8, stretch: 14 },
  { key: "snapshot_ccxt", text: "book snapshot frame → book vs ccxt", must: 10, stretch: 17 },
  { key: "book_ccxt", text: "book update + best price, 200 books, vs ccxt's OrderBook", must: 8, stretch: 12 },
  {
    key: "receive",
    text: "WebSocket receive + parse, frames/s, vs global WebSocket + JSON.parse",
    must: 3,
    stretch: 3.8,
  },
  { key: "sustained", text: "sustained frames/s, worker pipeline vs the conventional design", must: 4, stretch: 5 },
  {
    key: "cpu",
    text: "CPU per frame at 10,000 frames/s, everybody signs, conventional design vs worker pipeline",
    must: 2,
    stretch: 2.6,
  },
  {
    key: "stall_inline",
    text: "p99 while main stalls 40 ms four times a second, 5,000 messages/s, inline vs workers",
    must: 4,
    stretch: 8,
  },
  { key: "stall_conventional", text: "… conventional design vs workers", must: 6, stretch: 11 },
  {
    key: "sign_native_hot",
    text: "order: amounts, digest, signature, id and body on a native rung vs createOrder on viem, hot",
    must: 10,
    stretch: 14,
  },
  { key: "sign_native_cold", text: "… cold", must: 8, stretch: 11 },
  { key: "sign_script_hot", text: "… pure JavaScript, hot", must: 2, stretch: 2.8 },
  { key: "sign_script_cold", text: "… pure JavaScript, cold", must: 2, stretch: 2.8 },
  {
    key: "tick_p50_1k",
    text: "tick to POST, 1,000 messages/s, conventional + official client vs workers, p50",
    must: 4,
    stretch: 5.5,
  },
  { key: "tick_p99_1k", text: "… p99", must: 3, stretch: 5 },
  {
    key: "tick_durable_p50_1k",
    text: "… the same, our intents on the disk before they leave, p50",
    must: 4,
    stretch: 5.5,
  },
  { key: "tick_durable_p99_1k", text: "… p99", must: 3, stretch: 5 },
  { key: "tick_script_1k", text: "… pure JavaScript signer, inline, p50", must: 1.8, stretch: 2.3 },
  {
    key: "tick_p50_10k",
    text: "tick to POST, 10,000 messages/s, conventional + official client vs workers, p50",
    must: 4,
    stretch: 5.5,
  },
  { key: "tick_p99_10k", text: "… p99", must: 3, stretch: 5 },
  {
    key: "tick_durable_p50_10k",
    text: "… the same, our intents on the disk before they leave, p50",
    must: 4,
    stretch: 5.5,
  },
  { key: "tick_durable_p99_10k", text: "… p99", must: 3, stretch: 5 },
  { key: "tick_script_10k", text: "… pure JavaScript signer, inline, p50", must: 1.8, stretch: 2.3 },
];

/** Says how a measured ratio stands to its goal. */
export function judge({ must, stretch }: Goal, ratio: number): "stretch met" | "must met" | "BELOW MUST" {
  if (ratio < must) return "BELOW MUST";
  return stretch !== undefined && ratio >= stretch ? "stretch met" : "must met";
}
