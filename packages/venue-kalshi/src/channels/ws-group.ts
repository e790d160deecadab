import { err, ok } from "@augury/core";
import { VenueError } from "@augury/model";
import { type AnyApiStream, type ApiGroup, type ApiGroupOptions, parseParams, type StreamSink } from "@augury/net";
import { KALSHI_STREAM_URL } from "./ws-stream.ts";
import { WS_STREAMS } from "./ws-streams.ts";

const SOURCE = "kalshi-ws";

/** Kalshi's WebSocket: every channel as a stream. */
export const WS_GROUP: ApiGroup = {
  name: "ws",
  title: "Kalshi WebSocket",
  description:
    "Live market data, the account's own orders and fills, reference prices. Needs a key, even for public channels.",
  streamUrl: KALSHI_STREAM_URL,
  methods: [],
  streams: WS_STREAMS,
  open: (options: ApiGroupOptions = {}) => ({
    client: undefined,
    stream: (name, params, sink) => openStream(name, params, sink, options),
    close: () => {},
  }),
};

function openStream(name: string, params: unknown, sink: StreamSink, options: ApiGroupOptions) {
  const stream: AnyApiStream<ApiGroupOptions> | undefined = WS_STREAMS.find((one) => one.name === name);
  if (stream === undefined) return refuse("rejected", `there is no stream "${name.slice(0, 60)}"`, STREAMS_HINT);
  const checked = parseParams(SOURCE, stream, params);
  if (!checked.ok) return checked;
  if (options.mintStreamHeaders === undefined)
    return refuse("auth", "there must be a key to sign the handshake", KEY_HINT);
  return ok(stream.open(checked.value, sink, options));
}

const STREAMS_HINT = `streams: ${WS_STREAMS.map((one) => one.name).join(", ")}`;
const KEY_HINT =
  "create an API key at Kalshi (Account & security → API keys) and name its id and private key; without one, books can be read over REST";

function refuse(code: "rejected" | "auth", message: string, hint: string) {
  return err(new VenueError(code, "never", `${SOURCE}: ${message}`, { source: SOURCE, hint }));
}
