import { expect, test } from "bun:test";
import { BENCHES } from "./benches.ts";
import { GOALS } from "./goals.ts";
import { disagreeing } from "./measure/section.ts";
import { formatReport } from "./print-report.ts";

for (const bench of BENCHES) {
  test(`bench ${bench.name}: behavior: runs small, and every contender did the same work`, async () => {
    const report = await bench.run("smoke");
    expect(report.sections.length).toBeGreaterThan(0);
    for (const section of report.sections) {
      expect(disagreeing(section)).toEqual([]);
      for (const { name, spread } of section.rows) expect({ name, ok: spread.p50 > 0 }).toEqual({ name, ok: true });
    }
    for (const { goal } of report.achievements) expect(GOALS.map(({ key }) => key)).toContain(goal);
    expect(formatReport(bench.title, report)).toContain("ours is");
  }, 60_000);
}
