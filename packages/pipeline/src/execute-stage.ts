import { BookReads, createBookArena } from "@augury/book";
import { type Clock, err, ok, type Result } from "@augury/core";
import { type FillBounds, LegConfig, type PaperConfig, PaperVenue } from "@augury/execution";
import { type Instrument, InstrumentTable, VenueError } from "@augury/model";
import { systemScheduler } from "@augury/net";
import { type Environment, KalshiSigner, readSecret, type SecretSource } from "@augury/signing";
import type { CounterHandle } from "@augury/telemetry";
import { ControlWords, EpochTable } from "@augury/wire";
import type { EngineMemory } from "./engine-memory.ts";
import { ExecuteShell, type ExecuteShellOptions, type ExecutorCounter } from "./execute-shell.ts";
import type { ExecutorOutlet } from "./executor-outlet.ts";
import type { LiveGateway } from "./live/live-gateway.ts";
import type { TakeNote } from "./live/live-note.ts";
import { connectLive, type LiveStart, openLiveGateway } from "./live/live-start.ts";
import type { VenueConnection } from "./live/venue-connection.ts";
import { PaperSettlements } from "./paper-settlements.ts";
import { tellLateFill, tellLegs, tellTakenPlans } from "./tell-legs.ts";

/** What the executor thread is handed at its start. For live trading it says where the keys are: this thread alone reads them. */
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
  /** The file that kills: a worker obeys it by itself, in case main hangs. */
  readonly killFile?: string;
  /** Where the key is that signs Kalshi's handshakes. */
  readonly kalshi?: KalshiKeySource;
  /** Bounds of intents of several legs. Default: those of `LegConfig`. */
  readonly legs?: LegConfig;
  /** Real orders in place of the paper venue. */
  readonly live?: LiveStart;
}

/** Where a Kalshi key is, never what it is. */
export interface KalshiKeySource {
  readonly keyId: SecretSource;
  /** RSA, in PEM. */
  readonly privateKey: SecretSource;
}

export type HeaderResult = Result<Record<string, string>, VenueError>;

const STOP_POLL_MS = 5;

/** The executor's stage: a gateway, paper or live, behind its shell, and the mint of signed headers. */
export class ExecuteStage {
  readonly shell: ExecuteShell;
  private readonly signer: KalshiSigner | undefined;
  private live: LiveGateway | undefined;

  /** Live trading needs `connections`: what {@link connectLive} returned for the same start. */
  constructor(
    start: ExecuteStart,
    private readonly clock: Clock,
    connections: readonly VenueConnection[] = [],
    note: TakeNote = () => {},
    environment: Environment = process.env,
  ) {
    const table = new InstrumentTable(start.instruments);
    const epochs = new EpochTable(start.memory.epochs);
    const bookOf = Int32Array.from(start.instruments, ({ bookIndex }) => bookIndex);
    const isLive = (instrument: number, epoch: number) => epochs.isLive(bookOf[instrument] ?? instrument, epoch);
    // Decision's own books: what is signed has to fit the tick that an order was priced on.
    const books = new BookReads(start.memory.arena);
    const stepOf = (instrument: number) => books.step(bookOf[instrument] ?? instrument);
    this.shell = new ExecuteShell({
      memory: start.memory,
      clock,
      counters: start.counters,
      bookOf: (instrument) => bookOf[instrument],
      reportsWaitingMax: start.reportsWaitingMax,
      reportsSent: start.reportsSent,
      legs: {
        instruments: table,
        config: start.legs ?? LegConfig.parse({}),
        ended: (report) => tellLegs(report, table, note),
        late: (report) => tellLateFill(report, table, note),
      },
      gateway: this.gatewayOf(start, table, (outlet, liveStart) => {
        const words = new ControlWords(start.memory.control);
        const kill = () => words.setKilled(true);
        this.live = openLiveGateway(liveStart, { table, clock, outlet, connections, isLive, stepOf, note, kill });
        return this.live;
      }),
    });
    // First what the log holds: an order of it that still waits in the ring has been sent.
    tellTakenPlans(this.live?.plans.recovered ?? [], note);
    this.shell.recoverLegs();
    this.live?.start();
    if (start.takeOver) this.shell.rejectLeftovers();
    this.signer = start.kalshi && openSigner(start.kalshi, environment);
  }

  /** Reads the keys that live trading needs, and opens the venues' clients. */
  static connect(
    { instruments, live }: ExecuteStart,
    clock: Clock,
    environment: Environment,
    note: TakeNote,
  ): Promise<Result<VenueConnection[], string>> {
    const table = new InstrumentTable(instruments);
    if (!live) return Promise.resolve(ok([]));
    return connectLive(live, { table, clock, environment, note, scheduler: systemScheduler });
  }

  /**
   * Cancels everything that rests, and returns when all of it has been reported, or `msMax` has passed with what could not be confirmed.
   * `stepOthers` is called meanwhile, by whoever runs other stages in this thread.
   */
  async stop(msMax: number, stepOthers: () => void = () => {}): Promise<void> {
    if (this.live) await this.stopLive(this.live, msMax, stepOthers);
    else this.shell.finish("requested");
  }

  /** Ends the sockets and nothing else, as the end of the thread would: for tests. */
  async abandon(): Promise<void> {
    await this.live?.abandon();
  }

  /** Returns how much less or more the paper orders may have been filled with: those of which it changed since the last call. */
  takeFillBounds(): FillBounds[] {
    const { gateway } = this.shell;
    return gateway instanceof PaperSettlements ? gateway.venue.takeFillBounds() : [];
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

  private gatewayOf(
    start: ExecuteStart,
    instruments: InstrumentTable,
    openLive: (outlet: ExecutorOutlet, live: LiveStart) => LiveGateway,
  ): ExecuteShellOptions["gateway"] {
    const { live, memory } = start;
    if (live) return (outlet) => openLive(outlet, live);
    const epochs = new EpochTable(memory.epochs);
    return (outlet) =>
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
      );
  }

  /** The heartbeats go on until nothing rests; what is left then is canceled by the venue's own switch, where it has one. */
  private async stopLive(live: LiveGateway, msMax: number, stepOthers: () => void): Promise<void> {
    const endUs = this.clock.nowUs() + msMax * 1000;
    this.shell.step();
    this.shell.stopLegs();
    live.beginStop();
    while (live.openCount > 0 && this.clock.nowUs() < endUs) {
      this.shell.step();
      stepOthers();
      await Bun.sleep(STOP_POLL_MS);
    }
    this.shell.step();
    await live.end();
    this.shell.sendWaiting();
  }
}

function openSigner({ keyId, privateKey }: KalshiKeySource, environment: Environment): KalshiSigner {
  const id = readSecret(keyId, environment);
  if (!id.ok) throw new Error(`venues.kalshi.credentials.keyId: ${id.error.message}`);
  const pem = readSecret(privateKey, environment);
  if (!pem.ok) throw new Error(`venues.kalshi.credentials.privateKey: ${pem.error.message}`);
  const signer = KalshiSigner.fromPem(id.value.trim(), pem.value.trim());
  if (!signer.ok) throw new Error(`venues.kalshi.credentials: ${signer.error.message}`);
  return signer.value;
}
