import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { generateThrowawayKeyPair } from "@augury/signing";
import { parseSimFlags, SIM_FLAGS_HELP, type Sim, type SimOptions, startSim } from "@augury/sim";
import { SOURCES } from "@augury/sources";
import { processIo } from "../api/command-io.ts";
import { parseCount, parseDurationMs } from "../api/duration.ts";
import { EXIT } from "../command.ts";
import { ROOT } from "../demo/demo-config.ts";
import { UsageError, withUsage } from "../usage-error.ts";
import { simAddresses, toShellScript } from "./sim-environment.ts";

const ENV_FILE = resolve(ROOT, "data/sim/env.sh");
const KEY_ID = "sim-key";

const USAGE = `usage: bun run augury sim [options]
  Runs a fake Polymarket and a fake Kalshi until it is interrupted, and writes the variables that point the other commands at them,
  throwaway keys included, to a file for the shell.
  --port P                   Polymarket's port, Kalshi's is the next one (default: free ones)
  --for TIME                 end by itself after 20s, 2m, 1h
  --env-file FILE            where the variables go (default data/sim/env.sh)
${SIM_FLAGS_HELP}
  --help
  $ bun run augury sim --seed 7 --port 9090
  $ . data/sim/env.sh && bun run augury polymarket clob ok        (in another shell)`;

/** Runs the simulated venues; resolves with the exit status when it is interrupted or the time is up. */
export function runSim(args: readonly string[]): Promise<number> {
  return withUsage("sim", async () => {
    if (args.includes("--help") || args.includes("-h")) {
      await processIo.write(`${USAGE}\n`);
      return EXIT.ok;
    }
    const { own, rest } = takeOwnFlags(args);
    const parsed = parseSimFlags([...portFlags(own.port), ...rest]);
    if (!parsed.ok) throw new UsageError(`${parsed.error.split(". ")[0]}; see --help`);
    const forMs = own.for === undefined ? undefined : parseDurationMs("--for", own.for);
    const pair = generateThrowawayKeyPair();
    const sim = await start(parsed.value.sim, pair.publicKeyPem);
    if (typeof sim === "string") {
      processIo.complain(`augury sim: ${sim}`);
      return EXIT.failed;
    }
    for (const request of parsed.value.chaos) {
      const turned = sim.chaos(request);
      if (!turned.ok) throw new UsageError(turned.error);
    }
    await tell(sim, writeEnvironment(sim, pair.privateKeyPem, resolve(own["env-file"] ?? ENV_FILE)));
    await untilEnd(sim, forMs);
    await sim.stop();
    return EXIT.ok;
  });
}

type OwnFlags = Partial<Record<"port" | "for" | "env-file", string>>;

/** Takes this command's own flags out; the rest is the sim's. */
function takeOwnFlags(args: readonly string[]): { own: OwnFlags; rest: string[] } {
  const own: OwnFlags = {};
  const rest: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const [, name, inline] = /^--(port|for|env-file)(?:=(.*))?$/.exec(args[at] ?? "") ?? [];
    if (name === undefined) rest.push(args[at] ?? "");
    else {
      const value = inline ?? args[++at];
      if (value === undefined) throw new UsageError(`--${name} needs a value; see --help`);
      own[name as keyof OwnFlags] = value;
    }
  }
  return { own, rest };
}

function portFlags(port: string | undefined): string[] {
  if (port === undefined) return [];
  const first = parseCount("--port", port);
  return ["--polymarket-port", String(first), "--kalshi-port", String(first + 1)];
}

/** Starts the venues; a text says why not. */
async function start(options: SimOptions, publicKey: string): Promise<Sim | string> {
  const kalshiKeys = [...(options.kalshiKeys ?? []), { keyId: KEY_ID, publicKey }];
  try {
    return await startSim({ ...options, kalshiKeys });
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause);
  }
}

/** Writes the variables, and Kalshi's key beside them, to files that only its owner may read: it holds keys, if only throwaway ones. */
function writeEnvironment(sim: Sim, kalshiKeyPem: string, file: string): string {
  mkdirSync(dirname(file), { recursive: true });
  const wallet = `0x${Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("hex")}`;
  const keyFile = join(dirname(file), "kalshi.pem");
  writeFileSync(keyFile, kalshiKeyPem, { mode: 0o600 });
  const variables = {
    ...simAddresses(sim.manifest),
    ...sourceKeys(),
    COINGECKO_PLAN: "pro",
    POLY_PRIVATE_KEY: wallet,
    KALSHI_API_KEY: KEY_ID,
    KALSHI_PRIVATE_KEY_FILE: keyFile,
  };
  writeFileSync(file, toShellScript(variables), { mode: 0o600 });
  return file;
}

/** The simulated sources take any key; some methods of the real ones are not for those without. */
function sourceKeys(): Record<string, string> {
  return Object.fromEntries(SOURCES.flatMap(({ keyEnv }) => (keyEnv === undefined ? [] : [[keyEnv, KEY_ID]])));
}

async function tell({ manifest }: Sim, envFile: string): Promise<void> {
  const { dataSources, kalshi, polymarket, seed } = manifest;
  const file = relative(process.cwd(), envFile);
  const lines = [
    `simulated venues, seed ${seed}: ${polymarket.markets.length} Polymarket and ${kalshi.markets.length} Kalshi markets`,
    `  polymarket     ${polymarket.url}`,
    `  kalshi         ${kalshi.url}`,
    ...Object.entries(dataSources).map(([name, url]) => `  ${name.padEnd(13)}  ${url}`),
    `in another shell: . ${file.startsWith("..") ? envFile : file}`,
  ];
  await processIo.write(`${lines.join("\n")}\n`);
}

async function untilEnd(sim: Sim, forMs: number | undefined): Promise<void> {
  const { interrupted, end } = processIo.onInterrupt();
  const timeUp = Promise.withResolvers<void>();
  const timer = forMs === undefined ? undefined : setTimeout(timeUp.resolve, forMs);
  await Promise.race([interrupted, timeUp.promise, sim.finished]);
  clearTimeout(timer);
  end();
}
