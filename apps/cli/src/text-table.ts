/** Returns the lines of a table: the first column flush left, numbers flush right, two blanks between. */
export function formatTable(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string[] {
  const cells = [head, ...rows.map((row) => row.map((cell) => (typeof cell === "number" ? formatCount(cell) : cell)))];
  const widths = head.map((_, at) => Math.max(...cells.map((row) => row[at]?.length ?? 0)));
  const isRight = head.map((_, at) => rows.length > 0 && rows.every((row) => typeof row[at] === "number"));
  return cells.map((row) =>
    row
      .map((cell, at) => (isRight[at] ? cell.padStart(widths[at]) : cell.padEnd(widths[at])))
      .join("  ")
      .trimEnd(),
  );
}

/** 762595 → "762,595". */
export function formatCount(count: number): string {
  return count.toLocaleString("en-US");
}
