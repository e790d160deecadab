import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { generateThrowawayKeyPair } from "@augury/signing";
import type { Manifest, SimStats } from "@augury/sim";
import { readLines } from "./read-lines.ts";

const SIM_MAIN = join(dirname(Bun.resolveSync("@augury/sim", import.meta.dir)), "main.ts");
const READY_MS_MAX = 120_000;

/** Frames that a sim has played from recordings, and those that it could not. */
export interface Played {
  readonly framesPlayed: number;
  readonly framesSkipped: number;
}

/** One turn of the sim's chaos dial; what `args` leaves out is the sim's default. */
export interface ChaosTurn {
  readonly venue: "polymarket" | "kalshi";
  readonly fault: string;
  readonly args?: Readonly<Record<string, unknown>>;
}

/** Both simulated venues in a process of their own, as real venues are, with a key that may connect to the fake Kalshi. */
export class Venues {
  private constructor(
    readonly manifest: Manifest,
    readonly key: { readonly keyId: string; readonly privateKeyPem: string },
    /** A folder for whatever a proof writes; removed by {@link stop}. */
    readonly folder: string,
    private readonly child: Bun.Subprocess,
    /** Resolves when all recordings have been played and taken. */
    readonly finished: Promise<Played>,
  ) {}

  /** Starts the sim with its own command-line flags. Throws an error of one line when it does not come up. */
  static async start(flags: readonly string[]): Promise<Venues> {
    const folder = mkdtempSync(join(tmpdir(), "augury-prove-"));
    const pair = generateThrowawayKeyPair();
    const keyFile = join(folder, "kalshi-public-key.pem");
    writeFileSync(keyFile, pair.publicKeyPem);
    const child = Bun.spawn([process.execPath, SIM_MAIN, ...flags, "--kalshi-public-key", keyFile], {
      stdin: "ignore",
      stdout: "pipe",
      stderr: "inherit",
    });
    const lines = readLines(child.stdout);
    const ready = await Promise.race([lines.next(), Bun.sleep(READY_MS_MAX)]);
    if (!ready || ready.done) {
      child.kill("SIGKILL");
      rmSync(folder, { recursive: true, force: true });
      throw new Error("the simulated venues did not start");
    }
    const manifest = JSON.parse(ready.value) as Manifest;
    const key = { keyId: crypto.randomUUID(), privateKeyPem: pair.privateKeyPem };
    const finished = lines.next().then(({ value }) => JSON.parse(value ?? "{}") as Played);
    finished.catch(() => {});
    return new Venues(manifest, key, folder, child, finished);
  }

  async stats(): Promise<SimStats> {
    return (await (await this.ask("polymarket", "/_sim/stats")).json()) as SimStats;
  }

  /** Turns the chaos dial; throws what the sim answers when it cannot. */
  async chaos(request: ChaosTurn): Promise<void> {
    // A half-open fault freezes every connection of its venue, this one too if it came that way.
    const port = request.venue === "polymarket" ? "kalshi" : "polymarket";
    const answer = await this.ask(port, "/_sim/chaos", { method: "POST", body: JSON.stringify(request) });
    if (!answer.ok) throw new Error(`the chaos dial refused ${JSON.stringify(request)}: ${await answer.text()}`);
  }

  private ask(venue: "polymarket" | "kalshi", path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(new URL(path, this.manifest[venue].url), { ...init, keepalive: false });
  }

  /** Stops the process in the middle of whatever it does: from here on it sends nothing. {@link stop} still ends it. */
  suspend(): void {
    this.child.kill("SIGSTOP");
  }

  async stop(): Promise<void> {
    this.child.kill("SIGTERM");
    this.child.kill("SIGCONT");
    await Promise.race([this.child.exited, Bun.sleep(2000)]);
    this.child.kill("SIGKILL");
    rmSync(this.folder, { recursive: true, force: true });
  }
}
