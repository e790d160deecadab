import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { err, ok, type Result } from "@augury/core";

export interface DemoOptions {
  /** Ends by itself after so long; `undefined` runs until interrupted (or until a recording is through). */
  readonly forMs: number | undefined;
  readonly seed: number;
  /** Frames per second and venue. */
  readonly rate: number;
  readonly port: number;
  readonly topology: "workers" | "inline";
  /** Real orders to the simulated venues, or paper ones. Recordings take no orders. */
  readonly mode: "live" | "paper";
  /** Recordings to play instead of generating a world. */
  readonly play: readonly string[];
  readonly speed: string;
  readonly help: boolean;
}

export const DEMO_USAGE = `usage: bun run demo [options]
  --for TIME       end by itself after 20s, 2m, 1h (default: until interrupted)
  --seed N         another world: other prices, trades and fills (default 1)
  --rate R         frames per second and venue, 1 to 10000 (default 200)
  --port P         the API's port, 0 = a free one (default 8080)
  --play FILE …    play recordings instead of generated data
  --speed N|max    how fast to play them (default 1)
  --paper          fill orders on paper instead of sending them to the simulated venues
  --inline         all stages in one thread
  --help`;

const FLAGS = {
  for: { type: "string" },
  seed: { type: "string" },
  rate: { type: "string" },
  port: { type: "string" },
  play: { type: "string", multiple: true },
  speed: { type: "string" },
  inline: { type: "boolean" },
  paper: { type: "boolean" },
  help: { type: "boolean" },
} as const;

/** Reads the demo's command line; the error is one line. */
export function parseDemoOptions(args: readonly string[]): Result<DemoOptions, string> {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: FLAGS, allowPositionals: true });
    if (positionals.length > 0 && !values.play) throw new Error(`unexpected argument "${positionals[0]}"; see --help`);
    return ok({
      forMs: values.for === undefined ? undefined : toDurationMs(values.for),
      seed: toInteger("--seed", values.seed ?? "1", 0, 0xffff_ffff),
      rate: toInteger("--rate", values.rate ?? "200", 1, 10_000),
      port: toInteger("--port", values.port ?? "8080", 0, 65_535),
      topology: values.inline ? "inline" : "workers",
      mode: values.paper || values.play ? "paper" : "live",
      play: [...(values.play ?? []), ...positionals].map(toFile),
      speed: toSpeed(values.speed ?? "1"),
      help: values.help === true,
    });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    // Node's own advice about "--" helps nobody here.
    return err(message.split(/\n|\. To specify/)[0]);
  }
}

function toDurationMs(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text);
  const units: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
  const ms = match ? Number(match[1]) * units[match[2]] : 0;
  if (!(ms > 0)) throw new Error(`--for is a time such as 20s or 2m, was "${text}"`);
  return ms;
}

function toInteger(flag: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max)
    throw new Error(`${flag} is a whole number from ${min} to ${max}, was "${text}"`);
  return value;
}

function toSpeed(text: string): string {
  if (text !== "max" && !(Number(text) > 0)) throw new Error(`--speed is a positive number or max, was "${text}"`);
  return text;
}

function toFile(path: string): string {
  if (!existsSync(path)) throw new Error(`no such file: ${path}`);
  return resolve(path);
}
