import type { z } from "zod";
import { RestSource } from "../rest-source.ts";
import { planBudget, SourceConfig } from "../source-config.ts";
import { defineSource, type SourceOptions } from "../source-definition.ts";
import * as methods from "./methods.ts";
import { readAlternativeMeError } from "./read-error.ts";

/** 60 requests per minute, judged over 10 minutes; no header tells where we stand, so the pace is ours to keep. */
const REQUESTS_PER_MINUTE = 60;
const BASE_URL = "https://api.alternative.me";
const METHODS = [methods.fearAndGreed, methods.listings, methods.ticker, methods.tickerById, methods.global];

export const AlternativeMeConfig = SourceConfig.omit({ creditsPerMonth: true });
export type AlternativeMeConfig = z.infer<typeof AlternativeMeConfig>;

/** alternative.me: Fear & Greed, coins and the market, free and without a key (market-data-sources.md section 1). */
export const alternativeMe = defineSource({
  name: "alternativeme",
  title: "alternative.me",
  description: "Fear & Greed index, coin prices and the market as a whole; free, no key.",
  key: "none",
  config: AlternativeMeConfig,
  methods: METHODS,
  probe: methods.fearAndGreed.name,
  open: openAlternativeMe,
});

export function openAlternativeMe(config: AlternativeMeConfig, options: SourceOptions = {}): RestSource {
  return new RestSource(
    {
      name: "alternativeme",
      methods: METHODS,
      baseUrl: config.baseUrl ?? BASE_URL,
      budget: planBudget({ requestsPerMinute: config.requestsPerMinute ?? REQUESTS_PER_MINUTE }),
      http: config.http,
      readErrorBody: readAlternativeMeError,
    },
    options,
  );
}
