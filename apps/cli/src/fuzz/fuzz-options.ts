import { resolve } from "node:path";
import { VenueName } from "@augury/model";
import { parseFlags } from "../parse-flags.ts";
import { UsageError } from "../usage-error.ts";

export const FUZZ_USAGE = `usage: bun run fuzz [options]
  Damages recorded and generated frames and runs them through each venue's fast parser, through JSON.parse + schema, and
  through its feed into books. What the fast parser accepts must give the same slots; nothing may crash, hang or eat memory.
  --frames N       frames per venue (default 1000000)
  --seconds N      instead: as many as fit into so many seconds
  --seed S         another sequence of damage (default: of the clock; it is printed)
  --venue VENUE    kalshi or polymarket (default both, side by side)
  --fixtures DIR   recorded frames to start from (default ../shared/fixtures; without them generated ones are used alone)
  --help`;

export interface FuzzOptions {
  readonly framesMax: number;
  readonly secondsMax: number;
  readonly seed: number;
  readonly venues: readonly VenueName[];
  readonly fixtures: string;
}

/** Reads the fuzzer's command line; `undefined` when only help was wanted. */
export function parseFuzzOptions(args: readonly string[], clockSeed: number): FuzzOptions | undefined {
  const { values } = parseFlags(
    args,
    {
      frames: { type: "string" },
      seconds: { type: "string" },
      seed: { type: "string" },
      venue: { type: "string" },
      fixtures: { type: "string" },
      help: { type: "boolean" },
    },
    0,
  );
  if (values.help) return undefined;
  if (values.frames !== undefined && values.seconds !== undefined)
    throw new UsageError("--frames and --seconds exclude each other");
  const venue = values.venue === undefined ? undefined : VenueName.safeParse(values.venue);
  if (venue?.success === false) throw new UsageError(`--venue is kalshi or polymarket, was "${values.venue}"`);
  const secondsMax =
    values.seconds === undefined ? Number.POSITIVE_INFINITY : toInteger("--seconds", values.seconds, 86_400);
  const framesDefault = values.seconds === undefined ? "1000000" : "1000000000";
  return {
    framesMax: toInteger("--frames", values.frames ?? framesDefault, 1_000_000_000),
    secondsMax,
    seed: values.seed === undefined ? clockSeed : toInteger("--seed", values.seed, 0x7fff_ffff),
    venues: venue ? [venue.data] : VenueName.options,
    fixtures: resolve(values.fixtures ?? "../shared/fixtures"),
  };
}

function toInteger(flag: string, text: string, max: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > max)
    throw new UsageError(`${flag} is a whole number from 1 to ${max}, was "${text}"`);
  return value;
}
