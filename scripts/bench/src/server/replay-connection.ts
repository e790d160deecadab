import type { Socket } from "bun";
import { sharedUs } from "../measure/shared-clock.ts";
import type { FramedTape } from "./framed-tape.ts";
import { ClientFrameReader, encodePong, encodeTextFrame } from "./text-frames.ts";

/** Bytes of one write of a flood. */
const CHUNK_BYTES = 1 << 18;
const ACCEPT_SALT = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
/** After the snapshots, so that a paced run begins with quiet clients. */
const SETTLE_MS = 150;
/** Shortest sleep of the pacer: the kernel makes about 0.15 ms of it. */
const SLEEP_MS_MIN = 0.05;

/**
 * One client of the replay server. Whatever the kernel does not take at once waits here in order: a server that forgets the rest of a
 * partial write corrupts the stream of a slow client, which flatters the fast one (performance sheet section 6.2).
 */
export class ReplayConnection {
  path = "";
  private head = "";
  private upgraded = false;
  private readonly reader = new ClientFrameReader();
  private waiting: Uint8Array[] = [];
  private drained = Promise.withResolvers<void>();
  private playing = false;
  /** Answers may not be written into the middle of a run's bytes. */
  private readonly answers: Uint8Array[] = [];

  constructor(
    private readonly socket: Socket<ReplayConnection | undefined>,
    private readonly tape: FramedTape,
    private readonly opened: (connection: ReplayConnection) => void,
  ) {}

  receive(bytes: Uint8Array): void {
    if (!this.upgraded) this.upgrade(bytes);
    else for (const frame of this.reader.read(bytes)) this.answer(frame.kind, frame.payload);
  }

  /** The kernel takes bytes again. */
  drain(): void {
    while (this.waiting.length > 0) {
      const [first] = this.waiting;
      const written = this.socket.write(first);
      if (written < first.length) {
        this.waiting[0] = first.subarray(Math.max(0, written));
        return;
      }
      this.waiting.shift();
    }
    this.drained.resolve();
  }

  /** Plays the snapshots and then `frames` frames at a steady rate. Returns when each frame was handed to the kernel. */
  async pace(rate: number, frames: number): Promise<number[]> {
    const { tape } = this;
    const sentUs: number[] = [];
    this.playing = true;
    await this.writeAll(tape.part(0, tape.snapshots));
    await Bun.sleep(SETTLE_MS);
    const startUs = sharedUs();
    while (sentUs.length < frames) {
      const nowUs = sharedUs();
      const due = Math.min(frames, Math.floor(((nowUs - startUs) * rate) / 1e6) + 1);
      if (due > sentUs.length) {
        this.write(tape.part(tape.snapshots + sentUs.length, tape.snapshots + due));
        while (sentUs.length < due) sentUs.push(nowUs);
      }
      await pause((startUs + (sentUs.length * 1e6) / rate - sharedUs()) / 1000);
    }
    await this.end();
    return sentUs;
  }

  /**
   * Plays the tape round and round, as fast as the client reads, until so many frames are out; each round begins with the snapshots,
   * which do not count. Returns when the first frame was sent.
   */
  async flood(frames: number): Promise<number[]> {
    const { tape } = this;
    const startUs = sharedUs();
    this.playing = true;
    for (let left = frames; left > 0; ) {
      const pass = Math.min(left, tape.frames);
      await this.writeAll(tape.part(0, tape.snapshots + pass));
      left -= pass;
    }
    await this.end();
    return [startUs];
  }

  private async end(): Promise<void> {
    await this.emptied();
    this.playing = false;
    for (const answer of this.answers.splice(0)) this.write(answer);
  }

  /** Writes in chunks and waits whenever the client is behind, so that no copy of the whole run piles up. */
  private async writeAll(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
      this.write(bytes.subarray(at, at + CHUNK_BYTES));
      await this.emptied();
    }
  }

  private write(bytes: Uint8Array): void {
    if (this.waiting.length > 0) {
      this.waiting.push(bytes);
      return;
    }
    const written = Math.max(0, this.socket.write(bytes));
    if (written < bytes.length) this.waiting.push(bytes.subarray(written));
  }

  private async emptied(): Promise<void> {
    while (this.waiting.length > 0) {
      this.drained = Promise.withResolvers<void>();
      await this.drained.promise;
    }
  }

  private upgrade(bytes: Uint8Array): void {
    this.head += Buffer.from(bytes).toString("latin1");
    if (!this.head.includes("\r\n\r\n")) return;
    this.path = /^GET (\S+) /.exec(this.head)?.[1] ?? "";
    const key = /^sec-websocket-key: *(\S+)/im.exec(this.head)?.[1] ?? "";
    const accept = new Bun.CryptoHasher("sha1").update(key + ACCEPT_SALT).digest("base64");
    this.upgraded = true;
    this.write(
      Buffer.from(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
      ),
    );
    this.opened(this);
  }

  /** A subscription gets the snapshots, a heartbeat its answer; everything else is for a real venue to mind. */
  private answer(kind: string, payload: Uint8Array): void {
    if (kind === "close") this.socket.end();
    else if (kind === "ping") this.say(encodePong(payload));
    else if (kind === "text") this.answerText(Buffer.from(payload).toString());
  }

  private answerText(text: string): void {
    if (text === "PING") this.say(encodeTextFrame("PONG"));
    else if (text.includes('"assets_ids"') && !this.playing) this.say(this.tape.part(0, this.tape.snapshots));
  }

  private say(frame: Uint8Array): void {
    if (this.playing) this.answers.push(frame);
    else this.write(frame);
  }
}

/** Sleeps without the 1 ms grid of timers, and lets sockets have their turn. */
async function pause(ms: number): Promise<void> {
  if (ms > SLEEP_MS_MIN) Atomics.wait(SLEEP_WORD, 0, 0, ms - SLEEP_MS_MIN);
  await new Promise<void>((resolve) => setImmediate(resolve));
}

const SLEEP_WORD = new Int32Array(new SharedArrayBuffer(4));
