/** What a proof found: lines for its table, and the rules that did not hold. */
export class Findings {
  readonly violations: string[] = [];
  private readonly rows: (readonly string[])[] = [];
  held = 0;

  /** Notes a rule, stated positively; `found` says what was there instead. */
  expect(holds: boolean, rule: string, found: unknown = ""): void {
    if (holds) this.held++;
    else this.violations.push(found === "" ? rule : `${rule}; found ${String(found)}`);
  }

  /** Notes that two numbers are the same. */
  equal(found: unknown, expected: unknown, rule: string): void {
    this.expect(Object.is(found, expected), rule, `${String(found)} and ${String(expected)}`);
  }

  row(...cells: readonly (string | number)[]): void {
    this.rows.push(cells.map(String));
  }

  /** Returns the table, columns aligned. */
  lines(): string[] {
    const widths: number[] = [];
    for (const row of this.rows)
      for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length);
    return this.rows.map((row) => `  ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join("  ")}`.trimEnd());
  }
}

/** Writes a count with thin groups of three digits. */
export function grouped(count: number): string {
  return count.toLocaleString("en-US");
}
