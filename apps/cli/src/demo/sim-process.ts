import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { err, ok, type Result } from "@augury/core";
import type { Manifest } from "@augury/sim";
import type { DemoOptions } from "./demo-options.ts";

const SIM_MAIN = resolve(import.meta.dir, "../../../sim/src/main.ts");
const READY_MS_MAX = 20_000;

/** The simulated venues in a process of their own, as real venues are. */
export interface SimProcess {
  readonly manifest: Manifest;
  /** Resolves when the process is gone. */
  readonly exited: Promise<number>;
  stop(): Promise<void>;
}

/** Starts the simulated venues on free ports; `publicKeyPem` may connect to the fake Kalshi. */
export async function startSimProcess(
  options: DemoOptions,
  dataDir: string,
  publicKeyPem: string,
): Promise<Result<SimProcess, string>> {
  const keyFile = join(dataDir, "kalshi-public-key.pem");
  writeFileSync(keyFile, publicKeyPem);
  const child = Bun.spawn([process.execPath, SIM_MAIN, ...simFlags(options), "--kalshi-public-key", keyFile], {
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const line = await Promise.race([firstLine(child.stdout), Bun.sleep(READY_MS_MAX).then(() => undefined)]);
  const manifest = line === undefined ? undefined : parseManifest(line);
  if (!manifest) {
    child.kill();
    const said = (await new Response(child.stderr).text()).trim();
    return err(`the simulated venues did not start: ${said.split("\n").at(-1) || "no answer"}`);
  }
  return ok({
    manifest,
    exited: child.exited,
    stop: async () => {
      child.kill("SIGTERM");
      await Promise.race([child.exited, Bun.sleep(2000)]);
      child.kill("SIGKILL");
    },
  });
}

function simFlags({ seed, rate, play, speed }: DemoOptions): string[] {
  const world = ["--seed", String(seed), "--rate", String(rate)];
  return play.length === 0 ? world : [...world, "--speed", speed, ...play.flatMap((file) => ["--play", file])];
}

/** Reads up to the first line feed; what follows is read and dropped, so that the child never blocks on its output. */
async function firstLine(stream: ReadableStream<Uint8Array>): Promise<string | undefined> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return undefined;
    text += decoder.decode(value, { stream: true });
    const end = text.indexOf("\n");
    if (end < 0) continue;
    void drain(reader);
    return text.slice(0, end);
  }
}

async function drain(reader: { read(): Promise<{ done: boolean }> }): Promise<void> {
  while (!(await reader.read()).done);
}

function parseManifest(line: string): Manifest | undefined {
  try {
    const said = JSON.parse(line) as { manifest?: Manifest } & Manifest;
    return said.manifest ?? said;
  } catch {
    return undefined;
  }
}
