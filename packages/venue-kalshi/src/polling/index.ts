export { KalshiPolledFeed, type KalshiPolledFeedOptions, type PolledBookReader } from "./polled-feed.ts";
export { KalshiPollingConfig, type PollPlan, planPolls } from "./polling-config.ts";
export { openBookReader } from "./read-polled-book.ts";
