import { Prng } from "@augury/core";
import type { FeedCore, FeedLink } from "@augury/net";
import type { RingProducer } from "@augury/ring";
import type { World } from "@augury/sim";
import { CommandSession } from "@augury/venue-kalshi/sim";
import { MarketSession } from "@augury/venue-polymarket/sim";

/** The far end of a connection: what the venue's server keeps for one client. */
interface SimClient {
  receive(text: string): void;
  onTime(nowMs: number): void;
  closed(): void;
}

type OpenClient = (send: (text: string) => void) => SimClient;

/** A frame on its way to the core. */
interface Arrived {
  readonly connection: number;
  readonly bytes: Uint8Array;
}

/** Back-pressure as the runner has it: above this share of the ring nothing is read. */
const PAUSE_ABOVE = 0.75;
const RESUME_BELOW = 0.5;

/**
 * The wire between a venue of a simulated world and its feed's core, without sockets: frames arrive in order, wait while the ring is
 * full, and go on when there is room. What the engine's FeedRunner does, stepped by a test.
 */
export class SimWire {
  frames = 0;
  parsed = 0;
  skipped = 0;
  /** Times that frames had to wait for the ring. */
  pauses = 0;
  private readonly core: FeedCore;
  private readonly clients: SimClient[] = [];
  private readonly doomed = new Set<number>();
  private inbox: Arrived[] = [];
  private waiting = false;
  private paused = false;

  constructor(
    private readonly openClient: OpenClient,
    private readonly ring: RingProducer,
    build: (link: FeedLink) => FeedCore,
  ) {
    this.core = build({
      send: (connection, text) => this.clients[connection]?.receive(text),
      reconnect: (connection) => this.doomed.add(connection),
    });
  }

  /** Frames that have been sent and not yet handed over. */
  get backlog(): number {
    return this.inbox.length + (this.waiting ? 1 : 0);
  }

  /** Opens connections, answers commands, hands over what has arrived as far as there is room, and ticks. Returns the frames done. */
  step(nowUs: number): number {
    while (this.clients.length < this.core.connections) this.connect(this.clients.length, nowUs);
    for (const client of this.clients) client.onTime(nowUs / 1000);
    const before = this.parsed + this.skipped;
    if (this.goOn(nowUs)) this.deliver(nowUs);
    this.core.tick(nowUs);
    for (const connection of this.doomed) this.connect(connection, nowUs);
    this.doomed.clear();
    return this.parsed + this.skipped - before;
  }

  resync(instruments: readonly number[], nowUs: number): void {
    this.core.resync(instruments, nowUs);
  }

  /** Cuts a connection off: what is on its way is lost. */
  cut(connection: number): void {
    this.doomed.add(connection);
  }

  private connect(connection: number, nowUs: number): void {
    const before = this.clients[connection];
    if (before) {
      before.closed();
      this.inbox = this.inbox.filter((frame) => frame.connection !== connection);
      this.core.close(connection, { code: 1006, text: "" }, nowUs);
      if (this.waiting) this.waiting = !this.core.resume(nowUs);
    }
    const client = this.openClient((text) => {
      if (this.clients[connection] !== client && this.clients[connection] !== undefined) return;
      this.inbox.push({ connection, bytes: new Uint8Array(Buffer.from(text)) });
      this.frames++;
    });
    this.clients[connection] = client;
    this.core.open(connection, nowUs);
  }

  /** Returns whether frames may flow. */
  private goOn(nowUs: number): boolean {
    const { ring } = this;
    if (this.paused && ring.lag() > ring.capacity * RESUME_BELOW) return false;
    if (this.waiting) {
      if (!this.core.resume(nowUs)) return false;
      this.waiting = false;
      this.parsed++;
    }
    this.paused = false;
    return true;
  }

  private deliver(nowUs: number): void {
    let at = 0;
    while (at < this.inbox.length && !this.paused) {
      const { connection, bytes } = this.inbox[at++];
      const outcome = this.core.frame(connection, bytes, nowUs);
      if (outcome === "parsed") this.parsed++;
      else if (outcome === "skipped") this.skipped++;
      else this.waiting = true;
      this.paused = this.waiting || this.ring.lag() > this.ring.capacity * PAUSE_ABOVE;
      if (this.paused) this.pauses++;
    }
    this.inbox.splice(0, at);
  }
}

/** Opens clients of the world's Polymarket market channel. */
export function polymarketClients(world: World): OpenClient {
  const random = new Prng(world.options.seed ^ 0x706d);
  return (send) =>
    new MarketSession({
      exchange: world.polymarket,
      link: { send, close: () => {} },
      random,
      nowMs: world.nowUs / 1000,
      subscribeTimeoutMs: 60_000,
      snapshotAssetsMax: 10_000,
    });
}

/** Opens clients of the world's Kalshi WebSocket. */
export function kalshiClients(world: World): OpenClient {
  const random = new Prng(world.options.seed ^ 0x6b6c);
  return (send) =>
    new CommandSession({
      exchange: world.kalshi,
      link: { send, takeGap: () => 0 },
      random,
      reorderAcks: true,
    });
}
