import { mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { err, ok, type Result } from "@augury/core";
import type { PayloadTap, RawPayload } from "@augury/net";
import type { BoundView } from "../api/view/system-views.ts";
import type { PayloadRule, PayloadsConfig } from "../config/payloads-config.ts";

/** Payloads that wait for the disk: beyond that a payload is shed rather than kept in memory. */
const WAITING_MAX = 16;
const NAME = /^\d{13}-\d{6}_.*\.txt$/;

interface Kept {
  readonly name: string;
  readonly bytes: number;
}

/**
 * Keeps raw payloads in a folder of bounded size, a file each: `<time in ms>-<number>_<source>_<endpoint>_<status>.txt`, oldest deleted first,
 * across restarts. A disk that refuses costs payloads, never a call: what was not kept is counted.
 */
export class PayloadFolder implements PayloadTap {
  /** Payloads that were not kept, and files that could not be written or deleted. */
  shed = 0;
  private readonly files: Kept[];
  private bytes: number;
  private waiting = 0;
  private count = 0;
  private tail: Promise<void> = Promise.resolve();

  /** Opens the folder inside `dataDir`; `undefined` where nothing is to be kept. The error is one line. */
  static open(dataDir: string, config: PayloadsConfig): Result<PayloadFolder | undefined, string> {
    if (config.keep.length === 0) return ok(undefined);
    const directory = resolve(dataDir, config.dir);
    try {
      return ok(new PayloadFolder(directory, config));
    } catch (cause) {
      return err(
        `payloads.dir: ${directory} cannot be used (${(cause as NodeJS.ErrnoException).code ?? "unknown error"})`,
      );
    }
  }

  private constructor(
    private readonly directory: string,
    private readonly config: PayloadsConfig,
  ) {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    this.files = readKept(directory);
    this.bytes = this.files.reduce((sum, file) => sum + file.bytes, 0);
    this.trim();
  }

  wants(endpoint: string, status: number, source: string): boolean {
    return this.config.keep.some((rule) => fits(rule, { endpoint, status, source }));
  }

  take(payload: RawPayload): void {
    if (this.waiting >= WAITING_MAX) {
      this.shed++;
      return;
    }
    const { payloadBytesMax } = this.config;
    const whole = Buffer.from(payload.text);
    const isCut = whole.length > payloadBytesMax;
    const bytes = isCut ? whole.subarray(0, payloadBytesMax) : whole;
    const name = nameOf(payload, this.count++ % 1_000_000, isCut);
    this.waiting++;
    // One after the other, so that the oldest stays the first in the list.
    this.tail = this.tail.then(() => this.write(name, bytes));
  }

  /** Resolves when what was taken is on disk. */
  settled(): Promise<void> {
    return this.tail;
  }

  bounds(): BoundView[] {
    const { filesMax, bytesMax } = this.config;
    return [
      { name: "payloads.files", unit: "entries", max: filesMax, used: this.files.length, shed: this.shed },
      { name: "payloads.bytes", unit: "bytes", max: bytesMax, used: this.bytes },
    ];
  }

  private async write(name: string, bytes: Uint8Array): Promise<void> {
    try {
      await writeFile(join(this.directory, name), bytes, { mode: 0o600 });
      this.files.push({ name, bytes: bytes.length });
      this.bytes += bytes.length;
      this.trim();
    } catch {
      this.shed++;
    } finally {
      this.waiting--;
    }
  }

  private trim(): void {
    const { filesMax, bytesMax } = this.config;
    while (this.files.length > filesMax || (this.bytes > bytesMax && this.files.length > 1)) {
      const oldest = this.files.shift();
      if (!oldest) return;
      this.bytes -= oldest.bytes;
      try {
        rmSync(join(this.directory, oldest.name), { force: true });
      } catch {
        this.shed++;
      }
    }
  }
}

interface Answer {
  readonly endpoint: string;
  readonly status: number;
  readonly source: string;
}

function fits(rule: PayloadRule, { endpoint, status, source }: Answer): boolean {
  if (rule.source !== undefined && rule.source !== source) return false;
  if (rule.answers === "refused" && status >= 200 && status < 300) return false;
  return rule.endpoint.endsWith("*") ? endpoint.startsWith(rule.endpoint.slice(0, -1)) : endpoint === rule.endpoint;
}

function nameOf({ source, endpoint, status, receivedTimeUs }: RawPayload, number: number, isCut: boolean): string {
  const timeMs = String(Math.floor(receivedTimeUs / 1000)).padStart(13, "0");
  const plain = (text: string) => text.replaceAll(/[^a-zA-Z0-9-]/g, "-").slice(0, 60);
  return `${timeMs}-${String(number).padStart(6, "0")}_${plain(source)}_${plain(endpoint)}_${status}${isCut ? "_cut" : ""}.txt`;
}

/** Returns the files that an earlier run left, oldest first. */
function readKept(directory: string): Kept[] {
  return readdirSync(directory)
    .filter((name) => NAME.test(name))
    .sort()
    .map((name) => ({ name, bytes: statSync(join(directory, name)).size }));
}
