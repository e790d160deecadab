import { Prng } from "@augury/core";
import type { Fault, FaultName, FrameFaultName } from "./fault.ts";
import type { FrameKind } from "./frame-kind.ts";

interface FrameFault {
  readonly name: FrameFaultName;
  readonly kinds: readonly FrameKind[];
  readonly probability: number;
  remaining: number;
}

interface Refusal {
  readonly status: number;
  remaining: number;
  readonly untilMs: number;
}

/** Frame faults that may wait at once; more are refused by {@link ChaosDial.arm}. */
const ARMED_FAULTS_MAX = 64;

/**
 * The armed faults of one fake venue, and what they have done so far. Sockets ask it frame by frame; it owns no socket. Times are
 * milliseconds of whatever clock the caller lives by.
 */
export class ChaosDial {
  private readonly random: Prng;
  private frameFaults: FrameFault[] = [];
  private handshakeRefusal: Refusal | undefined;
  private requestRefusal: Refusal | undefined;
  private gapCount = 0;
  private gapSize = 0;
  private slowUntilMs = 0;
  private slowDelayMs = 0;
  private readonly applied = new Map<FaultName, number>();

  constructor(seed: number) {
    this.random = new Prng(seed);
  }

  /** Arms a fault that frames and requests run into. Faults of whole sockets belong to the server. Returns false when too many wait. */
  arm(fault: Fault, nowMs: number): boolean {
    switch (fault.fault) {
      case "gap":
        this.gapCount = fault.args.count;
        this.gapSize = fault.args.size;
        return true;
      case "slow":
        this.slowUntilMs = nowMs + fault.args.durationMs;
        this.slowDelayMs = fault.args.delayMs;
        this.count("slow");
        return true;
      case "refuse_handshake":
        this.handshakeRefusal = refusalOf(fault.args, fault.args.status, nowMs);
        return true;
      case "too_many_requests":
        this.requestRefusal = refusalOf(fault.args, 429, nowMs);
        return true;
      case "disconnect":
      case "silent_stall":
      case "half_open":
        return true;
      default:
        return this.armFrameFault(fault.fault, fault.args);
    }
  }

  /** Returns what shall happen to the next frame of this kind, and counts it. */
  judge(kind: FrameKind): FrameFaultName | undefined {
    if (this.frameFaults.length === 0) return undefined;
    const fault = this.frameFaults.find(({ kinds }) => kinds.includes(kind));
    if (!fault || !this.random.chance(fault.probability)) return undefined;
    fault.remaining--;
    if (fault.remaining === 0) this.frameFaults = this.frameFaults.filter((other) => other !== fault);
    this.count(fault.name);
    return fault.name;
  }

  /** Returns by how much a sequence number shall jump before the next delta, usually 0. */
  takeGap(): number {
    if (this.gapCount === 0) return 0;
    this.gapCount--;
    this.count("gap");
    return this.gapSize;
  }

  /** Returns for how many milliseconds a frame sent now is held. */
  delayMs(nowMs: number): number {
    return nowMs < this.slowUntilMs ? this.slowDelayMs : 0;
  }

  /** Returns the status with which this upgrade is refused, or `undefined` to let it pass. */
  refuseHandshake(nowMs: number): number | undefined {
    return this.refuse("handshakeRefusal", "refuse_handshake", nowMs) ?? this.refuseRequest(nowMs);
  }

  /** Returns 429 when this request is refused, or `undefined` to let it pass. */
  refuseRequest(nowMs: number): number | undefined {
    return this.refuse("requestRefusal", "too_many_requests", nowMs);
  }

  /** Returns a piece of the frame that ends too early. */
  truncate(text: string): string {
    return text.slice(0, this.random.int(1, Math.max(1, text.length - 2)));
  }

  /** Returns text that no venue would send. */
  garbage(): string {
    const kinds = [
      "",
      "{",
      "[[[[",
      '{"event_type":}',
      "null",
      '{"type":"orderbook_delta","msg":',
      "\u0000\ufffd\u0001",
    ];
    return this.random.pick(kinds) + this.random.uint32().toString(36);
  }

  /** Counts one application of a fault, for the statistics. */
  count(name: FaultName): void {
    this.applied.set(name, (this.applied.get(name) ?? 0) + 1);
  }

  /** Returns how often each fault has really struck. */
  stats(): Partial<Record<FaultName, number>> {
    return Object.fromEntries(this.applied);
  }

  private armFrameFault(
    name: FrameFaultName,
    args: Omit<FrameFault, "name" | "remaining"> & { count: number },
  ): boolean {
    if (this.frameFaults.length >= ARMED_FAULTS_MAX) return false;
    this.frameFaults.push({ name, kinds: args.kinds, probability: args.probability, remaining: args.count });
    return true;
  }

  private refuse(which: "handshakeRefusal" | "requestRefusal", name: FaultName, nowMs: number): number | undefined {
    const refusal = this[which];
    if (!refusal) return undefined;
    if (nowMs >= refusal.untilMs || refusal.remaining === 0) {
      this[which] = undefined;
      return undefined;
    }
    refusal.remaining--;
    this.count(name);
    return refusal.status;
  }
}

function refusalOf(args: { count: number; durationMs?: number | undefined }, status: number, nowMs: number): Refusal {
  if (args.durationMs === undefined) return { status, remaining: args.count, untilMs: Number.POSITIVE_INFINITY };
  return { status, remaining: Number.POSITIVE_INFINITY, untilMs: nowMs + args.durationMs };
}
