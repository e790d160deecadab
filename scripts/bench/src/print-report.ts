import type { Achievement, BenchReport } from "./bench.ts";
import { GOALS, judge } from "./goals.ts";
import { type Row, ratioOf, type Section } from "./measure/section.ts";

/** Returns a report as text: its tables, and the goals that it speaks to. */
export function formatReport(title: string, { sections, achievements }: BenchReport): string {
  const parts = [`## ${title}`, ...sections.map(formatSection)];
  if (achievements.length > 0) parts.push(formatGoals(achievements));
  return `${parts.join("\n\n")}\n`;
}

function formatSection(section: Section): string {
  const extras = [...new Set(section.rows.flatMap(({ extra }) => Object.keys(extra ?? {})))];
  // Of a rate each round gives one number, and p99 would be the wrong end.
  const columns = section.better === "lower" ? ["p50", "p99", "max"] : ["median round", "slowest", "fastest"];
  const head = [section.unit, ...columns, "ours is", ...extras, "checksum"];
  const lines = section.rows.map((row, at) => formatRow(section, row, at === 0, extras));
  return [`### ${section.title}`, formatTable(head, lines), ...(section.notes ?? [])].join("\n");
}

function formatRow(section: Section, row: Row, isOurs: boolean, extras: readonly string[]): string[] {
  const { p50, p99, max } = row.spread;
  const ratio = ratioOf(section.better, section.rows[0], row);
  return [
    row.name,
    formatNumber(p50),
    formatNumber(p99),
    formatNumber(max),
    isOurs ? "" : `${formatNumber(ratio)}x`,
    ...extras.map((name) => row.extra?.[name] ?? ""),
    row.checksum === undefined ? "" : formatChecksum(row.checksum),
  ];
}

function formatGoals(achievements: readonly Achievement[]): string {
  const lines = achievements.map(({ goal: key, ratio }) => {
    const goal = GOALS.find((entry) => entry.key === key);
    if (!goal) throw new RangeError(`no goal is called "${key}"`);
    const stretch = goal.stretch === undefined ? "" : `${goal.stretch}x`;
    return [goal.text, `${goal.must}x`, stretch, `${formatNumber(ratio)}x`, judge(goal, ratio)];
  });
  return `### goals\n${formatTable(["", "must", "stretch", "here", ""], lines)}`;
}

/** Returns a Markdown table whose columns line up in a terminal too. */
function formatTable(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const widths = head.map((cell, at) => Math.max(3, cell.length, ...lines.map((line) => line[at].length)));
  const toLine = (cells: readonly string[]) =>
    `| ${cells.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]) : cell.padStart(widths[at]))).join(" | ")} |`;
  const rule = `| ${widths.map((width, at) => (at === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`)).join(" | ")} |`;
  return [toLine(head), rule, ...lines.map(toLine)].join("\n");
}

/** Three digits that matter. */
export function formatNumber(value: number): string {
  if (value === 0) return "0";
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString("en-US");
  return value.toPrecision(Math.abs(value) >= 1 ? 3 : 2);
}

function formatChecksum(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toPrecision(10);
}
