import { join } from "node:path";
import type { RunnerConfig } from "@augury/net";
import type { DecisionStart, ExecuteStart, FeedStart, RecordStart } from "@augury/pipeline";
import { toLegConfig } from "../config/leg-limits.ts";
import type { EnginePlan, FeedPlan } from "./engine-plan.ts";
import { KillFile } from "./kill-file.ts";

const TIMER_MS = 100;
const REPORTS_WAITING_MAX = 65_536;
/** More than one executor can have numbered without counting. */
const REPORT_NUMBERS_SLACK = 65_536;

/** What the executor of each mode sees of the markets. */
const FORWARDS = { observe: "nothing", paper: "market", live: "ends" } as const;

export function decisionStart(
  plan: EnginePlan,
  run: { incarnation: number; firstIntentId: number; reportsSeen: number },
): DecisionStart {
  const { config } = plan.loaded;
  return {
    memory: plan.memory,
    instruments: plan.instruments,
    config: plan.decision,
    counters: plan.counters.decision,
    ...run,
    timerMs: TIMER_MS,
    forwards: FORWARDS[config.mode],
    awaitsBooks: true,
    wakeMode: config.wakeMode,
  };
}

export function executeStart(
  plan: EnginePlan,
  { incarnation, reportsSent }: { incarnation: number; reportsSent: number },
): ExecuteStart {
  return {
    memory: plan.memory,
    instruments: plan.instruments,
    counters: plan.counters.executor,
    paper: plan.paper,
    legs: toLegConfig(plan.loaded.config.legs),
    booksBytesMax: plan.loaded.config.books.bytesMax,
    reportsWaitingMax: REPORTS_WAITING_MAX,
    reportsSent: incarnation === 1 ? 0 : reportsSent + REPORT_NUMBERS_SLACK * incarnation,
    takeOver: incarnation > 1,
    killFile: new KillFile(plan.loaded.paths.dataDir).path,
    ...(plan.kalshiKey ? { kalshi: plan.kalshiKey } : {}),
    ...(plan.live ? { live: plan.live.start } : {}),
  };
}

/** `takeOver`: a recorder before this one died. */
export function recordStart(plan: EnginePlan, takeOver: boolean): RecordStart {
  const { journal } = plan.loaded.config;
  return {
    memory: plan.memory,
    instruments: plan.instruments,
    config: plan.decision,
    counters: plan.counters.recorder,
    directory: plan.loaded.paths.journalDir,
    processId: plan.processId,
    buildId: plan.buildId,
    journal: {
      segmentBytesMax: journal.segmentBytesMax,
      fsync: journal.fsyncMs === 0 ? "none" : { everyMs: journal.fsyncMs },
    },
    takeOver,
    ...(journal.rawFrames ? { rawDirectory: join(plan.loaded.paths.dataDir, "raw") } : {}),
  };
}

export function feedStart(plan: EnginePlan, feed: FeedPlan, runner: RunnerConfig): FeedStart {
  const { config } = plan.loaded;
  return {
    ...feed.own,
    memory: plan.memory,
    instruments: plan.instruments,
    counters: plan.counters.feeds[feed.venue],
    session: feed.session,
    runner,
    seed: config.seed ?? Math.floor(Math.random() * 0x7fffffff),
    signed: feed.signed,
    rawFrames: config.journal.rawFrames,
  };
}
