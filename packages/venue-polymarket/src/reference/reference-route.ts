import type { Reference } from "@augury/model";
import type { StreamProtocol } from "@augury/net";
import { PolyboltProtocol } from "../polybolt/polybolt-protocol.ts";
import type { PolyboltChannel, PolyboltPriceSnapshot, PolyboltPriceUpdate } from "../polybolt/polybolt-schema.ts";
import type { PolyboltCredentials, PolyboltSubscription } from "../polybolt/polybolt-subscription.ts";
import { RtdsProtocol } from "../rtds/rtds-protocol.ts";
import type { RtdsPriceSnapshot, RtdsPriceTopic, RtdsPriceUpdate } from "../rtds/rtds-schema.ts";
import { encodeRtdsFilter } from "../rtds/rtds-subscription.ts";
import { type PricePoint, type PriceScale, readPrice } from "./price-point.ts";

/** What one message said of one reference; `misfits` of its points could not be read. */
export interface ReferenceReading {
  readonly reference: number;
  readonly points: readonly PricePoint[];
  readonly misfits: number;
  readonly isSnapshot: boolean;
}

/** One connection of the reference feed: what is asked for on it, and whose prices its messages are. */
export interface ReferenceRoute {
  readonly protocol: () => StreamProtocol;
  /** `undefined`: the message is about nothing that was asked for. */
  read(topic: string, message: unknown): ReferenceReading | undefined;
}

const CHANNELS: Readonly<Record<Reference["feed"], PolyboltChannel>> = {
  crypto: "price.crypto",
  chainlink: "price.crypto",
  twap: "price.crypto.twap",
  equity: "price.equity",
};

/** All references on one connection: a batch is one command, and each channel counts its messages. */
export function polyboltRoute(references: readonly Reference[], credentials?: PolyboltCredentials): ReferenceRoute {
  const subscriptions = references.map(toPolybolt);
  return {
    protocol: () => new PolyboltProtocol(subscriptions, credentials),
    read: (topic, message) => {
      const { payload, snapshot } = message as PolyboltPriceUpdate | PolyboltPriceSnapshot;
      const found = subscriptions.flatMap((one, at) => (isAbout(one, topic, payload) ? [at] : []));
      const [reference] = found;
      // A snapshot without its symbol is of use only where it can be nobody else's.
      if (reference === undefined || found.length > 1) return undefined;
      return { reference, ...readPayload(payload, "plain"), isSnapshot: snapshot === true };
    },
  };
}

function toPolybolt({ feed, symbol, windowSeconds }: Reference): PolyboltSubscription {
  return {
    channel: CHANNELS[feed],
    filter: { symbol, ...(windowSeconds === undefined ? {} : { window_seconds: windowSeconds }) },
  };
}

function isAbout(
  { channel, filter }: PolyboltSubscription,
  topic: string,
  { symbol, window_seconds: window }: (PolyboltPriceUpdate | PolyboltPriceSnapshot)["payload"],
): boolean {
  const isWindow = window === undefined || window === null || filter.window_seconds === window;
  return channel === topic && isWindow && (symbol === undefined || filter.symbol === symbol);
}

/**
 * One connection per reference: the only form that captures show to work, because the service compares filters in its own ways, and a
 * stream that freezes then hurts nobody else.
 */
export function rtdsRoute(reference: Reference, at: number): ReferenceRoute {
  const topic = toTopic(reference);
  const { symbol } = reference;
  const isPlain = topic === "crypto_prices" || topic === "equity_prices";
  const subscription = { topic, type: isPlain ? "update" : "*", filters: encodeRtdsFilter({ symbol }) };
  return {
    protocol: () => new RtdsProtocol([subscription]),
    read: (messageTopic, message) => {
      const { payload } = message as RtdsPriceUpdate | RtdsPriceSnapshot;
      // Snapshots are labeled crypto_prices whatever they are of: only their symbol tells, where they name one.
      const isSnapshot = "data" in payload;
      const isSymbol = payload.symbol === symbol || (isSnapshot && payload.symbol === undefined);
      if (!isSymbol || (messageTopic !== topic && !isSnapshot)) return undefined;
      return { reference: at, ...readPayload(payload, isPlain ? "plain" : "e18"), isSnapshot };
    },
  };
}

function toTopic({ feed, windowSeconds }: Reference): RtdsPriceTopic {
  if (feed === "twap") return windowSeconds === 30 ? "crypto_prices_twap_thirty" : "crypto_prices_twap_sixty";
  return ({ crypto: "crypto_prices", chainlink: "crypto_prices_chainlink", equity: "equity_prices" } as const)[feed];
}

type Payload = (RtdsPriceUpdate | RtdsPriceSnapshot | PolyboltPriceUpdate | PolyboltPriceSnapshot)["payload"];

function readPayload(payload: Payload, scale: PriceScale): Pick<ReferenceReading, "points" | "misfits"> {
  const raw = "data" in payload ? payload.data : [payload];
  const isCarried = "is_carried_forward" in payload && payload.is_carried_forward === true;
  const points = raw.flatMap(({ timestamp, value, full_accuracy_value }) => {
    const e18 = readPrice(value, full_accuracy_value, scale);
    return e18 === undefined ? [] : [{ timestampMs: timestamp, e18, isCarried }];
  });
  return { points, misfits: raw.length - points.length };
}
