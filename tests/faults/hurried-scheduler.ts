import { type Scheduler, systemScheduler } from "@augury/net";

/**
 * Time that runs `factor` times as fast as the machine's: waits for a rate budget pass in moments while real sockets answer. Time limits pass
 * as fast, so those of a test are set accordingly.
 */
export function hurriedScheduler(factor: number): Scheduler {
  const beganUs = systemScheduler.nowUs();
  return {
    nowUs: () => beganUs + (systemScheduler.nowUs() - beganUs) * factor,
    after: (delayMs, callback) => systemScheduler.after(delayMs / factor, callback),
  };
}
