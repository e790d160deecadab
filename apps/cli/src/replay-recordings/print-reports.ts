import { formatCount, formatTable } from "../text-table.ts";
import type { Agreement, RecordingReport } from "./recording-report.ts";

const HEAD = ["file", "seq", "messages", "events", "skipped", "gaps", "resyncs", "reconnects", "agreement"];

/** Returns the lines to print: a table per venue, notes, totals, deviations. */
export function printReports(reports: readonly RecordingReport[], seconds: number): string[] {
  return [
    ...(["kalshi", "polymarket"] as const).flatMap((venue) => venueLines(venue, reports)),
    ...totalLines(reports, seconds),
    ...reports
      .flatMap(({ deviations }) => deviations)
      .map(({ file, place, what }) => `DEVIATION ${file}${place ? `, ${place}` : ""}: ${what}`),
  ];
}

function venueLines(venue: RecordingReport["venue"], all: readonly RecordingReport[]): string[] {
  const reports = all.filter((report) => report.venue === venue);
  if (reports.length === 0) return [];
  const notes = reports.flatMap(({ file, notes }) => notes.map((note) => `  note ${shorten(file)}: ${note}`));
  return [...formatTable(HEAD, [...reports.map(toRow), totalRow(venue, reports)]), ...notes, ""];
}

function toRow(report: RecordingReport): (string | number)[] {
  const { messages, events, skipped, gaps, resyncs, reconnects } = report;
  const reasons = Object.entries(skipped).map(([reason, count]) => `${count} ${reason}`);
  const agreement = report.agreements.map(agreementText).join(", ");
  const failed = report.deviations.length > 0 ? ` ✗ ${report.deviations.length} deviations` : "";
  return [
    shorten(report.file),
    sequenceText(report),
    messages,
    events,
    reasons.join(", ") || "0",
    gaps,
    resyncs,
    reconnects,
    agreement + failed,
  ];
}

function totalRow(venue: string, reports: readonly RecordingReport[]): (string | number)[] {
  const sum = (count: (report: RecordingReport) => number) =>
    reports.reduce((total, report) => total + count(report), 0);
  return [
    `${venue} in all (${reports.length} recordings and lists)`,
    "",
    sum(({ messages }) => messages),
    sum(({ events }) => events),
    formatCount(sum(({ skipped }) => Object.values(skipped).reduce((total, count) => total + count, 0))),
    sum(({ gaps }) => gaps),
    sum(({ resyncs }) => resyncs),
    sum(({ reconnects }) => reconnects),
    addUp(reports).map(agreementText).join(", "),
  ];
}

function totalLines(reports: readonly RecordingReport[], seconds: number): string[] {
  const deviations = reports.reduce((sum, report) => sum + report.deviations.length, 0);
  const messages = reports.reduce((sum, report) => sum + report.messages, 0);
  const events = reports.reduce((sum, report) => sum + report.events, 0);
  return [
    `total: ${formatCount(messages)} messages, ${formatCount(events)} events in ${seconds.toFixed(1)} s; ${addUp(reports).map(agreementText).join(", ")}; ${deviations === 0 ? "no deviation" : `${deviations} DEVIATIONS`}`,
  ];
}

/** Adds agreements of one name together. */
function addUp(reports: readonly RecordingReport[]): Agreement[] {
  const sums = new Map<string, { done: number; due: number }>();
  for (const { name, done, due } of reports.flatMap(({ agreements }) => agreements)) {
    const sum = sums.get(name) ?? { done: 0, due: 0 };
    sums.set(name, { done: sum.done + done, due: sum.due + due });
  }
  return [...sums].map(([name, sum]) => ({ name, ...sum }));
}

function agreementText({ name, done, due }: Agreement): string {
  return `${formatCount(done)}/${formatCount(due)} ${name}`;
}

function sequenceText({ sequence }: RecordingReport): string {
  return sequence === "none" ? "–" : sequence;
}

function shorten(file: string): string {
  return file.replace(/^(kalshi\/ws|polymarket\/ws-market|polymarket)\//, "");
}
