import type { FindingLevel } from "./finding.ts";
import type { CheckedFinding } from "./run-checks.ts";

const MARKS: Record<FindingLevel, string> = { ok: "ok  ", skip: "skip", warn: "warn", fail: "FAIL" };

/** Returns the report: one line per finding, what to do behind it, and how it stands in the last line. */
export function formatFindings(findings: readonly CheckedFinding[]): string {
  const width = Math.max(0, ...findings.map(({ check }) => check.length));
  const lines = findings.map(
    ({ level, check, text, fix }) =>
      `${MARKS[level]}  ${check.padEnd(width)}  ${text}${fix === undefined ? "" : `; ${fix}`}`,
  );
  return `${[...lines, summarize(findings)].join("\n")}\n`;
}

/** Returns the report as JSON. */
export function findingsJson(findings: readonly CheckedFinding[]): string {
  return `${JSON.stringify({ ok: !isBlocked(findings), findings }, null, 2)}\n`;
}

/** Returns whether something keeps the engine from doing what the configuration says. */
export function isBlocked(findings: readonly CheckedFinding[]): boolean {
  return findings.some(({ level }) => level === "fail");
}

function summarize(findings: readonly CheckedFinding[]): string {
  const count = (level: FindingLevel) => findings.filter((one) => one.level === level).length;
  const stands = isBlocked(findings) ? "something blocks" : "nothing blocks";
  return `${stands}: ${count("ok")} fine, ${count("warn")} to look at, ${count("fail")} blocking, ${count("skip")} not looked at`;
}
