import type { BookArenaHandle } from "@augury/book";
import type { Clock } from "@augury/core";
import { type Instrument, InstrumentTable } from "@augury/model";
import { Portfolio } from "@augury/portfolio";
import { RiskGate } from "@augury/risk";
import { createStrategies } from "@augury/strategy";
import type { CounterHandle } from "@augury/telemetry";
import type { DecisionConfig } from "./decision-config.ts";
import { DecisionCore } from "./decision-core.ts";
import type { DecisionCounter } from "./decision-counters.ts";
import type { MarketForwards } from "./decision-outlets.ts";
import { DecisionShell } from "./decision-shell.ts";
import type { EngineMemory } from "./engine-memory.ts";

/** How a consumer waits when nothing is there: see the performance sheet, section 1.2. */
export type WakeMode = "park" | "hybrid" | "spin";

/** What the decision thread is handed at its start. */
export interface DecisionStart {
  readonly memory: EngineMemory;
  readonly instruments: readonly Instrument[];
  readonly config: DecisionConfig;
  readonly counters: CounterHandle<DecisionCounter>;
  readonly incarnation: number;
  readonly firstIntentId: number;
  readonly reportsSeen: number;
  readonly timerMs: number;
  readonly forwards: MarketForwards;
  readonly awaitsBooks?: boolean;
  readonly wakeMode: WakeMode;
}

/** Spin of the hybrid mode before it parks. */
const HYBRID_SPIN_US = 20;

/** Builds the pure core from its configuration: the same way live, in replay and in backtest. */
export function buildDecisionCore(
  config: DecisionConfig,
  list: readonly Instrument[],
  arena: BookArenaHandle,
): DecisionCore {
  const instruments = new InstrumentTable(list);
  const strategies = createStrategies(config.strategies, instruments);
  if (!strategies.ok) throw strategies.error;
  return new DecisionCore({
    instruments,
    arena,
    strategies: strategies.value,
    risk: new RiskGate(config.risk, instruments),
    portfolio: new Portfolio(instruments),
    references: config.references.length,
    groupQuietUs: config.groupQuietMs * 1000,
    refusalPauseUs: config.refusalPauseMs * 1000,
  });
}

/** The decision thread's stage. */
export class DecisionStage {
  readonly core: DecisionCore;
  readonly shell: DecisionShell;

  constructor(
    private readonly start: DecisionStart,
    private readonly clock: Clock,
  ) {
    this.core = buildDecisionCore(start.config, start.instruments, start.memory.arena);
    this.shell = new DecisionShell({ ...start, core: this.core, clock });
  }

  /** Waits for work as the wake mode says; only `park` gives the core back at once. */
  readonly wait = (msMax: number): void => {
    const { shell, clock } = this;
    if (this.start.wakeMode === "park" || shell.isBlocked) {
      shell.park(msMax);
      return;
    }
    const spinUs = this.start.wakeMode === "spin" ? msMax * 1000 : HYBRID_SPIN_US;
    for (const endUs = clock.nowUs() + spinUs; clock.nowUs() < endUs; ) if (shell.hasWork()) return;
    if (this.start.wakeMode === "hybrid") shell.park(msMax);
  };
}
