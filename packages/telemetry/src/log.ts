import { type Clock, systemClock } from "@augury/core";
import { RateGate } from "./rate-gate.ts";
import { Redactor } from "./redactor.ts";

export const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
export type LogFields = Readonly<Record<string, unknown>>;

export interface LogOptions {
  /** Lines below this level are not written. */
  readonly level: LogLevel;
  /** Which part of the process speaks: "main", "polymarket". */
  readonly component: string;
  readonly clock?: Clock;
  /** Takes one line without its line feed. Default: standard error. */
  readonly write?: (line: string) => void;
  readonly redactor?: Redactor;
  /** Lines per second of one message; the rest is counted and told with the next one. */
  readonly linesPerSecondMax?: number;
  /** Messages that are told apart for that. */
  readonly keysMax?: number;
}

interface Sink {
  readonly clock: Clock;
  readonly write: (line: string) => void;
  readonly redactor: Redactor;
  readonly gate: RateGate;
  readonly levelMin: number;
}

/**
 * Structured log: one JSON object per line. The message is a constant text, whatever varies goes into the fields, so that a message is
 * also the key of its rate limit. Nothing is written that has not been through the {@link Redactor}.
 *
 * @example
 * const log = createLog({ level: "info", component: "main" });
 * log.warn("worker restarted", { worker: "kalshi", attempt: 3 });
 * // {"time":"2026-11-21T10:00:00.000Z","level":"warn","component":"main","message":"worker restarted","worker":"kalshi","attempt":3}
 */
export class Log {
  constructor(
    private readonly sink: Sink,
    private readonly component: string,
    private readonly fields: LogFields,
  ) {}

  debug(message: string, fields?: LogFields): void {
    this.log("debug", message, fields);
  }

  info(message: string, fields?: LogFields): void {
    this.log("info", message, fields);
  }

  warn(message: string, fields?: LogFields): void {
    this.log("warn", message, fields);
  }

  error(message: string, fields?: LogFields): void {
    this.log("error", message, fields);
  }

  /** Returns a log that adds `fields` to every line and shares everything else, the rate limit included. */
  child(component: string, fields: LogFields = {}): Log {
    return new Log(this.sink, component, { ...this.fields, ...fields });
  }

  /** Says how many lines were held back and never told: call before the process ends. */
  flush(): void {
    const suppressed = this.sink.gate.takeHeld();
    if (suppressed > 0) this.write("warn", "log lines were held back", { suppressed });
  }

  private log(level: LogLevel, message: string, fields: LogFields = {}): void {
    const { gate, clock, levelMin } = this.sink;
    if (LOG_LEVELS.indexOf(level) < levelMin) return;
    const suppressed = gate.pass(`${level} ${this.component} ${message}`, clock.nowUs());
    if (suppressed < 0) return;
    this.write(level, message, suppressed === 0 ? fields : { ...fields, suppressed });
  }

  private write(level: LogLevel, message: string, fields: LogFields): void {
    const { clock, redactor, write } = this.sink;
    const time = new Date(clock.nowUs() / 1000).toISOString();
    const extra = redactor.value({ ...this.fields, ...fields }) as object;
    // Ours last: a field called "level" must not pass for the line's own.
    const head = { time, level, component: this.component, message: redactor.text(message) };
    write(JSON.stringify({ ...head, ...extra, ...head }));
  }
}

/** Returns the process's (or a worker's) log. */
export function createLog(options: LogOptions): Log {
  const { linesPerSecondMax: perSecondMax = 20, keysMax = 256 } = options;
  const sink: Sink = {
    clock: options.clock ?? systemClock,
    write: options.write ?? ((line) => void process.stderr.write(`${line}\n`)),
    redactor: options.redactor ?? new Redactor(),
    gate: new RateGate({ perSecondMax, keysMax }),
    levelMin: LOG_LEVELS.indexOf(options.level),
  };
  return new Log(sink, options.component, {});
}
