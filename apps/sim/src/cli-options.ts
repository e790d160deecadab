import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { err, ok, type Result } from "@augury/core";
import { type ChaosRequest, parseChaos } from "./control.ts";
import type { SimOptions } from "./start-sim.ts";

/** The command line as understood. */
export interface CliOptions {
  readonly sim: SimOptions;
  /** Turned right after the start. */
  readonly chaos: readonly ChaosRequest[];
}

/** The flags that {@link parseSimFlags} reads, a line each. */
export const SIM_FLAGS_HELP = `  --seed N                   the world (default 1)
  --rate R                   frames per second and venue, 1 to 1000000 (default 200); --polymarket-rate, --kalshi-rate for one
  --polymarket-port P        default 0: a free one
  --kalshi-port P            default 0: a free one
  --kalshi-public-key FILE   PEM of a key that may connect to Kalshi; may be repeated
  --extra N                  plain markets per venue beside the fixed ones (default 4)
  --stress BOOKSxLEVELS      so many Polymarket books, each with so many levels: 400x200
  --no-windows --no-lifecycle --no-relay
  --play FILE                play a recording instead; may be repeated, and more files may follow
  --speed N|max              how fast to play (default 1)
  --loop RATE|max            repeat pre-rendered frames, for load
  --chaos JSON               {"venue":"kalshi","fault":"drop","args":{"count":3}}; may be repeated`;

export const USAGE = `usage: bun apps/sim/src/main.ts [options]
${SIM_FLAGS_HELP}`;

/** Reads the command line; the error is one line. */
export function parseSimFlags(args: readonly string[]): Result<CliOptions, string> {
  try {
    return ok(readFlags(args));
  } catch (cause) {
    const [line = "bad command line"] = (cause instanceof Error ? cause.message : String(cause)).split("\n");
    return err(line);
  }
}

function readFlags(args: readonly string[]): CliOptions {
  const { values, positionals } = parseArgs({ args: [...args], options: FLAGS, allowPositionals: true });
  const files = [...(values.play ?? []), ...positionals];
  if (positionals.length > 0 && !values.play) throw new Error(`unexpected argument ${positionals[0]}; try --help`);
  const speed = values.speed === undefined ? 1 : toNumberOrMax("--speed", values.speed);
  return {
    sim: {
      polymarketPort: toInteger("--polymarket-port", values["polymarket-port"], 0, 65_535) ?? 0,
      kalshiPort: toInteger("--kalshi-port", values["kalshi-port"], 0, 65_535) ?? 0,
      kalshiKeys: (values["kalshi-public-key"] ?? []).map((file) => ({ publicKey: readKey(file) })),
      relay: !values["no-relay"],
      world: worldOf(values),
      ...(files.length > 0 && { play: { files, speed } }),
      ...(values.loop !== undefined && { loop: { rate: toNumberOrMax("--loop", values.loop) } }),
    },
    chaos: (values.chaos ?? []).map((text) => {
      const request = parseChaos(text);
      if (!request.ok) throw new Error(request.error);
      return request.value;
    }),
  };
}

const FLAGS = {
  seed: { type: "string" },
  rate: { type: "string" },
  "polymarket-rate": { type: "string" },
  "kalshi-rate": { type: "string" },
  "polymarket-port": { type: "string" },
  "kalshi-port": { type: "string" },
  "kalshi-public-key": { type: "string", multiple: true },
  extra: { type: "string" },
  stress: { type: "string" },
  "no-windows": { type: "boolean" },
  "no-lifecycle": { type: "boolean" },
  "no-relay": { type: "boolean" },
  play: { type: "string", multiple: true },
  speed: { type: "string" },
  loop: { type: "string" },
  chaos: { type: "string", multiple: true },
} as const;

type Flags = Partial<Record<"seed" | "rate" | "polymarket-rate" | "kalshi-rate" | "extra" | "stress", string>> &
  Partial<Record<"no-windows" | "no-lifecycle", boolean>>;

function worldOf(values: Flags): NonNullable<SimOptions["world"]> {
  const rate = toInteger("--rate", values.rate, 1, 1_000_000);
  const polymarketRate = toInteger("--polymarket-rate", values["polymarket-rate"], 1, 1_000_000) ?? rate;
  const kalshiRate = toInteger("--kalshi-rate", values["kalshi-rate"], 1, 1_000_000) ?? rate;
  const seed = toInteger("--seed", values.seed, 0, 0xffff_ffff);
  const extra = toInteger("--extra", values.extra, 0, 5000);
  return {
    ...(seed !== undefined && { seed }),
    ...(polymarketRate !== undefined && { polymarketRate }),
    ...(kalshiRate !== undefined && { kalshiRate }),
    ...(extra !== undefined && { polymarketExtra: extra, kalshiExtra: extra }),
    ...(values.stress !== undefined && stressOf(values.stress)),
    windows: !values["no-windows"],
    lifecycle: !values["no-lifecycle"],
  };
}

function stressOf(text: string): { stressBooks: number; stressLevels: number } {
  const match = /^(\d+)x(\d+)$/.exec(text);
  if (!match) throw new Error(`--stress is BOOKSxLEVELS like 400x200, was ${text}`);
  return { stressBooks: Number(match[1]), stressLevels: Number(match[2]) };
}

function toInteger(flag: string, text: string | undefined, min: number, max: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max)
    throw new Error(`${flag} is a whole number from ${min} to ${max}, was ${text}`);
  return value;
}

function toNumberOrMax(flag: string, text: string): number | "max" {
  if (text === "max") return "max";
  const value = Number(text.replace(/[x×]$/, ""));
  if (!(value > 0)) throw new Error(`${flag} is a positive number or max, was ${text}`);
  return value;
}

function readKey(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    throw new Error(`no such key file: ${file}`);
  }
  if (!text.includes("PUBLIC KEY")) throw new Error(`not a public key in PEM: ${file}`);
  return text;
}
