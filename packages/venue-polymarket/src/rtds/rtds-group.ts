import { type ApiGroup, type ApiGroupOptions, openStreamOf } from "@augury/net";
import { RTDS_URL } from "./rtds-session.ts";
import { RTDS_STREAMS } from "./rtds-streams.ts";

export const RTDS_GROUP: ApiGroup = {
  name: "rtds",
  title: "Polymarket RTDS",
  description: "The older socket of reference prices, comments and trades. Being retired: PolyBolt has the prices.",
  streamUrl: RTDS_URL,
  methods: [],
  streams: RTDS_STREAMS,
  open: (options: ApiGroupOptions = {}) => ({
    client: undefined,
    stream: (name, params, sink) =>
      openStreamOf(
        "polymarket-rtds",
        RTDS_STREAMS,
        { name, params, sink },
        { ...options, url: options.streamUrl ?? RTDS_URL },
      ),
    close: () => {},
  }),
};
