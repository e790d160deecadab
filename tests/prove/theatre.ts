import { join, resolve } from "node:path";
import { formatPrice, formatSize, type PriceTicks, type SizeMicros } from "@augury/core";
import { LocalStore, type RowFields } from "@augury/storage";
import { type DemoFill, type DemoRun, runDemoOnce } from "./demo-run.ts";
import type { Findings } from "./findings.ts";
import type { Proof } from "./proof.ts";

const ROOT = resolve(import.meta.dir, "../..");
const DATABASE = join(ROOT, "data/demo/augury.sqlite");
const FILLS_MIN = 10;
const TIMES = 2;

type FillRow = RowFields<"fills">;

/** The demo is no theatre: what it prints is what the API says, what the database holds, and what its journal decides again. */
export const theatre: Proof = {
  name: "theatre",
  summary: "two seeds fill differently; what is printed, /fills, SQLite and the replay agree",
  run: async ({ times = TIMES, seed, say }, findings) => {
    const runs: DemoRun[] = [];
    findings.row("seed", "fills printed", "/fills", "SQLite", "digest printed", "digest replayed");
    for (let at = 0; at < times; at++) {
      say(`a demo with seed ${seed + at}, until it has ${FILLS_MIN} fills`);
      const run = await runDemoOnce(seed + at, FILLS_MIN);
      await examine(run, seed + at, findings);
      runs.push(run);
    }
    const worlds = new Set(runs.map(({ fills }) => fills.map(tradeOf).sort().join("\n")));
    findings.equal(worlds.size, runs.length, "every seed gives other fills");
  },
};

async function examine(run: DemoRun, seed: number, findings: Findings): Promise<void> {
  const { fills, lines, runId, status } = run;
  findings.equal(status, 0, "the demo ends with status 0");
  const rows = readRows(runId);
  const printed = Number(/(\d+) fills$/.exec(lines.find((line) => line.startsWith("stopped:")) ?? "")?.[1]);
  findings.equal(printed, fills.length, "fills printed = /fills");
  findings.equal(rows.length, fills.length, "fills in SQLite = /fills");
  for (const [at, fill] of fills.entries()) {
    const row = rows[at];
    findings.equal(
      JSON.stringify(row && whatOf(toFill(row))),
      JSON.stringify(whatOf(fill)),
      `fill ${fill.number} is one everywhere`,
    );
  }
  const shown = lines.filter((line) => /first \w+ fill:/.test(line));
  const first = rows[0];
  findings.expect(
    first !== undefined && shown.some((line) => line.includes(sentenceOf(first))),
    "the first row is a fill that is shown",
    shown.join(" "),
  );
  for (const venue of ["polymarket", "kalshi"])
    for (const what of ["reconciled account", "quote", "fill", "settlement"])
      findings.expect(
        lines.some((line) => line.includes(`first ${venue} ${what}:`)),
        `the demo shows a ${what} on ${venue}`,
      );
  findings.equal(run.ledgerProblem, null, "the books of the account balance");
  const digest = /^digest (\S+) of run (\S+)$/m.exec(lines.join("\n"));
  findings.equal(digest?.[2], runId, "the demo names its run");
  const replayed = await replay(runId);
  findings.equal(replayed.status, 0, `the journal replays: ${replayed.text.split("\n").at(-2) ?? ""}`);
  const again = /digest (\S+), stored/.exec(replayed.text)?.[1] ?? "none";
  findings.equal(again, digest?.[1], "the replay prints the demo's digest");
  findings.row(seed, printed, fills.length, rows.length, digest?.[1] ?? "none", again);
}

function readRows(runId: string): FillRow[] {
  const store = LocalStore.open({ path: DATABASE, busyTimeoutMs: 1000 });
  if (!store.ok) throw store.error;
  const rows = store.value.list("fills", { runId, limit: 10_000, oldestFirst: true });
  store.value.close();
  return rows;
}

/** Runs the command that the demo's last line names. */
async function replay(runId: string): Promise<{ readonly status: number; readonly text: string }> {
  const path = join("data/demo/journal", runId);
  const child = Bun.spawn([process.execPath, "scripts/augury.ts", "replay", path], {
    cwd: ROOT,
    stdin: "ignore",
    stdout: "pipe",
    stderr: "inherit",
  });
  const text = await new Response(child.stdout).text();
  return { status: await child.exited, text };
}

function toFill(row: FillRow): Omit<DemoFill, "name"> {
  const { number, leg, side } = row;
  return {
    number,
    intentId: row.intent_id,
    leg,
    side,
    priceTicks: row.price,
    sizeMicros: row.size,
    feeMicros: row.fee,
  };
}

function whatOf({
  intentId,
  leg,
  side,
  priceTicks,
  sizeMicros,
  feeMicros,
}: Omit<DemoFill, "name">): readonly (string | number)[] {
  return [intentId, leg, side, priceTicks, sizeMicros, feeMicros];
}

/** What was traded and at what price: numbers and times differ between two runs in any case. */
function tradeOf({ name, side, priceTicks }: DemoFill): string {
  return `${name} ${side} ${priceTicks}`;
}

/** The words in which the demo tells a fill, but for the instrument's name. */
function sentenceOf({ side, size, price }: FillRow): string {
  return `${side} ${formatSize(size as SizeMicros)} at ${formatPrice(price as PriceTicks)} of`;
}
