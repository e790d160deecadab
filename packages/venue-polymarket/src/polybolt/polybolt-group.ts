import { type ApiGroup, type ApiGroupOptions, openStreamOf } from "@augury/net";
import { POLYBOLT_URL } from "./polybolt-session.ts";
import { POLYBOLT_STREAMS } from "./polybolt-streams.ts";

export const POLYBOLT_GROUP: ApiGroup = {
  name: "polybolt",
  title: "Polymarket PolyBolt",
  description:
    "Reference prices over one socket: crypto, averages, stocks, and the best prices of outcome tokens. Asks for CLOB API credentials.",
  streamUrl: POLYBOLT_URL,
  methods: [],
  streams: POLYBOLT_STREAMS,
  open: (options: ApiGroupOptions = {}) => {
    const parts = { ...options, url: options.streamUrl ?? POLYBOLT_URL };
    return {
      client: undefined,
      stream: (name, params, sink) =>
        openStreamOf("polymarket-polybolt", POLYBOLT_STREAMS, { name, params, sink }, parts),
      close: () => {},
    };
  },
};
