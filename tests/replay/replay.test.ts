import { afterAll, describe, expect, test } from "bun:test";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createBookArena } from "@augury/book";
import { Prng } from "@augury/core";
import { JournalReader, openForRecovery, parseInstruments } from "@augury/journal";
import {
  buildDecisionCore,
  DecisionConfig,
  decodeDecisionConfig,
  encodeDecisionConfig,
  type ReplayReport,
  replayRun,
} from "@augury/pipeline";
import { formatDigest, SlotKind, W_KIND } from "@augury/wire";
import { busyDecision, InlineLoop } from "./inline-loop.ts";

const ARENA_BYTES = 32 * 1024 * 1024;
const roots: string[] = [];
afterAll(() => {
  for (const root of roots) rmSync(root, { recursive: true, force: true });
});

/** A finished run's journal and what the live decision ended with. */
interface LiveRun {
  readonly journal: string;
  readonly digest: string;
  readonly intents: number;
  readonly fills: number;
}

function live(seed: number): LiveRun {
  using loop = new InlineLoop({ world: { seed, polymarketRate: 300, kalshiRate: 300 } });
  loop.run(8_000);
  loop.finish();
  const root = copyOf(loop.journal);
  const { digest } = loop.decision.core.outputs;
  return {
    journal: root,
    digest: formatDigest(digest.high, digest.low),
    intents: loop.counters.decision.get("intents"),
    fills: loop.counters.executor.get("fills"),
  };
}

function copyOf(journal: string): string {
  const root = mkdtempSync(join(tmpdir(), "augury-replay-"));
  roots.push(root);
  const copy = join(root, "run");
  cpSync(journal, copy, { recursive: true });
  return copy;
}

/** Buys sets again and again, more than there are, and trades back what fills beyond whole ones. */
const GREEDY_SETS = {
  kind: "complement",
  edge: "0.001",
  sizeMin: "5",
  sizeMax: "100",
  cooldownMs: 100,
  events: "all",
  legs: { onFailure: "unwind", band: "0.04" },
};

function replay(
  journal: string,
  alter: (config: DecisionConfig) => DecisionConfig = (config) => config,
  onKind: (kind: number) => void = () => {},
): ReplayReport {
  const reader = JournalReader.open(journal);
  if (!reader.ok) throw reader.error;
  const { header } = reader.value;
  const table = parseInstruments(header.instruments);
  if (!table.ok) throw table.error;
  const arena = createBookArena({ books: table.value.size, bytesMax: ARENA_BYTES });
  const core = buildDecisionCore(alter(decodeDecisionConfig(header.configuration)), table.value.list, arena);
  const report = replayRun(reader.value, core, ({ base, i32 }) => onKind(i32[base + W_KIND] & 0xff));
  if (reader.value.failure) throw reader.value.failure;
  reader.value.close();
  return report;
}

const runs = new Map<number, LiveRun>();
function runOf(seed: number): LiveRun {
  const run = runs.get(seed) ?? live(seed);
  runs.set(seed, run);
  return run;
}

