import { createBookArena } from "@augury/book";
import { type Clock, err, ok, type Result } from "@augury/core";
import { type PaperConfig, PaperVenue } from "@augury/execution";
import { type Instrument, InstrumentTable, VenueError } from "@augury/model";
import { KalshiSigner } from "@augury/signing";
import type { CounterHandle } from "@augury/telemetry";
import { EpochTable } from "@augury/wire";
import type { EngineMemory } from "./engine-memory.ts";
import { ExecuteShell, type ExecutorCounter } from "./execute-shell.ts";
import { PaperSettlements } from "./paper-settlements.ts";

/** What the executor thread is handed at its start. The only message that ever carries a key. */
export interface ExecuteStart {
  readonly memory: EngineMemory;
  readonly instruments: readonly Instrument[];
  readonly counters: CounterHandle<ExecutorCounter>;
  readonly paper: PaperConfig;
  readonly booksBytesMax: number;
  readonly reportsWaitingMax: number;
  readonly reportsSent: number;
  /** An executor before this one died: what it left is rejected. */
  readonly takeOver: boolean;
  readonly kalshi?: { readonly keyId: string; readonly privateKeyPem: string };
}

export type HeaderResult = Result<Record<string, string>, VenueError>;

/** The executor's stage: the paper venue behind its shell, and the mint of signed headers. */
export class ExecuteStage {
  readonly shell: ExecuteShell;
  private readonly signer: KalshiSigner | undefined;

  constructor(
    start: ExecuteStart,
    private readonly clock: Clock,
  ) {
    const instruments = new InstrumentTable(start.instruments);
    const epochs = new EpochTable(start.memory.epochs);
    const bookOf = Int32Array.from(start.instruments, ({ bookIndex }) => bookIndex);
    this.shell = new ExecuteShell({
      memory: start.memory,
      clock,
      counters: start.counters,
      bookOf: (instrument) => bookOf[instrument],
      reportsWaitingMax: start.reportsWaitingMax,
      reportsSent: start.reportsSent,
      gateway: (outlet) =>
        new PaperSettlements(
          outlet,
          (report) =>
            new PaperVenue({
              instruments,
              arena: createBookArena({ books: Math.max(1, instruments.size), bytesMax: start.booksBytesMax }),
              config: start.paper,
              report,
              isLive: (instrument, epoch) => epochs.isLive(instrument, epoch),
            }),
        ),
    });
    if (start.takeOver) this.shell.rejectLeftovers();
    this.signer = start.kalshi && openSigner(start.kalshi);
  }

  /**
   * Returns the headers of one Kalshi handshake or request (kalshi.md section 4), signed for this moment, or for `timeMs` where the venue's
   * clock is known to differ. The key never leaves this thread.
   */
  mintKalshiHeaders(method: string, path: string, timeMs = Math.floor(this.clock.nowUs() / 1000)): HeaderResult {
    if (!this.signer)
      return err(
        new VenueError("auth", "never", "no Kalshi key is configured: its WebSocket needs one, even for public data"),
      );
    return ok(this.signer.headers(timeMs, method, path));
  }
}

function openSigner({ keyId, privateKeyPem }: { keyId: string; privateKeyPem: string }): KalshiSigner {
  const signer = KalshiSigner.fromPem(keyId, privateKeyPem);
  if (!signer.ok) throw signer.error;
  return signer.value;
}
