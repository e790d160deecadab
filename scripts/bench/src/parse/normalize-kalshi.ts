import type { Sink } from "./sink.ts";

type WireLevel = readonly [string, string];
interface WireFrame {
  readonly type: string;
  readonly sid: number;
  readonly seq: number;
  readonly msg: {
    readonly market_ticker: string;
    readonly ts_ms: number;
    readonly side: string;
    readonly price_dollars: string;
    readonly delta_fp: string;
    readonly yes_dollars_fp?: readonly WireLevel[];
    readonly no_dollars_fp?: readonly WireLevel[];
    readonly yes_price_dollars: string;
    readonly count_fp: string;
    readonly yes_bid_dollars: string;
    readonly yes_ask_dollars: string;
    readonly yes_bid_size_fp: string;
    readonly yes_ask_size_fp: string;
    readonly volume_fp: string;
    readonly open_interest_fp: string;
  };
}

/** The rival of our Kalshi parser: see {@link normalizePolymarket}. A NO bid at q is a YES ask at 1 − q. */
export function normalizeKalshi(text: string, indexOf: ReadonlyMap<string, number>, sink: Sink): void {
  const { type, msg } = JSON.parse(text) as WireFrame;
  const instrument = indexOf.get(msg.market_ticker) ?? 0;
  sink.timeMs = msg.ts_ms;
  switch (type) {
    case "orderbook_delta": {
      const price = Number(msg.price_dollars);
      sink.add(instrument, msg.side === "no" ? 1 - price : price, Number(msg.delta_fp));
      break;
    }
    case "orderbook_snapshot":
      sink.sum += instrument;
      for (const [price, size] of msg.yes_dollars_fp ?? []) sink.add(0, Number(price), Number(size));
      for (const [price, size] of msg.no_dollars_fp ?? []) sink.add(0, 1 - Number(price), Number(size));
      break;
    case "trade":
      sink.add(instrument, Number(msg.yes_price_dollars), Number(msg.count_fp));
      break;
    case "ticker":
      sink.add(instrument, 0, Number(msg.yes_bid_size_fp) + Number(msg.yes_ask_size_fp));
      sink.addBest(Number(msg.yes_bid_dollars), Number(msg.yes_ask_dollars));
      sink.sum += (Number(msg.volume_fp) + Number(msg.open_interest_fp)) * 1_000_000;
      break;
    default:
  }
}
