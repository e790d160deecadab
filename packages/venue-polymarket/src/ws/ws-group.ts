import { type ApiGroup, type ApiGroupOptions, openStreamOf } from "@augury/net";
import { WS_STREAMS, WS_URL } from "./ws-streams.ts";

/** The matching API's channels: everybody's market data, and one account's orders and trades. */
export const WS_GROUP: ApiGroup = {
  name: "ws",
  title: "Polymarket channels",
  description: "Market data as it happens, and an account's own orders and trades.",
  streamUrl: WS_URL,
  methods: [],
  streams: WS_STREAMS,
  open: (options: ApiGroupOptions = {}) => {
    const parts = { ...options, url: (options.streamUrl ?? WS_URL).replace(/\/+$/, "") };
    return {
      client: undefined,
      stream: (name, params, sink) => openStreamOf("polymarket-ws", WS_STREAMS, { name, params, sink }, parts),
      close: () => {},
    };
  },
};
