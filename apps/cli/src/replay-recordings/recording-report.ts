/** One thing that is not as it should be, and where. */
export interface Deviation {
  readonly file: string;
  /** "line 12", "book of 7123…", or "" for the file as a whole. */
  readonly place: string;
  readonly what: string;
}

/** How many of the things that must agree do. */
export interface Agreement {
  readonly name: string;
  readonly done: number;
  readonly due: number;
}

/** How the sequence numbers went into the feed. */
export type SequenceTreatment = "as recorded" | "renumbered" | "single frames" | "none";

/** What the replay of one recording gave. */
export interface RecordingReport {
  readonly venue: "kalshi" | "polymarket";
  /** Path below the fixtures folder; the later parts of a recording that was cut follow after a plus sign. */
  readonly file: string;
  readonly sequence: SequenceTreatment;
  readonly messages: number;
  /** Event slots that the feed published and decision consumed. */
  readonly events: number;
  /** Frames, or parts of frames, that were not used, by reason. */
  readonly skipped: Readonly<Record<string, number>>;
  readonly gaps: number;
  readonly resyncs: number;
  readonly reconnects: number;
  readonly agreements: readonly Agreement[];
  /** Counted and explained; none of them a failure. */
  readonly notes: readonly string[];
  readonly deviations: readonly Deviation[];
}

/** Returns the report of a file that is no session: a list, a single book, a digest. */
export function listReport(
  venue: RecordingReport["venue"],
  file: string,
  found: Partial<Pick<RecordingReport, "agreements" | "notes" | "deviations">>,
): RecordingReport {
  return {
    venue,
    file,
    sequence: "none",
    messages: 0,
    events: 0,
    skipped: {},
    gaps: 0,
    resyncs: 0,
    reconnects: 0,
    agreements: [],
    notes: [],
    deviations: [],
    ...found,
  };
}

/** Keeps the reasons that occurred. */
export function occurred(counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

const DEVIATIONS_MAX = 50;

/** Deviations of one file, the first fifty by place and the rest by number. */
export class DeviationList {
  private readonly kept: Deviation[] = [];
  private shed = 0;

  constructor(private readonly file: string) {}

  add(place: string, what: string): void {
    if (this.kept.length < DEVIATIONS_MAX) this.kept.push({ file: this.file, place, what });
    else this.shed++;
  }

  list(): readonly Deviation[] {
    if (this.shed === 0) return this.kept;
    return [...this.kept, { file: this.file, place: "", what: `${this.shed} more deviations` }];
  }
}
