import type { Clock } from "@augury/core";
import type { RawSegmentWriter } from "@augury/journal";
import type { OpenSocket } from "@augury/net";

export interface FrameRecorderOptions {
  readonly writer: RawSegmentWriter;
  readonly clock: Clock;
  /** What the recording may take on disk, in bytes, besides what was there. Reaching it ends the recording. */
  readonly bytesMax: number;
  /** Told once, when the bound is reached. */
  readonly onFull: () => void;
}

/**
 * Writes every frame of the sockets that are opened through it to an archive, byte for byte, with the moment it came; the tag counts the
 * connections. A time between two connections goes into the gap map. The stream above sees everything as if nobody listened.
 */
export class FrameRecorder {
  connections = 0;
  outages = 0;
  /** Bytes of the frames themselves. */
  plainBytes = 0;
  private isFull = false;
  private lost: { readonly timeUs: number; readonly cause: string } | undefined;

  constructor(private readonly options: FrameRecorderOptions) {}

  /** Returns a network that is listened in on. */
  tap(open: OpenSocket): OpenSocket {
    return (request, events) => {
      let tag = -1;
      return open(request, {
        ...bound(events),
        opened: () => {
          tag = this.connections++;
          this.onOpened();
          events.opened();
        },
        message: (bytes) => {
          this.onFrame(tag, bytes);
          events.message(bytes);
        },
        ended: (end) => {
          if (tag >= 0) this.lost ??= { timeUs: this.options.clock.nowUs(), cause: end.text || `code ${end.code}` };
          events.ended(end);
        },
      });
    };
  }

  /** Writes out what waits; called about every second, so that a crash costs no more. */
  flush(): void {
    const { writer, clock } = this.options;
    // What was refused goes into the gap map; what the writer could not write it keeps and tries again.
    writer.gap(0, clock.nowUs());
    writer.flush();
  }

  private onOpened(): void {
    if (!this.lost) return;
    const { timeUs, cause } = this.lost;
    this.lost = undefined;
    this.outages++;
    this.options.writer.outage({ timeUs, untilTimeUs: this.options.clock.nowUs(), cause });
  }

  private onFrame(tag: number, bytes: Uint8Array): void {
    const { writer, clock, bytesMax, onFull } = this.options;
    if (this.isFull) return;
    writer.append(tag, clock.nowUs(), bytes);
    this.plainBytes += bytes.length;
    if (writer.counters.bytes < bytesMax) return;
    this.isFull = true;
    onFull();
  }
}

/** Events are methods of their owner: copied, they must still know it. */
function bound(events: Parameters<OpenSocket>[1]) {
  return {
    beat: () => events.beat(),
    refused: (status: number, retryAfterMs: number | undefined) => events.refused(status, retryAfterMs),
  };
}
