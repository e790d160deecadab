import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Instrument, InstrumentTable, PLAIN_TERMS } from "@augury/model";
import { DecisionConfig } from "@augury/pipeline";
import type { DottedValues } from "../config/config-layers.ts";
import { parseConfig } from "../config/load-config.ts";
import { type EnginePlan, planEngine } from "./engine-plan.ts";

/** Two Polymarket tokens (0, 1) and a Kalshi market's outcomes (2 with the book, 3): what the tests of this folder trade in. */
export function smallTable(): InstrumentTable {
  const base = {
    ...PLAIN_TERMS,
  };
  const poly = { ...base, venue: "polymarket", marketId: "m" } as const;
  const kalshi = { ...base, venue: "kalshi", venueId: "K", marketId: "K", bookIndex: 2 } as const;
  const list: Instrument[] = [
    { ...poly, index: 0, bookIndex: 0, mirrorIndex: 1, venueId: "10", outcome: "yes" },
    { ...poly, index: 1, bookIndex: 1, mirrorIndex: 0, venueId: "11", outcome: "no" },
    { ...kalshi, index: 2, mirrorIndex: 3, outcome: "yes" },
    { ...kalshi, index: 3, mirrorIndex: 2, outcome: "no" },
  ];
  return new InstrumentTable(list);
}

const CONFIG = `
venues:
  polymarket: { markets: discover }
  kalshi:
    markets: discover
    credentials: { keyId: { env: TEST_KEY_ID }, privateKey: { env: TEST_KEY } }
`;

/** A plan whose files lie under `dataDir`; nothing is started. `overrides`: settings by dotted path. */
export function testPlan(dataDir: string, overrides: DottedValues = {}): EnginePlan {
  const env = { TEST_KEY_ID: "id", TEST_KEY: "key" };
  const small = { dataDir, "books.bytesMax": 1 << 20, "rings.controlSlots": 64, "rings.tapSlots": 1024 };
  const loaded = parseConfig(CONFIG, { file: "test.yaml", env, overrides: { ...small, ...overrides } });
  if (!loaded.ok) throw new Error(loaded.error.map(({ message }) => message).join("; "));
  return planEngine({
    loaded: loaded.value,
    processId: "p1",
    buildId: "b1",
    table: smallTable(),
    decision: DecisionConfig.parse({ risk: {} }),
    kalshiKey: { keyId: { from: "environment", name: "ID" }, privateKey: { from: "environment", name: "KEY" } },
  });
}

/** A folder that is gone after the test. */
export class TestFolder implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), "augury-engine-"));

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
