/** Says where line n of a recording lies, if that was cut into several files: the numbering runs on through all of them. */
export class FilePlaces {
  constructor(
    private readonly files: readonly string[],
    private readonly lines: readonly number[],
  ) {}

  /** Returns "line 12", or for later files "line 47654 (line 1 of kalshi/ws/…)". */
  of(line: number): string {
    let before = 0;
    for (const [at, count] of this.lines.entries()) {
      if (at > 0 && line <= before + count) return `line ${line} (line ${line - before} of ${this.files[at]})`;
      before += count;
      if (line <= before) break;
    }
    return `line ${line}`;
  }
}
