import type { World } from "@augury/sim";

/** One command of the transcript. */
export interface Shot {
  /** Words behind `bun run augury`. */
  readonly words: readonly string[];
  /** Output goes into a pipe, not to a screen. */
  readonly piped?: boolean;
}

export interface Scene {
  readonly title: string;
  readonly text: string;
  readonly shots: readonly Shot[];
}

/** Folder that the recording of the transcript goes to, as the page shows it. */
export const RECORDING = "data/recordings/tide";

/** The public test key's address: nobody's money. */
const OWNER = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";

/** Returns what a new user tries, in the order of the page. Names of markets come from the world. */
export function scenesOf({ polymarket, kalshi }: World): readonly Scene[] {
  const token = polymarket.markets[0]?.spec.tokens[0] ?? "";
  const ticker = kalshi.markets[0]?.spec.ticker ?? "";
  const shot = (line: string, piped = false): Shot => ({ words: line.split(" "), piped });
  return [
    {
      title: "Finding a market",
      text: "On a screen answers are tables; what does not fit is left out and said.",
      shots: [
        shot("polymarket gamma markets --limit 3"),
        shot("kalshi market markets --limit 3"),
        shot("polymarket gamma market-by-slug --help"),
      ],
    },
    {
      title: "Books and prices",
      text: "Required parameters may be plain words. Into a pipe, or with `--json`, the whole answer is JSON.",
      shots: [
        shot(`polymarket clob book ${token}`),
        shot(`polymarket clob midpoint ${token}`, true),
        shot(`kalshi market orderbook ${ticker}`),
      ],
    },
    {
      title: "Accounts",
      text: "Keys come from the environment and are never printed. What needs no key is given none. What changes something wants `--yes`.",
      shots: [
        shot("kalshi portfolio balance"),
        shot("polymarket clob orders"),
        shot(
          `kalshi orders create-order --ticker ${ticker} --client-order-id 11111111-1111-4111-8111-111111111111 --side bid --count 5 --price 0.10 --time-in-force good_till_canceled --self-trade-prevention-type taker_at_cross --yes`,
        ),
        shot("kalshi orders cancel-order 7f1c5f2e-0000-4000-8000-000000000001"),
      ],
    },
    {
      title: "On chain",
      text: "What a split, merge, redemption or conversion would send, for each kind of wallet. Sent only with `--send --confirm --rpc URL`.",
      shots: [
        shot(`chain plan merge --market bridge-open-by-monday --size 10 --owner ${OWNER}`),
        shot(`chain plan convert --event chess-crown --outcomes 0,1 --size 5 --owner ${OWNER}`),
      ],
    },
    {
      title: "Streams",
      text: "A stream ends after ten messages or a minute, unless told otherwise, or with Ctrl-C; one line of JSON per message into a pipe.",
      shots: [
        shot(`polymarket ws market ${token} --messages 1`, true),
        shot(`kalshi ws orderbook-delta --tickers ${ticker} --messages 1`),
      ],
    },
    {
      title: "Recording",
      text: "Raw frames, byte for byte with the moment each came; `bun run augury sim --play DIR` plays them again.",
      shots: [
        shot(`record kalshi ws orderbook-delta --tickers ${ticker} --for 2s --out ${RECORDING}`),
        shot(`record --check ${RECORDING}`),
      ],
    },
    {
      title: "Mistakes",
      text: "One line on standard error that says what to do, and a status that says what kind of mistake it was.",
      shots: [
        shot("polymarket clob bok"),
        shot("polymarket clob book"),
        shot(`polymarket clob book ${token} --tabel`),
        shot("polymarket clob book 12345"),
        shot("kalshi market orderbook KXNONE --timeout soon"),
      ],
    },
    {
      title: "Sources",
      text: "Every method with its parameters and the metrics that it gives.",
      shots: [shot("source list"), shot("source describe alternativeme fear-and-greed")],
    },
    {
      title: "Configuration",
      text: "Every setting, where its value comes from now, and what is allowed.",
      shots: [
        shot("config explain venues.polymarket.stallMs"),
        shot("config explain log --config config/demo.yaml"),
        shot("config explain api.prot"),
      ],
    },
  ];
}
