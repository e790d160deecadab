import { resolve } from "node:path";
import type { CoverageRow } from "./coverage-rows.ts";
import { EXEMPT } from "./exemptions.ts";

/** Where the page lies. */
export const FILE = resolve(import.meta.dir, "../../docs/coverage.md");

const HEAD = `# Coverage

Every endpoint and channel of the reference sheets, and what shows that our client for it works. Generated: \`bun tests/coverage/write-coverage.ts\`;
the test run fails while a cell is empty, while a sheet names an endpoint that has no row here, or when this page is out of date.

- **Schema**: what the answer is checked by.
- **Sim**: what the simulated venue does with the call's own example over a real socket; \`answers\` means that the answer satisfied the schema.
- **Proof**: a recorded answer that the schema reads without a field unknown; or the official client, whose answer to the same question is the same;
  or the round trip through the sim alone, where nobody has recorded the venue's answer and the official client does not ask.
`;

/** Returns the page. */
export function formatCoverage(rows: readonly CoverageRow[]): string {
  const providers = Map.groupBy(rows, ({ entry }) => [entry.provider, entry.group].filter(Boolean).join(" "));
  const parts = [...providers].map(([name, list]) => `## ${name}\n\n${formatTable(list)}`);
  const exempt = Object.entries(EXEMPT).map(([endpoint, reason]) => [`\`${endpoint}\``, reason]);
  const left = exempt.length === 0 ? "None.\n" : `${alignTable([["Endpoint", "Reason"], ...exempt])}\n`;
  return `${HEAD}\n${parts.join("\n\n")}\n\n## Left out\n\n${left}`;
}

const COLUMNS = ["Endpoint or channel", "Method or stream", "Schema", "Sim", "Proof"];

function formatTable(rows: readonly CoverageRow[]): string {
  const cells = rows.map(({ entry, schema, sim, proof }) => [`\`${entry.endpoint}\``, entry.name, schema, sim, proof]);
  return alignTable([COLUMNS, ...cells]);
}

/** Returns a table as the formatter of this repository writes it. */
function alignTable([head = [], ...rows]: readonly (readonly string[])[]): string {
  const widths = head.map((cell, at) => Math.max(cell.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (row: readonly string[]) => `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}
