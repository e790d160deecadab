import { priceTicks, sizeMicros } from "@augury/core";
import { LiveConfig, LiveVenue, type OrderRequest } from "@augury/execution";
import { type InstrumentTable, isTerminal, type OrderReport } from "@augury/model";
import { systemScheduler } from "@augury/net";
import type { Curve } from "@augury/signing";
import { mintL2, openClob, PolymarketLive } from "@augury/venue-polymarket";
import { CREDENTIALS, WANTED } from "./bench-account.ts";
import { openSigners } from "./own-orders.ts";

export interface LiveDeskOptions {
  readonly url: string;
  readonly curve: Curve;
  readonly table: InstrumentTable;
  /** Writes an intent down before its first byte leaves; true when it is there. */
  readonly append: (entry: object) => boolean;
  /** Whether the book that an order was priced on goes on. Default: always. */
  readonly isLive?: (instrument: number, epoch: number) => boolean;
  /** Every report of every order. */
  readonly report: (report: OrderReport) => void;
}

/** How often what is due is done: snapshots, look-ups. */
const TIME_MS = 20;
const DEADLINE_US = 5_000_000;

/**
 * Live trading on Polymarket as the engine has it: the order state machine, the adapter, the preparer, the log of intents and the REST
 * client with its budget, clock and time limits. Only the account's stream is left out: it is up, and silent.
 */
export class LiveDesk {
  readonly venue: LiveVenue<string>;
  private readonly live: PolymarketLive;
  private readonly timer: Timer;

  constructor({ append, curve, isLive = () => true, report, table, url }: LiveDeskOptions) {
    const { l2, preparer, signer } = openSigners(curve);
    const { client } = openClob({ baseUrl: url, credentials: { l2: mintL2(l2) }, tier: "elite" });
    this.live = new PolymarketLive({
      client,
      scheduler: systemScheduler,
      table,
      preparer,
      account: { apiKey: CREDENTIALS.apiKey, makerAddress: signer.maker },
      openChannel: (events) => {
        events.stream(true);
        return { close: async () => {} };
      },
      log: { append },
      isLive,
      report,
      alarm: (what, key) => {
        throw new Error(`${what}: ${key}`);
      },
      tier: "elite",
    });
    this.venue = new LiveVenue(this.live.port, LiveConfig.parse({ ordersEndedMax: 1_000_000 }));
    this.live.start(this.venue);
    this.timer = setInterval(() => this.venue.onTime(systemScheduler.nowUs()), TIME_MS);
  }

  /** Resolves when the account has been compared, as trading has to wait for. */
  async untilReconciled(): Promise<void> {
    while (!this.venue.isReconciled) await Bun.sleep(TIME_MS);
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.live.abandon();
  }
}

/** A desk that places the wanted order, one at a time. */
export async function openPlacing(options: Omit<LiveDeskOptions, "report">): Promise<{
  place(): Promise<void>;
  close(): Promise<void>;
}> {
  let ended = Promise.withResolvers<void>();
  const desk = new LiveDesk({
    ...options,
    report: ({ reason, state }) => {
      if (state === "rejected") ended.reject(new Error(`an order was rejected: ${reason}`));
      else if (isTerminal(state)) ended.resolve();
    },
  });
  await desk.untilReconciled();
  let intentId = 0;
  const place = () => {
    ended = Promise.withResolvers<void>();
    const nowUs = systemScheduler.nowUs();
    desk.venue.submit({ ...ORDER, intentId: ++intentId, deadlineUs: nowUs + DEADLINE_US }, nowUs);
    return ended.promise;
  };
  return { place, close: () => desk.close() };
}

const ORDER: Omit<OrderRequest, "intentId" | "deadlineUs"> = {
  leg: 0,
  strategy: 0,
  instrument: 0,
  side: "buy",
  price: priceTicks(WANTED.ticks),
  size: sizeMicros(WANTED.contracts * 1e6),
  timeInForce: "IOC",
  postOnly: false,
  epoch: 1,
};
