import { resolve } from "node:path";
import { FakeIo } from "../api/fake-io.ts";
import { PROVIDERS } from "../api/providers.ts";
import { runProvider } from "../api/run-provider.ts";
import { CHAIN_FLAGS } from "../chain/chain-flags.ts";
import { runChain } from "../chain/run-chain.ts";
import { ROOT } from "../demo/demo-config.ts";
import { parseFlags } from "../parse-flags.ts";
import { runRecord } from "../record/run-record.ts";
import { RECORDING, type Scene, type Shot, scenesOf } from "./scenes.ts";
import type { StillVenues } from "./still-venues.ts";

const AUGURY = resolve(ROOT, "scripts/augury.ts");

const HEAD = `# The command line, tried

Made by \`bun apps/cli/src/transcript/write-transcript.ts\`: each command was run, against the simulated venues of seed 7 where it asks one.
To follow along:

\`\`\`sh
bun run augury sim --seed 7 --port 9090    # in one shell
. data/sim/env.sh                          # in another: addresses and throwaway keys
\`\`\`

\`bun run augury --help\` lists all commands; every level below has its own \`--help\`. Statuses: 0 well, 1 failed or refused, 2 wrong use,
3 keys missing or refused, 4 too many requests, 5 not found, 6 not reached, 7 blocked here. What stands behind \`status\` below is shown by
the page alone.
`;

/** Runs every command of the transcript and returns the page. Recordings go to \`folder\`. */
export async function playTranscript(venues: StillVenues, folder: string): Promise<string> {
  const sections: string[] = [];
  for (const scene of scenesOf(venues.world)) sections.push(await playScene(scene, venues, folder));
  return `${HEAD}\n${sections.join("\n")}`;
}

async function playScene({ title, text, shots }: Scene, venues: StillVenues, folder: string): Promise<string> {
  const blocks: string[] = [];
  for (const shot of shots) blocks.push(await playShot(shot, venues, folder));
  return `## ${title}\n\n${text}\n\n\`\`\`\n${blocks.join("\n")}\`\`\`\n`;
}

async function playShot(shot: Shot, { env }: StillVenues, folder: string): Promise<string> {
  const { words, piped = false } = shot;
  const io = new FakeIo(env, !piped);
  const real = words.map((word) => (word === RECORDING ? folder : word));
  const status = await run(real, io);
  const shown = words.map((word) => (/[^\w@%+=:,./-]/.test(word) ? `'${word}'` : word)).join(" ");
  const said = [io.out.trimEnd(), ...io.complaints].filter((text) => text !== "").join("\n");
  const end = status === 0 ? "" : `status ${status}\n`;
  return `$ bun run augury ${shown}${piped ? " | cat" : ""}\n${steady(said.replaceAll(folder, RECORDING))}\n${end}`;
}

async function run(words: readonly string[], io: FakeIo): Promise<number> {
  const [name, ...rest] = words;
  const provider = PROVIDERS.find((one) => one.name === name);
  if (provider) return runProvider(provider, rest, io);
  if (name === "chain") {
    const { positionals, values } = parseFlags(rest, CHAIN_FLAGS, 2);
    return runChain(positionals, values, io);
  }
  return name === "record" ? runRecord(rest, io) : runProcess(words, io);
}

/** Runs a command in a process of its own, as a user does. */
async function runProcess(words: readonly string[], io: FakeIo): Promise<number> {
  const child = Bun.spawn([process.execPath, AUGURY, ...words], { cwd: ROOT, stdout: "pipe", stderr: "pipe" });
  const [out, err, status] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  await io.write(out);
  for (const line of err.trimEnd().split("\n")) if (line !== "") io.complain(line);
  return status;
}

/** What differs from run to run becomes what it might be: ports, moments, sizes after compression. */
const VOLATILE: readonly (readonly [RegExp, string])[] = [
  [/127\.0\.0\.1:\d+/g, "127.0.0.1:9090"],
  [/"receivedTimeUs":\d+/g, '"receivedTimeUs":1795262400120345'],
  [/^\d\d:\d\d:\d\d\.\d{3} /gm, "12:00:00.120 "],
  [/(updated_ts +)\d+/g, "$11795262400"],
  [/(\border_id +)[0-9a-f-]{36}/g, "$1bd5f387a-dc5d-4157-a564-b484c59ab8fa"],
  [/(ts_ms +)\d+/g, "$11795262400120"],
  [/ in \d+\.\d s$/gm, " in 0.1 s"],
  [/\d+ frames, [\d,]+ bytes/g, "2 frames, 1,024 bytes"],
  [/bytes in [\d,]+ on disk/g, "bytes in 1,024 on disk"],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/gm, "2026-11-21T12:00:00.120Z"],
];

function steady(text: string): string {
  return VOLATILE.reduce((out, [pattern, standIn]) => out.replaceAll(pattern, standIn), text);
}
