import { appendFileSync } from "node:fs";
import { sep } from "node:path";

const noted = new Set<string>();

/**
 * Notes that the running test file reads a fixture, as one line of JSON in the file that AUGURY_FIXTURE_READS names: `bun run check`
 * makes its table of fixtures from them. Without the variable, and outside of a test, nothing is written.
 */
export function noteFixtureRead(fixture: string, { reader = Bun.main, to = process.env.AUGURY_FIXTURE_READS } = {}) {
  if (!to || !reader.endsWith(".test.ts")) return;
  const line = `${JSON.stringify({ fixture: fixture.split(sep).join("/"), reader })}\n`;
  if (noted.has(line)) return;
  noted.add(line);
  appendFileSync(to, line);
}
