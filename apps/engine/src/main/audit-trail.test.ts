import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ManualClock } from "@augury/core";
import { createLog } from "@augury/telemetry";
import { AuditTrail } from "./audit-trail.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "augury-audit-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function open(dataDir = folder, lines: string[] = []): AuditTrail {
  return new AuditTrail(
    dataDir,
    new ManualClock(7),
    createLog({ level: "info", component: "test", write: (line) => lines.push(line) }),
  );
}

test("AuditTrail: default: newest first, over a restart", () => {
  const trail = open();
  trail.add("kill", "fat finger");
  trail.add("resume", "resumed");
  trail.close();
  const again = open();
  again.add("risk_limit", "openOrdersMax: 200 → 1");
  expect(again.latest(2)).toEqual([
    { timeUs: 7, what: "risk_limit", detail: "openOrdersMax: 200 → 1" },
    { timeUs: 7, what: "resume", detail: "resumed" },
  ]);
  expect(again.latest(10)).toHaveLength(3);
  again.close();
});

test("AuditTrail: error: a file that cannot be is said in the log, and the act goes on", () => {
  const lines: string[] = [];
  const trail = open("/dev/null/nowhere", lines);
  trail.add("kill", "anyway");
  expect(trail.latest(1)).toMatchObject([{ detail: "anyway" }]);
  expect(lines.join("\n")).toContain("could not be opened");
  trail.close();
});
