import { PaperConfig } from "@augury/execution";
import { DecisionConfig, RingSizes } from "@augury/pipeline";
import { z } from "zod";
import { KalshiConfig } from "./kalshi-config.ts";
import { LegLimits } from "./leg-limits.ts";
import { LiveTradingConfig } from "./live-config.ts";
import { PayloadsConfig } from "./payloads-config.ts";
import { PolymarketConfig } from "./polymarket-config.ts";
import {
  ApiConfig,
  BooksConfig,
  JournalConfig,
  LogConfig,
  MetricsConfig,
  StorageConfig,
  SupervisionConfig,
} from "./process-config.ts";
import { ReferenceConfig } from "./reference-config.ts";
import { RiskLimits } from "./risk-limits.ts";
import { SourcesConfig } from "./sources-config.ts";
import { StrategyEntry } from "./strategy-entry.ts";

const VenuesConfig = z
  .strictObject({ polymarket: PolymarketConfig.optional(), kalshi: KalshiConfig.optional() })
  .refine(
    ({ polymarket, kalshi }) => polymarket?.enabled === true || kalshi?.enabled === true,
    "at least one venue is named and enabled",
  );

/**
 * Everything that can be configured. Unknown keys are refused, bounds end in Max, units in Ms and Bytes. Relative paths start at the
 * working directory, those of journal and storage at dataDir.
 */
const AnyEngineConfig = z.strictObject({
  mode: z
    .enum(["observe", "paper", "live"])
    .default("paper")
    .describe("observe: decides nothing. paper: real feeds, simulated fills. live: real orders, see live."),
  live: LiveTradingConfig.optional().describe("Real orders: whose keys, and how. Takes effect in mode live alone."),
  topology: z
    .enum(["workers", "inline"])
    .default("workers")
    .describe("workers: a thread per stage. inline: one thread, for tests and single-core machines."),
  wakeMode: z
    .enum(["park", "hybrid", "spin"])
    .default("park")
    .describe("How decision waits: park sleeps, spin burns a core for the last microseconds, hybrid spins briefly."),
  dataDir: z.string().min(1).max(1024).default("data").describe("Folder of everything that is written."),
  seed: z.int().nonnegative().max(0x7fff_ffff).optional().describe("Fixes the jitter of retries, for repeatable runs."),
  venues: VenuesConfig,
  sources: SourcesConfig.prefault({}).describe("Slower reference data; a source that is not named is not opened."),
  reference: ReferenceConfig.optional().describe("Prices from outside: crypto, stocks. Left out: none."),
  strategies: z.array(StrategyEntry).max(32).default([]).describe("The strategies, each under a name of its own."),
  risk: RiskLimits.prefault({}).describe("Limits that every order passes."),
  legs: LegLimits.prefault({}).describe("Bounds of intents of several legs, which are meant all or none."),
  paper: PaperConfig.prefault({}).describe("How the simulated venue behaves."),
  startCashDollars: z.number().nonnegative().max(1_000_000_000).default(10_000).describe("Paper money at the start."),
  decision: DecisionConfig.omit({ strategies: true, references: true, risk: true, booksBytesMax: true })
    .prefault({})
    .describe("Waits of the decision stage."),
  rings: RingSizes.prefault({}).describe("Sizes of the channels between threads; slots are powers of two."),
  books: BooksConfig.prefault({}),
  journal: JournalConfig.prefault({}),
  storage: StorageConfig.prefault({}),
  payloads: PayloadsConfig.prefault({}).describe("Raw answers of REST calls, kept for audit."),
  api: ApiConfig.prefault({}),
  supervision: SupervisionConfig.prefault({}),
  log: LogConfig.prefault({}),
  metrics: MetricsConfig.prefault({}),
});

export const EngineConfig = AnyEngineConfig.superRefine(({ live, mode, venues }, context) => {
  const complain = (path: string[], message: string) => context.addIssue({ code: "custom", path, message });
  if (mode === "live" && !live) complain(["live"], "mode live needs a section that says where the keys are");
  if (live?.polymarket && venues.polymarket?.enabled !== true)
    complain(["live", "polymarket"], "venues.polymarket must be there and enabled");
  if (live?.kalshi && (venues.kalshi?.enabled !== true || !venues.kalshi.credentials))
    complain(["live", "kalshi"], "venues.kalshi must be there, enabled and with credentials");
});
export type EngineConfig = z.infer<typeof EngineConfig>;
