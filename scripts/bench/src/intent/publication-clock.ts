import type { Clock } from "@augury/core";
import { sharedUs } from "../measure/shared-clock.ts";
import type { FireLog } from "./fire-log.ts";

/**
 * The decision shell's clock, which also notes when intents went out: the shell reads its clock right after it has published an intent,
 * for its own latency histogram, and so the first reading after a fire is the moment of publication.
 */
export class PublicationClock implements Clock {
  constructor(private readonly log: FireLog) {}

  nowUs(): number {
    const nowUs = sharedUs();
    if (this.log.fired !== this.log.published) this.log.publish(nowUs);
    return Math.floor(nowUs);
  }
}