describe("replayRun", () => {
  test.each([1, 2, 3])("default: seed %d: every output word for word, and the live digest", (seed) => {
    const run = runOf(seed);
    const report = replay(run.journal);
    expect(report).toMatchObject({ mismatches: 0, firstMismatch: 0, storedDigest: run.digest, digest: run.digest });
    expect(report.digestsEqual).toBe(report.digests);
    expect(report.digests).toBeGreaterThan(3);
    expect([report.intents, report.fills]).toEqual([run.intents, run.fills]);
    expect(report.fills).toBeGreaterThan(0);
  });

  test("behavior: two seeds are two stories", () => {
    expect(runOf(1).digest).not.toBe(runOf(2).digest);
  });

  test("behavior: orders that the executor made to trade legs back are inputs like any other", () => {
    using loop = new InlineLoop({
      world: { seed: 2, polymarketRate: 300, kalshiRate: 100 },
      decision: () => ({ strategies: [GREEDY_SETS], risk: { positionNotionalDollarsMax: 1_000 } }),
    });
    loop.run(8_000);
    loop.finish();
    const made = loop.counters.executor.get("legs_unwind_orders");
    expect(made).toBeGreaterThan(5);
    let told = 0;
    const report = replay(loop.journal, undefined, (kind) => {
      if (kind === SlotKind.orderOpened) told++;
    });
    expect([told, report.mismatches, report.digests]).toEqual([made, 0, report.digestsEqual]);
    expect(report.fills).toBe(loop.counters.executor.get("fills"));
  });

  test("behavior: cut anywhere, what is left replays without a mismatch", () => {
    const random = new Prng(5);
    for (let n = 0; n < 12; n++) {
      const journal = copyOf(runOf(1).journal);
      cutAt(journal, random);
      const recovered = openForRecovery(journal);
      if (!recovered.ok) {
        expect(recovered.error.code).toBe("empty");
        continue;
      }
      const report = replay(journal);
      expect(report.mismatches).toBe(0);
      expect(report.digestsEqual).toBe(report.digests);
      expect(recovered.value.lastDigest?.text ?? "").toBe(report.storedDigest);
    }
  });

  test.each<[string, (config: DecisionConfig) => DecisionConfig]>([
    ["a strategy's parameter", (config) => withStrategy(config, "quoter", { halfSpreadTicks: 200 })],
    ["a strategy's edge", (config) => withStrategy(config, "complement", { edge: "0.4" })],
    ["a limit", (config) => ({ ...config, risk: { ...config.risk, orderNotionalDollarsMax: 1 } })],
    ["a strategy less", (config) => ({ ...config, strategies: config.strategies.slice(0, 1) })],
  ])("behavior: with another configuration it differs and says where: %s", (_, alter) => {
    const report = replay(runOf(1).journal, alter);
    expect(report.mismatches).toBeGreaterThan(0);
    expect(report.firstMismatch).toBeGreaterThan(0);
    expect(report.digestsEqual).toBeLessThan(report.digests);
  });

  test("behavior: what the code decides and the journal has not is a mismatch too", () => {
    using loop = new InlineLoop({ world: { seed: 4 }, decision: () => ({ strategies: [], risk: {} }) });
    loop.run(3_000);
    loop.finish();
    expect(replay(loop.journal).mismatches).toBe(0);
    const report = replay(loop.journal, (config) => ({ ...config, strategies: [quoterOn(loop)] }));
    expect(report.intents).toBe(0);
    expect(report.mismatches).toBeGreaterThan(0);
  });

  test("error: one byte of the stored configuration altered: the journal is refused", () => {
    const random = new Prng(6);
    const { journal } = runOf(1);
    const bytes = readFileSync(join(journal, "000001.aj"));
    const config = encodeDecisionConfig(decodeDecisionConfig(configBytesOf(journal)));
    const at = bytes.indexOf(Buffer.from(config));
    expect(at).toBeGreaterThan(0);
    for (let n = 0; n < 20; n++) {
      const altered = copyOf(journal);
      const changed = Buffer.from(bytes);
      changed[at + random.int(0, config.length - 1)] ^= random.int(1, 255);
      writeFileSync(join(altered, "000001.aj"), changed);
      const opened = JournalReader.open(altered);
      expect(opened.ok ? "" : opened.error.code).toBe("bad_header");
    }
  });
});

function configBytesOf(journal: string): Uint8Array {
  const reader = JournalReader.open(journal);
  if (!reader.ok) throw reader.error;
  reader.value.close();
  return reader.value.header.configuration;
}

/** Cuts a journal at a random byte: whole segments behind it are gone too. */
function cutAt(journal: string, random: Prng): void {
  const segments = readdirSync(journal).sort();
  const keep = random.int(1, segments.length);
  for (const segment of segments.slice(keep)) rmSync(join(journal, segment));
  const last = join(journal, segments[keep - 1] as string);
  truncateSync(last, random.int(0, statSync(last).size));
}

function quoterOn({ table }: InlineLoop): DecisionConfig["strategies"][number] {
  const busy = DecisionConfig.parse(busyDecision(table));
  return busy.strategies.find(({ kind }) => kind === "quoter") as DecisionConfig["strategies"][number];
}

function withStrategy(config: DecisionConfig, kind: string, change: object): DecisionConfig {
  const strategies = config.strategies.map((one) => (one.kind === kind ? { ...one, ...change } : one));
  // The change is of that kind's own fields.
  return { ...config, strategies: strategies as DecisionConfig["strategies"] };
}
