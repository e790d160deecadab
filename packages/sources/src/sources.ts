import { alternativeMe } from "./alternativeme/source.ts";
import { coinGecko } from "./coingecko/source.ts";
import { coinMarketCap } from "./coinmarketcap/source.ts";
import type { SourceDefinition } from "./source-definition.ts";

/** Every shipped source. Sources described in YAML stand beside them: see `loadCustomSource`. */
export const SOURCES: readonly SourceDefinition[] = [alternativeMe, coinGecko, coinMarketCap];
