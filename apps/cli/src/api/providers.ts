import { SOURCES } from "@augury/sources";
import type { Provider } from "./command-group.ts";
import { kalshi } from "./kalshi-provider.ts";
import { polymarket } from "./polymarket-provider.ts";
import { fromSource } from "./source-group.ts";

/** Everyone who can be asked from the command line: a venue is a line here. */
export const PROVIDERS: readonly Provider[] = [polymarket, kalshi, ...SOURCES.map(fromSource)];
